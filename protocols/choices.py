"""The closed lists that packs speak in: what may be due, which rights, whose opinions, what needs a determination."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DeadlineKey(models.TextChoices):
    """Everything that may be due. What each counts from and what meets it: MEANING."""

    NOTIFY_PROTECTION_AUTHORITY = "notify_protection_authority", _("Notify the child protection authority")
    CHANNEL_TO_CARE = "channel_to_care", _("End the deprivation of liberty: hand the child over to care")
    RAPID_ASSESSMENT = "rapid_assessment", _("Rapid assessment")
    DESIGNATION = "designation", _("Designation of the person responsible")
    EVALUATION = "evaluation", _("Evaluation approved")
    PLAN = "plan", _("Plan approved")
    EXPLAIN_DECISION = "explain_decision", _("Explain the decision to the child")
    FIRST_VISIT = "first_visit", _("First follow-up visit")
    NEXT_VISIT = "next_visit", _("Next follow-up visit")
    PLAN_REVIEW = "plan_review", _("Review of the plan")
    URGENT_MEASURE_COURT_RULING = "urgent_measure_court_ruling", _("Court's ruling on the urgent measure")
    URGENT_MEASURE_PROSECUTOR = "urgent_measure_prosecutor", _("Prosecutor's decision on the urgent measure")
    PLACEMENT_REPLY = "placement_reply", _("Answer to a request for a bed")
    PLACEMENT_RESERVATION = "placement_reservation", _("Bed kept for a child who has not come yet")
    PLACEMENT_REVIEW = "placement_review", _("Review of the placement")
    FIRST_RECEPTION_MAX = "first_reception_max", _("Longest stay in first reception")
    SIBLINGS_SPLIT_REVIEW = "siblings_split_review", _("Review of siblings living apart")
    PLACEMENT_MEASURE = "placement_measure", _("Protective measure for a residential placement")
    CAPACITY_OVERRIDE = "capacity_override", _("End of a place given above capacity")
    RESTRICTION_REVIEW = "restriction_review", _("Review of a restriction")
    HEALTH_REFERRAL_REPLY = "health_referral_reply", _("Answer to an urgent health referral")
    REFERRAL_REPLY = "referral_reply", _("Answer to a referral")
    TRANSFER_REPLY = "transfer_reply", _("Answer to an offered transfer")
    TRANSFER_FOLLOW_UP = "transfer_follow_up", _("Word of the child after a transfer across the border")
    ASYLUM_APPLICATION = "asylum_application", _("Application for asylum")
    ASYLUM_DECISION = "asylum_decision", _("Decision on asylum")
    ASYLUM_RATIFICATION = "asylum_third_party_ratification", _("Ratification of an asylum application made by somebody else")
    ASYLUM_NOTICE = "asylum_authority_notice", _("Notice of the asylum authority to the migration authority")
    DETERMINATION = "determination", _("Best-interests determination decided")
    DETERMINATION_URGENT = "determination_urgent", _("Urgent best-interests determination decided")
    DETERMINATION_RATIFIED = "determination_ratified", _("Urgent determination ratified by the panel")
    DETERMINATION_EXECUTED = "determination_executed", _("Determination carried out")
    DURABLE_SOLUTION = "durable_solution", _("Durable solution found")
    POST_REUNIFICATION = "post_reunification_followup", _("Follow-up after reunification")
    MISSING_CHILD_REPORT = "missing_child_report", _("Report of a missing child")
    BED_HELD_AFTER_ABSENCE = "bed_held_after_absence", _("Bed kept for an absent child")
    RETURN_INTERVIEW = "return_interview", _("Conversation with a child who came back")
    TRANSITION_PLAN = "transition_plan", _("Plan for the transition to adult life")
    COMPLAINT_ANSWER = "complaint_answer", _("Answer to what a child complains of or suggests")
    RETENTION = "retention", _("File kept after closure")


# What a deadline counts from, and which record meets it.
MEANING: dict[str, tuple[str | Promise, str | Promise]] = {
    DeadlineKey.NOTIFY_PROTECTION_AUTHORITY: (_("the child was found"), _("the notification received")),
    DeadlineKey.CHANNEL_TO_CARE: (_("the deprivation of liberty began"), _("its end, with where the child went")),
    DeadlineKey.RAPID_ASSESSMENT: (_("the notification"), _("the rapid assessment")),
    DeadlineKey.DESIGNATION: (_("the notification"), _("the person's acceptance")),
    DeadlineKey.EVALUATION: (_("the beginning of the evaluation"), _("its approval")),
    DeadlineKey.PLAN: (_("the approval of the evaluation"), _("the approval of the plan")),
    DeadlineKey.EXPLAIN_DECISION: (_("the decision"), _("the record of the explanation")),
    DeadlineKey.FIRST_VISIT: (_("the approval of the plan"), _("a visit in which the child was seen")),
    DeadlineKey.NEXT_VISIT: (_("the last visit"), _("a visit in which the child was seen")),
    DeadlineKey.PLAN_REVIEW: (_("the approval of the plan or its last review"), _("a review with its outcome")),
    DeadlineKey.URGENT_MEASURE_COURT_RULING: (_("the notice to the court"), _("the ruling")),
    DeadlineKey.URGENT_MEASURE_PROSECUTOR: (_("the notice to the prosecutor"), _("the decision")),
    DeadlineKey.PLACEMENT_REPLY: (_("the request"), _("the answer")),
    DeadlineKey.PLACEMENT_RESERVATION: (_("the acceptance"), _("the child's arrival")),
    DeadlineKey.PLACEMENT_REVIEW: (_("the beginning of the stay or the last review"), _("the review")),
    DeadlineKey.FIRST_RECEPTION_MAX: (_("the beginning of the stay"), _("its end")),
    DeadlineKey.SIBLINGS_SPLIT_REVIEW: (_("the separation or the last review"), _("the review")),
    DeadlineKey.PLACEMENT_MEASURE: (_("the beginning of the stay"), _("the order of the measure")),
    DeadlineKey.CAPACITY_OVERRIDE: (_("the override"), _("a regular place, or the end of the stay")),
    DeadlineKey.RESTRICTION_REVIEW: (_("the beginning of the restriction or the last review"), _("the review")),
    DeadlineKey.HEALTH_REFERRAL_REPLY: (_("the referral"), _("the answer")),
    DeadlineKey.REFERRAL_REPLY: (_("the referral"), _("the answer")),
    DeadlineKey.TRANSFER_REPLY: (_("the offer"), _("the answer")),
    DeadlineKey.TRANSFER_FOLLOW_UP: (_("the arrival"), _("the word of whoever sees to the child there")),
    DeadlineKey.ASYLUM_APPLICATION: (_("the entry into the country"), _("the application")),
    DeadlineKey.ASYLUM_DECISION: (_("the application"), _("the decision")),
    DeadlineKey.ASYLUM_RATIFICATION: (_("the application by somebody else"), _("the ratification")),
    DeadlineKey.ASYLUM_NOTICE: (_("the application"), _("the notice")),
    DeadlineKey.DETERMINATION: (_("the request"), _("the decision")),
    DeadlineKey.DETERMINATION_URGENT: (_("the request"), _("the decision")),
    DeadlineKey.DETERMINATION_RATIFIED: (_("the urgent decision"), _("its ratification in a session")),
    DeadlineKey.DETERMINATION_EXECUTED: (_("the decision"), _("the record of its execution")),
    DeadlineKey.DURABLE_SOLUTION: (_("the notification"), _("the closure")),
    DeadlineKey.POST_REUNIFICATION: (_("the reunification"), _("a visit after reunification")),
    DeadlineKey.MISSING_CHILD_REPORT: (_("the child was missed"), _("the report")),
    DeadlineKey.BED_HELD_AFTER_ABSENCE: (_("the child was missed"), _("the return, or the end of the stay")),
    DeadlineKey.RETURN_INTERVIEW: (_("the return"), _("the conversation")),
    DeadlineKey.TRANSITION_PLAN: (_("birth"), _("the plan for the transition")),
    DeadlineKey.COMPLAINT_ANSWER: (_("it was received"), _("the answer")),
    DeadlineKey.RETENTION: (_("the eighteenth birthday"), _("erasure or anonymisation")),
}


class Right(models.TextChoices):
    """Rights of the child after article 13 of the Mexican general law on children's rights (to be checked by a lawyer)."""

    LIFE = "life", _("Life, survival and development")
    PRIORITY = "priority", _("Priority")
    IDENTITY = "identity", _("Identity")
    FAMILY = "family", _("To live in a family")
    EQUALITY = "equality", _("Substantive equality")
    NON_DISCRIMINATION = "non_discrimination", _("Not to be discriminated against")
    WELLBEING = "wellbeing", _("Wellbeing and healthy development")
    FREE_FROM_VIOLENCE = "free_from_violence", _("A life free from violence and personal integrity")
    HEALTH = "health", _("Health and social security")
    INCLUSION = "inclusion", _("Inclusion of children with disabilities")
    EDUCATION = "education", _("Education")
    REST_AND_PLAY = "rest_and_play", _("Rest and play")
    BELIEFS_AND_CULTURE = "beliefs_and_culture", _("Freedom of belief, conscience and culture")
    EXPRESSION = "expression", _("Expression and information")
    PARTICIPATION = "participation", _("Participation")
    ASSOCIATION = "association", _("Association and assembly")
    PRIVACY = "privacy", _("Privacy")
    DUE_PROCESS = "due_process", _("Legal certainty and due process")
    MIGRANT_CHILDREN = "migrant_children", _("Rights of children on the move")
    TECHNOLOGY = "technology", _("Access to information technologies")


