"""What a referral is about, how urgent, on what ground, where it stands: closed lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReferralType(models.TextChoices):
    """What is asked of another organisation. A place to live is asked for as a bed; responsibility moves by a transfer."""

    HEALTH = "health", _("Health care")
    MENTAL_HEALTH = "mental_health", _("Mental health care")
    EDUCATION = "education", pgettext_lazy("referral", "Education")
    LEGAL_REPRESENTATION = "legal_representation", pgettext_lazy("referral", "Legal representation")
    ASYLUM = "asylum", pgettext_lazy("referral", "Asylum")
    MIGRATION_REGULARISATION = "migration_regularisation", pgettext_lazy("referral", "Regular stay")
    DOCUMENTATION_CONSULAR = "documentation_consular", _("Documents through a consulate")
    FAMILY_TRACING = "family_tracing", _("Search for a relative")
    HOME_STUDY = "home_study", _("Home study of a relative")
    INTERPRETATION = "interpretation", _("Interpretation")
    MATERIAL_AID = "material_aid", _("Material aid")
    LIVELIHOOD_TRAINING = "livelihood_training", _("Training for work")
    DISABILITY = "disability", _("Support for a child with a disability")
    SRH = "srh", _("Sexual and reproductive health")
    SUBSTANCE_USE = "substance_use", _("Substance use care")
    TRAFFICKING_VICTIM = "trafficking_victim", _("Protection of a victim of trafficking")
    JUSTICE_COMPLAINT = "justice_complaint", _("Complaint to justice")
    MISSING_CHILD_SEARCH = "missing_child_search", _("Search for a missing child")
    AFTER_CARE = "after_care", _("Support after care")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("referral", "Draft")
    PENDING_APPROVAL = "pending_approval", pgettext_lazy("referral", "Waits for approval")
    SENT = "sent", pgettext_lazy("referral", "Sent")
    RECEIVED = "received", pgettext_lazy("referral", "Received")
    INFO_REQUESTED = "info_requested", pgettext_lazy("referral", "Information asked for")
    ACCEPTED = "accepted", pgettext_lazy("referral", "Accepted")
    DECLINED = "declined", pgettext_lazy("referral", "Not accepted")
    IN_SERVICE = "in_service", pgettext_lazy("referral", "Being attended")
    COMPLETED = "completed", pgettext_lazy("referral", "Completed")
    PARTIALLY_COMPLETED = "partially_completed", pgettext_lazy("referral", "Completed in part")
    NOT_ATTENDED = "not_attended", pgettext_lazy("referral", "The child did not attend")
    CANCELLED = "cancelled", pgettext_lazy("referral", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("referral", "No answer in time")


UNSENT = (State.DRAFT, State.PENDING_APPROVAL)
WAITING = (State.SENT, State.RECEIVED)  # for the receiver's answer: the reply clock runs
TAKEN = (State.ACCEPTED, State.IN_SERVICE)
ENDED = (
    State.DECLINED,
    State.COMPLETED,
    State.PARTIALLY_COMPLETED,
    State.NOT_ATTENDED,
    State.CANCELLED,
    State.EXPIRED,
)
OPEN = tuple(state for state in State if state not in ENDED)
WITH_RECEIVER = (*WAITING, State.INFO_REQUESTED, *TAKEN)  # somebody else holds the packet
WITH_FEEDBACK = (State.COMPLETED, State.PARTIALLY_COMPLETED, State.NOT_ATTENDED)


class Urgency(models.TextChoices):
    IMMEDIATE = "immediate", _("Immediate: danger to life or safety")
    DAY = "24h", _("Within 24 hours")
    NORMAL = "normal", _("Ordinary")


class Basis(models.TextChoices):
    MANDATE = "mandate", _("The authority's legal duty")
    CONSENT = "consent", _("Informed consent")


class Reach(models.TextChoices):
    """How far a referral goes, seen from the authority that sends it."""

    NEAR = "near", _("In the same state")
    OTHER_STATE = "other_state", _("To another state")
    ABROAD = "abroad", _("To another country")


class Channel(models.TextChoices):
    SYSTEM = "system", _("This system")
    LETTER = "letter", _("Letter on paper")
    IN_PERSON = "in_person", _("In person")
    ENCRYPTED_MAIL = "encrypted_mail", _("Encrypted e-mail")
