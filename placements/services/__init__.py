"""The only writers of beds: one keyword-only function a verb, `by` the actor, `now` the instant."""

from placements.services.absences import (
    give_up_search,
    hold_interview,
    issue_report,
    lacks_to_give_up,
    log_search,
    record_located,
    record_return,
    report_absence,
)
from placements.services.checks import record_check
from placements.services.facilities import record_supervised_visit, save_facility, save_profile
from placements.services.lapses import run_clocks
from placements.services.releases import release_child
from placements.services.requests import accept_request, decline_request, override_capacity, request_bed, withdraw_request
from placements.services.reviews import review_placement
from placements.services.stays import approve_sibling_exception, change_profile, end_placement, place_with_family, start_placement

__all__ = [
    "accept_request",
    "approve_sibling_exception",
    "change_profile",
    "decline_request",
    "end_placement",
    "give_up_search",
    "hold_interview",
    "issue_report",
    "lacks_to_give_up",
    "log_search",
    "override_capacity",
    "place_with_family",
    "release_child",
    "record_check",
    "record_located",
    "record_return",
    "record_supervised_visit",
    "report_absence",
    "request_bed",
    "review_placement",
    "run_clocks",
    "save_facility",
    "save_profile",
    "start_placement",
    "withdraw_request",
]
