"""A referral is drafted, approved where it must be, sent, explained further, cancelled: the sender's side."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import require
from audit.wall import verb
from cases import companions
from cases.choices import Because, TaskKind
from cases.models import Attachment, Case, CaseGrant, Relative
from cases.services import close_tasks
from cases.services.base import locked, note, refuse, refuse_if_over, refuse_reviewer
from cases.services.intake import next_numbers
from cases.services.origin import is_of_origin, refuse_origin
from cases.versioning import Stale, save_over
from referrals import rules
from referrals.choices import Basis, Reach, ReferralType
from referrals.facts import approval_of, packet_of, who_answers
from referrals.models import ConsentRecord, Referral, SentFile
from referrals.packets import ABOUT_A_RELATIVE, ALWAYS, FIELDS, outside
from referrals.services.base import end_grant, enter, locked_of_sender, refuse_move
from referrals.services.letters import number_referral_letter

GROUND = ("basis", "consent", "relative", "to_organisation", "recipient_name", "recipient_country", "recipient_state")


@verb
def draft_referral(
    *,
    case: Case,
    type: str,
    packet_fields,
    by: User,
    now: datetime,
    previous: Referral | None = None,
    attachments: Iterable[Attachment] = (),
    **fields,
) -> Referral:
    """Write a referral that nobody has seen yet. `fields`: those of the model that a person fills in; `attachments` go along with it.

    `previous`: the one that this one follows, ended without what was asked for; the chain is kept. Refuses by field.
    """
    require(by, "referral.send")
    case = locked(case, by)
    refuse_if_over(case)
    if previous is not None:
        _refuse_chain(previous, case, type)
    checked = _checked(case, type, packet_fields, fields)
    prefix = f"R-{case.unit.state or case.unit.country}"
    [number] = next_numbers(prefix=prefix, year=case.unit.day_of(now).year)
    whose = {"case": case, "from_unit": case.unit, "author": by, "created_by": by}
    referral = Referral.objects.create(number=number, type=type, previous=previous, **whose, **checked)
    _choose_files(referral, attachments, by)
    note(by=by, action="referral.draft", case=case, target=referral, detail={"type": str(type)}, now=now)
    return referral


def _refuse_chain(previous: Referral, case: Case, kind: str) -> None:
    if previous.case_id != case.pk or previous.type != kind:
        refuse(_("The referral that this one follows is of another case or for something else."))
    if previous.is_open:
        refuse(_("The referral %(number)s is still under way: cancel it first.") % {"number": previous.number}, code="state")


@verb
def save_referral(
    *, referral: Referral, version: int, packet_fields, by: User, now: datetime, attachments: Iterable[Attachment] = (), **fields
) -> Referral:
    """Change a draft; raise Stale if it changed meanwhile. Who saved it last is its author."""
    require(by, "referral.send")
    referral = locked_of_sender(referral, by)
    refuse_move(referral, "submit")
    checked = _checked(referral.case, referral.type, packet_fields, fields)
    save_over(referral, version=version, author=by, **checked)
    _choose_files(referral, attachments, by)
    note(by=by, action="referral.save", case=referral.case, target=referral, now=now)
    return referral


def _checked(case: Case, kind: str, packet_fields, fields: dict) -> dict:
    """Return the fields of a draft as they are kept, or refuse what no referral may be."""
    fields = dict.fromkeys(GROUND, "") | {"consent": None, "relative": None, "to_organisation": None, "basis": Basis.MANDATE} | fields
    if kind not in ReferralType:
        refuse(_("Choose what is asked for."))
    if not fields.get("purpose", "").strip():
        refuse(_("Write what the organisation is asked to do."), field="purpose")
    reach = _refuse_ground(case, kind, fields)
    wanted = {*packet_fields} | ALWAYS
    if strange := outside(kind, reach, wanted):
        names = ", ".join(str(FIELDS[name].label) if name in FIELDS else name for name in strange)
        words = _("INV-34: this does not leave the country: %(fields)s.") if reach == Reach.ABROAD else None
        words = words or _("A referral of this kind does not tell: %(fields)s.")
        refuse(words % {"fields": names}, field="packet_fields", code="packet")
    for name in ("purpose", "needs"):
        _refuse_address(case, name, fields.get(name, ""))
    return fields | {"reach": reach, "packet_fields": sorted(wanted)}


def _choose_files(referral: Referral, attachments: Iterable[Attachment], by: User) -> None:
    """Let these files, and no other, go along with a draft; refused where none may."""
    wanted = {one.pk for one in attachments}
    seen = Attachment.objects.visible_to(by).filter(case=referral.case).standing().given_out()
    chosen = list(seen.filter(pk__in=wanted))
    if len(chosen) != len(wanted):
        refuse(_("One of these files cannot be sent: it was withdrawn, is not scanned yet, or is of another case."), field="attachments")
    if chosen:
        _refuse_files(referral)
    referral.files.exclude(attachment__in=chosen).delete()
    there = set(referral.files.values_list("attachment_id", flat=True))
    SentFile.objects.bulk_create([SentFile(referral=referral, attachment=one, created_by=by) for one in chosen if one.pk not in there])


def _refuse_files(referral: Referral) -> None:
    if referral.reach == Reach.ABROAD:
        refuse(_("INV-34: no file of a case leaves the country with a referral."), field="attachments", code="INV-34")
    if referral.is_external:
        refuse(_("Files go along only to an organisation with an account here. Send copies with the letter."), field="attachments")


def _refuse_address(case: Case, field: str, text: str) -> None:
    if any(rules.told_address(text, address) for address in companions.withheld(case)):
        refuse(_("INV-56: this gives away the address of a shelter that is told to nobody."), field=field, code="INV-56")


def _refuse_ground(case: Case, kind: str, fields: dict) -> Reach:
    """Return how far it goes, or refuse: to whom, about whom, and on what ground a referral may go at all."""
    organisation = fields["to_organisation"]
    country, state = fields["recipient_country"] or case.unit.country, fields["recipient_state"]
    if organisation is not None:
        country, state = organisation.country, organisation.state
    _refuse_recipient(case, kind, organisation, fields["recipient_name"].strip())
    _refuse_relative(case, kind, fields["relative"])
    _refuse_consent(case, kind, fields["basis"], fields["consent"])
    _refuse_origin(case, kind, country, fields["consent"])
    return rules.reach_of((case.unit.country, case.unit.state), (country, state))


def _refuse_recipient(case: Case, kind: str, organisation: Organisation | None, name: str) -> None:
    if (organisation is None) == (not name):
        refuse(_("Choose an organisation, or write the name of one that has no account here: one of the two."), field="to_organisation")
    if organisation is None:
        return
    if blocked := rules.wall(organisation.org_type, kind):
        refuse(blocked, field="to_organisation", code="wall")
    if organisation.pk == case.unit_id:
        refuse(_("This is your own authority."), field="to_organisation")
    if not organisation.is_active or not who_answers(organisation).exists():
        words = _("Nobody there could answer here. Write its name below instead: then it goes as a letter.")
        refuse(words, field="to_organisation", code="state")


def _refuse_relative(case: Case, kind: str, relative: Relative | None) -> None:
    if kind not in ABOUT_A_RELATIVE:
        if relative is not None:
            refuse(_("No relative is named in a referral of this kind."), field="relative", code="packet")
        return
    if relative is None or relative.child_id != case.child_id:
        refuse(_("Choose the relative whom it is about."), field="relative")
    if not rules.may_name_relative(kind, relative.safe_to_contact, relative.child_wishes_contact):
        words = _("INV-28: this relative is contacted only where that is safe and the child is not opposed.")
        refuse(words, field="relative", code="INV-28")


def _refuse_consent(case: Case, kind: str, basis: str, consent: ConsentRecord | None) -> None:
    if basis != Basis.CONSENT:
        if consent is not None:
            refuse(_("DP-2: what the law demands does not stand on consent. Choose one of the two."), field="basis", code="DP-2")
        return
    if consent is None or consent.case_id != case.pk:
        refuse(_("DP-2: choose the consent on which it stands, or record it first."), field="consent", code="DP-2")
    if consent.withdrawn_on:
        refuse(_("DP-2: this consent was taken back: nothing more is shared on it."), field="consent", code="DP-2")
    if kind not in consent.purposes:
        refuse(_("DP-2: this consent was given for something else."), field="consent", code="DP-2")


def _refuse_origin(case: Case, kind: str, country: str, consent: ConsentRecord | None) -> None:
    if kind == ReferralType.DOCUMENTATION_CONSULAR or is_of_origin(case, country):
        refuse_origin(case, consent_by=consent.given_by if consent else "", field="basis")


@verb
def send_referral(*, referral: Referral, version: int, by: User, now: datetime) -> Referral:
    """Send a draft, or put it before an approver where it needs one."""
    require(by, "referral.send")
    referral = locked_of_sender(referral, by)
    refuse_move(referral, "send")
    _refuse_stale(referral, version)
    _recheck(referral)
    if approval_of(referral, referral.from_unit.day_of(now)):
        enter(referral, "submit", by=by, now=now)
    else:
        _send(referral, "send", by=by, now=now)
    return referral


@verb
def review_referral(*, referral: Referral, version: int, is_approved: bool, by: User, now: datetime, reason: str = "") -> Referral:
    """Approve a referral, which sends it, or return it with what is to be changed: another person, of higher rank (INV-15, INV-16)."""
    require(by, "referral.approve")
    referral = locked_of_sender(referral, by)
    refuse_move(referral, "approve")
    refuse_reviewer(by, referral.author, referral.from_unit)
    _refuse_stale(referral, version)
    if not is_approved:
        enter(referral, "return", by=by, now=now, reason=reason)
        return referral
    _recheck(referral)
    _send(referral, "approve", by=by, now=now, approver=by, approved_at=now)
    return referral


def _refuse_stale(referral: Referral, version: int) -> None:
    if referral.version != version:
        raise Stale(referral)


def _recheck(referral: Referral) -> None:
    """Refuse to send what may have become wrong since it was written: a consent taken back, a case that ended."""
    refuse_if_over(referral.case)
    _refuse_ground(referral.case, referral.type, {name: getattr(referral, name) for name in GROUND})
    if referral.files.exclude(attachment__withdrawn_at=None).exists():
        refuse(_("A file that was to go along is withdrawn. Change the draft."), code="state")


def _send(referral: Referral, move: str, *, by: User, now: datetime, **fields) -> None:
    """The packet is composed and kept, the reply clock begins, the receiver's access to the packet opens until then."""
    due_at = due_of(referral, now)
    packet = packet_of(referral, now=now)
    if referral.to_organisation_id:
        referral.grant = CaseGrant.objects.create(
            case=referral.case,
            unit=referral.to_organisation,
            because=Because.REFERRAL,
            sections=["packet"],
            starts_at=now,
            ends_at=due_at,
        )
    enter(referral, move, by=by, now=now, packet=packet, sent_at=now, reply_due_at=due_at, **fields)
    if referral.is_external:
        number_referral_letter(referral, by=by, now=now)
    if referral.previous_id:
        close_tasks(case=referral.case, kind=TaskKind.REFER_ELSEWHERE, now=now, subject=str(referral.previous_id))


