"""What every verb about a bed does first. Locks are taken in one order: case, profile, placement."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from cases.choices import Because
from cases.models import Case, CaseGrant
from cases.services.base import refuse
from placements import rules
from placements.candidates import standing_of
from placements.models import Facility, Placement, Profile, places_children
from placements.services.facilities import make_room
from placements.workflow import PLACEMENT, may_move


def require_placer(by: User) -> None:
    """Raise PermissionDenied unless the role of `by` asks for beds."""
    if not places_children(by):
        raise PermissionDenied("placement")


def of_cases_seen(by: User):
    """The placements of the cases that `by` sees whole: what a team may act on, and a home may not."""
    return Placement.objects.filter(case__in=Case.objects.visible_to(by))


def locked_placement(placement: Placement, visible, *profiles: Profile) -> Placement:
    """Return the placement, out of those `visible`, locked with its case, its profile and `profiles`; otherwise raise DoesNotExist."""
    case_id = visible.get(pk=placement.pk).case_id
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    wanted = {Placement.objects.get(pk=placement.pk).profile_id, *[profile.pk for profile in profiles]} - {None}
    list(Profile.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    found = Placement.objects.select_for_update(of=("self",)).select_related("case__child", "case__unit", "facility__organisation")
    return found.get(pk=placement.pk)


def refuse_unless(placement: Placement, move: str, message: str) -> None:
    """Refuse what does not leave the state in which the placement stands; `message` ends with that state."""
    if not may_move(PLACEMENT, placement.state, move):
        refuse(message % {"state": placement.get_state_display()}, code="state")


def refuse_facility(facility: Facility, on: date) -> None:
    """Refuse a place that takes no child on that day: migration-run, not working, closed or never checked, licence or vetting over."""
    refusals = [reason for reason in rules.standing_reasons(standing_of(facility), on) if reason.fits is False]
    if refusals:
        raise ValidationError([ValidationError(reason.text, code=reason.code) for reason in refusals])


def refuse_misfit(placement: Placement, profile: Profile, now: datetime) -> None:
    """Refuse a profile that is not for a child of this sex and age, or not for the adults who came with it."""
    age = placement.child.age_for_care_on(placement.facility.organisation.day_of(now))
    if misfits := rules.misfit(profile, placement.child.sex, age):
        refuse(" ".join(misfits), field="profile")
    if placement.adults and not profile.takes_families:
        refuse(_("Adults come with this child: choose a family room."), field="profile")


def free_number(profile: Profile, needed: int) -> int | None:
    """Return the first of `needed` free places side by side in a locked profile, made room for if they stand apart; None where none are.

    A profile that an override made fuller than it should be has none until it is no longer.
    """
    holding = profile.placements.holding().values_list("place_number", "adults")
    taken = {number for first, adults in holding for number in range(first, first + adults + 1)}
    if len(taken) + needed > profile.places:
        return None
    return rules.lowest_free(taken, profile.places, needed) or make_room(profile, profile.places, needed)


def give_grant(placement: Placement, now: datetime) -> None:
    """The home may read the child's care sheet from now on."""
    placement.grant = CaseGrant.objects.create(
        case=placement.case, unit=placement.facility.organisation, because=Because.PLACEMENT, sections=["care"], starts_at=now
    )


def end_grant(placement: Placement, now: datetime) -> None:
    """The home's access to the child's care sheet ends."""
    CaseGrant.objects.filter(pk=placement.grant_id, ends_at=None).update(ends_at=now)
