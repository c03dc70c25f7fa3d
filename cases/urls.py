"""The addresses of the spine, in groups; one path a line."""

from django.urls import path

from cases.views import (
    age,
    alarm,
    attachments,
    closure,
    draft,
    emergency,
    evaluation,
    execution,
    explanation,
    family,
    followup,
    imports,
    measure,
    notification,
    opinion,
    parts,
    plan,
    prints,
    procedure,
    review,
    sealed,
    task,
    team,
    wellbeing,
    work,
)
from cases.views import case as case_views

app_name = "cases"

notifications = [
    path("notify/", notification.notify, name="notify"),
    path("notify/<slug:step>/", notification.notify_step, name="notify_step"),
    path("receipts/", notification.receipt_list, name="receipt_list"),
    path("receipts/<uuid:pk>/", notification.receipt_detail, name="receipt_detail"),
    path("notifications/", notification.notification_list, name="notification_list"),
    path("notifications/<uuid:pk>/", notification.notification_detail, name="notification_detail"),
]

access = [
    path("emergency/", emergency.emergency_open, name="emergency_open"),
    path("emergencies/", emergency.emergency_list, name="emergency_list"),
    path("emergencies/<uuid:pk>/", emergency.emergency_review, name="emergency_review"),
    path("alarms/", alarm.alarm_list, name="alarm_list"),
    path("alarms/<uuid:pk>/", alarm.alarm, name="alarm"),
    path("record/", emergency.record, name="record"),
]

case = [
    path("cases/", case_views.case_list, name="list"),
    path("cases/<str:code>/", case_views.case_detail, name="detail"),
    path("cases/<str:code>/move/", case_views.case_move, name="move"),
    path("cases/<str:code>/access/", case_views.access_log, name="access_log"),
    path("cases/<str:code>/parts/", parts.parts, name="parts"),
    path("cases/<str:code>/access/parts/", parts.openings, name="openings"),
    path("cases/<str:code>/access/parts/open/", parts.parts_open, name="parts_open"),
    path("cases/<str:code>/access/parts/<int:pk>/close/", parts.parts_close, name="parts_close"),
    path("cases/<str:code>/recipients/", case_views.case_recipients, name="recipients"),
    path("cases/<str:code>/recipients/print/", prints.recipients_print, name="recipients_print"),
    path("cases/<str:code>/rapid-assessment/", work.rapid_assessment, name="rapid_assessment"),
    path("cases/<str:code>/designate/", work.designate, name="designate"),
    path("cases/<str:code>/designation/", work.designation_accept, name="designation_accept"),
    path("cases/<str:code>/drafts/", draft.draft_save, name="draft_save"),
    path("cases/<str:code>/drafts/<uuid:pk>/discard/", draft.draft_discard, name="draft_discard"),
    path("cases/<str:code>/relatives/", family.family, name="family"),
    path("cases/<str:code>/relatives/group/", family.family_group, name="family_group"),
    path("cases/<str:code>/relatives/siblings/add/", family.sibling_add, name="sibling_add"),
    path("cases/<str:code>/relatives/add/", family.relative_add, name="relative_add"),
    path("cases/<str:code>/relatives/<uuid:pk>/", family.relative_edit, name="relative_edit"),
    path("cases/<str:code>/relatives/<uuid:pk>/contact/", family.relative_contact, name="relative_contact"),
    path("cases/<str:code>/relatives/<uuid:pk>/search/", family.tracing_add, name="tracing_add"),
    path("cases/<str:code>/relatives/<uuid:pk>/home-study/", family.home_study_add, name="home_study_add"),
    path("cases/<str:code>/home-studies/<uuid:pk>/conditions/", family.home_study_conditions, name="home_study_conditions"),
    path("cases/<str:code>/evaluation/copy/", family.evaluation_copy, name="evaluation_copy"),
    path("cases/<str:code>/plan/copy/", family.plan_copy, name="plan_copy"),
    path("cases/<str:code>/status/", work.status, name="status"),
    path("cases/<str:code>/interviews/add/", work.interview_add, name="interview_add"),
    path("cases/<str:code>/interviews/<uuid:pk>/", work.interview, name="interview"),
    path("cases/<str:code>/sealed/<uuid:pk>/", sealed.sealed_note, name="sealed_note"),
    path("cases/<str:code>/sealed/<uuid:pk>/readers/add/", sealed.sealed_reader_add, name="sealed_reader_add"),
    path("cases/<str:code>/sealed/readers/<uuid:pk>/remove/", sealed.sealed_reader_remove, name="sealed_reader_remove"),
    path("cases/<str:code>/notes/add/", work.contact_note_add, name="contact_note_add"),
]

