"""The only writers of the spine: one keyword-only function a verb, `by` the actor, `now` the instant."""

from cases.services.documents import (
    add_action,
    difference,
    previous,
    remove_action,
    save_evaluation,
    save_plan,
    save_plan_line,
    submit_document,
)
from cases.services.drafts import begin_anew, begin_for_sibling, draft_of, has_family, save_answers, send_draft
from cases.services.explain import explain_decision
from cases.services.imports import cancel_batch, check_batch, confirm_batch, upload_batch
from cases.services.intake import check_birth_date, next_codes, notify_child, possible_matches, triage_notification
from cases.services.measures import lapse_measures, move_measure, propose_measure
from cases.services.moves import accept_designation, conclude_review, designate, move_case
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
    "begin_anew",
    "begin_for_sibling",
    "check_birth_date",
    "cancel_batch",
    "check_batch",
    "close_tasks",
    "confirm_batch",
    "conclude_review",
    "designate",
    "difference",
    "draft_of",
    "explain_decision",
    "has_family",
    "lapse_measures",
    "move_case",
    "move_measure",
    "next_codes",
    "notify_child",
    "possible_matches",
    "previous",
    "propose_closure",
    "propose_measure",
    "raise_task",
    "record_interview",
    "record_progress",
    "record_rapid_assessment",
    "record_review",
    "record_visit",
    "remove_action",
    "save_answers",
    "save_evaluation",
    "save_plan",
    "save_plan_line",
    "send_draft",
    "set_statuses",
    "submit_document",
    "triage_notification",
    "upload_batch",
]
