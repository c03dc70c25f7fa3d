"""The only writers of what restricts liberty: one keyword-only function a verb, `by` the actor, `now` the instant."""

from liberty.services.events import end_deprivation, record_closed_care, record_deprivation, record_notified_deprivation

__all__ = ["end_deprivation", "record_closed_care", "record_deprivation", "record_notified_deprivation"]
