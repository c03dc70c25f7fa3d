from placements.models.facility import MAY_PLACE, Facility, FacilityAddress, Profile, places_children
from placements.models.placement import Placement

__all__ = ["MAY_PLACE", "Facility", "FacilityAddress", "Placement", "Profile", "places_children"]
