"""A child arrives somewhere, and leaves. One place at a time: a move closes one stay and opens the next at the same instant."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import may, require
from cases.choices import TaskKind
from cases.companions import Blocked, Blocker
from cases.models import Case, Relative
from cases.services import close_tasks, refuse_release
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over
from liberty.models import DeprivationEvent
from placements import rules
from placements.choices import WITH_FAMILY, PlacementType, State
from placements.models import Placement, places_children
from placements.services.base import end_grant, locked_placement, refuse_facility, require_placer
from placements.services.requests import refuse_unheard


@transaction.atomic
def start_placement(*, placement: Placement, starts_at: datetime, by: User, now: datetime, previous_end_reason: str = "") -> Placement:
    """Record that the child arrived: the team or the home does. A stay elsewhere ends at the same instant, for the reason given."""
    if not (places_children(by) or may(by, "placement.answer")):
        raise PermissionDenied("placement.start")
    placement = locked_placement(placement, Placement.objects.visible_to(by))
    if placement.state != State.ACCEPTED:
        refuse(_("Only an accepted request becomes a stay: %(state)s.") % {"state": placement.get_state_display()}, code="state")
    refuse_facility(placement.facility, placement.facility.organisation.day_of(starts_at))
    _begin(placement, starts_at, previous_end_reason, by, now)
    placement.save(update_fields=["state", "starts_at"])
    note(by=by, action="placement.start", case=placement.case, target=placement, now=now)
    return placement


@transaction.atomic
def place_with_family(
    *,
    case: Case,
    placement_type: str,
    place_name: str,
    starts_at: datetime,
    by: User,
    now: datetime,
    previous_end_reason: str = "",
    relative: Relative | None = None,
    **fields,
) -> Placement:
    """Record that the child lives with the own or the extended family: nobody is asked for a bed. Ordered, not proposed.

    To the extended family a child is released only once `relative`, the adult, was checked in full (INV-29).
    """
    require(by, "placement.order")
    case = locked(case, by)
    refuse_if_over(case)
    if placement_type not in WITH_FAMILY:
        refuse(_("This kind of care is asked of a place."), field="placement_type")
    if rules.names_detention(place_name):
        refuse(_("INV-02: a place of detention is no place of care. Record it as a deprivation of liberty."), field="place_name")
    refuse_unheard(fields)
    if placement_type == PlacementType.KINSHIP_CARE:
        refuse_release(case, relative)
    placement = Placement(
        case=case,
        child=case.child,
        placement_type=placement_type,
        place_name=place_name,
        requested_by=by,
        requested_at=now,
        created_by=by,
        **fields,
    )
    _begin(placement, starts_at, previous_end_reason, by, now)
    placement.save()
    note(by=by, action="placement.with_family", case=case, target=placement, now=now)
    return placement


def _begin(placement: Placement, starts_at: datetime, previous_end_reason: str, by: User, now: datetime) -> None:
    """Set the stay as begun, after closing the one before; or refuse (INV-05, INV-39)."""
    case = placement.case
    refuse_future("starts_at", starts_at, now)
    _refuse_while_held(case, starts_at, by)
    before = case.placements.filter(state=State.ACTIVE).exclude(pk=placement.pk).first()
    if before is not None:
        if not previous_end_reason:
            message = _("INV-39: the child lives at %(place)s. Say why that stay ends; both change at the same instant.")
            refuse(message % {"place": before.place}, field="previous_end_reason")
        if starts_at < before.starts_at:
            refuse(_("At that time the child did not live at the place before yet."), field="starts_at")
        _end(before, starts_at, previous_end_reason, by, now)
    if Placement.objects.filter(child=placement.child_id, state=State.ENDED, ends_at__gt=starts_at).exists():
        refuse(_("INV-39: at that time the child still lived elsewhere."), field="starts_at")
    placement.state, placement.starts_at = State.ACTIVE, starts_at


def _refuse_while_held(case: Case, starts_at: datetime, by: User) -> None:
    """Refuse a stay while the child is deprived of liberty: that ends first, and is recorded (INV-05)."""
    events = DeprivationEvent.objects.filter(case__child=case.child_id)
    if ongoing := events.ongoing().first():
        message = _("INV-05: the child is recorded as deprived of liberty. The end of it is recorded first.")
        link = {"view": "liberty:event_end", "args": (ongoing.pk,)} if may(by, "liberty.record") else {}
        raise Blocked([Blocker("INV-05", message, **link)])
    if events.filter(started_at__lte=starts_at, ended_at__gt=starts_at).exists():
        refuse(_("INV-05: at that time the child was still deprived of liberty."), field="starts_at")


@transaction.atomic
def end_placement(*, placement: Placement, ends_at: datetime, end_reason: str, by: User, now: datetime) -> Placement:
    """Record that the child left: the place is free, and the home's access to the care sheet ends."""
    require_placer(by)
    placement = locked_placement(placement, Placement.objects.filter(case__in=Case.objects.visible_to(by)))
    if placement.state != State.ACTIVE:
        refuse(_("Only a stay that goes on can end: %(state)s.") % {"state": placement.get_state_display()}, code="state")
    refuse_future("ends_at", ends_at, now)
    if ends_at < placement.starts_at:
        refuse(_("The end lies before the beginning."), field="ends_at")
    if not end_reason:
        refuse(_("Say why the stay ends."), field="end_reason")
    _end(placement, ends_at, end_reason, by, now)
    return placement


def _end(placement: Placement, ends_at: datetime, end_reason: str, by: User, now: datetime) -> None:
    placement.state, placement.ends_at, placement.end_reason = State.ENDED, ends_at, end_reason
    placement.save(update_fields=["state", "ends_at", "end_reason"])
    end_grant(placement, now)
    close_tasks(case=placement.case, kind=TaskKind.MOVE_CHILD, subject=str(placement.pk), now=now)
    note(by=by, action="placement.end", case=placement.case, target=placement, detail={"reason": str(end_reason)}, now=now)
