"""The only writers of restrictions: recorded on a ground, told to the child, reviewed by somebody else, appealed, ended.

Whatever is forbidden is refused before anything else, and every such attempt is counted, also where all else is undone (INV-07).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import RANK, Role, require
from audit.services import record_refused
from audit.wall import verb
from cases import rules
from cases.choices import TaskKind
from cases.models import Case
from cases.services import raise_task
from cases.services.base import (
    locked,
    note,
    refuse,
    refuse_future,
    refuse_future_day,
    refuse_if_over,
    refuse_mute_disagreement,
    refuse_reviewer,
)
from liberty.forbidden import ForbiddenKind, find_forbidden
from liberty.models import MissedContact, Restriction, RestrictionAppeal, RestrictionReview
from liberty.restriction_choices import (
    CONTACTS,
    SUPPORT_FOR,
    AppealOutcome,
    EndCause,
    Outcome,
    RestrictionState,
    RestrictionType,
    Support,
)
from liberty.restriction_workflow import APPEAL, CONTACT, OUTCOMES, RECORD, REVIEW, may_move
from protocols import packs
from protocols.choices import DeadlineKey

ATTEMPT = "restriction.forbidden"  # the action under which a refused attempt stands on record
CHILDS_OWN = ("child_views", "disagreement")  # what the child says is never refused, whatever the child speaks of


class ForbiddenRestriction(ValidationError):
    """A text or a type that no restriction may have: beside which field, of which kind; never what was typed."""

    def __init__(self, field: str, kind: str):
        self.field, self.kind = field, str(kind)
        message = _("INV-07: no restriction may ask for this: %(kind)s. The attempt is counted.") % {"kind": ForbiddenKind(kind).label}
        super().__init__({field: ValidationError(message, code="INV-07")})


def counted(verb: Callable) -> Callable:
    """Put on record every forbidden attempt that `verb` refuses, outside of the transaction that the refusal undoes."""

    @wraps(verb)
    def guarded(**given):
        try:
            return verb(**given)
        except ForbiddenRestriction as refusal:
            _count(refusal, given["case"] if "case" in given else given["restriction"].case, given["by"], given["now"])
            raise

    return guarded


def _count(refusal: ForbiddenRestriction, case: Case, by: User, now: datetime) -> None:
    detail = {"kind": refusal.kind, "field": refusal.field}
    record_refused(actor=by, action=ATTEMPT, target=case, subjects=[case.pk, case.child_id], detail=detail, now=now)


def refuse_imposed(*, case: Case, fields: Mapping, by: User, now: datetime) -> None:
    """Refuse and count what is forbidden in a text of another app that imposes something on a child; that app asked who may write it."""
    try:
        refuse_forbidden(fields)
    except ForbiddenRestriction as refusal:
        _count(refusal, case, by, now)
        raise


def refuse_forbidden(fields: Mapping) -> None:
    """Refuse a type or a text that no restriction may have; the child's own words are let through."""
    if fields.get("type") in ForbiddenKind.values:
        raise ForbiddenRestriction("type", fields["type"])
    for name, value in fields.items():
        if isinstance(value, str) and name not in CHILDS_OWN and (found := find_forbidden(value)):
            raise ForbiddenRestriction(name, found.kind)


@counted
def screen_restriction(*, case: Case, fields: Mapping, by: User, now: datetime) -> None:
    """Refuse and count what is forbidden in fields that are not fit to be saved anyway; whoever sees the case may be told."""
    Case.objects.visible_to(by).get(pk=case.pk)
    refuse_forbidden(fields)


@counted
@verb
def propose_restriction(*, case: Case, type: str, text: str, imposed_by: str, by: User, now: datetime) -> Restriction:
    """Record that an authority asks for a restriction; it has no effect until it is recorded on a legal ground."""
    require(by, RECORD)
    case = locked(case, by)
    refuse_if_over(case)
    refuse_forbidden({"type": type, "text": text, "imposed_by": imposed_by})
    _refuse_empty(type=type, text=text, imposed_by=imposed_by)
    _refuse_unknown_type(type)
    restriction = Restriction.objects.create(case=case, type=type, text=text.strip(), imposed_by=imposed_by.strip(), created_by=by)
    note(by=by, action="restriction.propose", case=case, target=restriction, detail={"type": str(type)}, now=now)
    return restriction