def due_of(referral: Referral, now: datetime) -> datetime:
    """Return by when the receiver answers what is sent now."""
    limit = referral.case.due(rules.reply_key(referral.type, referral.urgency), now)
    return rules.reply_due(limit or now + rules.DAY, now, referral.urgency)


@verb
def answer_question(*, referral: Referral, reason: str, by: User, now: datetime) -> Referral:
    """Answer what the receiver asked; it has the referral again, and a new time to answer it."""
    require(by, "referral.send")
    referral = locked_of_sender(referral, by)
    _refuse_address(referral.case, "reason", reason)
    due_at = due_of(referral, now)
    enter(referral, "answer", by=by, now=now, reason=reason, reply_due_at=due_at, reminded_at=None)
    CaseGrant.objects.filter(pk=referral.grant_id).update(ends_at=due_at)
    close_tasks(case=referral.case, kind=TaskKind.REFERRAL_QUESTION, now=now, subject=str(referral.pk))
    return referral


@verb
def cancel_referral(*, referral: Referral, reason: str, by: User, now: datetime) -> Referral:
    """Take back a referral that nobody attends yet; the receiver's access ends and its page says so."""
    require(by, "referral.send")
    referral = locked_of_sender(referral, by)
    cancel(referral, by=by, now=now, reason=reason)
    return referral


def cancel(referral: Referral, *, by: User, now: datetime, reason: str) -> None:
    enter(referral, "cancel", by=by, now=now, reason=reason)
    end_grant(referral, now)
    close_tasks(case=referral.case, kind=TaskKind.REFERRAL_QUESTION, now=now, subject=str(referral.pk))
