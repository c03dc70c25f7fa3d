"""A child arrives somewhere, and leaves. One place at a time: a move closes one stay and opens the next at the same instant."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from accounts.roles import may, require
from audit.wall import verb
from cases.choices import TaskKind
from cases.companions import Blocked, Blocker
from cases.models import Case, Relative
from cases.services import close_tasks, refuse_release
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over
from liberty.models import DeprivationEvent
from placements import rules
from placements.choices import HOLDING, WITH_FAMILY, PlacementType, State
from placements.models import Placement, Profile, SiblingException, places_children
from placements.services.base import (
    end_grant,
    free_number,
    give_grant,
    locked_placement,
    of_cases_seen,
    refuse_facility,
    refuse_misfit,
    refuse_unless,
    require_placer,
)
from placements.services.lapses import end_override, give_up_at_once
from placements.services.requests import refuse_unheard
from placements.unity import parted_siblings, separation_measures


@verb
def start_placement(*, placement: Placement, starts_at: datetime, by: User, now: datetime, previous_end_reason: str = "") -> Placement:
    """Record that the child arrived: the team or the home does. A stay elsewhere ends at the same instant, for the reason given."""
    if not (places_children(by) or may(by, "placement.answer")):
        raise PermissionDenied("placement.start")
    placement = locked_placement(placement, Placement.objects.visible_to(by))
    refuse_unless(placement, "start", _("Only an accepted request becomes a stay: %(state)s."))
    refuse_facility(placement.facility, placement.facility.organisation.day_of(starts_at))
    if parted_siblings(placement) and not SiblingException.objects.filter(placement=placement).exists():
        link = {"view": "placements:sibling_exception", "args": (placement.pk,)} if may(by, "placement.order") else {}
        raise Blocked([Blocker("INV-25", PARTED, **link)])
    _begin(placement, starts_at, previous_end_reason, by, now)
    placement.save(update_fields=["state", "starts_at"])
    note(by=by, action="placement.start", case=placement.case, target=placement, now=now)
    return placement


@verb
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
    split: dict[str, str] | None = None,
    **fields,
) -> Placement:
    """Record that the child lives with the own or the extended family: nobody is asked for a bed. Ordered, not proposed.

    To the extended family a child is released only once `relative`, the adult, was checked in full (INV-29).
    `split`: the exception that parts brothers and sisters, where it does: reason, explanation, contact_plan (INV-25).
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
    is_parting = parted_siblings(placement)
    if is_parting:
        refuse_unexplained(split or {})
    _begin(placement, starts_at, previous_end_reason, by, now)
    placement.save()
    if is_parting:
        SiblingException.objects.create(placement=placement, approved_by=by, approved_at=now, created_by=by, **split)
    note(by=by, action="placement.with_family", case=case, target=placement, now=now)
    return placement


PARTED = _lazy("INV-25: brothers or sisters live elsewhere. An exception with its approver and a plan of contact comes first.")


def refuse_unexplained(split: dict[str, str]) -> None:
    """Refuse to part brothers and sisters without reason, facts and a plan of contact (INV-25)."""
    for name in ("reason", "explanation", "contact_plan"):
        if not split.get(name, "").strip():
            refuse(str(PARTED), field=name)


@verb
def approve_sibling_exception(*, placement: Placement, by: User, now: datetime, **split: str) -> SiblingException:
    """Let a child live apart from brothers and sisters, for the reason and with the contact written down."""
    require(by, "placement.order")
    placement = locked_placement(placement, of_cases_seen(by))
    if placement.state not in HOLDING and placement.state != State.REQUESTED:
        refuse(_("This stay is over: %(state)s.") % {"state": placement.get_state_display()}, code="state")
    if SiblingException.objects.filter(placement=placement).exists():
        refuse(_("An exception for this place is on record already."), code="state")
    refuse_unexplained(split)
    exception = SiblingException.objects.create(placement=placement, approved_by=by, approved_at=now, created_by=by, **split)
    note(by=by, action="placement.split", case=placement.case, target=exception, detail={"reason": str(split["reason"])}, now=now)
    return exception


