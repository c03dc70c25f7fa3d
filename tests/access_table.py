"""Who gets what at every address: reviewed by hand, one row an address, held by tests/test_access.py.

who     the capability of accounts.roles that the address asks for, or "one|another"; ANYONE: whoever is signed in; PUBLIC: also who is not
on      what the address names (tests/access_world.py builds one of one's own and a foreign one); "" for nothing
methods the methods it answers; every other one gets 405
step    the step at which the case stands, where it matters
post    the capability that a POST asks for, where it is another one
gone    what a part of another's case answers behind the code of one's own, where it is not 404

What follows from a row, for each role:
  has `who` (and SEEN_WITH of tests/access_world.py), own object: an answer (2xx, 3xx, or 409 and 422 with the reason)
  has `who`, foreign object  404, as for one that does not exist
  has not `who`              403, or 404 where the object is not visible anyway
  migration officer          404 everywhere but at the write-only door (OPEN)
  not signed in              the sign-in page, 401 at the API
"""

from dataclasses import dataclass

from cases.choices import Step

ANYONE, PUBLIC = "anyone", "public"
READ, FORM, ACT = "GET", "GET POST", "POST"
PLACES = "placement.propose|placement.order"  # whoever asks for beds


@dataclass(frozen=True)
class Row:
    who: str
    methods: str = READ
    on: str = ""
    step: str = Step.EVALUATION
    post: str = ""
    gone: int = 404


