"""Who belongs together, and by which measure a child lives where: brothers and sisters, the parent, the centre (INV-25, 26, 38)."""

from datetime import datetime

from django.db.models import prefetch_related_objects

from audit.wall import house
from cases.choices_execution import ProtectionType
from cases.models import Case, FamilyMember, ProtectiveMeasure
from placements.choices import LIVING, State
from placements.models import Placement
from placements.rules import is_residential

# By one of these a child may be taken from the parent it came with.
SEPARATING = frozenset(
    {
        ProtectionType.SEPARATION_OF_ADULT,
        ProtectionType.KINSHIP_CARE,
        ProtectionType.FOSTER_CARE,
        ProtectionType.RESIDENTIAL_CARE,
        ProtectionType.ENTRY_TO_CENTRE,
        ProtectionType.IMMEDIATE_MEDICAL_CARE,
    }
)
# By one of these a child enters a centre.
ENTERING = frozenset({ProtectionType.RESIDENTIAL_CARE, ProtectionType.ENTRY_TO_CENTRE, ProtectionType.REMOVAL_FROM_STATION})


def measures_of(case: Case) -> list[ProtectiveMeasure]:
    prefetch_related_objects([case], "measures")
    return [one for one in case.measures.all() if one.ordered_at]


def separation_measures(case: Case) -> list[ProtectiveMeasure]:
    """Return the measures in force that take the child from a parent."""
    return [one for one in measures_of(case) if one.is_in_force and one.type in SEPARATING]


def entry_measure(case: Case, starts_at: datetime) -> ProtectiveMeasure | None:
    """Return the measure by which the child is in a centre: in force when the stay began, or the first one ordered after."""
    found = [one for one in measures_of(case) if one.type in ENTERING and (one.ended_at is None or one.ended_at > starts_at)]
    return min(found, key=lambda one: one.ordered_at, default=None)


def lacks_measure(case: Case, stay: Placement) -> bool:
    """Tell whether the child lives in a centre without the measure that orders it (INV-38)."""
    return stay.state in LIVING and is_residential(stay.placement_type) and entry_measure(case, stay.starts_at) is None


@house("where brothers and sisters live")
def parted_siblings(placement: Placement) -> list[Placement]:
    """Return where brothers and sisters live, as far as it is not the same place and no bed there is reserved for them (INV-25)."""
    together = FamilyMember.objects.filter(group__members__child=placement.child_id).exclude(child=placement.child_id).values("child")
    held = Placement.objects.filter(child__in=together, state__in=[*LIVING, State.ACCEPTED]).select_related("facility")
    near = {one.child_id for one in held if _is_same_place(one, placement)}
    return [one for one in held if one.state in LIVING and one.child_id not in near]


def _is_same_place(one: Placement, other: Placement) -> bool:
    if one.facility_id or other.facility_id:
        return one.facility_id == other.facility_id
    return one.place_name.strip().casefold() == other.place_name.strip().casefold()
