"""The only writers of beds: one keyword-only function a verb, `by` the actor, `now` the instant."""

from placements.services.checks import record_check
from placements.services.facilities import record_supervised_visit, save_facility, save_profile
from placements.services.releases import release_child
from placements.services.requests import accept_request, decline_request, request_bed, withdraw_request
from placements.services.stays import end_placement, place_with_family, start_placement

__all__ = [
    "accept_request",
    "decline_request",
    "end_placement",
    "place_with_family",
    "release_child",
    "record_check",
    "record_supervised_visit",
    "request_bed",
    "save_facility",
    "save_profile",
    "start_placement",
    "withdraw_request",
]
