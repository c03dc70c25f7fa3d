"""What a place of care says of itself: its licence, its household, its profiles and how many places they have."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import OrgType, require
from audit.services import record
from audit.wall import verb
from cases.services.base import refuse, refuse_future_day
from cases.versioning import save_over
from placements import rules
from placements.choices import AddressVisibility, PlacementType
from placements.models import Facility, FacilityAddress, FosterHome, Profile, SupervisedVisit


@verb
def save_facility(
    *, facility: Facility | None, version: int, address: dict, by: User, now: datetime, household: dict | None = None, **fields
) -> Facility:
    """Add a place of care to the actor's organisation, or save one over the version that was read (Stale otherwise).

    `household`: of a foster home, who lives there and until when its vetting is valid. A place added takes no child before its
    first liberty checklist. A kind of care once given stays: a house does not become a family.
    """
    require(by, "facility.manage")
    if by.organisation.org_type == OrgType.MIGRATION_AUTHORITY:
        refuse(_("INV-01: the migration authority runs no place of care."))
    if rules.names_detention(fields["name"]):
        refuse(_("INV-02: this is the name of a place of detention; it is no place of care."), field="name")
    is_household = fields["facility_type"] == PlacementType.FOSTER_FAMILY
    if is_household:
        _refuse_household(fields["name"], household or {})
        address = address | {"visibility": AddressVisibility.RESTRICTED}
    if facility is None:
        facility = Facility.objects.create(organisation=by.organisation, created_by=by, **fields)
        FacilityAddress.objects.create(facility=facility, **address)
    else:
        facility = _own(by).select_for_update(of=("self",)).get(pk=facility.pk)
        if is_household != facility.is_household:
            refuse(_("A house does not become a family, nor a family a house: add a new place."), field="facility_type")
        save_over(facility, version=version, **fields)
        FacilityAddress.objects.update_or_create(facility=facility, defaults=address)
    if is_household:
        FosterHome.objects.update_or_create(facility=facility, defaults=household)
    record(actor=by, action="facility.save", target=facility, detail={"fields": sorted([*fields, *address])}, now=now)
    return facility


def _refuse_household(name: str, household: dict) -> None:
    """Refuse a family that is not vetted, or whose name the place would bear."""
    for field in ("household", "accredited_by", "vetted_on", "vetting_valid_to"):
        if not household.get(field):
            refuse(_("A foster home needs this."), field=field)
    if household["vetting_valid_to"] < household["vetted_on"]:
        refuse(_("The vetting ends before it began."), field="vetting_valid_to")
    if rules.names_somebody(name, household["household"]):
        refuse(_("Give the home a name that is nobody's of the family: whoever looks for a bed reads it."), field="name")


@verb
def record_supervised_visit(*, home: FosterHome, visited_on: date, by: User, now: datetime, **fields) -> SupervisedVisit:
    """Record that the programme visited a family of its own. It stays as written."""
    require(by, "facility.manage")
    home = FosterHome.objects.select_related("facility__organisation").get(pk=home.pk, facility__in=_own(by))
    refuse_future_day("visited_on", visited_on, home.facility.organisation.day_of(now))
    visit = SupervisedVisit.objects.create(home=home, visited_on=visited_on, created_by=by, **fields)
    record(actor=by, action="facility.visit", target=visit, now=now)
    return visit


@verb
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
        _refuse_cut(profile, fields)
        save_over(profile, version=version, **fields)
    record(actor=by, action="facility.profile", target=profile, detail={"places": fields["places"]}, now=now)
    return profile


def _refuse_cut(profile: Profile, fields: dict) -> None:
    """Refuse fewer places than are taken, and a family room that is none any more while adults live in it."""
    holding = list(profile.placements.holding())
    taken = sum(placement.adults + 1 for placement in holding)
    if taken > fields["places"] and fields["places"] < profile.places:
        refuse(_("INV-36: %(taken)s places are occupied or reserved. Fewer are not possible.") % {"taken": taken}, field="places")
    if not fields.get("takes_families", profile.takes_families) and any(placement.adults for placement in holding):
        refuse(_("Adults live in this room with their child: it stays a family room until they leave."), field="takes_families")
    make_room(profile, fields["places"])


def make_room(profile: Profile, places: int, needed: int = 0) -> int | None:
    """Move children to the lower numbers, so that the free places of `places` stand together at the end.

    Returns the first number of `needed` free places, or None where there are not that many. The caller holds the profile's lock.
    """
    number = 1
    for placement in profile.placements.holding().select_for_update().order_by("place_number"):
        if placement.place_number != number:
            placement.place_number = number
            placement.save(update_fields=["place_number"])
        number += placement.adults + 1
    return number if number + needed - 1 <= places else None


def _own(by: User):
    return Facility.objects.filter(organisation__in=by.own_units())