@counted
@verb
def record_restriction(*, case: Case, by: User, now: datetime, restriction: Restriction | None = None, **fields) -> Restriction:
    """Record what an authority imposes, on its ground, for a time, with its remedy; `restriction`: one that was asked for before.

    It is in effect once the child is informed: from now on where `fields` say so.
    """
    require(by, RECORD)
    case = locked(case, by)
    refuse_if_over(case)
    refuse_forbidden(fields)
    _refuse_what_lacks(case, fields, now)
    informed = {name: fields.pop(name, None) for name in ("informed_on", "informed_language", "informed_by")}
    facts = fields | {
        "support_provided": list(fields.get("support_provided") or []),
        "counts_from": fields["starts_on"],
        "recorded_at": now,
        "recorded_by": by,
        "state": RestrictionState.RECORDED,
    }
    if restriction is None:
        restriction = Restriction.objects.create(case=case, created_by=by, **facts)
    else:
        restriction = _locked(restriction, case)
        _refuse_unless(restriction, "record")
        _write(restriction, **facts)
    if informed["informed_on"]:
        _inform(restriction, case, now, **{name: value or "" for name, value in informed.items()})
    note(by=by, action="restriction.record", case=case, target=restriction, detail={"type": str(restriction.type)}, now=now)
    return restriction


@verb
def inform_child(
    *, restriction: Restriction, informed_on: date, informed_language: str, informed_by: str, by: User, now: datetime
) -> Restriction:
    """Record that the child knows of the restriction and of the remedies, in the child's language: from then on it is in effect."""
    require(by, RECORD)
    case = locked(restriction.case, by)
    restriction = _locked(restriction, case)
    _refuse_unless(restriction, "inform")
    _inform(restriction, case, now, informed_on=informed_on, informed_language=informed_language, informed_by=informed_by)
    note(by=by, action="restriction.inform", case=case, target=restriction, detail={"language": str(informed_language)}, now=now)
    return restriction


@counted
@verb
def review_restriction(*, restriction: Restriction, outcome: str, held_on: date, by: User, now: datetime, **fields) -> RestrictionReview:
    """Keep, relax or lift a restriction that somebody else recorded; the next review counts from this one (INV-08, INV-15).

    `fields`: reasons, new_text, new_contact_every, next_review_date, child_told_on, and what the child says.
    """
    require(by, REVIEW)
    case = locked(restriction.case, by)
    restriction = _locked(restriction, case)
    refuse_forbidden({name: fields.get(name) for name in ("reasons", "new_text")})
    _refuse_unless(restriction, OUTCOMES[Outcome(outcome)])
    _refuse_own(by, restriction)
    _refuse_review(restriction, case, outcome, held_on, fields, now)
    if outcome == Outcome.LIFT:
        fields |= {"new_text": "", "new_contact_every": "", "next_review_date": None}
    elif outcome == Outcome.KEEP:
        fields |= {"new_text": "", "new_contact_every": ""}
    review = RestrictionReview.objects.create(
        restriction=restriction,
        author=restriction.recorded_by,
        reviewer=by,
        held_on=held_on,
        outcome=outcome,
        text_before=restriction.text,
        created_by=by,
        **fields,
    )
    if outcome == Outcome.LIFT:
        _end(restriction, held_on, EndCause.LIFTED, review.reasons, by)
    else:
        changed = {"text": review.new_text, "contact_every": review.new_contact_every}
        _write(
            restriction,
            counts_from=held_on,
            review_date=review.next_review_date,
            **{name: value for name, value in changed.items() if value},
        )
    note(by=by, action="restriction.review", case=case, target=review, detail={"outcome": str(outcome)}, now=now)
    return review


@verb
def file_appeal(*, restriction: Restriction, filed_on: date, by: User, now: datetime, **fields) -> RestrictionAppeal:
    """Record that the child appeals; the reviews go on meanwhile. `fields`: filed_by, before, reference, grounds."""
    require(by, APPEAL)
    case = locked(restriction.case, by)
    restriction = _locked(restriction, case)
    if not restriction.stands:
        refuse(_("Only a restriction that stands is appealed."), code="state")
    if restriction.appeals.filter(outcome=AppealOutcome.PENDING).exists():
        refuse(_("An appeal is pending already."), code="state")
    refuse_future_day("filed_on", filed_on, case.unit.day_of(now))
    if filed_on < restriction.starts_on:
        refuse(_("On that day the restriction did not stand yet."), field="filed_on")
    _refuse_empty(filed_by=fields["filed_by"], before=fields["before"], grounds=fields["grounds"])
    appeal = RestrictionAppeal.objects.create(restriction=restriction, filed_on=filed_on, created_by=by, **fields)
    note(by=by, action="restriction.appeal", case=case, target=appeal, now=now)
    return appeal


