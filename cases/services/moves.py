"""The steps of a case: the one function that changes them, and the designation that steps depend on."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import OrgType, Role, require
from audit.wall import verb
from cases import companions, rules
from cases.choices import Because, ClosureReason, DocumentState, Language, ReviewOutcome, Status, Step, TaskKind, TaskOutcome
from cases.colleagues import caseload_of
from cases.companions import Blocked
from cases.models import Case, CaseGrant, Designation, Review, StepHistory
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over, refuse_reviewer
from cases.services.documents import comments_on, new_evaluation, new_plan, settle_document
from cases.services.opinions import close_opinions
from cases.services.sealed import pass_seat_on
from cases.services.work import close_tasks, raise_task, record_review, urge_humanitarian_status
from cases.versioning import Stale
from cases.workflow import TRANSITIONS, approves, moves_from
from protocols.choices import DeadlineKey


@verb
def move_case(
    *,
    case: Case,
    move: str,
    by: User,
    now: datetime,
    reason: str = "",
    version: int | None = None,
    comments: dict[str, str] | None = None,
) -> Case:
    """Apply one named transition and record it, or raise and change nothing.

    `comments`: on sections of the document that the move returns; they are reason enough.
    `version`: of the document that the move approves or returns, as its reviewer read it; another one raises Stale.
    Raises PermissionDenied, ValidationError (Blocked where a criterion is missing), Stale.
    """
    case = locked(case, by)
    step = TRANSITIONS.get(move)
    if step is None:
        refuse(_("There is no such step."), field="move")
    require(by, step.capability)
    if move not in moves_from(case.step):
        refuse(
            _("INV-17: a case in “%(step)s” cannot go this way: %(move)s. No step is skipped.")
            % {"step": case.get_step_display(), "move": step.label}
        )
    document = getattr(case, step.document) if step.document else None
    said = comments_on(document, comments) if document is not None and comments and not approves(move) else {}
    reason = reason.strip() or "; ".join(f"{label}: {said[key]}" for key, label in (document.sections if said else ()) if key in said)
    if step.needs_reason and not reason:
        refuse(_("Say why: the reason stays on record."), field="reason")
    if step.document:
        _review(document, case, by, version)
    if blockers := companions.blockers(case, move) + companions.objections(case, move, by):
        raise Blocked(blockers)
    if step.document:
        settle_document(document, approved=approves(move), by=by, comment=reason, sections=said, now=now)
    enter(case, step.target, move, by, reason, now)
    if effect := EFFECTS.get(move):
        effect(case, by, reason, now)
    note(by=by, action=f"case.{move}", case=case, reason=reason, now=now)
    return case


TRANSFER_OUT = "transfer_out"  # no row of the table: made by a transfer across the border alone

MOVE_OF_OUTCOME = {
    ReviewOutcome.CONTINUE: "continue_plan",
    ReviewOutcome.REVISE_PLAN: "revise_plan",
    ReviewOutcome.REASSESS: "reassess",
}


@verb
def conclude_review(*, case: Case, by: User, now: datetime, **fields) -> Review:
    """Record a review and take the case where its outcome says, both or neither; closing and determination need another person."""
    review = record_review(case=case, by=by, now=now, **fields)
    if move := MOVE_OF_OUTCOME.get(ReviewOutcome(review.outcome)):
        move_case(case=case, move=move, by=by, now=now)
    return review


def _review(document, case: Case, by: User, version: int | None) -> None:
    """Hold the four eyes: another person, of higher rank, of the case's own jurisdiction, who read this very version."""
    if document is None or document.state != DocumentState.SUBMITTED:
        return  # the guards say so in the reader's words
    refuse_reviewer(by, document.author, case.unit)
    if version is not None and version != document.version:
        raise Stale(document)


def enter(case: Case, target: str, move: str, by: User | None, reason: str, now: datetime) -> None:
    """Put the case into its step and write the row of its history; what ends with it is said by the caller."""
    left, case.step = case.step, target
    if move == "approve_evaluation":
        case.risk_level = case.evaluation.risk_level
    if target != left:
        case.step_entered_at = now
    case.version += 1
    if move == "open_case":
        case.opened_at = now
    if target == Step.CLOSED:
        case.status = Status.TRANSFERRED_OUT if move == TRANSFER_OUT else Status.CLOSED
        case.closed_at, case.step_due_at = now, None
        case.closure_reason, case.durable_solution = _outcome(case, move)
    elif left == Step.CLOSED:
        case.status, case.closed_at, case.closure_reason, case.durable_solution = Status.OPEN, None, "", ""
    case.save()
    StepHistory.objects.create(case=case, move=move, left=left, entered=target, by=by, at=now, reason=reason)


