from placements.models.absence import Absence, ReturnInterview, SearchEntry
from placements.models.checklist import CLOSING, QUESTIONS, LibertyCheck
from placements.models.facility import MAY_PLACE, Facility, FacilityAddress, Profile, places_children
from placements.models.foster import FosterHome, SupervisedVisit
from placements.models.oversight import CapacityOverride, PlacementReview, SiblingException
from placements.models.placement import Placement

__all__ = [
    "CLOSING",
    "MAY_PLACE",
    "QUESTIONS",
    "Absence",
    "CapacityOverride",
    "Facility",
    "FacilityAddress",
    "FosterHome",
    "LibertyCheck",
    "Placement",
    "PlacementReview",
    "Profile",
    "ReturnInterview",
    "SearchEntry",
    "SiblingException",
    "SupervisedVisit",
    "places_children",
]