@verb
def answer_appeal(
    *, appeal: RestrictionAppeal, outcome: str, decided_on: date, decision: str, by: User, now: datetime
) -> RestrictionAppeal:
    """Record what was decided: granted, the restriction ends; granted in part, it is without effect from the next day until reviewed."""
    require(by, APPEAL)
    case = locked(appeal.restriction.case, by)
    restriction = _locked(appeal.restriction, case)
    appeal = RestrictionAppeal.objects.select_for_update().get(pk=appeal.pk, restriction=restriction)
    if not appeal.is_pending:
        refuse(_("What was decided on this appeal is on record already."), code="state")
    if outcome == AppealOutcome.PENDING or outcome not in AppealOutcome.values:
        refuse(_("Say what was decided."), field="outcome")
    refuse_future_day("decided_on", decided_on, case.unit.day_of(now))
    if decided_on < appeal.filed_on:
        refuse(_("The appeal was filed later than that."), field="decided_on")
    _refuse_empty(decision=decision)
    appeal.outcome, appeal.decided_on, appeal.decision = outcome, decided_on, decision.strip()
    appeal.save(update_fields=["outcome", "decided_on", "decision"])
    if outcome == AppealOutcome.UPHELD and restriction.stands:
        _end(restriction, decided_on, EndCause.APPEAL, appeal.decision, by)
    elif outcome == AppealOutcome.MODIFIED and restriction.stands:
        _write(restriction, review_date=max(min(restriction.review_date, decided_on), restriction.starts_on))
    note(by=by, action="restriction.appeal_decided", case=case, target=appeal, detail={"outcome": str(outcome)}, now=now)
    return appeal


@verb
def record_missed_contact(*, restriction: Restriction, missed_at: datetime, by: User, now: datetime, known: str = "") -> MissedContact:
    """A contact did not take place: somebody asks how the child is. One task, and nothing else (INV-10)."""
    require(by, CONTACT)
    case = locked(restriction.case, by)
    restriction = _locked(restriction, case)
    if not restriction.is_contact or restriction.state != RestrictionState.ACTIVE:
        refuse(_("Only a contact that was agreed and stands can be missed."), code="state")
    refuse_future("missed_at", missed_at, now)
    if case.unit.day_of(missed_at) < restriction.starts_on:
        refuse(_("On that day the restriction did not stand yet."), field="missed_at")
    if restriction.missed_contacts.filter(missed_at=missed_at).exists():
        refuse(_("This contact is on record already."), field="missed_at")
    url = reverse("liberty:restriction", args=[restriction.pk])
    task = raise_task(case=case, kind=TaskKind.WELFARE_CHECK, due_at=now, by=by, now=now, subject=str(restriction.pk), url=url)
    missed = MissedContact.objects.create(restriction=restriction, missed_at=missed_at, known=known.strip(), task=task, created_by=by)
    note(by=by, action="restriction.missed_contact", case=case, target=missed, now=now)
    return missed


@verb
def end_restriction(*, restriction: Restriction, ended_on: date, end_cause: str, end_reason: str, by: User, now: datetime) -> Restriction:
    """End what is no longer imposed or needed, or decline what was asked for. Never because a child was absent."""
    require(by, RECORD)
    case = locked(restriction.case, by)
    restriction = _locked(restriction, case)
    is_asked = restriction.state == RestrictionState.PROPOSED
    _refuse_unless(restriction, "decline" if is_asked else "end")
    if end_cause not in ({EndCause.DECLINED} if is_asked else {EndCause.WITHDRAWN, EndCause.NOT_NEEDED}):
        refuse(_("Say how it ended."), field="end_cause")
    _refuse_empty(end_reason=end_reason)
    refuse_future_day("ended_on", ended_on, case.unit.day_of(now))
    if restriction.starts_on and ended_on < restriction.starts_on:
        refuse(_("On that day the restriction did not stand yet."), field="ended_on")
    _end(restriction, ended_on, end_cause, end_reason.strip(), by)
    note(by=by, action="restriction.end", case=case, target=restriction, detail={"cause": str(end_cause)}, now=now)
    return restriction


def latest_review_date(case: Case, since: date) -> date:
    """Return the last day on which a restriction that counts from `since` may be reviewed (INV-08)."""
    return packs.of_case(case.protocol).due_day(DeadlineKey.RESTRICTION_REVIEW, since)


def _locked(restriction: Restriction, case: Case) -> Restriction:
    found = Restriction.objects.select_for_update(of=("self",)).select_related("recorded_by").get(pk=restriction.pk, case=case)
    found.case = case
    return found


def _write(restriction: Restriction, **fields) -> None:
    for name, value in fields.items():
        setattr(restriction, name, value)
    restriction.save(update_fields=[*fields])


def _end(restriction: Restriction, day: date, cause: str, reason: str, by: User) -> None:
    _write(restriction, state=RestrictionState.ENDED, ended_on=day, end_cause=cause, end_reason=reason, ended_by=by)


def _inform(restriction: Restriction, case: Case, now: datetime, *, informed_on: date, informed_language: str, informed_by: str) -> None:
    _refuse_empty(informed_language=informed_language, informed_by=informed_by)
    refuse_future_day("informed_on", informed_on, case.unit.day_of(now))
    fields = {"informed_on": informed_on, "informed_language": informed_language, "informed_by": informed_by.strip()}
    _write(restriction, state=RestrictionState.ACTIVE, **fields)