ACCESS: dict[str, Row] = {
    # The frame
    "home": Row(ANYONE),
    "help": Row(ANYONE),
    "protocols": Row(ANYONE),
    "set_language": Row(PUBLIC, ACT),
    "health_live": Row(PUBLIC),
    "health_ready": Row(PUBLIC),
    "papers:verify": Row(PUBLIC, FORM),
    # Sign-in
    "account_login": Row(PUBLIC, FORM),
    "account_logout": Row(ANYONE, FORM),
    "account_inactive": Row(PUBLIC),
    "account_change_password": Row(ANYONE, FORM),
    "account_reset_password": Row(PUBLIC, FORM),
    "account_reset_password_done": Row(PUBLIC),
    "account_reset_password_from_key": Row(PUBLIC, FORM, "reset_key"),
    "account_reset_password_from_key_done": Row(PUBLIC),
    # People and organisations
    "accounts:user_list": Row("users.manage"),
    "accounts:user_invite": Row("users.manage", FORM),
    "accounts:user_edit": Row("users.manage", FORM, "user"),
    "accounts:user_access": Row("users.manage", ACT, "user"),
    "accounts:letters": Row(ANYONE, FORM),
    "accounts:organisation_list": Row("organisations.manage"),
    "accounts:organisation_add": Row("organisations.manage", FORM),
    # Notifications
    "cases:notify": Row("notification.create", FORM),
    "cases:notify_step": Row("notification.create", FORM, "notify_step"),
    "cases:receipt_list": Row("notification.create"),
    "cases:receipt_detail": Row(ANYONE, READ, "receipt"),
    "cases:notification_list": Row("notification.triage"),
    "cases:notification_detail": Row("notification.triage", FORM, "notification"),
    # The case
    "cases:list": Row("case.read", FORM),
    "cases:detail": Row("case.read", READ, "case"),
    "cases:move": Row("case.read", ACT, "case"),  # which move whom: cases.workflow, tests/cases/test_services_moves.py
    "cases:access_log": Row("case.access_log", READ, "case_on_record"),
    "cases:recipients": Row("case.read", READ, "case"),
    "cases:recipients_print": Row("case.read", READ, "case"),
    # Watching over access
    "cases:emergency_open": Row("case.break_glass", FORM),
    "cases:emergency_list": Row("emergency.review"),
    "cases:emergency_review": Row("emergency.review", FORM, "emergency"),
    "cases:record": Row("record.read", FORM),
    "cases:rapid_assessment": Row("case.intake", FORM, "case", Step.INTAKE),
    "cases:designate": Row("case.designate", FORM, "case", Step.DESIGNATION),
    "cases:designation_accept": Row("case.work", FORM, "case"),
    "cases:status": Row("case.work", FORM, "case"),
    "cases:family": Row("case.read", READ, "case"),
    "cases:family_group": Row("case.work", FORM, "case"),
    "cases:sibling_add": Row("case.work", FORM, "case"),
    "cases:relative_add": Row("case.work", FORM, "case"),
    "cases:relative_edit": Row("case.work", FORM, "relative"),
    "cases:relative_contact": Row("case.work", FORM, "relative"),
    "cases:tracing_add": Row("case.work", FORM, "relative"),
    "cases:home_study_add": Row("case.work", FORM, "relative"),
    "cases:home_study_conditions": Row("case.work", FORM, "home_study"),
    "cases:evaluation_copy": Row("case.work", ACT, "case"),
    "cases:plan_copy": Row("case.work", ACT, "case", Step.PLAN_DESIGN),
    "cases:draft_save": Row("case.read", ACT, "case"),
    "cases:draft_discard": Row("case.read", ACT, "draft"),
    "cases:interview_add": Row("case.work", FORM, "case"),
    "cases:interview": Row("case.read", READ, "interview"),
    "cases:contact_note_add": Row("case.work", FORM, "case"),
    "cases:task_list": Row("case.read"),
    "cases:team": Row("case.designate"),
    "cases:task_add": Row("task.give", FORM, "case"),
    "cases:task_reassign": Row("task.give", FORM, "task"),  # whose case it is: tests/cases/test_tasks.py
    "cases:task_complete": Row("case.read", FORM, "task"),  # whose task it is: tests/cases/test_tasks.py
    "cases:hand_over": Row("case.designate", FORM, "case"),
    # Evaluation
    "cases:evaluation": Row("case.read", READ, "case"),
    "cases:evaluation_views": Row("case.work", FORM, "case"),
    "cases:evaluation_element": Row("case.work", FORM, "element"),
    "cases:evaluation_screening": Row("case.work", FORM, "case"),
    "cases:evaluation_conclusion": Row("case.work", FORM, "case"),
    "cases:evaluation_write": Row("case.work", FORM, "case"),
    "cases:opinion_ask": Row("case.work|case.approve", FORM, "case"),
    "cases:opinion": Row("opinion.write", FORM, "opinion"),
    "cases:evaluation_submit": Row("case.work", ACT, "case"),
    "cases:evaluation_review": Row("case.approve", FORM, "case"),
    "cases:evaluation_version": Row("case.read", READ, "evaluation_version"),
    "cases:evaluation_print": Row("case.read", READ, "case"),
    "cases:evaluation_version_print": Row("case.read", READ, "evaluation_version"),
    # Plan
    "cases:plan": Row("case.read", READ, "case", Step.PLAN_DESIGN),
    "cases:plan_line": Row("case.work", FORM, "plan_line", Step.PLAN_DESIGN),
    "cases:action_add": Row("case.work", FORM, "plan_line", Step.PLAN_DESIGN),
    "cases:action_remove": Row("case.work", ACT, "plan_action", Step.PLAN_DESIGN, gone=302),
    "cases:progress_add": Row("case.work", FORM, "plan_action", Step.PLAN_EXECUTION),
    "cases:plan_details": Row("case.work", FORM, "case", Step.PLAN_DESIGN),
    "cases:plan_submit": Row("case.work", ACT, "case", Step.PLAN_DESIGN),
    "cases:plan_review": Row("case.approve", FORM, "case", Step.PLAN_DESIGN),
    "cases:plan_version": Row("case.read", READ, "plan_version", Step.PLAN_DESIGN),
    "cases:plan_print": Row("case.read", READ, "case", Step.PLAN_DESIGN),
    "cases:plan_version_print": Row("case.read", READ, "plan_version", Step.PLAN_DESIGN),
    "cases:plan_child_print": Row("case.read", READ, "plan_version", Step.PLAN_DESIGN),
    "cases:plan_extract": Row("case.disclose", READ, "case", Step.PLAN_EXECUTION),
    # Follow-up and closure
    "cases:explain": Row("decision.explain", FORM, "decision", Step.PLAN_DESIGN),
    "cases:visit_add": Row("case.work", FORM, "case", Step.PLAN_EXECUTION),
    "cases:review_add": Row("case.work", FORM, "case", Step.FOLLOW_UP),
    "cases:closure": Row("case.read", FORM, "case", Step.FOLLOW_UP, post="case.work"),
    "cases:closure_submit": Row("case.work", ACT, "case", Step.FOLLOW_UP),
    "cases:closure_review": Row("case.approve", FORM, "case", Step.FOLLOW_UP),
    "cases:service_add": Row("case.work", FORM, "case", Step.PLAN_EXECUTION),
    "cases:service_edit": Row("case.work", FORM, "service", Step.PLAN_EXECUTION),
    "cases:event_add": Row("case.work", FORM, "case", Step.PLAN_EXECUTION),
    "cases:return_add": Row("case.work", FORM, "case", Step.PLAN_EXECUTION),
    # Protective measures and migration procedures
    "cases:measure_add": Row("measure.propose", FORM, "case"),
    "cases:measure": Row("case.read", READ, "measure"),
    "cases:measure_move": Row("measure.propose", FORM, "measure"),  # ordering and ending: tests/cases/test_measures.py
    "cases:measure_notice": Row("measure.propose", FORM, "measure_notice"),
    "cases:measure_letter": Row("case.read", READ, "measure_letter"),
    "cases:procedure_add": Row("procedure.record", FORM, "case"),
    "cases:procedure": Row("case.read", READ, "procedure"),
    "cases:procedure_move": Row("procedure.record", FORM, "procedure"),
    # Wellbeing, age and adult life
    "cases:wellbeing": Row("case.read", READ, "case", Step.PLAN_EXECUTION),
    "cases:wellbeing_chart": Row("case.read", READ, "case", Step.PLAN_EXECUTION),
    "cases:wellbeing_add": Row("case.work", FORM, "case", Step.PLAN_EXECUTION),
    "cases:age": Row("case.read", READ, "case", Step.PLAN_EXECUTION),
    "cases:age_open": Row("case.work", FORM, "case", Step.PLAN_EXECUTION),
    "cases:age_conclude": Row("case.work", FORM, "age_assessment", Step.PLAN_EXECUTION),
    "cases:age_appeal": Row("case.work", FORM, "age_assessment", Step.PLAN_EXECUTION),
    "cases:age_outcome": Row("case.work", FORM, "age_assessment", Step.PLAN_EXECUTION),
    "cases:age_final": Row("case.approve", FORM, "age_assessment", Step.PLAN_EXECUTION),
    "cases:transition": Row("case.work", FORM, "case", Step.PLAN_EXECUTION),
    "cases:closure_print": Row("case.read", READ, "case", Step.CLOSED),
    "cases:closure_child_print": Row("case.read", READ, "case", Step.CLOSED),
    # Lists of notifications
    "cases:import_list": Row("notification.import"),
    "cases:import_new": Row("notification.import", FORM),
    "cases:import_mapping": Row("notification.import", FORM, "import"),
    "cases:import_check": Row("notification.import", FORM, "import"),
    "cases:import_errors": Row("notification.import", READ, "import"),
    "cases:import_progress": Row("notification.import", FORM, "import"),
    # Reports: counts, never a child
    "reports:attended": Row("report.read"),
    "reports:attended_csv": Row("report.read"),
    # Best-interests determinations; what of a page its reader sees: tests/determinations/test_pages.py
    "determinations:request": Row("case.approve", FORM, "case"),
    "determinations:detail": Row("case.read", READ, "determination"),
    "determinations:defer": Row("determination.convene|determination.decide", FORM, "determination"),
    "determinations:again": Row("case.approve", FORM, "determination"),
    "determinations:withdraw": Row("case.approve", FORM, "determination"),
    "determinations:dossier_begin": Row("case.work", ACT, "determination"),
    "determinations:dossier": Row("case.work", FORM, "determination"),
    "determinations:dossier_submit": Row("case.work", ACT, "determination"),
    "determinations:option_add": Row("case.work", FORM, "determination"),
    "determinations:option_edit": Row("case.work", FORM, "dossier_option"),
    "determinations:option_remove": Row("case.work", ACT, "dossier_option"),
    "determinations:seat_add": Row("determination.convene", FORM, "determination"),
    "determinations:seat_end": Row("determination.convene", FORM, "seat"),
    "determinations:convene": Row("determination.convene", FORM, "determination"),
    "determinations:session_open": Row("determination.convene", ACT, "session"),
    "determinations:guest_add": Row("determination.convene", FORM, "session"),
    "determinations:adjourn": Row("determination.convene", FORM, "session"),
    "determinations:declare": Row("determination.vote", FORM, "session"),
    "determinations:vote": Row("determination.vote", FORM, "session"),
    "determinations:decide": Row("determination.convene", FORM, "session"),
    "determinations:ratify": Row("determination.convene", FORM, "session"),
    "determinations:decide_as_authority": Row("determination.decide", FORM, "determination"),
    "determinations:execution_begin": Row("case.work", FORM, "determination"),
    "determinations:execution_complete": Row("case.work", FORM, "determination"),
    "determinations:appeal_add": Row("decision.explain", FORM, "determination"),
    "determinations:appeal_resolve": Row("case.approve", FORM, "determination"),
    # Liberty
    "liberty:wall": Row("case.read"),
    "liberty:restrictions_overdue": Row("case.access_log"),
    "liberty:restriction_add": Row("restriction.record", FORM, "case"),
    "liberty:restriction_propose": Row("restriction.record", FORM, "case"),
    "liberty:restriction": Row("case.read", READ, "restriction"),
    "liberty:restriction_record": Row("restriction.record", FORM, "restriction"),
    "liberty:restriction_inform": Row("restriction.record", FORM, "restriction"),
    "liberty:restriction_review": Row("restriction.review", FORM, "restriction"),
    "liberty:restriction_appeal": Row("restriction.appeal", FORM, "restriction"),
    "liberty:restriction_missed": Row("case.work", FORM, "restriction"),
    "liberty:restriction_end": Row("restriction.record", FORM, "restriction"),
    "liberty:restriction_paper": Row("case.read", READ, "restriction_paper"),
    "liberty:appeal_answer": Row("restriction.appeal", FORM, "restriction_appeal"),
    "liberty:event_add": Row("liberty.record", FORM, "case"),
    "liberty:event_end": Row("liberty.record", FORM, "deprivation"),
    "liberty:event": Row("case.read", READ, "deprivation"),
    "liberty:event_correct": Row("liberty.record", FORM, "deprivation"),
    "liberty:event_withdraw": Row("case.approve", FORM, "deprivation"),
    "liberty:event_paper": Row("case.read", READ, "deprivation"),
    "liberty:visit_list": Row("visit.log"),
    "liberty:visit_add": Row("visit.log", FORM),
    "liberty:visit": Row("visit.log", READ, "visit"),
    "liberty:sighting_add": Row("visit.log", FORM, "visit"),
    "liberty:visit_paper": Row("visit.log", READ, "visit"),
    "liberty:sighting": Row("case.read", FORM, "sighting", post="liberty.record"),
    "liberty:complaint_begin": Row("rights.complain", ACT, "deprivation"),
    "liberty:complaint": Row("case.read", FORM, "rights_complaint", post="rights.complain"),
    "liberty:complaint_issue": Row("rights.complain", ACT, "rights_complaint"),
    "liberty:complaint_file": Row("rights.complain", FORM, "rights_complaint"),
    "liberty:complaint_letter": Row("case.read", READ, "rights_complaint_letter"),
    # Beds
    "placements:find": Row(PLACES, READ, "case"),
    "placements:request": Row(PLACES, FORM, "case_facility"),
    "placements:with_family": Row("placement.order", FORM, "case"),
    "placements:release": Row("placement.order", FORM, "case"),
    "placements:withdraw": Row(PLACES, FORM, "placement"),
    "placements:override": Row("placement.override", FORM, "placement"),
    "placements:start": Row(f"{PLACES}|placement.answer", FORM, "placement"),
    "placements:end": Row(PLACES, FORM, "placement"),
    "placements:entry_sheet": Row("case.read|resident.read", READ, "placement"),
    "placements:care_sheet": Row("case.read|resident.read", READ, "placement"),
    "placements:change_profile": Row(f"{PLACES}|placement.answer", FORM, "placement"),
    "placements:review": Row("case.work", FORM, "placement"),
    "placements:sibling_exception": Row("placement.order", FORM, "placement"),
    "placements:absence_report": Row("absence.record", FORM, "case"),
    "placements:absence_from_home": Row("resident.read", FORM),
    "placements:absence": Row("case.read|absence.record", READ, "absence"),
    "placements:absence_log": Row("absence.record", FORM, "absence"),
    "placements:absence_return": Row("absence.record", FORM, "absence"),
    "placements:absence_located": Row("absence.record", FORM, "absence"),
    "placements:absence_interview": Row("case.work", FORM, "absence"),
    "placements:absence_letter_add": Row("absence.record", FORM, "absence_of_case"),
    "placements:absence_letter": Row("case.read", READ, "absence_letter"),
    "placements:absence_interview_paper": Row("case.read", READ, "absence_interview"),
    "placements:absence_give_up": Row("case.approve", FORM, "absence"),
    "placements:release_minutes": Row("case.read", READ, "release"),
    "placements:request_list": Row("placement.answer"),
    "placements:request_detail": Row("placement.answer", FORM, "placement"),
    "placements:resident_list": Row("resident.read"),
    "placements:resident_detail": Row("resident.read", READ, "placement"),
    "placements:facility_list": Row(f"{PLACES}|resident.read"),
    "placements:facility_detail": Row(f"{PLACES}|resident.read", READ, "facility"),
    "placements:facility_add": Row("facility.manage", FORM),
    "placements:facility_edit": Row("facility.manage", FORM, "facility"),
    "placements:board": Row(f"{PLACES}|resident.read", READ, "facility"),
    "placements:check_add": Row("facility.inspect", FORM, "facility"),
    "placements:visit_add": Row("facility.manage", FORM, "foster_home"),
    "placements:profile_add": Row("facility.manage", FORM, "facility"),
    "placements:profile_edit": Row("facility.manage", FORM, "profile"),
    # Transfers of responsibility: which side makes which move is said by tests/referrals/test_transfers.py
    "referrals:transfer_propose": Row("case.work|case.approve", FORM, "case"),
    "referrals:transfer": Row("case.read", READ, "transfer"),
    "referrals:transfer_crossing": Row("case.work|case.approve", FORM, "transfer"),
    "referrals:transfer_approve": Row("case.approve", FORM, "transfer"),
    "referrals:transfer_offer": Row("case.work|case.approve", FORM, "transfer"),
    "referrals:transfer_accept": Row("case.designate", FORM, "transfer"),
    "referrals:transfer_letter": Row("case.approve", FORM, "transfer"),
    "referrals:transfer_paper": Row("case.read", READ, "transfer_paper"),
    "referrals:transfer_refuse": Row("case.designate", FORM, "transfer"),
    "referrals:transfer_handover": Row("case.work|case.approve", FORM, "transfer"),
    "referrals:transfer_take_over": Row("case.designate", FORM, "transfer"),
    "referrals:transfer_withdraw": Row("case.approve", FORM, "transfer"),
    "referrals:transfer_word": Row("case.approve", FORM, "transfer"),
    "referrals:liaison_list": Row("liaison.keep|case.work"),
    "referrals:liaison_add": Row("liaison.keep", FORM),
    "referrals:liaison_edit": Row("liaison.keep", FORM, "liaison"),
    # Referrals; who answers, and that it is the organisation's: tests/referrals/test_pages.py
    "referrals:choose": Row("referral.send", READ, "case"),
    "referrals:draft": Row("referral.send", FORM, "case_referral_kind"),
    "referrals:detail": Row("case.read", READ, "referral"),
    "referrals:edit": Row("referral.send", FORM, "referral"),
    "referrals:send": Row("referral.send", ACT, "referral"),
    "referrals:review": Row("referral.approve", FORM, "referral"),
    "referrals:answer": Row("referral.send", FORM, "referral"),
    "referrals:cancel": Row("referral.send", FORM, "referral"),
    "referrals:again": Row("referral.send", FORM, "referral"),
    "referrals:letter": Row("referral.send", READ, "referral"),
    "referrals:link": Row("referral.send", ACT, "referral"),
    "referrals:record": Row("referral.send", FORM, "referral"),
    "referrals:inbox": Row("referral.answer"),
    "referrals:received": Row("referral.answer", FORM, "referral_received"),
    "referrals:acknowledge": Row(PUBLIC, FORM, "acknowledgement"),
    "referrals:consent_add": Row("referral.send", FORM, "case"),
    "referrals:consent_withdraw": Row("referral.send", FORM, "consent"),
    "referrals:protocol_list": Row("sharing.keep"),
    "referrals:protocol_add": Row("sharing.keep", FORM),
    "referrals:protocol_edit": Row("sharing.keep", FORM, "sharing_protocol"),
    # The API
    "api:schema": Row(ANYONE),
    "api:organisation-list": Row(ANYONE),
    "api:organisation-detail": Row(ANYONE, READ, "organisation"),
    "api:notification-list": Row(ANYONE, FORM),  # one's own receipts; to notify asks for notification.create (tests/cases/test_api.py)
    "api:notification-detail": Row(ANYONE, READ, "receipt"),
    "api:notification-addressees": Row(ANYONE),
    "api:case-list": Row(ANYONE),  # without case.read: an empty list
    "api:case-detail": Row("case.read", READ, "case"),
    "api:restriction-list": Row(ANYONE, FORM, post="restriction.record"),  # without case.read: an empty list
    "api:restriction-detail": Row("case.read", READ, "restriction"),
    "api:case-move": Row("case.read", ACT, "case"),
}

# The write-only door: all that answers a migration officer (firewall F1), each by its capability.
OPEN = {
    "home",
    "help",
    "set_language",
    "account_login",
    "account_logout",
    "account_change_password",
    "cases:notify",
    "cases:notify_step",
    "cases:receipt_list",
    "cases:receipt_detail",
    "api:notification-list",
    "api:notification-detail",
    "api:notification-addressees",
    "papers:verify",
}
