"""The only writers of what restricts liberty: one keyword-only function a verb, `by` the actor, `now` the instant."""

from liberty.services.complaints import begin_complaint, file_complaint, issue_complaint, write_complaint
from liberty.services.events import (
    correct_deprivation,
    end_deprivation,
    record_closed_care,
    record_deprivation,
    record_notified_deprivation,
    withdraw_deprivation,
)

__all__ = [
    "begin_complaint",
    "correct_deprivation",
    "end_deprivation",
    "file_complaint",
    "issue_complaint",
    "record_closed_care",
    "record_deprivation",
    "record_notified_deprivation",
    "withdraw_deprivation",
    "write_complaint",
]
