"""The only writers of the spine: one keyword-only function a verb, `by` the actor, `now` the instant."""

from cases.services.age import (
    appeal_age_assessment,
    conclude_age_assessment,
    decide_age_appeal,
    make_age_final,
    open_age_assessment,
    save_transition_plan,
)
from cases.services.attachments import attach, withdraw_attachment
from cases.services.care import add_service, save_service
from cases.services.deadlines import deadlines_at_the_end, refresh_deadlines
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
from cases.services.emergency import count_refused, escalate_unreviewed, open_in_emergency, review_emergency
from cases.services.events import report_event
from cases.services.explain import explain_decision
from cases.services.family import family_of, link_sibling, record_relative_contact, save_family, save_relative
from cases.services.form_drafts import discard_draft, forget_draft, keep_draft
from cases.services.home_studies import (
    meet_conditions,
    receiver_facts,
    record_home_study,
    record_tracing,
    refuse_contact,
    refuse_release,
    release_lacks,
    write_home_study,
    write_tracing,
)
from cases.services.imports import cancel_batch, check_batch, confirm_batch, upload_batch
from cases.services.intake import check_birth_date, next_codes, notify_child, possible_matches, triage_notification
from cases.services.measures import issue_notice, lapse_measures, move_measure, propose_measure
from cases.services.moves import accept_designation, conclude_review, designate, hand_over, move_case
from cases.services.opinions import ask_opinion, write_opinion
from cases.services.parts import close_parts, open_parts
from cases.services.procedures import file_procedure, move_procedure
from cases.services.returns import record_return, return_decisions
from cases.services.sealed import add_sealed_reader, remove_sealed_reader
from cases.services.siblings import begin_evaluation_from_sibling, begin_plan_from_sibling, sibling_with, siblings_of
from cases.services.tasks import add_task, complete_task, is_for, may_reassign, reassign_task
from cases.services.watch import answer_alarm, raise_alarms
from cases.services.wellbeing import record_wellbeing, too_young_to_answer
from cases.services.work import (
    add_contact_note,
    close_tasks,
    next_visit_day,
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
    "answer_alarm",
    "raise_alarms",
    "accept_designation",
    "add_action",
    "add_contact_note",
    "add_sealed_reader",
    "add_service",
    "add_task",
    "appeal_age_assessment",
    "ask_opinion",
    "attach",
    "begin_anew",
    "begin_evaluation_from_sibling",
    "begin_for_sibling",
    "begin_plan_from_sibling",
    "cancel_batch",
    "check_batch",
    "check_birth_date",
    "close_parts",
    "close_tasks",
    "complete_task",
    "conclude_age_assessment",
    "conclude_review",
    "confirm_batch",
    "count_refused",
    "deadlines_at_the_end",
    "decide_age_appeal",
    "designate",
    "difference",
    "discard_draft",
    "draft_of",
    "escalate_unreviewed",
    "explain_decision",
    "family_of",
    "file_procedure",
    "forget_draft",
    "hand_over",
    "has_family",
    "is_for",
    "issue_notice",
    "keep_draft",
    "lapse_measures",
    "link_sibling",
    "make_age_final",
    "may_reassign",
    "meet_conditions",
    "move_case",
    "move_measure",
    "move_procedure",
    "next_codes",
    "next_visit_day",
    "notify_child",
    "open_age_assessment",
    "open_in_emergency",
    "open_parts",
    "possible_matches",
    "previous",
    "propose_closure",
    "propose_measure",
    "raise_task",
    "reassign_task",
    "receiver_facts",
    "record_home_study",
    "record_interview",
    "record_progress",
    "record_rapid_assessment",
    "record_relative_contact",
    "record_return",
    "record_review",
    "record_tracing",
    "record_visit",
    "record_wellbeing",
    "refresh_deadlines",
    "refuse_contact",
    "refuse_release",
    "release_lacks",
    "remove_action",
    "remove_sealed_reader",
    "report_event",
    "return_decisions",
    "review_emergency",
    "save_answers",
    "save_evaluation",
    "save_family",
    "save_plan",
    "save_plan_line",
    "save_relative",
    "save_service",
    "save_transition_plan",
    "send_draft",
    "set_statuses",
    "sibling_with",
    "siblings_of",
    "submit_document",
    "too_young_to_answer",
    "triage_notification",
    "upload_batch",
    "withdraw_attachment",
    "write_home_study",
    "write_opinion",
    "write_tracing",
]
