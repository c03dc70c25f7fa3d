"""From a notification to a case: the child is notified, possibly known already, and triaged."""

from datetime import date, datetime

from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import PROTECTION_AUTHORITIES, require
from audit.services import record
from audit.wall import house, verb
from cases import companions, rules
from cases.choices import Because, BirthPrecision, Sex, Status, Step, TriageResult
from cases.models import Case, CaseGrant, Child, ChildIdentity, Counter, Notification, StepHistory
from cases.services.base import note, refuse, refuse_future
from cases.services.family import follow_merge
from protocols import packs


def next_codes(*, unit: Organisation, year: int, count: int = 1) -> list[str]:
    """Return `count` new codes of children for `unit`'s state and the year, gapless: SON-2026-000123."""
    return next_numbers(prefix=unit.state or unit.country, year=year, count=count)


def next_numbers(*, prefix: str, year: int, count: int = 1) -> list[str]:
    """Return `count` new numbers of a prefix and a year, gapless: the row is locked until the transaction ends."""
    Counter.objects.get_or_create(prefix=prefix, year=year)
    Counter.objects.filter(prefix=prefix, year=year).update(last=F("last") + count)
    last = Counter.objects.get(prefix=prefix, year=year).last
    return [f"{prefix}-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]


@verb
def notify_child(*, child: dict, identity: dict, notification: dict, by: User, now: datetime) -> Notification:
    """Record the notification of a child with the child's facts and names, and return it; the notifier sees only its receipt.

    Whether the child is known already is never said here (firewall F2): triage finds out.
    """
    require(by, "notification.create")
    unit = notification["receiving_unit"]
    check_notification(child=child, notification=notification, now=now)
    today = unit.day_of(now)
    if Notification.objects.filter(source_org=by.organisation, folio=notification["folio"]).exists():
        refuse(_("Your organisation has already sent a notification with this folio."), field="folio")
    [code] = next_codes(unit=unit, year=today.year)
    person = Child.objects.create(code=code, created_by=by, **with_declared_day(child, today))
    ChildIdentity.objects.create(child=person, search_name=search_name(identity), **identity)
    notified = Notification.objects.create(child=person, source_org=by.organisation, received_at=now, created_by=by, **notification)
    record(actor=by, action="notification.create", target=notified, subjects=[person], now=now)
    return notified


def check_notification(*, child: dict, notification: dict, now: datetime) -> None:
    """Raise ValidationError by field for facts that cannot be: a future instant, an implausible birth date, a wrong addressee."""
    errors = {}
    for check in (
        lambda: refuse_future("located_at", notification["located_at"], now),
        lambda: refuse_future("held_since", notification.get("held_since"), now),
        lambda: check_birth_date(child.get("birth_date"), notification["receiving_unit"].day_of(now)),
        lambda: refuse_addressee(notification["receiving_unit"]),
    ):
        try:
            check()
        except ValidationError as refusal:
            errors |= refusal.error_dict
    if errors:
        raise ValidationError(errors)


def check_birth_date(birth_date: date | None, today: date) -> None:
    """Refuse a date of birth in the future, or one that gives an age no child has."""
    if birth_date and birth_date > today:
        refuse(_("The date of birth lies in the future."), field="birth_date")
    if birth_date and not rules.is_birth_date_plausible(birth_date, today):
        refuse(_("This date of birth gives an age over %(years)s. Check the year.") % {"years": rules.OLDEST_ACCEPTED}, field="birth_date")


def refuse_addressee(unit: Organisation) -> None:
    """Refuse whoever is not a child protection authority."""
    if unit.org_type not in PROTECTION_AUTHORITIES:
        refuse(_("Only a child protection authority receives notifications."), field="receiving_unit")


def with_declared_day(child: dict, today: date) -> dict:
    """Return the child's facts with today as the day on which an age was declared: it grows from there."""
    if child.get("declared_age") is None:
        return child
    precision = child.get("birth_precision") or BirthPrecision.DECLARED_AGE
    return child | {"declared_on": today, "birth_precision": precision}


def search_name(identity: dict) -> str:
    """Return what a search by name looks through."""
    parts = (identity.get(field, "") for field in ("given_names", "surname_1", "surname_2", "known_as"))
    return rules.searchable(" ".join(parts))


@house("children alike by name, of the jurisdiction of whoever decides on a notification")
def possible_matches(*, by: User, child: Child, limit: int = 5) -> list[Child]:
    """Return children known in the reader's own jurisdiction who may be this child: alike by name, not contradicted by sex."""
    require(by, "notification.triage")
    name = child.identity.search_name
    if not name:
        return []
    near = _known_to(by).filter(identity__search_name__trigram_similar=name).exclude(pk=child.pk)
    if child.sex != Sex.UNKNOWN:
        near = near.filter(sex__in=[child.sex, Sex.UNKNOWN])
    likeness = TrigramSimilarity("identity__search_name", name)
    return list(near.select_related("identity").annotate(likeness=likeness).order_by("-likeness")[:limit])


def _known_to(by: User):
    """Narrow to the children of the reader's own jurisdiction, each under the code that stands after any merging."""
    here = Q(cases__unit__in=by.own_units()) | Q(notifications__receiving_unit__in=by.own_units())
    return Child.objects.filter(pk__in=Child.objects.filter(here, merged_into=None).values("pk"))


@verb
def triage_notification(
    *,
    notification: Notification,
    result: str,
    by: User,
    now: datetime,
    known_child: Child | None = None,
    unit: Organisation | None = None,
    reason: str = "",
) -> Case | None:
    """Decide on a notification, once: open a case, link it to a known child, pass it on, or mark it as sent twice.

    Returns the case that now answers for the child, None where there is none.
    """
    require(by, "notification.triage")
    notification = (
        Notification.objects.received_by(by)
        .select_for_update(of=("self",))
        .select_related("child", "receiving_unit")
        .get(pk=notification.pk)
    )
    if notification.triage_result:
        refuse(_("This notification was already decided on."), code="state")
    if result == TriageResult.REFER_OTHER_JURISDICTION:
        return _pass_on(notification, unit, reason, by, now)
    if result in (TriageResult.LINK_EXISTING, TriageResult.DUPLICATE):
        _merge_stub(notification, known_child, by)
    notification.triage_result, notification.triaged_by, notification.triaged_at = result, by, now
    notification.triage_reason = reason
    notification.save(update_fields=["triage_result", "triaged_by", "triaged_at", "triage_reason", "child"])
    record(
        actor=by,
        action="notification.triage",
        target=notification,
        subjects=[notification.child],
        reason=reason,
        detail={"result": result},
        now=now,
    )
    open_already = Case.objects.at_work().filter(child=notification.child).first()
    if result == TriageResult.DUPLICATE or open_already:
        return open_already
    return _new_case(notification, by, now)


def _pass_on(notification, unit, reason, by, now) -> None:
    if unit is None or unit == notification.receiving_unit:
        refuse(_("Choose the authority that is to receive the notification."), field="unit")
    refuse_addressee(unit)
    if not reason.strip():
        refuse(_("Say why another authority is competent."), field="reason")
    notification.receiving_unit = unit
    notification.save(update_fields=["receiving_unit"])
    record(actor=by, action="notification.pass_on", target=notification, subjects=[notification.child], reason=reason, now=now)


def _merge_stub(notification, known_child, by) -> None:
    if known_child is None or known_child == notification.child or not _known_to(by).filter(pk=known_child.pk).exists():
        refuse(_("Choose the child who is already known."), field="known_child")
    stub, notification.child = notification.child, known_child
    stub.merged_into = known_child
    stub.save(update_fields=["merged_into"])
    follow_merge(stub, known_child)


def _new_case(notification: Notification, by: User, now: datetime) -> Case:
    child, pack = notification.child, packs.for_jurisdiction(notification.receiving_unit.country, notification.receiving_unit.state)
    case = Case.objects.create(
        code=f"{child.code}-{child.cases.count() + 1}",
        child=child,
        notification=notification,
        unit=notification.receiving_unit,
        step=Step.INTAKE,
        status=Status.OPEN,
        accompaniment=notification.accompaniment,
        protocol=pack.label,
        notified_at=notification.received_at,
        step_entered_at=now,
        step_due_at=pack.due("rapid_assessment", notification.received_at, notification.receiving_unit.time_zone),
        created_by=by,
    )
    CaseGrant.objects.create(case=case, user=by, because=Because.INTAKE, starts_at=now)
    StepHistory.objects.create(case=case, move="triage", left="", entered=Step.INTAKE, by=by, at=now)
    note(by=by, action="case.create", case=case, now=now)
    companions.case_created(case, by, now)
    return case
