"""The field's standard terms as closed lists. Free text never replaces them; the database holds each one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    FEMALE = "female", _("Girl")
    MALE = "male", _("Boy")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not known")


class BirthPrecision(models.TextChoices):
    EXACT = "exact", _("Exact date")
    YEAR_MONTH = "year_month", _("Year and month")
    YEAR = "year", _("Year only")
    DECLARED_AGE = "declared_age", _("Age as declared")
    UNKNOWN = "unknown", _("Not known")


class AgeStatus(models.TextChoices):
    DOCUMENTED = "documented", _("Documented")
    DECLARED_ACCEPTED = "declared_accepted", _("Declared and accepted")
    ESTIMATED = "estimated", _("Estimated")
    DISPUTED = "disputed", _("Disputed (treated as a child)")
    DETERMINED_CHILD = "determined_child", _("Determined: a child")
    DETERMINED_ADULT_FINAL = "determined_adult_final", _("Determined: an adult, final")


class AgeMethod(models.TextChoices):
    DOCUMENTS = "documents", _("Documents, also through the consulate or relatives where that is safe")
    INTERVIEW_HOLISTIC = "interview_holistic", _("Holistic interview by professionals of several disciplines")
    SCHOOL_RECORDS = "school_records", _("School and community records")
    MEDICAL_LAST_RESORT = "medical_last_resort", _("Medical examination, as the last resort")


TRIED_BEFORE_MEDICAL = (AgeMethod.DOCUMENTS, AgeMethod.INTERVIEW_HOLISTIC, AgeMethod.SCHOOL_RECORDS)


class AgeConclusion(models.TextChoices):
    CHILD = "child", _("A child")
    INCONCLUSIVE = "inconclusive", _("Inconclusive: treated as a child")
    ADULT = "adult", _("An adult")


class AgeAssessmentState(models.TextChoices):
    OPEN = "open", pgettext_lazy("age assessment", "Under way")
    CONCLUDED = "concluded", pgettext_lazy("age assessment", "Concluded, may be appealed")
    APPEALED = "appealed", pgettext_lazy("age assessment", "Appealed")
    FINAL = "final", pgettext_lazy("age assessment", "Final")


class AgeAppealOutcome(models.TextChoices):
    CONFIRMED = "confirmed", _("The conclusion was confirmed")
    OVERTURNED = "overturned", _("The conclusion was overturned: a child")


class Consent(models.TextChoices):
    CHILD = "child", _("The child")
    REPRESENTATIVE = "representative", _("The child's representative")
    BOTH = "both", _("The child and the representative")


class WellbeingPhase(models.TextChoices):
    BASELINE = "baseline", _("At the beginning")
    PERIODIC = "periodic", _("Along the way")
    ENDPOINT = "endpoint", _("At the end")
    AFTER_CARE = "after_care", _("After the case")


class Respondent(models.TextChoices):
    CHILD = "child", _("The child")
    CAREGIVER = "caregiver", _("The caregiver")
    WORKER = "worker", _("The caseworker")


class Accompaniment(models.TextChoices):
    UNACCOMPANIED = "unaccompanied", _("Unaccompanied")
    SEPARATED = "separated", _("Separated (with a relative who is not a guardian)")
    ACCOMPANIED_PARENT = "accompanied_parent", _("With mother, father or guardian")
    ACCOMPANIED_OTHER_ADULT = "accompanied_other_adult", _("With an adult not verified")
    UNKNOWN = "unknown", _("Not known")


class MigrationStatus(models.TextChoices):
    IRREGULAR = "irregular", _("In an irregular situation")
    HUMANITARIAN_VISITOR_PROVISIONAL = "humanitarian_visitor_provisional", _("Humanitarian visitor (provisional)")
    HUMANITARIAN_VISITOR = "humanitarian_visitor", _("Humanitarian visitor")
    REGIONAL_VISITOR = "regional_visitor", _("Regional visitor")
    TEMPORARY_RESIDENT = "temporary_resident", _("Temporary resident")
    PERMANENT_RESIDENT = "permanent_resident", _("Permanent resident")
    NATIONAL = "national", _("National")
    RETURNED_NATIONAL = "returned_national", _("Returned national")
    STATELESS = "stateless", _("Stateless")
    IN_PROCEDURE = "in_procedure", _("In procedure")
    UNKNOWN = "unknown", _("Not known")


class AsylumStatus(models.TextChoices):
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    SCREENING_PENDING = "screening_pending", _("Screening pending")
    INDICATED_NOT_APPLIED = "indicated_not_applied", _("Indicated, not applied for")
    DECLINED_BY_CHILD_INFORMED = "declined_by_child_informed", _("Declined by the informed child")
    APPLIED = "applied", _("Applied for")
    RECOGNISED = "recognised", _("Recognised as refugee")
    COMPLEMENTARY_PROTECTION = "complementary_protection", _("Complementary protection")
    REJECTED = "rejected", _("Rejected")
    APPEAL = "appeal", _("Under appeal")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LocatedPlace(models.TextChoices):
    BORDER_CROSSING = "border_crossing", _("Border crossing")
    ROAD_CHECKPOINT = "road_checkpoint", _("Road checkpoint")
    TRANSPORT = "transport", _("Bus, train or other transport")
    IMMIGRATION_STATION = "immigration_station", _("Immigration station")
    POLICE_CUSTODY = "police_custody", _("Police custody")
    SHELTER = "shelter", _("Shelter")
    STREET = "street", _("Street")
    HOSPITAL = "hospital", _("Hospital")
    SCHOOL = "school", _("School")
    CONSULATE = "consulate", _("Consulate")
    RETURNED_FROM_ABROAD = "returned_from_abroad", _("Returned from abroad")
    SELF_PRESENTED = "self_presented", _("Came in person")
    OTHER = "other", _("Other")


class ReasonForMigration(models.TextChoices):
    FAMILY_REUNIFICATION = "family_reunification", _("Family reunification")
    DOMESTIC_VIOLENCE_ABUSE = "domestic_violence_abuse", _("Violence or abuse in the family")
    GANG_RECRUITMENT_THREAT = "gang_recruitment_threat", _("Threat or recruitment by gangs")
    ORGANISED_CRIME_VIOLENCE = "organised_crime_violence", _("Organised crime")
    GENERALISED_INSECURITY = "generalised_insecurity", _("General insecurity")
    GENDER_BASED_VIOLENCE = "gender_based_violence", _("Gender-based violence")
    SEXUAL_ORIENTATION_GENDER_IDENTITY = "sexual_orientation_gender_identity", _("Sexual orientation or gender identity")
    PERSECUTION = "persecution_political_ethnic_religious", _("Political, ethnic or religious persecution")
    ARMED_CONFLICT = "armed_conflict", _("Armed conflict")
    POVERTY = "poverty", _("Poverty")
    WORK = "work", _("Work")
    EDUCATION = "education", _("Study")
    HEALTH = "health", _("Health")
    CLIMATE_DISASTER = "climate_disaster", _("Climate or disaster")
    FORCED_OR_CHILD_MARRIAGE = "forced_or_child_marriage", _("Forced or child marriage")
    TRAFFICKING = "trafficking", _("Trafficking")
    TRAVELLING_WITH_FAMILY_DECISION = "travelling_with_family_decision", _("Family's decision")
    RETURN_DEPORTATION = "return_deportation", _("Return or deportation")
    OTHER = "adventure_other", _("Other")
    PREFERS_NOT_SAY = "prefers_not_say", _("Prefers not to say")
    UNKNOWN = "unknown", _("Not known")


class SchoolingLevel(models.TextChoices):
    UNKNOWN = "unknown", _("Not known")
    NONE = "none", _("No schooling")
    PRESCHOOL = "preschool", _("Preschool")
    PRIMARY_INCOMPLETE = "primary_incomplete", _("Primary school, not completed")
    PRIMARY_COMPLETE = "primary_complete", _("Primary school, completed")
    LOWER_SECONDARY_INCOMPLETE = "lower_secondary_incomplete", _("Secondary school, not completed")
    LOWER_SECONDARY_COMPLETE = "lower_secondary_complete", _("Secondary school, completed")
    UPPER_SECONDARY_INCOMPLETE = "upper_secondary_incomplete", _("High school, not completed")
    UPPER_SECONDARY_COMPLETE = "upper_secondary_complete", _("High school, completed")
    TECHNICAL = "technical", _("Technical training")
    HIGHER_INCOMPLETE = "higher_incomplete", _("Higher education, not completed")
    HIGHER_COMPLETE = "higher_complete", _("Higher education, completed")
    SPECIAL_EDUCATION = "special_education", _("Special education")
    NOT_SCHOOL_AGE = "not_school_age", _("Not of school age")


class Language(models.TextChoices):
    ES = "es", _("Spanish")
    EN = "en", _("English")
    FR = "fr", _("French")
    PT = "pt", _("Portuguese")
    HT = "ht", _("Haitian Creole")
    GARIFUNA = "cab", "Garífuna"
    MISKITO = "miq", "Miskito"
    KICHE = "quc", "K'iche'"
    QEQCHI = "kek", "Q'eqchi'"
    MAM = "mam", "Mam"
    KAQCHIKEL = "cak", "Kaqchikel"
    QANJOBAL = "kjb", "Q'anjob'al"
    IXIL = "ixl", "Ixil"
    POQOMCHI = "poh", "Poqomchi'"
    CHORTI = "caa", "Ch'orti'"
    ACHI = "acr", "Achi"
    CHUJ = "cac", "Chuj"
    AKATEKO = "knj", "Akateko"
    POPTI = "jac", "Popti'"
    NAHUATL = "nah", "Náhuatl"
    ZAPOTEC = "zap", _("Zapotec")
    MIXTEC = "mix", _("Mixtec")
    TSOTSIL = "tzo", "Tsotsil"
    TSELTAL = "tzh", "Tseltal"
    YAQUI = "yaq", "Yaqui"
    MAYO = "mfy", "Mayo"
    SIGN = "sgn", _("Sign language")
    OTHER = "und", pgettext_lazy("language", "Other")


class TriageResult(models.TextChoices):
    OPEN_CASE = "open_case", _("Open a case")
    LINK_EXISTING = "link_existing", _("Link to a child already known")
    REFER_OTHER_JURISDICTION = "refer_other_jurisdiction", _("Pass to another authority")
    DUPLICATE = "duplicate", _("The same notification twice")


class Risk(models.TextChoices):
    HIGH = "high", pgettext_lazy("risk", "High")
    MEDIUM = "medium", pgettext_lazy("risk", "Medium")
    LOW = "low", pgettext_lazy("risk", "Low")


class Step(models.TextChoices):
    INTAKE = "intake", _("Notification and identification")
    DESIGNATION = "designation", _("Designation of the person responsible")
    EVALUATION = "evaluation", _("Evaluation of conditions and needs")
    PLAN_DESIGN = "plan_design", _("Design of the plan")
    PLAN_EXECUTION = "plan_execution", _("Execution of the plan")
    FOLLOW_UP = "follow_up", _("Follow-up and evaluation of the execution")
    CLOSED = "closed", pgettext_lazy("step", "Closed")
    DETERMINATION = "bid", _("Under best-interests determination")


class Status(models.TextChoices):
    OPEN = "open", pgettext_lazy("case", "Open")
    SUSPENDED_ABSENT = "suspended_absent", _("Suspended: child absent")
    PENDING_TRANSFER = "pending_transfer", _("Transfer under way")
    TRANSFERRED_OUT = "transferred_out", _("Transferred")
    CLOSED = "closed", pgettext_lazy("case", "Closed")
    MERGED = "merged", pgettext_lazy("case", "Merged")


class Because(models.TextChoices):
    INTAKE = "intake", _("Received the notification")
    DESIGNATION = "designation", _("Person responsible")
    SUPERVISION = "supervision", _("Supervision")
    REFERRAL = "referral", _("Received a referral")
    TRANSFER = "transfer", _("Is asked to take over the case")
    PLACEMENT = "placement", _("Cares for the child")
    PANEL = "panel", _("Sits on the panel")
    OPINION = "opinion", _("Was asked for an opinion")
    BREAK_GLASS = "break_glass", _("Opened in an emergency")
    PARTS = "parts", _("Was given parts of the file")


class Representation(models.TextChoices):
    ORIGINAL = "original", _("Original (parent or guardian)")
    JOINT = "joint", _("Joint (coadyuvancia)")
    SUBSTITUTE = "substitute", _("Substitute (suplencia)")


class ContactPlace(models.TextChoices):
    PROTECTION_OFFICE = "protection_office", _("Child protection office")
    CARE_PLACE = "care_place", _("Shelter or foster home where the child lives")
    FAMILY_HOME = "family_home", _("Family home")
    SCHOOL = "school", _("School")
    HEALTH_FACILITY = "health_facility", _("Health facility")
    PUBLIC_PLACE = "public_place", _("Public place chosen by the child")
    VIDEO = "video", _("Video call")
    PHONE = "phone", _("Telephone")
    IMMIGRATION_STATION = "immigration_station", _("Immigration office or station")
    POLICE_SITE = "police_site", _("Police site")
    VEHICLE = "vehicle", _("Vehicle")


# An evaluation interview held here is no interview (INV-06).
INVALID_INTERVIEW_PLACES = (ContactPlace.IMMIGRATION_STATION, ContactPlace.POLICE_SITE, ContactPlace.VEHICLE)


class InterviewKind(models.TextChoices):
    IDENTIFICATION_CONTACT = "identification_contact", _("Identification contact")
    EVALUATION = "evaluation_interview", _("Evaluation interview")


class InterpreterKind(models.TextChoices):
    NOT_NEEDED = "not_needed", _("Not needed: the interviewer speaks the child's language")
    INDEPENDENT = "independent", _("Independent interpreter")
    RELATIVE = "relative", _("A relative of the child")
    RESIDENT = "resident", _("Another resident")
    CONSULAR_OR_MIGRATION = "consular_or_migration", _("Consular or migration staff")
    NONE = "none", _("No interpreter")


class NoViewsReason(models.TextChoices):
    TOO_YOUNG_OBSERVED = "too_young_observed", _("Too young: observed instead")
    DECLINED = "declined", _("The child chose not to speak")
    DISTRESS = "distress", _("The child was in distress")
    NOT_LOCATED = "not_located", _("The child could not be located")
    COMMUNICATION_BARRIER_PENDING = "communication_barrier_pending", _("No common language yet (pending)")


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Sent for review")
    RETURNED = "returned", _("Returned with comments")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")


class Element(models.TextChoices):
    """The seven elements of General Comment 14 of the Committee on the Rights of the Child, paragraphs 52 to 79."""

    VIEWS = "views", _("The child's views")
    IDENTITY = "identity", _("The child's identity")
    FAMILY = "family", _("Family environment and relations")
    CARE = "care", _("Care, protection and safety")
    VULNERABILITY = "vulnerability", _("Situation of vulnerability")
    HEALTH = "health", _("Right to health")
    EDUCATION = "education", _("Right to education")


class EvaluationKind(models.TextChoices):
    COMPREHENSIVE = "comprehensive", _("Comprehensive evaluation")
    REASSESSMENT = "reassessment", _("Reassessment")


class Answer(models.TextChoices):
    YES = "yes", pgettext_lazy("answer", "Yes")
    NO = "no", pgettext_lazy("answer", "No")
    UNCLEAR = "unclear", _("Unclear")


class Concern(models.TextChoices):
    PHYSICAL_ABUSE = "physical_abuse", _("Physical abuse")
    SEXUAL_VIOLENCE = "sexual_abuse", _("Sexual violence")
    EMOTIONAL_ABUSE = "emotional_abuse", _("Emotional abuse")
    NEGLECT = "neglect", _("Neglect")
    CHILD_LABOUR = "child_labour", _("Child labour")
    TRAFFICKING = "trafficking_sale_abduction", _("Trafficking, sale or abduction")
    FORCED_RECRUITMENT = "forced_recruitment", _("Forced recruitment")
    THREATS_EXTORTION = "threats_extortion", _("Threats or extortion")
    KIDNAPPING_IN_TRANSIT = "kidnapping_in_transit", _("Kidnapping on the journey")
    DEPRIVED_OF_LIBERTY = "deprived_of_liberty", _("Deprivation of liberty")
    SERIOUS_MEDICAL_CONDITION = "serious_medical_condition", _("Serious medical condition")
    DISABILITY = "disability", _("Difficulty seeing, hearing, walking, remembering, in self-care or communicating")
    PSYCHOSOCIAL_DISTRESS = "psychosocial_distress", _("Psychosocial distress")
    SUICIDAL_RISK = "suicidal_risk", _("Risk of suicide")
    SUBSTANCE_USE = "substance_use", _("Substance use")
    DISCRIMINATION = "discrimination", _("Discrimination")
    NO_DOCUMENTS = "no_documents_birth_registration", _("No documents or birth registration")
    PREGNANCY = "pregnancy", _("Pregnancy")
    CHILD_PARENT = "child_parent", _("Child who is a parent")
    MISSING_CAREGIVER = "missing_caregiver", _("Missing caregiver")
    DEBT_TO_SMUGGLER = "debt_to_smuggler", _("Debt to a smuggler")
    RISK_ON_RETURN = "risk_on_return", _("Risk on return")
    INTERNATIONAL_PROTECTION = "needs_international_protection", _("Need of international protection")
    OTHER = "other", pgettext_lazy("concern", "Other")


class Subject(models.TextChoices):
    RIGHT = "right", pgettext_lazy("plan line", "Right")
    CONCERN = "concern", _("Concern")


class MeasureKind(models.TextChoices):
    SOCIAL_ASSISTANCE = "social_assistance", _("Social or food assistance")
    FAMILY_ACCOMPANIMENT = "family_accompaniment", _("Accompaniment of the family")
    CAREGIVER_SUPPORT = "caregiver_support", _("Support to the caregiver")
    HEALTH_CARE = "health_care", _("Medical or psychological care")
    SCHOOL_ENROLMENT = "school_enrolment", _("School enrolment")
    DOCUMENTATION = "documentation", _("Documents")
    ALTERNATIVE_CARE = "alternative_care", _("Family-based or residential care")
    LEGAL_REPRESENTATION = "legal_representation", _("Legal representation")
    REGULARISATION = "regularisation", _("Regular stay")
    ASYLUM_SUPPORT = "asylum_support", _("Support in the asylum procedure")
    FAMILY_SEARCH = "family_search", _("Search for the family")
    FAMILY_REUNIFICATION = "family_reunification", _("Reunification inside the country")
    REUNIFICATION_ABROAD = "reunification_abroad", _("Reunification in a third country")
    ASSISTED_RETURN = "assisted_return", _("Assisted return")
    LONG_TERM_CARE = "long_term_care", _("Long-term care in a family, with regular stay")
    PARTICIPATION = "participation", _("Information and participation")
    OTHER = "other", pgettext_lazy("measure", "Other")


class ActionStatus(models.TextChoices):
    PENDING = "pending", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    NOT_POSSIBLE = "not_possible", _("Not possible")
    CANCELLED = "cancelled", _("Cancelled")


class VisitKind(models.TextChoices):
    IN_CARE = "in_care", _("Where the child lives in care")
    HOME = "home", _("At home")
    AFTER_REUNIFICATION = "after_reunification", _("After reunification")
    PHONE = "phone", _("By telephone")
    SCHOOL = "school", _("At school")
    HEALTH = "health", _("At a health facility")
    AFTER_RETURN = "after_return", _("After return")


class ReviewOutcome(models.TextChoices):
    CONTINUE = "continue", _("Continue the plan")
    REVISE_PLAN = "revise_plan", _("Revise the plan")
    REASSESS = "reassess", _("Evaluate again")
    CLOSE = "close", _("Propose closure")
    REFER_BID = "refer_bid", _("Refer to a best-interests determination")


class ClosureReason(models.TextChoices):
    PLAN_OBJECTIVES_MET = "plan_objectives_met", _("Objectives of the plan met")
    REUNIFIED_FOLLOWUP_COMPLETED = "reunified_followup_completed", _("Reunified, follow-up completed")
    RETURNED_AND_HANDED_OVER = "returned_and_handed_over", _("Returned and handed over to a protection authority")
    TRANSFERRED = "transferred_other_authority_accepted", _("Transfer accepted by another authority")
    BID_EXECUTED = "bid_executed", _("Determination executed")
    TURNED_18_TRANSITIONED = "turned_18_transitioned", _("Turned 18, transition accompanied")
    DETERMINED_ADULT_FINAL = "determined_adult_final", _("Finally determined to be an adult")
    FOUND_NOT_MIGRANT = "found_not_migrant_referred_national_system", _("Referred to the national child protection system")
    LEFT_COUNTRY_INFORMED = "left_country_informed", _("Left the country (with report)")
    ABSENT_SEARCH_EXHAUSTED = "absent_search_exhausted", _("Absent, search exhausted")
    WITHDREW_NO_RISK = "child_family_withdrew_no_risk", _("Child or family withdrew, no risk")
    DIED = "died", _("Death")
    DUPLICATE_MERGED = "duplicate_merged", pgettext_lazy("closure", "Duplicate")
    OPENED_IN_ERROR = "opened_in_error", _("Opened in error")


class DurableSolution(models.TextChoices):
    REUNIFIED_IN_COUNTRY = "reunified_in_country", _("Reunified in the country")
    REUNIFIED_OTHER_STATE = "reunified_other_state", _("Reunified in another state")
    REUNIFIED_THIRD_COUNTRY = "reunified_third_country", _("Reunified in a third country (safe pathway)")
    LOCAL_INTEGRATION = "local_integration_with_status", _("Local integration with regular stay")
    REGULARISED_ALTERNATIVE_CARE = "regularised_stay_alternative_care", _("Regular stay in alternative care")
    ASYLUM_RECOGNISED = "asylum_recognised", _("Asylum recognised")
    COMPLEMENTARY_PROTECTION = "complementary_protection", _("Complementary protection")
    RETURN_TO_FAMILY = "assisted_return_to_family", _("Assisted return to the family")
    RETURN_TO_AUTHORITY = "assisted_return_to_protection_authority", _("Assisted return to a protection authority")
    RESETTLEMENT = "resettlement_relocation", _("Resettlement or relocation")
    ADULTHOOD = "adulthood_supported_transition", _("Accompanied transition to adult life")
    NONE_YET = "none_yet", _("No solution yet")


class PapersBack(models.TextChoices):
    CHILD = "child", _("Given back to the child")
    RECEIVER = "receiver", _("Handed to whoever receives the child")
    KEPT_SAFE = "kept_safe", _("Kept safe for the child, who is told where")
    NONE_HELD = "none_held", _("None were held")


class KinshipVerification(models.TextChoices):
    DOCUMENTS = "documents", _("By documents")
    INTERVIEWS_MATCHED = "interviews_matched", _("By interviews that match")
    AUTHORITY_CHECK = "authority_check", _("By an authority")
    DNA_VOLUNTARY = "dna_voluntary", _("By a voluntary DNA test")


class EndCause(models.TextChoices):
    """Why a person stops being responsible for a case."""

    LEAVE = "leave", _("Leave or absence")
    LEFT = "left", _("No longer works here")
    CONFLICT = "conflict", _("Conflict of interest")
    OVERLOAD = "overload", _("Too many cases")
    OTHER = "other", _("Another reason")


class TaskSource(models.TextChoices):
    DEADLINE = "deadline", _("Deadline of the procedure")
    RULE = "rule", _("Demanded by a rule")
    PERSON = "person", _("Asked for by a person")


class TaskOutcome(models.TextChoices):
    DONE = "done", pgettext_lazy("task", "Done")
    DROPPED = "dropped", _("No longer applies")


class TaskKind(models.TextChoices):
    """What rules and people ask for; the deadlines of the packs have their own list."""

    REASSESS = "reassess", _("Evaluate again after a significant event")
    FIND_BED = "find_bed", _("Find another bed")
    MOVE_CHILD = "move_child", _("Move the child out of a place that turned out to be closed: it is detention")
    PROTECT_MISTREATED = "protect_mistreated", _("Mistreatment of a child deprived of liberty is reported: protect the child")
    ESCALATE = "escalate", _("Escalate: a court or an authority does not act (amparo)")
    COMPARE_PLAN = "compare_plan", _("A migration resolution does not agree with the plan: approver and lawyer")
    HUMANITARIAN_STATUS = "humanitarian_status", _("Ask for the provisional humanitarian status")
    SEE_TO_ASYLUM = "see_to_asylum", _("Inform the child about asylum and see to the application")
    REFER_TRAFFICKING = "refer_trafficking", _("Protect and refer a possible victim of trafficking")
    PREVENT_RETURN = "prevent_return", _("See that the child is not returned while at risk")
    TRANSFER_REFUSED = "transfer_refused", _("A transfer was refused: mend it, or find another way")
    NOTIFY_ABSENCE = "notify_absence", _("Give notice of the child's absence")
    HAND_OVER = "hand_over", _("Hand the case over: the person responsible left")
    REFERRAL_QUESTION = "referral_question", _("Answer what the receiver of a referral asks")
    REFER_ELSEWHERE = "refer_elsewhere", _("A referral was not taken up: find another way")
    WELFARE_CHECK = "welfare_check", _("Ask how the child is: a contact did not take place")
    OTHER = "other", _("Task")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", pgettext_lazy("import", "Uploaded")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    CONFIRMED = "confirmed", pgettext_lazy("import", "Waiting its turn")
    RUNNING = "running", pgettext_lazy("import", "Being written")
    DONE = "done", pgettext_lazy("import", "Done")
    FAILED = "failed", pgettext_lazy("import", "Not written")
    CANCELLED = "cancelled", pgettext_lazy("import", "Cancelled")
