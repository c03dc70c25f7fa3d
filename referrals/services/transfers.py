"""A transfer of responsibility, verb by verb. Until it takes effect the origin answers for the child in everything (INV-33)."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import may, require
from audit.wall import verb
from cases import companions, return_rules
from cases import rules as case_rules
from cases.choices import AsylumStatus, Because, DurableSolution, Status, Step, TaskKind
from cases.choices_execution import Decided
from cases.models import Case, CaseGrant
from cases.services import close_tasks, raise_task
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over, refuse_mute_disagreement, refuse_reviewer
from cases.services.moves import check_caseload, check_person
from cases.services.origin import is_of_origin, may_reach_origin, origin_words
from cases.services.responsibility import change_responsibility, end_abroad, mark_transfer
from liberty.models import DeprivationEvent
from papers.choices import PaperKind
from papers.services import number_letter
from placements.choices import HOLDING
from placements.models import Placement
from protocols.choices import DeadlineKey
from referrals import transfer_rules
from referrals.models import LiaisonOfficer, Transfer
from referrals.transfer_choices import TransferState
from referrals.transfer_packet import packet_of, texts_of
from referrals.transfer_rules import Office
from referrals.transfer_workflow import TRANSITIONS, may_move

SECTION = "transfer"  # of a case: what a grant to the destination opens
ABROAD = (*return_rules.RETURNS, DurableSolution.REUNIFIED_THIRD_COUNTRY, DurableSolution.RESETTLEMENT)
CROSSING = (
    "decision",
    "document",
    "basis",
    "basis_text",
    "officer",
    "liaison",
    "receiver",
    "receiver_verified",
    "follow_up_by",
    "follow_up_on",
)


def office_of(organisation: Organisation) -> Office:
    """Return what the rules ask of an authority."""
    return Office(organisation.path, organisation.org_type, organisation.country, organisation.state, organisation.municipality)


def answers_for_destination(user: User, transfer: Transfer) -> bool:
    """Tell whether `user` may answer and take over for the destination."""
    paths = (user.organisation.path, transfer.origin.path, transfer.destination.path)
    return may(user, "case.designate") and transfer_rules.answers_for(*paths)


def answers_for_origin(user: User, transfer: Transfer) -> bool:
    """Tell whether `user` sees the case and may lead it to another authority."""
    return may(user, "case.approve") and Case.objects.visible_to(user).filter(pk=transfer.case_id).exists()


def _locked(transfer: Transfer, by: User, move: str) -> Transfer:
    """Return the transfer locked with its case, if `by` may see it and `move` leaves its state."""
    case_id = Transfer.objects.visible_to(by).get(pk=transfer.pk).case_id
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    found = Transfer.objects.select_for_update(of=("self",)).select_related("case__child", "case__unit", "origin", "destination", "liaison")
    transfer = found.get(pk=transfer.pk)
    if not may_move(transfer.state, move):
        refuse(
            _("The transfer is “%(state)s”: this cannot be done now (%(move)s).")
            % {"state": transfer.get_state_display(), "move": TRANSITIONS[move].label},
            code="state",
        )
    return transfer


def _enter(transfer: Transfer, move: str, *, by: User, now: datetime, reason: str = "", **fields) -> Transfer:
    """Move the transfer by the table, with the fields that go with it."""
    for name, value in fields.items():
        setattr(transfer, name, value)
    transfer.state = TRANSITIONS[move].target
    transfer.version += 1
    transfer.save()
    if move != "take_over":  # which writes its event when the case has changed hands
        note(by=by, action=f"transfer.{move}", case=transfer.case, target=transfer, reason=reason, now=now)
    return transfer


def _require_worker(by: User) -> None:
    """Raise PermissionDenied unless `by` works on cases or leads those who do."""
    if not (may(by, "case.work") or may(by, "case.approve")):
        raise PermissionDenied("transfer")


def _require_origin(by: User, transfer: Transfer) -> None:
    require(by, "case.approve")
    if not answers_for_origin(by, transfer):
        raise PermissionDenied("transfer")


def _require_destination(by: User, transfer: Transfer) -> None:
    require(by, "case.designate")
    if not answers_for_destination(by, transfer):
        refuse(_("INV-33: the authority to which the case is offered answers for itself; nobody accepts it in its name."), code="INV-33")


@verb
def propose_transfer(*, case: Case, destination: Organisation, reason: str, by: User, now: datetime, **heard) -> Transfer:
    """Propose that `destination` become responsible; the child was heard on it. Nothing changes yet."""
    _require_worker(by)
    case = locked(case, by)
    refuse_if_over(case)
    if case.step == Step.INTAKE or case.designation is None or case.designation.accepted_at is None:
        refuse(_("INV-11: a case is transferred by the person responsible for it: open it and designate that person first."))
    _refuse_absent(case)
    if case.transfers.under_way().exists():
        refuse(_("INV-33: a transfer of this case is under way already. Withdraw it first."), code="state")
    if destination.pk == case.unit_id:
        refuse(_("INV-33: this authority is responsible already."), field="destination")
    if not destination.is_active or not transfer_rules.may_be_responsible(destination.org_type):
        refuse(_("INV-12: only a child-protection authority or family system may be responsible for a case."), field="destination")
    if not reason.strip():
        refuse(_("Say why: the reason stays on record."), field="reason")
    if not case_rules.are_views_recorded(heard.get("child_views", ""), heard.get("no_views_reason", "")):
        refuse(_("INV-21: write what the child says of it, or why the child was not heard."), field="child_views")
    refuse_mute_disagreement(heard)
    transfer = Transfer.objects.create(
        case=case,
        kind=transfer_rules.kind_of(office_of(case.unit), office_of(destination)),
        origin=case.unit,
        destination=destination,
        reason=reason,
        proposed_by=by,
        proposed_at=now,
        created_by=by,
        **heard,
    )
    note(by=by, action="transfer.propose", case=case, target=transfer, detail={"destination": str(destination.pk)}, now=now)
    return transfer


def _refuse_absent(case: Case) -> None:
    if case.status == Status.SUSPENDED_ABSENT:
        refuse(_("The child is absent: whoever is responsible searches first. The transfer waits."), code="INV-33")


@verb
def prepare_crossing(*, transfer: Transfer, document: UUID | None, by: User, now: datetime, liaison: LiaisonOfficer | None, **fields):
    """Write what a transfer across a border asks, while it is not offered; or refuse with all that is missing (INV-31, 32, 34)."""
    _require_worker(by)
    transfer = _locked(transfer, by, "withdraw")
    case = locked(transfer.case, by)
    if not transfer.is_abroad or transfer.state not in (TransferState.PROPOSED, TransferState.APPROVED):
        refuse(_("Only a transfer across a border that was not offered yet asks for this."), code="state")
    decision = next((one for one in crossing_decisions(case) if one.document == document), None)
    transfer.document, transfer.decision = (decision.document, decision.kind) if decision else (None, "")
    transfer.liaison = liaison
    for name, value in fields.items():
        setattr(transfer, name, value)
    if lacks := crossing_lacks(case, transfer):
        raise ValidationError({lack.field: ValidationError(str(lack.message), code="INV-31") for lack in lacks})
    transfer.version += 1
    transfer.save()
    note(by=by, action="transfer.prepare", case=case, target=transfer, now=now)
    return transfer


def crossing_decisions(case: Case) -> list[companions.Decision]:
    """Return the decisions in force by which a child may go to another country: a determination, or a plan that seeks it."""
    plan = case.approved_plan
    kinds = {Decided.DETERMINATION, *([Decided.PLAN] if plan is not None and plan.durable_solution in ABROAD else [])}
    return [decision for decision in companions.decisions(case) if decision.kind in kinds]


def crossing_lacks(case: Case, transfer: Transfer) -> list[return_rules.Lack]:
    """Return all that stands against crossing the border; who accepts there is asked when it is accepted."""
    evaluation = case.approved_evaluation
    facts = return_rules.ReturnFacts(
        is_decided=any(one.document == transfer.document for one in crossing_decisions(case)),
        return_risk=evaluation.return_risk if evaluation else "",
        asylum_status=case.asylum_status,
        child_views=transfer.child_views,
        no_views_reason=transfer.no_views_reason,
        officer=transfer.officer,
        receiving_authority=transfer.destination.name,
        receiving_official=transfer.receiving_official or "-",
        receiver=transfer.receiver,
        receiver_verified=transfer.receiver_verified,
    )
    asked = (
        ("basis", transfer.basis, _("INV-34: say on what the sharing of data with another country rests.")),
        ("liaison", transfer.liaison_id, _("INV-34: choose the liaison officer who gets a copy.")),
        ("follow_up_by", transfer.follow_up_by.strip(), _("INV-34: name who sees to the child after the arrival.")),
        ("follow_up_on", transfer.follow_up_on, _("INV-34: say on which day the child is seen there.")),
    )
    origin = []
    if is_of_origin(case, transfer.destination.country) and not may_reach_origin(case):
        origin = [return_rules.Lack("basis", origin_words())]
    return [*return_rules.missing(facts), *origin, *(return_rules.Lack(field, message) for field, value, message in asked if not value)]


def _refuse_incomplete_crossing(case: Case, transfer: Transfer) -> None:
    if transfer.is_abroad and (lacks := crossing_lacks(case, transfer)):
        raise ValidationError([ValidationError(str(lack.message), code="INV-31") for lack in lacks])


@verb
def approve_transfer(*, transfer: Transfer, by: User, now: datetime) -> Transfer:
    """The origin approves, four eyes; from now on the case says that a transfer is under way, and stays where it is."""
    transfer = _locked(transfer, by, "approve")
    _require_origin(by, transfer)
    case = transfer.case
    refuse_if_over(case)
    _refuse_absent(case)
    refuse_reviewer(by, transfer.proposed_by, case.unit)
    _refuse_incomplete_crossing(case, transfer)
    mark_transfer(case, is_pending=True)
    return _enter(transfer, "approve", by=by, now=now, approved_by=by, approved_at=now)


@verb
def offer_transfer(*, transfer: Transfer, by: User, now: datetime, note_to_destination: str = "") -> Transfer:
    """Show the destination the packet, and nothing else, and let the clock of its answer run."""
    _require_worker(by)
    transfer = _locked(transfer, by, "offer")
    case = locked(transfer.case, by)
    _refuse_absent(case)
    _refuse_incomplete_crossing(case, transfer)
    transfer.offered_at, transfer.note_to_destination = now, note_to_destination
    packet = packet_of(case, transfer)
    if transfer.is_abroad and any(transfer_rules.speaks_of_asylum(text) for text in texts_of(packet)):
        refuse(_("INV-34: nothing that crosses the border speaks of asylum. Take it out."), field="note_to_destination", code="INV-34")
    grant = CaseGrant.objects.create(case=case, unit=transfer.destination, because=Because.TRANSFER, sections=[SECTION], starts_at=now)
    due_at = case.due(DeadlineKey.TRANSFER_REPLY, now)
    if transfer.is_abroad:
        _number(transfer, PaperKind.CROSSING_FILE, by, now, addressee=transfer.destination.name)
    return _enter(transfer, "offer", by=by, now=now, offered_by=by, packet=packet, grant=grant, reply_due_at=due_at)


def _number(transfer: Transfer, kind: str, by: User, now: datetime, addressee: str = "") -> None:
    """The act has its letter, in the register of the authority that is responsible until the transfer takes effect."""
    about = [transfer.case, transfer.case.child_id]
    number_letter(kind=kind, subject=transfer, about=about, place=transfer.origin, by=by, now=now, addressee=addressee)


@verb
def accept_transfer(
    *,
    transfer: Transfer,
    responsible: User,
    no_conflict: bool,
    by: User,
    now: datetime,
    language_covered_by: str = "",
    override_reason: str = "",
    receiving_official: str = "",
) -> Transfer:
    """The destination accepts and names the person who will be responsible; nobody is responsible there yet."""
    transfer = _locked(transfer, by, "accept")
    _require_destination(by, transfer)
    person = User.objects.select_related("organisation").select_for_update(of=("self",), no_key=True).get(pk=responsible.pk)
    _as_field("responsible", check_person, transfer.case, person, transfer.destination, no_conflict, language_covered_by)
    is_full = check_caseload(person, override_reason)
    return _enter(
        transfer,
        "accept",
        by=by,
        now=now,
        answered_by=by,
        answered_at=now,
        responsible=person,
        receiving_official=receiving_official or by.full_name,
        language_covered_by=language_covered_by,
        override_reason=override_reason.strip() if is_full else "",
    )


def _as_field(field: str, check, *arguments) -> None:
    """Let `check` refuse beside `field` where it speaks of a person."""
    try:
        check(*arguments)
    except ValidationError as refusal:
        if not hasattr(refusal, "error_dict"):
            raise
        raise ValidationError({field if name == "person" else name: errors for name, errors in refusal.error_dict.items()}) from None


@verb
def confirm_abroad(*, transfer: Transfer, receiving_official: str, acceptance_reference: str, by: User, now: datetime) -> Transfer:
    """Record the letter by which an official of another country accepted; at home every authority answers for itself."""
    transfer = _locked(transfer, by, "accept")
    _require_origin(by, transfer)
    if not transfer.is_abroad:
        refuse(_("INV-33: the authority to which the case is offered answers for itself; nobody accepts it in its name."), code="INV-33")
    if not receiving_official.strip():
        refuse(_("INV-31: name who accepted the child there."), field="receiving_official", code="INV-31")
    if not acceptance_reference.strip():
        refuse(_("INV-31: say by which letter it was accepted."), field="acceptance_reference", code="INV-31")
    given = {"receiving_official": receiving_official, "acceptance_reference": acceptance_reference}
    return _enter(transfer, "accept", by=by, now=now, answered_at=now, **given)


@verb
def refuse_transfer(*, transfer: Transfer, refusal_reason: str, refusal_text: str, by: User, now: datetime) -> Transfer:
    """The destination refuses: its access ends, the origin is told why, and goes on as before."""
    transfer = _locked(transfer, by, "refuse")
    _require_destination(by, transfer)
    if not refusal_reason:
        refuse(_("Say why the transfer is refused."), field="refusal_reason")
    case = transfer.case
    _unmark(case)
    _end_access(transfer, now)
    fields = {"answered_by": by, "answered_at": now, "refusal_reason": refusal_reason, "refusal_text": refusal_text}
    transfer = _enter(transfer, "refuse", by=by, now=now, reason=refusal_text, **fields)
    raise_task(case=case, kind=TaskKind.TRANSFER_REFUSED, due_at=now, by=by, now=now, subject=str(transfer.pk))
    return transfer


@verb
def withdraw_transfer(*, transfer: Transfer, withdrawal_text: str, by: User, now: datetime) -> Transfer:
    """The origin takes the transfer back, at any time before it takes effect."""
    transfer = _locked(transfer, by, "withdraw")
    _require_origin(by, transfer)
    if not withdrawal_text.strip():
        refuse(_("Say why: the reason stays on record."), field="withdrawal_text")
    _unmark(transfer.case)
    _end_access(transfer, now)
    return _enter(transfer, "withdraw", by=by, now=now, reason=withdrawal_text, withdrawn_at=now, withdrawal_text=withdrawal_text)


def _unmark(case: Case) -> None:
    """The case is no longer being transferred; one suspended for an absence does not go back to it either when the child returns."""
    mark_transfer(case, is_pending=False)
    case.absences.missing().update(status_before=Status.OPEN)


def _end_access(transfer: Transfer, now: datetime) -> None:
    CaseGrant.objects.filter(pk=transfer.grant_id, ends_at=None).update(ends_at=now)


@verb
def record_handover(
    *, transfer: Transfer, meeting_at: datetime, child_told_at: datetime | None, by: User, now: datetime, **fields
) -> Transfer:
    """Record the hand-over meeting with its minutes; either side writes them. The origin is still responsible."""
    transfer = _locked(transfer, by, "hand_over")
    if not answers_for_destination(by, transfer):
        _require_worker(by)
        locked(transfer.case, by)
    for name, instant in (("meeting_at", meeting_at), ("child_told_at", child_told_at)):
        refuse_future(name, instant, now)
    if meeting_at < transfer.answered_at:
        refuse(_("The meeting is held after the acceptance."), field="meeting_at")
    for name in ("handed_by", "received_by", "minutes"):
        if not fields.get(name, "").strip():
            refuse(_("The minutes say who hands over, who receives, and what was agreed."), field=name)
    if child_told_at is None:
        refuse(_("Tell the child first who will be responsible, and write down when."), field="child_told_at")
    _number(transfer, PaperKind.HANDOVER_MINUTES, by, now)
    return _enter(transfer, "hand_over", by=by, now=now, meeting_at=meeting_at, child_told_at=child_told_at, **fields)


@verb
def take_over(*, transfer: Transfer, by: User, now: datetime) -> Transfer:
    """The transfer takes effect, now: the responsibility, the person, the access and the deadlines move in this instant (INV-33).

    At home the destination takes over. Across a border the origin records that the child has arrived and ends the case here.
    """
    transfer = _locked(transfer, by, "take_over")
    case = transfer.case
    refuse_if_over(case)
    _refuse_absent(case)
    if transfer.is_abroad:
        _require_origin(by, transfer)
        _refuse_unfit_to_leave(case, transfer)
    else:
        _require_destination(by, transfer)
        check_person(case, transfer.responsible, transfer.destination, True, transfer.language_covered_by)
    transfer = _enter(transfer, "take_over", by=by, now=now, effective_at=now, effective_by=by)
    reason = _("Transfer %(reference)s") % {"reference": transfer.reference}
    if transfer.is_abroad:
        end_abroad(case, by=by, reason=reason, now=now)
    else:
        representation = case.designation.representation
        told = {"child_told_at": transfer.child_told_at, "representation": representation}
        given = {"language_covered_by": transfer.language_covered_by, "override_reason": transfer.override_reason}
        change_responsibility(case, unit=transfer.destination, person=transfer.responsible, by=by, reason=reason, now=now, **told, **given)
        _end_access(transfer, now)
        close_tasks(case=case, kind=TaskKind.TRANSFER_REFUSED, now=now)
    note(by=by, action="transfer.take_over", case=case, target=transfer, now=now)
    return transfer


def _refuse_unfit_to_leave(case: Case, transfer: Transfer) -> None:
    """Refuse to end the case here while something new stands against it, or while the child still lives or is held here."""
    if case.asylum_status in (AsylumStatus.APPLIED, AsylumStatus.APPEAL):
        refuse(_("INV-32: no child is returned while an asylum procedure is pending."), code="INV-32")
    _refuse_incomplete_crossing(case, transfer)
    if Placement.objects.filter(case=case, state__in=HOLDING).exists():
        refuse(_("The child still has a place here: record the end of the stay first."), code="placement")
    if DeprivationEvent.objects.filter(case=case).ongoing().exists():
        refuse(_("INV-04: the child is recorded as deprived of liberty. The end of it is recorded first."), code="INV-04")


@verb
def record_word(*, transfer: Transfer, followed_up_at: datetime, follow_up_text: str, by: User, now: datetime) -> Transfer:
    """Record what the authority abroad says of the child after the arrival; with it its access to the packet ends."""
    require(by, "case.approve")
    found = Transfer.objects.visible_to(by).select_for_update(of=("self",)).select_related("case__child", "case__unit")
    transfer = found.get(pk=transfer.pk)
    locked(transfer.case, by)
    if transfer.state != TransferState.EFFECTIVE or not transfer.is_abroad or transfer.followed_up_at:
        refuse(_("No word of a child is waited for here."), code="state")
    refuse_future("followed_up_at", followed_up_at, now)
    if followed_up_at < transfer.effective_at:
        refuse(_("This lies before the arrival."), field="followed_up_at")
    transfer.followed_up_at, transfer.follow_up_text = followed_up_at, follow_up_text
    transfer.version += 1
    transfer.save(update_fields=["followed_up_at", "follow_up_text", "version"])
    _end_access(transfer, now)
    note(by=by, action="transfer.word", case=transfer.case, target=transfer, now=now)
    return transfer
