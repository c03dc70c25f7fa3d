"""The only writers of the spine: one keyword-only function a verb, `by` the actor, `now` the instant."""

from cases.services.documents import (
    add_action,
    remove_action,
    save_element,
    save_evaluation,
    save_plan,
    save_plan_line,
    submit_document,
)
from cases.services.intake import next_codes, notify_child, possible_matches, triage_notification
from cases.services.moves import accept_designation, designate, move_case
from cases.services.work import (
    add_contact_note,
    close_tasks,
    propose_closure,
    raise_task,
    record_interview,
    record_progress,
    record_rapid_assessment,
    record_review,
    record_visit,
    set_statuses,
)

__all__ = [
    "accept_designation",
    "add_action",
    "add_contact_note",
    "close_tasks",
    "designate",
    "move_case",
    "next_codes",
    "notify_child",
    "possible_matches",
    "propose_closure",
    "raise_task",
    "record_interview",
    "record_progress",
    "record_rapid_assessment",
    "record_review",
    "record_visit",
    "remove_action",
    "save_element",
    "save_evaluation",
    "save_plan",
    "save_plan_line",
    "set_statuses",
    "submit_document",
    "triage_notification",
]
