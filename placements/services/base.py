"""What every verb about a bed does first. Locks are taken in one order: case, profile, placement."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from cases.models import Case, CaseGrant
from placements import rules
from placements.candidates import standing_of
from placements.models import Facility, Placement, Profile, places_children


def require_placer(by: User) -> None:
    """Raise PermissionDenied unless the role of `by` asks for beds."""
    if not places_children(by):
        raise PermissionDenied("placement")


def locked_placement(placement: Placement, visible) -> Placement:
    """Return the placement, out of those `visible`, locked with its case and its profile; otherwise raise DoesNotExist."""
    case_id = visible.get(pk=placement.pk).case_id
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if profile_id := Placement.objects.get(pk=placement.pk).profile_id:
        Profile.objects.select_for_update().get(pk=profile_id)
    found = Placement.objects.select_for_update(of=("self",)).select_related("case__child", "case__unit", "facility__organisation")
    return found.get(pk=placement.pk)


def refuse_facility(facility: Facility, on: date) -> None:
    """Refuse a place that takes no child on that day: migration-run, not working, closed or never checked, licence or vetting over."""
    refusals = [reason for reason in rules.standing_reasons(standing_of(facility), on) if reason.fits is False]
    if refusals:
        raise ValidationError([ValidationError(reason.text, code=reason.code) for reason in refusals])


def end_grant(placement: Placement, now: datetime) -> None:
    """The home's access to the child's care sheet ends."""
    CaseGrant.objects.filter(pk=placement.grant_id, ends_at=None).update(ends_at=now)
