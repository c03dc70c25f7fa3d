from liberty.models.complaint import RightsComplaint
from liberty.models.event import DeprivationEvent, EventCorrection
from liberty.models.restriction import MissedContact, Restriction, RestrictionAppeal, RestrictionReview
from liberty.models.visit import Sighting, VisitLog
from liberty.models.voice import VoiceEntry

__all__ = [
    "DeprivationEvent",
    "EventCorrection",
    "MissedContact",
    "Restriction",
    "RestrictionAppeal",
    "RestrictionReview",
    "RightsComplaint",
    "Sighting",
    "VisitLog",
    "VoiceEntry",
]
