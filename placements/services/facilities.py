"""What a place of care says of itself: its licence, its doors, its profiles and how many places they have."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import OrgType, require
from audit.services import record
from cases.services.base import refuse
from cases.versioning import save_over
from placements import rules
from placements.models import Facility, FacilityAddress, Profile


@transaction.atomic
def save_facility(*, facility: Facility | None, version: int, address: dict, by: User, now: datetime, **fields) -> Facility:
    """Add a place of care to the actor's organisation, or save one over the version that was read (Stale otherwise)."""
    require(by, "facility.manage")
    if by.organisation.org_type == OrgType.MIGRATION_AUTHORITY:
        refuse(_("INV-01: the migration authority runs no place of care."))
    if rules.names_detention(fields["name"]):
        refuse(_("INV-02: this is the name of a place of detention; it is no place of care."), field="name")
    if facility is None:
        facility = Facility.objects.create(organisation=by.organisation, created_by=by, **fields)
        FacilityAddress.objects.create(facility=facility, **address)
    else:
        facility = _own(by).select_for_update(of=("self",)).get(pk=facility.pk)
        save_over(facility, version=version, **fields)
        FacilityAddress.objects.update_or_create(facility=facility, defaults=address)
    record(actor=by, action="facility.save", target=facility, detail={"fields": sorted([*fields, *address])}, now=now)
    return facility


@transaction.atomic
def save_profile(*, facility: Facility, profile: Profile | None, version: int, by: User, now: datetime, **fields) -> Profile:
    """Add a profile, or save one over the version that was read (Stale otherwise). Capacity never falls below occupancy (INV-36)."""
    require(by, "facility.manage")
    facility = _own(by).get(pk=facility.pk)
    if fields["age_to"] < fields["age_from"]:
        refuse(_("This age lies below the one before."), field="age_to")
    if profile is None:
        profile = Profile.objects.create(facility=facility, created_by=by, **fields)
    else:
        profile = Profile.objects.select_for_update().get(pk=profile.pk, facility=facility)
        _make_room(profile, fields["places"])
        save_over(profile, version=version, **fields)
    record(actor=by, action="facility.profile", target=profile, detail={"places": fields["places"]}, now=now)
    return profile


def _make_room(profile: Profile, places: int) -> None:
    """Move children to the lower numbers before the higher ones go; refuse if they do not all fit."""
    holding = list(profile.placements.holding().select_for_update().order_by("place_number"))
    if len(holding) > places:
        refuse(_("INV-36: %(taken)s places are occupied or reserved. Fewer are not possible.") % {"taken": len(holding)}, field="places")
    taken = {placement.place_number for placement in holding}
    for placement in holding:
        if placement.place_number > places:
            placement.place_number = rules.lowest_free(taken, places)
            taken.add(placement.place_number)
            placement.save(update_fields=["place_number"])


def _own(by: User):
    return Facility.objects.filter(organisation__in=by.own_units())