documents = [
    path("cases/<str:code>/evaluation/", evaluation.evaluation, name="evaluation"),
    path("cases/<str:code>/evaluation/views/", evaluation.evaluation_views, name="evaluation_views"),
    path("cases/<str:code>/evaluation/elements/<slug:element>/", evaluation.evaluation_element, name="evaluation_element"),
    path("cases/<str:code>/evaluation/screening/", evaluation.evaluation_screening, name="evaluation_screening"),
    path("cases/<str:code>/evaluation/conclusion/", evaluation.evaluation_conclusion, name="evaluation_conclusion"),
    path("cases/<str:code>/evaluation/write/", evaluation.evaluation_write, name="evaluation_write"),
    path("cases/<str:code>/evaluation/opinions/ask/", opinion.opinion_ask, name="opinion_ask"),
    path("opinions/<uuid:pk>/", opinion.opinion, name="opinion"),
    path("cases/<str:code>/evaluation/submit/", evaluation.evaluation_submit, name="evaluation_submit"),
    path("cases/<str:code>/evaluation/review/", review.evaluation_review, name="evaluation_review"),
    path("cases/<str:code>/evaluation/versions/<int:number>/", review.evaluation_version, name="evaluation_version"),
    path("cases/<str:code>/plan/", plan.plan, name="plan"),
    path("cases/<str:code>/plan/lines/<int:pk>/", plan.plan_line, name="plan_line"),
    path("cases/<str:code>/plan/lines/<int:pk>/measures/add/", plan.action_add, name="action_add"),
    path("cases/<str:code>/plan/measures/<int:pk>/remove/", plan.action_remove, name="action_remove"),
    path("cases/<str:code>/plan/measures/<int:pk>/progress/", plan.progress_add, name="progress_add"),
    path("cases/<str:code>/plan/details/", plan.plan_details, name="plan_details"),
    path("cases/<str:code>/plan/submit/", plan.plan_submit, name="plan_submit"),
    path("cases/<str:code>/plan/review/", review.plan_review, name="plan_review"),
    path("cases/<str:code>/plan/versions/<int:number>/", review.plan_version, name="plan_version"),
    path("cases/<str:code>/explanations/<slug:decision>/<uuid:pk>/", explanation.explain, name="explain"),
    path("cases/<str:code>/visits/add/", followup.visit_add, name="visit_add"),
    path("cases/<str:code>/reviews/add/", followup.review_add, name="review_add"),
    path("cases/<str:code>/closure/", closure.closure, name="closure"),
    path("cases/<str:code>/closure/submit/", closure.closure_submit, name="closure_submit"),
    path("cases/<str:code>/closure/review/", review.closure_review, name="closure_review"),
]

tasks = [
    path("tasks/", task.task_list, name="task_list"),
    path("team/", team.board, name="team"),
    path("cases/<str:code>/tasks/add/", task.task_add, name="task_add"),
    path("cases/<str:code>/tasks/<uuid:pk>/reassign/", task.task_reassign, name="task_reassign"),
    path("cases/<str:code>/tasks/<uuid:pk>/complete/", task.task_complete, name="task_complete"),
    path("cases/<str:code>/hand-over/", work.hand_over, name="hand_over"),
]

