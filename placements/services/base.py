"""What every verb about a bed does first. Locks are taken in one order: case, profile, placement."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import OrgType
from cases.models import Case, CaseGrant
from cases.services.base import refuse
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
    """Refuse a place that takes no child on that day: not working, closed, run by the migration authority, licence over."""
    if facility.organisation.org_type == OrgType.MIGRATION_AUTHORITY:
        refuse(_("INV-01: the migration authority runs no place of care."))
    if not facility.is_open_door:
        refuse(_("INV-01: this place is not open-door. A closed place is detention and takes no child."))
    if not facility.is_active:
        refuse(_("This place does not take children at present."), code="state")
    if facility.licence_valid_to < on:
        refuse(_("INV-37: the licence of this place is not valid on that day."))


def end_grant(placement: Placement, now: datetime) -> None:
    """The home's access to the child's care sheet ends."""
    CaseGrant.objects.filter(pk=placement.grant_id, ends_at=None).update(ends_at=now)
