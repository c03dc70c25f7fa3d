"""Where a child could live: every place of the country with the reasons why it fits or not, the best first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from cases.models import Case
from placements import rules
from placements.choices import State
from placements.models import Facility, Placement, Profile
from placements.rules import Needs, Offer, Place, Reason

MOST_SHOWN = 50


@dataclass(frozen=True)
class Candidate:
    """A facility beside a child: what is free, why it fits or not, and what was asked of it already."""

    facility: Facility
    place: Place
    needs: Needs
    reasons: list[Reason]
    asked: Placement | None

    @property
    def takes(self) -> bool:
        return rules.takes(self.reasons)

    @property
    def is_full(self) -> bool:
        """Tell whether a free place is all that is lacking: then one may still ask."""
        return not self.free and all(reason.fits is not False for reason in self.reasons if reason.text != rules.no_free_place())

    @property
    def free(self) -> int:
        return rules.free_for(self.place, self.needs)


def needs_of(case: Case, now: datetime) -> Needs:
    """Return what of the child and the case decides where a bed fits."""
    child, unit = case.child, case.unit
    return Needs(child.sex, child.age_for_care_on(unit.day_of(now)), child.primary_language, unit.country, unit.state, unit.municipality)


def place_of(facility: Facility) -> Place:
    """Return the plain values of a facility with its counted profiles."""
    offers = tuple(
        Offer(profile.sex, profile.age_from, profile.age_to, profile.places, profile.occupied + profile.reserved)
        for profile in facility.profiles.all()
    )
    return Place(
        facility.facility_type,
        facility.is_open_door,
        facility.licence_valid_to,
        tuple(facility.languages),
        facility.state,
        facility.municipality,
        offers,
    )


def with_counts(facilities, now: datetime):
    """Fetch facilities with their organisation and their profiles counted: two queries, whatever their number."""
    return facilities.select_related("organisation").prefetch_related(Prefetch("profiles", Profile.objects.counted(now)))


def candidates(case: Case, user, now: datetime) -> list[Candidate]:
    """Return the places that work, ranked: those that take the child, family-based care first, the near, the understood."""
    needs = needs_of(case, now)
    facilities = Facility.objects.visible_to(user).taking_children().filter(organisation__country=needs.country)
    asked = {one.facility_id: one for one in case.placements.filter(state__in=[State.REQUESTED, State.ACCEPTED, State.ACTIVE])}
    found = []
    for facility in with_counts(facilities, now):
        place = place_of(facility)
        reasons = rules.reasons(place, needs, facility.organisation.day_of(now))
        found.append((rules.rank(place, needs, reasons), Candidate(facility, place, needs, reasons, asked.get(facility.pk))))
    found.sort(key=lambda pair: pair[0])
    return [candidate for _rank, candidate in found[:MOST_SHOWN]]
