"""Somebody from outside looks whether a place is open. Where it is not, what follows for the children follows at once (INV-01)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.services import record
from audit.wall import verb
from cases.choices import TaskKind
from cases.models import Case
from cases.services import raise_task
from cases.services.base import refuse, refuse_future
from liberty.services import record_closed_care
from placements.choices import State
from placements.models import QUESTIONS, Facility, LibertyCheck, Placement

COMING = (State.REQUESTED, State.ACCEPTED)


@verb
def record_check(
    *,
    facility: Facility,
    held_at: datetime,
    inspector: str,
    finding: str,
    by: User,
    now: datetime,
    closed_since: datetime | None = None,
    **answers: bool,
) -> LibertyCheck:
    """Record a liberty checklist. It opens the place, or closes it; nobody checks a place of the own organisation.

    Closed: no child is placed there any more; each child who lives there is deprived of liberty since `held_at`, or since
    `closed_since` where that is proven, and must be moved out now; for each who was to come another bed is sought.
    Open again: children may be placed there. No deprivation and no task ends by it: whoever works the case says when and how.
    """
    require(by, "facility.inspect")
    facility = Facility.objects.visible_to(by).select_related("organisation").get(pk=facility.pk)
    _refuse(facility, held_at, inspector, finding, by, now, answers)
    coming, living = _children(facility)
    list(Case.objects.select_for_update(of=("self",)).filter(pk__in={one.case_id for one in coming + living}).order_by("pk"))
    Facility.objects.select_for_update(of=("self",)).get(pk=facility.pk)
    check = LibertyCheck(facility=facility, held_at=held_at, inspector=inspector, finding=finding, created_by=by, **answers)
    if closed_since and not check.failing:
        refuse(_("Nothing was found that closes the place: leave this empty."), field="closed_since")
    if closed_since and closed_since > held_at:
        refuse(_("This lies after the day on which it was found."), field="closed_since")
    check.closed_since = closed_since
    check.save(force_insert=True)
    record(actor=by, action="facility.check", target=check, detail={"is_open": not check.failing}, now=now)
    if check.failing:
        _see_to_children(check, by, now)
    return check


def _refuse(facility, held_at, inspector, finding, by, now, answers) -> None:
    if by.organisation_id == facility.organisation_id:
        refuse(_("Nobody checks a place of the own organisation. Ask an authority that does not run it."))
    refuse_future("held_at", held_at, now)
    for field, text in (("inspector", inspector), ("finding", finding)):
        if not text.strip():
            refuse(_("Say who looked and what was found."), field=field)
    for name in QUESTIONS:
        if answers.get(name) is None:
            refuse(_("Answer every question."), field=name)
    if facility.checks.filter(held_at__gte=held_at).exists():
        refuse(_("A check of this time or a later one is on record already. What it found stands."), field="held_at")


def _children(facility: Facility) -> tuple[list[Placement], list[Placement]]:
    """Return who is to come to the place, and who lives there."""
    there = facility.placements.filter(state__in=[*COMING, State.ACTIVE]).select_related("case__unit", "case__child")
    rows = list(there)
    return [one for one in rows if one.state in COMING], [one for one in rows if one.state == State.ACTIVE]


def _see_to_children(check: LibertyCheck, by: User, now: datetime) -> None:
    facility = check.facility
    since = check.closed_since or check.held_at
    coming, living = _children(facility)  # anew: whoever came before the lock was taken is among them
    for one in living:
        record_closed_care(
            case=one.case,
            facility=facility.name,
            authority=facility.organisation.name,
            started_at=max(one.starts_at, since),
            reported_by=check.inspector,
            by=by,
            now=now,
        )
        _urge(one, TaskKind.MOVE_CHILD, str(one.pk), by, now)
    for one in coming:
        _urge(one, TaskKind.FIND_BED, "", by, now)


def _urge(placement: Placement, kind: str, subject: str, by: User, now: datetime) -> None:
    raise_task(
        case=placement.case,
        kind=kind,
        due_at=now,
        by=by,
        now=now,
        text=placement.facility.name,
        is_urgent=True,
        subject=subject,
        url=reverse("placements:find", args=[placement.case.code]),
    )