class Discipline(models.TextChoices):
    """Whose opinion an evaluation may need."""

    LEGAL = "legal", _("Legal")
    PSYCHOLOGICAL = "psychological", _("Psychological")
    SOCIAL = "social", _("Social")
    MEDICAL = "medical", _("Medical")


class Level(models.TextChoices):
    """Who determines best interests: the authority in the plan, or a panel."""

    AUTHORITY_PLAN = "authority_plan", _("The authority, in the plan")
    PANEL = "panel", _("A panel")


class Trigger(models.TextChoices):
    """What demands a best-interests determination."""

    FAMILY_CARE_AGREED = "family_care_agreed", _("Stay in family-based care that the child agrees with")
    REUNIFICATION_IN_COUNTRY = "reunification_in_country", _("Reunification inside the country with a verified parent or caregiver")
    DURABLE_SOLUTION = "durable_solution_unaccompanied", _("Durable solution for an unaccompanied or separated child")
    RETURN = "return_requested", _("Return asked for by an authority")
    REUNIFICATION_ABROAD = "reunification_third_country", _("Reunification in a third country")
    REUNIFICATION_DOUBTFUL = "reunification_doubtful", _("Reunification with serious doubts or risks")
    SEPARATION = "separation_against_will", _("Separation from a parent or caregiver against their will")
    EXCEPTIONAL_CARE = "exceptional_temporary_care", _("Temporary care in exceptional circumstances")
    CUSTODY = "custody_unresolved", _("Custody not settled, or relatives in conflict")
    CHILD_OBJECTS = "child_objects", _("The child objects to the solution proposed")
    INCONCLUSIVE = "evaluation_inconclusive", _("The evaluation does not decide between the options")


class SearchStep(models.TextChoices):
    """What is done to find an absent child: first the notices, then where one looks and whom one asks."""

    NOTICE_POLICE = "notice_police", _("Report to the police or the prosecutor")
    NOTICE_COMMISSION = "notice_commission", _("Notice to the search commission")
    NOTICE_ALERT = "notice_alert", _("Alert for a missing child")
    SURROUNDINGS = "surroundings", _("The house, its surroundings and the places the child likes")
    PHONE = "phone", _("The child's telephone and social networks")
    PEOPLE = "people", _("Friends, school, other children of the house")
    RELATIVES = "relatives", _("Relatives whom it is safe to call")
    HOSPITALS = "hospitals", _("Hospitals and health centres")
    TRANSPORT = "transport", _("Bus stations and known routes")
    PLACES_OF_DETENTION = "places_of_detention", _("Immigration stations and police cells")
    SIGHTING = "sighting", _("Somebody says they saw the child")
    OTHER = "other", _("Something else")


NOTICES = (SearchStep.NOTICE_POLICE, SearchStep.NOTICE_COMMISSION, SearchStep.NOTICE_ALERT)
