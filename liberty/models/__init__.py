from liberty.models.complaint import RightsComplaint
from liberty.models.event import DeprivationEvent, EventCorrection

__all__ = ["DeprivationEvent", "EventCorrection", "RightsComplaint"]
