"""The only writers of what restricts liberty: one keyword-only function a verb, `by` the actor, `now` the instant."""

from liberty.services.events import (
    correct_deprivation,
    end_deprivation,
    record_closed_care,
    record_deprivation,
    record_notified_deprivation,
    withdraw_deprivation,
)

__all__ = [
    "correct_deprivation",
    "end_deprivation",
    "record_closed_care",
    "record_deprivation",
    "record_notified_deprivation",
    "withdraw_deprivation",
]