def _refuse_unless(restriction: Restriction, move: str) -> None:
    if not may_move(restriction.state, move):
        refuse(_("A restriction in this state does not allow it: %(state)s.") % {"state": restriction.get_state_display()}, code="state")


def _refuse_empty(**texts: str) -> None:
    for name, text in texts.items():
        if not str(text or "").strip():
            refuse(_("This is asked for."), field=name)


def _refuse_unknown_type(type: str) -> None:
    if type not in RestrictionType.values:
        refuse(_("INV-07: only what is on the list can be asked of a child."), field="type")


def _refuse_what_lacks(case: Case, fields: dict, now: datetime) -> None:
    """Refuse a record without its ground, its necessity, its end, its remedy, its means or the child's view."""
    _refuse_empty(**{name: fields.get(name) for name in ("type", "text", "imposed_by", "legal_basis", "necessity", "less_restrictive")})
    _refuse_unknown_type(fields["type"])
    _refuse_unheard(fields)
    today, starts_on, review_date = case.unit.day_of(now), fields.get("starts_on"), fields.get("review_date")
    if starts_on is None:
        refuse(_("Say from which day."), field="starts_on")
    refuse_future_day("starts_on", starts_on, today)
    _refuse_review_date("review_date", case, starts_on, review_date)
    if review_date < today:
        refuse(_("INV-08: this day has passed. A restriction begins with a review ahead of it."), field="review_date")
    if not (fields.get("appeal_route") or "").strip():
        refuse(_("INV-08: say how the child can appeal, and before whom."), field="appeal_route")
    if fields.get("appeal_deadline") is None or fields["appeal_deadline"] < today:
        refuse(_("INV-08: the child must have time left to appeal."), field="appeal_deadline")
    if fields["type"] in CONTACTS and not fields.get("contact_every"):
        refuse(_("Say how often."), field="contact_every")
    given, needed = set(fields.get("support_provided") or []), SUPPORT_FOR.get(fields["type"], ())
    if given - set(Support.values):
        refuse(_("Choose from the list."), field="support_provided")
    if needed and not given & set(needed):
        labels = ", ".join(str(Support(one).label) for one in needed)
        refuse(_("What is asked must cost the child nothing. Give one of these: %(means)s.") % {"means": labels}, field="support_provided")


def _refuse_unheard(fields: dict) -> None:
    if not rules.are_views_recorded(fields.get("child_views", ""), fields.get("no_views_reason", "")):
        refuse(_("INV-21: write what the child says, or why the child was not heard."), field="child_views")
    refuse_mute_disagreement(fields)


def _refuse_review_date(field: str, case: Case, since: date, review_date: date | None) -> None:
    """Refuse a restriction without review, or with one later than the pack allows (INV-08)."""
    if review_date is None:
        refuse(_("INV-08: no restriction without the day of its review."), field=field)
    if review_date < since:
        refuse(_("INV-08: the review lies before the beginning."), field=field)
    if review_date > (latest := latest_review_date(case, since)):
        refuse(_("INV-08: the review may be on %(day)s at the latest.") % {"day": latest.isoformat()}, field=field)


def _refuse_own(by: User, restriction: Restriction) -> None:
    """INV-15, INV-16: another person reviews, who outranks the first; nobody outranks a head, so anybody else who may review does."""
    author = restriction.recorded_by
    if RANK[author.role] < RANK[Role.AUTHORITY_APPROVER] or author.pk == by.pk:
        refuse_reviewer(by, author, restriction.case.unit)


def _refuse_review(restriction: Restriction, case: Case, outcome: str, held_on: date, fields: dict, now: datetime) -> None:
    today = case.unit.day_of(now)
    refuse_future_day("held_on", held_on, today)
    if held_on < restriction.counts_from:
        refuse(_("The beginning, or the review before, was later than that."), field="held_on")
    _refuse_empty(reasons=fields.get("reasons"))
    _refuse_unheard(fields)
    if fields.get("child_told_on") is None:
        refuse(_("INV-23: say on which day the child was told."), field="child_told_on")
    refuse_future_day("child_told_on", fields["child_told_on"], today)
    if fields["child_told_on"] < held_on:
        refuse(_("INV-23: the decision was taken later than that."), field="child_told_on")
    if outcome != Outcome.LIFT:
        _refuse_review_date("next_review_date", case, held_on, fields.get("next_review_date"))
    if outcome == Outcome.RELAX and not (fields.get("new_text", "").strip() or fields.get("new_contact_every")):
        refuse(_("Say what is lighter from now on."), field="new_text")