measures = [
    path("cases/<str:code>/measures/add/", measure.measure_add, name="measure_add"),
    path("cases/<str:code>/measures/<uuid:pk>/", measure.measure, name="measure"),
    path("cases/<str:code>/measures/<uuid:pk>/<slug:move>/", measure.measure_move, name="measure_move"),
    path("cases/<str:code>/measures/<uuid:pk>/notices/<slug:kind>/", measure.measure_notice, name="measure_notice"),
    path("cases/<str:code>/measures/<uuid:pk>/letters/<uuid:letter>/", measure.measure_letter, name="measure_letter"),
]

wellbeing_and_age = [
    path("cases/<str:code>/wellbeing/", wellbeing.wellbeing, name="wellbeing"),
    path("cases/<str:code>/wellbeing/chart.svg", wellbeing.wellbeing_chart, name="wellbeing_chart"),
    path("cases/<str:code>/wellbeing/add/", wellbeing.wellbeing_add, name="wellbeing_add"),
    path("cases/<str:code>/age/", age.age, name="age"),
    path("cases/<str:code>/age/add/", age.age_open, name="age_open"),
    path("cases/<str:code>/age/<uuid:pk>/conclusion/", age.age_conclude, name="age_conclude"),
    path("cases/<str:code>/age/<uuid:pk>/appeal/", age.age_appeal, name="age_appeal"),
    path("cases/<str:code>/age/<uuid:pk>/outcome/", age.age_outcome, name="age_outcome"),
    path("cases/<str:code>/age/<uuid:pk>/final/", age.age_final, name="age_final"),
    path("cases/<str:code>/transition/", age.transition, name="transition"),
]

attached = [
    path("cases/<str:code>/files/", attachments.attachment_list, name="attachments"),
    path("cases/<str:code>/files/add/", attachments.attachment_add, name="attachment_add"),
    path("cases/<str:code>/files/<uuid:pk>/", attachments.attachment_fetch, name="attachment"),
    path("cases/<str:code>/files/<uuid:pk>/withdraw/", attachments.attachment_withdraw, name="attachment_withdraw"),
]

papers = [
    path("cases/<str:code>/evaluation/print/", prints.evaluation_print, name="evaluation_print"),
    path("cases/<str:code>/evaluation/versions/<int:number>/print/", prints.evaluation_version_print, name="evaluation_version_print"),
    path("cases/<str:code>/plan/print/", prints.plan_print, name="plan_print"),
    path("cases/<str:code>/plan/versions/<int:number>/print/", prints.plan_version_print, name="plan_version_print"),
    path("cases/<str:code>/plan/versions/<int:number>/print/child/", prints.plan_child_print, name="plan_child_print"),
    path("cases/<str:code>/plan/extract/", prints.plan_extract, name="plan_extract"),
    path("cases/<str:code>/closure/print/", prints.closure_print, name="closure_print"),
    path("cases/<str:code>/closure/print/child/", prints.closure_child_print, name="closure_child_print"),
]

procedures = [
    path("cases/<str:code>/procedures/add/", procedure.procedure_add, name="procedure_add"),
    path("cases/<str:code>/procedures/<uuid:pk>/", procedure.procedure, name="procedure"),
    path("cases/<str:code>/procedures/<uuid:pk>/<slug:move>/", procedure.procedure_move, name="procedure_move"),
]

carrying_out = [
    path("cases/<str:code>/services/add/", execution.service_add, name="service_add"),
    path("cases/<str:code>/services/<uuid:pk>/", execution.service_edit, name="service_edit"),
    path("cases/<str:code>/events/add/", execution.event_add, name="event_add"),
    path("cases/<str:code>/return/add/", execution.return_add, name="return_add"),
]

import_lists = [
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<uuid:pk>/columns/", imports.import_mapping, name="import_mapping"),
    path("imports/<uuid:pk>/check/", imports.import_check, name="import_check"),
    path("imports/<uuid:pk>/errors.csv", imports.import_errors, name="import_errors"),
    path("imports/<uuid:pk>/", imports.import_progress, name="import_progress"),
]

urlpatterns = [
    *notifications,
    *access,
    *case,
    *documents,
    *tasks,
    *measures,
    *carrying_out,
    *procedures,
    *wellbeing_and_age,
    *attached,
    *papers,
    *import_lists,
]