@verb
def change_profile(
    *, placement: Placement, profile: Profile, starts_at: datetime, end_reason: str, by: User, now: datetime, **heard: str
) -> Placement:
    """Move the child to another profile of the same house: one stay ends and the next begins at the same instant. Team or home."""
    if not (places_children(by) or may(by, "placement.answer")):
        raise PermissionDenied("placement.move")
    visible = of_cases_seen(by) | Placement.objects.filter(pk__in=Placement.objects.cared_for_by(by))
    before = locked_placement(placement, visible, profile)
    if before.state != State.ACTIVE:
        refuse(_("Only a child who lives there moves: %(state)s.") % {"state": before.get_state_display()}, code="state")
    refuse_unheard(heard)
    if not end_reason:
        refuse(_("Say why the child moves."), field="end_reason")
    refuse_future("starts_at", starts_at, now)
    if starts_at <= before.starts_at:
        refuse(_("At that time the child did not live at the place before yet."), field="starts_at")
    give_up_at_once(profile=profile, child=before.child, now=now)
    profile = Profile.objects.get(pk=profile.pk, facility=before.facility_id)
    if profile.pk == before.profile_id:
        refuse(_("The child lives there already."), field="profile")
    refuse_misfit(before, profile, now)
    number = free_number(profile, before.adults + 1)
    if number is None:
        refuse(_("INV-36: no place of this profile is free any more."), field="profile")
    end_stay(before, starts_at, end_reason, by, now)
    kept = {name: getattr(before, name) for name in KEPT_IN_A_MOVE}
    after = Placement(
        **kept,
        **heard,
        profile=profile,
        place_number=number,
        state=State.ACTIVE,
        starts_at=starts_at,
        requested_by=by,
        requested_at=now,
        answered_by=by,
        answered_at=now,
        created_by=by,
    )
    give_grant(after, now)
    after.save()
    if split := SiblingException.objects.filter(placement=before).first():
        again = {name: getattr(split, name) for name in ("reason", "explanation", "contact_plan", "approved_by", "approved_at")}
        SiblingException.objects.create(placement=after, created_by=by, **again)
    note(by=by, action="placement.change_profile", case=after.case, target=after, detail={"profile": str(profile.pk)}, now=now)
    return after


KEPT_IN_A_MOVE = (
    "case",
    "child",
    "adults",
    "facility",
    "placement_type",
    "reason_family_based_not_possible",
    "urgent_needs",
    "message",
)


def _begin(placement: Placement, starts_at: datetime, previous_end_reason: str, by: User, now: datetime) -> None:
    """Set the stay as begun, after closing the one before; or refuse (INV-05, INV-39)."""
    case = placement.case
    refuse_future("starts_at", starts_at, now)
    refuse_while_held(case, starts_at, by)
    _refuse_separation(case, placement)
    before = case.placements.living().exclude(pk=placement.pk).first()
    if before is not None:
        if before.state == State.ABSENT:
            refuse(_("The child is absent. Record first where and when the child was found."), code="state")
        if not previous_end_reason:
            message = _("INV-39: the child lives at %(place)s. Say why that stay ends; both change at the same instant.")
            refuse(message % {"place": before.place}, field="previous_end_reason")
        if starts_at < before.starts_at:
            refuse(_("At that time the child did not live at the place before yet."), field="starts_at")
        end_stay(before, starts_at, previous_end_reason, by, now)
    if Placement.objects.filter(child=placement.child_id, state=State.ENDED, ends_at__gt=starts_at).exists():
        refuse(_("INV-39: at that time the child still lived elsewhere."), field="starts_at")
    placement.state, placement.starts_at = State.ACTIVE, starts_at


def _refuse_separation(case: Case, placement: Placement) -> None:
    """Refuse to take a child from the parent it came with, but by a measure in force (INV-26)."""
    if rules.separates(case.accompaniment, placement.placement_type) and not separation_measures(case):
        message = _("INV-26: the child came with a parent. They are separated only by a protective measure or a court's decision.")
        raise Blocked([Blocker("INV-26", message, "cases:measure_add", (case.code,), ("measure.propose",))])


def refuse_while_held(case: Case, starts_at: datetime, by: User) -> None:
    """Refuse a stay while the child is deprived of liberty: that ends first, and is recorded (INV-05)."""
    events = DeprivationEvent.objects.standing().filter(case__child=case.child_id)
    if ongoing := events.ongoing().first():
        message = _("INV-05: the child is recorded as deprived of liberty. The end of it is recorded first.")
        link = {"view": "liberty:event_end", "args": (ongoing.pk,)} if may(by, "liberty.record") else {}
        raise Blocked([Blocker("INV-05", message, **link)])
    if events.filter(started_at__lte=starts_at, ended_at__gt=starts_at).exists():
        refuse(_("INV-05: at that time the child was still deprived of liberty."), field="starts_at")


@verb
def end_placement(*, placement: Placement, ends_at: datetime, end_reason: str, by: User, now: datetime) -> Placement:
    """Record that the child left: the place is free, and the home's access to the care sheet ends."""
    require_placer(by)
    placement = locked_placement(placement, of_cases_seen(by))
    if placement.state == State.ABSENT:
        refuse(_("The child is absent. Record first where and when the child was found."), code="state")
    refuse_unless(placement, "end", _("Only a stay that goes on can end: %(state)s."))
    refuse_future("ends_at", ends_at, now)
    if ends_at < placement.starts_at:
        refuse(_("The end lies before the beginning."), field="ends_at")
    if not end_reason:
        refuse(_("Say why the stay ends."), field="end_reason")
    end_stay(placement, ends_at, end_reason, by, now)
    return placement


def end_stay(placement: Placement, ends_at: datetime, end_reason: str, by: User, now: datetime) -> None:
    placement.state, placement.ends_at, placement.end_reason, placement.held_until = State.ENDED, ends_at, end_reason, None
    placement.save(update_fields=["state", "ends_at", "end_reason", "held_until"])
    end_grant(placement, now)
    end_override(placement, now)
    close_tasks(case=placement.case, kind=TaskKind.MOVE_CHILD, subject=str(placement.pk), now=now)
    note(by=by, action="placement.end", case=placement.case, target=placement, detail={"reason": str(end_reason)}, now=now)