def _outcome(case: Case, move: str) -> tuple[str, str]:
    """Return why the case ends and with which solution: as its closure says, or as the plan in force for who is handed over abroad.

    At intake T2 knows a final determination of age, and another authority that accepted the child.
    """
    if move == "close":
        return case.closure.reason, case.closure.durable_solution
    if move == TRANSFER_OUT:
        return ClosureReason.TRANSFERRED, case.approved_plan.durable_solution if case.approved_plan else ""
    is_child = rules.is_treated_as_child(case.child.age_status)
    return ClosureReason.TRANSFERRED if is_child else ClosureReason.DETERMINED_ADULT_FINAL, ""


def _open(case: Case, by: User, reason: str, now: datetime) -> None:
    urge_humanitarian_status(case, by, now)


def _after_plan(case: Case, by: User, reason: str, now: datetime) -> None:
    """A plan approved after a resolution has taken it into account (INV-51)."""
    close_tasks(case=case, kind=TaskKind.COMPARE_PLAN, now=now)


def _after_evaluation(case: Case, by: User, reason: str, now: datetime) -> None:
    """The approved evaluation ends a forced reassessment and gives the plan its lines."""
    close_tasks(case=case, kind=TaskKind.REASSESS, now=now)
    close_opinions(case, now)
    new_plan(case=case, author=case.designation.person)


def _write_evaluation(case: Case, by: User, reason: str, now: datetime) -> None:
    new_evaluation(case=case, author=case.designation.person)


def _write_plan(case: Case, by: User, reason: str, now: datetime) -> None:
    new_plan(case=case, author=case.designation.person)


def _close(case: Case, by: User, reason: str, now: datetime) -> None:
    """Nobody keeps access to a closed case by designation; its supervisors still see it."""
    end_designation(case, reason or _("The case was closed."), now)
    case.grants.in_force(now).exclude(because=Because.BREAK_GLASS).update(ends_at=now)
    case.tasks.open().update(closed_at=now, outcome=TaskOutcome.DROPPED)


def _reopen(case: Case, by: User, reason: str, now: datetime) -> None:
    """The person responsible before is so again, until somebody else is designated."""
    before = case.designations.order_by("-designated_at").select_related("person").first()
    if before is None:
        refuse(_("Nobody was ever responsible for this case: notify the child anew."), code="state")
    give_designation(case, person=before.person, by=by, now=now, representation=before.representation, accepted_at=now, child_told_at=now)
    new_evaluation(case=case, author=before.person)
    urge_humanitarian_status(case, by, now)


def _hand_over(case: Case, by: User, reason: str, now: datetime) -> None:
    end_designation(case, reason, now)
    close_tasks(case=case, kind=TaskKind.HAND_OVER, now=now)


def _force_reassessment(case: Case, by: User, reason: str, now: datetime) -> None:
    raise_task(case=case, kind=TaskKind.REASSESS, due_at=case.due(DeadlineKey.EVALUATION, now), text=reason[:300], by=by, now=now)
    _write_evaluation(case, by, reason, now)


EFFECTS = {
    "open_case": _open,
    "end_at_intake": _close,
    "begin_evaluation": _write_evaluation,
    "approve_evaluation": _after_evaluation,
    "approve_plan": _after_plan,
    "return_to_evaluation": _write_evaluation,
    "revise_plan": _write_plan,
    "reassess": _write_evaluation,
    "close": _close,
    "adopt_determination": _write_plan,
    "ask_for_more_information": _write_evaluation,
    "reopen": _reopen,
    "end_designation": _hand_over,
    "report_significant_event": _force_reassessment,
}


@verb
def hand_over(*, case: Case, cause: str, minutes: str, by: User, now: datetime) -> Case:
    """The person responsible is so no longer; the minutes of the hand-over stay on record for the next one (T19).

    Before the person accepted there is no step to go back from: the designation alone ends.
    """
    require(by, "case.designate")
    case = locked(case, by)
    designation = case.designation
    if designation is None:
        refuse(_("Nobody is responsible for this case: designate a person."))
    if not minutes.strip():
        refuse(_("Write the minutes of the hand-over: the next person begins from them."), field="minutes")
    if case.step == Step.DESIGNATION:
        _hand_over(case, by, minutes, now)
        note(by=by, action="case.withdraw_designation", case=case, target=designation, reason=minutes, now=now)
    else:
        case = move_case(case=case, move="end_designation", by=by, now=now, reason=minutes)
    Designation.objects.filter(pk=designation.pk).update(end_cause=cause)
    return case


