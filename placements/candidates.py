"""Where a child could live: every place of the country with the reasons why it fits or not, the best first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from accounts.roles import OrgType
from audit.wall import house
from cases.models import Case, FamilyMember
from placements import rules
from placements.choices import HOLDING, State
from placements.models import Facility, LibertyCheck, Placement, Profile
from placements.rules import Code, Needs, Offer, Place, Reason, Standing

FILTERS = (Code.FAMILY, Code.FREE, Code.SIBLINGS, Code.LANGUAGE, Code.NEAR)  # what a reader may insist on
SUGGESTED = 5


@dataclass(frozen=True)
class Candidate:
    """A facility beside a child: what is free, why it fits or not, and what was asked of it already."""

    facility: Facility
    place: Place
    needs: Needs
    reasons: list[Reason]
    asked: Placement | None
    declined: Placement | None = None

    @property
    def takes(self) -> bool:
        return rules.takes(self.reasons)

    @property
    def is_full(self) -> bool:
        return rules.is_full(self.reasons)

    @property
    def may_be_asked(self) -> bool:
        return self.takes or self.is_full

    @property
    def free(self) -> int:
        return rules.free_for(self.place, self.needs)

    @property
    def rank(self) -> tuple:
        """The rules' order, behind which stands whoever declined this child already."""
        takes, *rest = rules.rank(self.place, self.needs, self.reasons)
        return takes, self.declined is not None, *rest


def needs_of(case: Case, now: datetime, siblings: int = 0) -> Needs:
    """Return what of the child and the case decides where a bed fits."""
    child, unit = case.child, case.unit
    age = child.age_for_care_on(unit.day_of(now))
    return Needs(child.sex, age, child.primary_language, unit.country, unit.state, unit.municipality, siblings)


def standing_of(facility: Facility) -> Standing:
    """Return what decides whether the place takes children at all."""
    check = facility.last_check
    home = getattr(facility, "foster_home", None) if facility.is_household else None
    return Standing(
        is_migration_run=facility.organisation.org_type == OrgType.MIGRATION_AUTHORITY,
        is_active=facility.is_active and facility.organisation.is_active,
        is_checked=check is not None,
        closed_by=check.failing if check else (),
        licence_valid_to=facility.licence_valid_to,
        is_household=facility.is_household,
        vetting_valid_to=home.vetting_valid_to if home else None,
    )


def place_of(facility: Facility, *, is_sibling_there: bool = False) -> Place:
    """Return the plain values of a facility with its counted profiles."""
    offers = tuple(
        Offer(profile.sex, profile.age_from, profile.age_to, profile.places, profile.occupied + profile.reserved + profile.held)
        for profile in facility.profiles.all()
    )
    return Place(
        facility.facility_type,
        standing_of(facility),
        tuple(facility.languages),
        facility.state,
        facility.municipality,
        offers,
        is_sibling_there,
    )


def with_counts(facilities, now: datetime):
    """Fetch facilities with their organisation, household, last check and counted profiles: three queries, whatever their number."""
    return facilities.select_related("organisation", "foster_home").prefetch_related(
        Prefetch("profiles", Profile.objects.counted(now)), Prefetch("checks", LibertyCheck.objects.latest_of_each())
    )


def candidates(case: Case, user, now: datetime) -> list[Candidate]:
    """Return the places that work, ranked: those that take the child, family-based care first, brothers and sisters together."""
    at, without_bed = _siblings(case)
    needs = needs_of(case, now, without_bed)
    facilities = Facility.objects.visible_to(user).taking_children().filter(organisation__country=needs.country)
    asked, declined = _answers(case)
    found = []
    for facility in with_counts(facilities, now):
        place = place_of(facility, is_sibling_there=facility.pk in at)
        reasons = rules.reasons(place, needs, facility.organisation.day_of(now))
        found.append(Candidate(facility, place, needs, reasons, asked.get(facility.pk), declined.get(facility.pk)))
    return sorted(found, key=lambda candidate: candidate.rank)


@house("where brothers and sisters live")
def _siblings(case: Case) -> tuple[set, int]:
    """Return at which facilities the brothers and sisters live or are expected, and how many of them have no bed."""
    together = FamilyMember.objects.filter(group__members__child=case.child_id).exclude(child=case.child_id)
    children = set(together.values_list("child", flat=True))
    held = Placement.objects.holding().filter(child__in=children).values_list("child", "facility") if children else []
    return {facility for _child, facility in held if facility}, len(children - {child for child, _facility in held})


def _answers(case: Case) -> tuple[dict, dict]:
    """Return what stands between this child and each facility, and what each declined last."""
    asked, declined = {}, {}
    for one in case.placements.order_by("requested_at"):
        if one.state in (State.REQUESTED, *HOLDING):
            asked[one.facility_id] = one
        elif one.state == State.DECLINED:
            declined[one.facility_id] = one
    return asked, declined


def narrowed(found: Iterable[Candidate], codes: Iterable[str]) -> list[Candidate]:
    """Narrow to the candidates that fit in each of the respects that the reader insists on."""
    return [candidate for candidate in found if rules.has(candidate.reasons, codes)]


def alternatives(found: Iterable[Candidate]) -> list[Candidate]:
    """Return after a "no" what to ask next: the best that take the child, have room, and were not asked yet."""
    return [one for one in found if one.takes and not one.asked and not one.declined][:SUGGESTED]
