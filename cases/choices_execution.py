"""Closed lists of what is decided, ordered and done while a plan is carried out; the rest of them is in choices.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Decided(models.TextChoices):
    """What is decided about a child and told back to the child."""

    EVALUATION = "evaluation", _("Evaluation")
    PLAN = "plan", _("Plan")
    CLOSURE = "closure", _("Closure")
    DETERMINATION = "determination", _("Best-interests determination")
    MEASURE = "measure", _("Protective measure")


class ProtectionKind(models.TextChoices):
    SPECIAL = "special", _("Special protection measure")
    URGENT = "urgent", _("Urgent protection measure")


class ProtectionType(models.TextChoices):
    """What a measure orders: first the special ones, then the urgent ones."""

    SOCIAL_ASSISTANCE = "social_assistance", _("Social or food assistance")
    FAMILY_ACCOMPANIMENT = "family_accompaniment", _("Accompaniment of the family")
    CAREGIVER_SUPPORT = "caregiver_support", _("Support to the caregiver")
    HEALTH_CARE = "health_care", _("Medical or psychological care")
    SCHOOL_ENROLMENT = "school_enrolment", _("School enrolment")
    DOCUMENTATION = "documentation", _("Documents")
    SEPARATION_OF_ADULT = "separation_of_adult", _("Separation of an adult who puts the child at risk")
    KINSHIP_CARE = "kinship_care", _("Care by the extended family")
    FOSTER_CARE = "foster_care", _("Care by a foster family")
    RESIDENTIAL_CARE = "residential_care", _("Residential care")
    LEGAL_REPRESENTATION = "legal_representation", _("Legal representation")
    REGULARISATION = "regularisation", _("Request for regular stay")
    ASYLUM_SUPPORT = "asylum_support", _("Support in the asylum procedure")
    FAMILY_SEARCH = "family_search", _("Search for the family")
    ENTRY_TO_CENTRE = "entry_to_centre", _("Immediate entry to a social assistance centre")
    IMMEDIATE_MEDICAL_CARE = "immediate_medical_care", _("Immediate medical care")
    REMOVAL_FROM_STATION = "removal_from_station", _("Immediate removal from an immigration station")
    SEARCH_ORDER = "search_order", _("Search for a missing child")
    POLICE_PROTECTION = "police_protection", _("Police protection")


URGENT_TYPES = (
    ProtectionType.ENTRY_TO_CENTRE,
    ProtectionType.IMMEDIATE_MEDICAL_CARE,
    ProtectionType.REMOVAL_FROM_STATION,
    ProtectionType.SEARCH_ORDER,
    ProtectionType.POLICE_PROTECTION,
)


class ProtectionState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("measure", "Proposed")
    ORDERED = "ordered", pgettext_lazy("measure", "Ordered")
    NOTIFIED = "notified", _("Notified, the court has not ruled yet")
    CONFIRMED = "confirmed", pgettext_lazy("measure", "Confirmed by the court")
    MODIFIED = "modified", pgettext_lazy("measure", "Modified by the court")
    CANCELLED = "cancelled", pgettext_lazy("measure", "Cancelled by the court")
    LAPSED = "lapsed_alert", _("The court did not rule in time")
    ENDED = "ended", pgettext_lazy("measure", "Ended")


class ProcedureKind(models.TextChoices):
    ASYLUM = "asylum", pgettext_lazy("procedure", "Asylum")
    REGULARISATION = "regularisation", _("Regular stay")
    RETURN = "return", pgettext_lazy("procedure", "Return")
    OTHER = "other", pgettext_lazy("procedure", "Other")


class ProcedureState(models.TextChoices):
    FILED = "filed", pgettext_lazy("procedure", "Filed, not decided")
    DECIDED = "decided", pgettext_lazy("procedure", "Decided")
    APPEALED = "appealed", pgettext_lazy("procedure", "Under appeal")
    FINAL = "final", pgettext_lazy("procedure", "Decided on appeal")
    WITHDRAWN = "withdrawn", pgettext_lazy("procedure", "Withdrawn")


class Resolution(models.TextChoices):
    GRANTED = "granted", pgettext_lazy("resolution", "Granted")
    COMPLEMENTARY = "complementary", _("Complementary protection")
    REJECTED = "rejected", pgettext_lazy("resolution", "Rejected")
    RETURN_ORDERED = "return_ordered", _("Return ordered")
    NO_RETURN = "no_return", _("No return")


RESOLUTIONS = {
    ProcedureKind.ASYLUM: (Resolution.GRANTED, Resolution.COMPLEMENTARY, Resolution.REJECTED),
    ProcedureKind.REGULARISATION: (Resolution.GRANTED, Resolution.REJECTED),
    ProcedureKind.RETURN: (Resolution.RETURN_ORDERED, Resolution.NO_RETURN),
    ProcedureKind.OTHER: (Resolution.GRANTED, Resolution.REJECTED),
}


class CaregiverAgreement(models.TextChoices):
    AGREES = "agrees", _("Agrees")
    DISAGREES = "disagrees", _("Does not agree")
    NOT_REACHED = "not_reached", _("Not reached yet")
    NONE_KNOWN = "none_known", _("No caregiver is known")
    NOT_SAFE = "not_safe", _("Not asked: contact is not safe")


class SignificantEventKind(models.TextChoices):
    """What makes the team evaluate again, whatever the plan says (T20)."""

    ABSENCE = "absence", _("Absence")
    INCIDENT = "incident", _("Incident or violence")
    RETURN_THREAT = "return_threat", _("Threat of return or deportation")
    AGE_DECISION = "age_decision", _("Decision on the age")
    NEW_RELATIVE = "new_relative", _("A relative appeared")
    OTHER_SERIOUS = "other_serious", _("Another serious event")


class ServiceType(models.TextChoices):
    ALTERNATIVE_CARE = "alternative_care", _("Alternative care")
    SAFE_SHELTER = "safe_shelter", _("Safe shelter")
    FORMAL_EDUCATION = "formal_education", _("School")
    NON_FORMAL_EDUCATION = "non_formal_education", _("Learning outside school")
    FAMILY_TRACING = "family_tracing_reunification", _("Search for the family and reunification")
    BASIC_PSYCHOSOCIAL = "basic_psychosocial", _("Basic psychosocial support")
    FOCUSED_MENTAL_HEALTH = "focused_mhpss", _("Focused mental health support")
    SPECIALISED_MENTAL_HEALTH = "specialised_mhpss", _("Specialised mental health care")
    FOOD = "food", _("Food")
    CLOTHING = "clothing_hygiene", _("Clothing and hygiene")
    CASH = "cash", _("Cash assistance")
    MEDICAL = "medical", _("Medical care")
    DENTAL = "dental", _("Dental care")
    NUTRITION = "nutrition", _("Nutrition")
    LEGAL = "legal", _("Legal assistance")
    DOCUMENTATION = "documentation", _("Documents")
    DISABILITY = "disability", _("Support with a disability")
    REPRODUCTIVE_HEALTH = "srh", _("Sexual and reproductive health")
    RECREATION = "recreation_arts_sport", _("Recreation, arts and sport")
    INTERPRETATION = "interpretation", _("Interpretation")
    TRANSPORT = "transport", _("Transport")
    PHONE_CREDIT = "phone_credit", _("Telephone credit")
    VOCATIONAL = "vocational", _("Vocational training")
    RELIGIOUS_CULTURAL = "religious_cultural", _("Religious and cultural life")
    INDEPENDENT_LIVING = "independent_living_skills", _("Skills for an independent life")
    RESETTLEMENT = "resettlement", _("Resettlement")
    REINTEGRATION = "return_reintegration", _("Return and reintegration")
    OTHER = "other", pgettext_lazy("service", "Other")
