from placements.models.checklist import CLOSING, QUESTIONS, LibertyCheck
from placements.models.facility import MAY_PLACE, Facility, FacilityAddress, Profile, places_children
from placements.models.foster import FosterHome, SupervisedVisit
from placements.models.placement import Placement

__all__ = [
    "CLOSING",
    "MAY_PLACE",
    "QUESTIONS",
    "Facility",
    "FacilityAddress",
    "FosterHome",
    "LibertyCheck",
    "Placement",
    "Profile",
    "SupervisedVisit",
    "places_children",
]
