from placements.models.facility import Facility, FacilityAddress, Profile, places_children
from placements.models.placement import Placement

__all__ = ["Facility", "FacilityAddress", "Placement", "Profile", "places_children"]
