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
from liberty.services.restrictions import (
    answer_appeal,
    end_restriction,
    file_appeal,
    inform_child,
    propose_restriction,
    record_missed_contact,
    record_restriction,
    review_restriction,
    screen_restriction,
)
from liberty.services.visits import add_sighting, log_visit, record_from_sighting, settle_sighting
from liberty.services.voices import answer_voice, record_voice, tell_answer

__all__ = [
    "add_sighting",
    "answer_appeal",
    "answer_voice",
    "begin_complaint",
    "correct_deprivation",
    "end_deprivation",
    "end_restriction",
    "file_appeal",
    "file_complaint",
    "inform_child",
    "issue_complaint",
    "log_visit",
    "propose_restriction",
    "record_closed_care",
    "record_deprivation",
    "record_from_sighting",
    "record_missed_contact",
    "record_notified_deprivation",
    "record_restriction",
    "record_voice",
    "review_restriction",
    "screen_restriction",
    "settle_sighting",
    "tell_answer",
    "withdraw_deprivation",
    "write_complaint",
]