@verb
def designate(
    *,
    case: Case,
    person: User,
    representation: str,
    no_conflict: bool,
    by: User,
    now: datetime,
    language_covered_by: str = "",
    override_reason: str = "",
) -> Designation:
    """Name the person responsible for a case in designation, and give that person access; the person accepts afterwards.

    `no_conflict`: the person declares to be no relative, and not of the organisation of anyone said to have harmed the child (INV-12).
    """
    require(by, "case.designate")
    case = locked(case, by)
    if case.step != Step.DESIGNATION:
        refuse(_("INV-17: the person responsible is named in the step of designation; from a later step, change the person first."))
    if case.designation is not None:
        refuse(_("INV-11: somebody is already designated."), field="person")
    person = User.objects.select_related("organisation").select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    check_person(case, person, case.unit, no_conflict, language_covered_by)
    is_full = check_caseload(person, override_reason)
    fields = {"representation": representation, "language_covered_by": language_covered_by}
    designation = give_designation(
        case, person=person, by=by, now=now, override_reason=override_reason.strip() if is_full else "", **fields
    )
    case.grants.filter(because=Because.INTAKE, ends_at=None).exclude(user=person).update(ends_at=now)
    note(by=by, action="case.designate", case=case, target=designation, detail={"person": str(person.pk)}, now=now)
    return designation


def check_person(case: Case, person: User, unit: Organisation, no_conflict: bool, language_covered_by: str) -> None:
    """Refuse a person who may not be responsible for the case within `unit`: organisation, role, training, conflict, language."""
    if person.organisation.org_type == OrgType.MIGRATION_AUTHORITY:
        refuse(_("INV-12: nobody of the migration authority may be responsible for a child's case."), field="person")
    if not person.is_active or person.role != Role.CASEWORKER:
        refuse(_("Only an active caseworker may be responsible."), field="person")
    if not person.is_trained:
        refuse(_("This person is not recorded as trained in best-interest procedures."), field="person")
    if not person.organisation.path.startswith(unit.path) and not unit.path.startswith(person.organisation.path):
        refuse(_("The person responsible belongs to the authority responsible for the case."), field="person")
    if not no_conflict:
        refuse(
            _("INV-12: the person declares no conflict of interest: no kinship, and not of the organisation of who harmed the child."),
            field="no_conflict",
        )
    language = case.child.primary_language
    if language not in ["es", *person.languages_spoken] and not language_covered_by.strip():
        refuse(
            _("The child speaks %(language)s and this person does not: say how the language is covered.")
            % {"language": Language(language).label},
            field="language_covered_by",
        )


def check_caseload(person: User, override_reason: str) -> bool:
    """Tell whether the person's caseload is full already (INV-13); refuse where no reason says why this one nevertheless."""
    is_full = caseload_of(person) >= rules.MOST_CASES
    if is_full and not override_reason.strip():
        refuse(
            _("INV-13: this person is responsible for %(most)d cases already. Choose another one, or say why it must be this one.")
            % {"most": rules.MOST_CASES},
            field="override_reason",
        )
    return is_full


def give_designation(case: Case, *, person: User, by: User, now: datetime, **fields) -> Designation:
    """Write that `person` is responsible from now on, and give the access that goes with it."""
    designation = Designation.objects.create(
        case=case, person=person, designated_by=by, designated_at=now, no_conflict=True, created_by=by, **fields
    )
    CaseGrant.objects.create(case=case, user=person, because=Because.DESIGNATION, starts_at=now)
    case.__dict__.pop("designation", None)
    return designation


def end_designation(case: Case, reason: str, now: datetime) -> None:
    """Whoever was responsible is so no longer, and nothing that was given to that person by name stays with nobody."""
    if designation := case.designation:
        case.tasks.open().filter(assignee=designation.person_id).update(assignee=None, version=F("version") + 1)
    case.designations.filter(ended_at=None).update(ended_at=now, end_reason=reason)
    case.grants.filter(because=Because.DESIGNATION, ends_at=None).update(ends_at=now)
    case.__dict__.pop("designation", None)


@verb
def accept_designation(*, case: Case, by: User, now: datetime, child_told_at: datetime | None = None) -> Designation:
    """The person designated accepts, and says when the child was told who is responsible."""
    case = locked(case, by)
    designation = case.designation
    if designation is None or designation.person_id != by.pk:
        raise PermissionDenied("accept_designation")
    refuse_if_over(case)
    refuse_future("child_told_at", child_told_at, now)
    designation.accepted_at = designation.accepted_at or now
    designation.child_told_at = child_told_at or designation.child_told_at
    designation.save(update_fields=["accepted_at", "child_told_at"])
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    pass_seat_on(case=case, by=by, now=now)
    note(by=by, action="case.accept_designation", case=case, target=designation, now=now)
    return designation
