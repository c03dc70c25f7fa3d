"""What a restriction may ask of a child, and the life of one. What it may never ask is in forbidden.py (INV-07)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RestrictionType(models.TextChoices):
    """The whole list: nothing else can be asked of a child."""

    ADDRESS_NOTICE = "address_notice", _("Notice of the address")
    PHONE_CONTACT = "phone_contact", _("Contact by telephone")
    VIDEO_CONTACT = "video_contact", _("Contact by video call")
    IN_PERSON_CONTACT = "in_person_contact_at_protection_office", _("Contact in person at the protection authority")
    ATTEND_APPOINTMENTS = "attend_procedure_appointments", _("Attendance at the appointments of a procedure")
    CAREGIVER_UNDERTAKING = "caregiver_undertaking", _("Undertaking of the caregiver")
    SUPERVISED_OUTINGS = "supervised_outings_for_safety", _("Accompanied outings, for safety")


class Support(models.TextChoices):
    """What the child is given so that nothing that is asked costs the child anything."""

    PHONE = "phone", _("A telephone")
    CREDIT = "credit", _("Telephone credit")
    TRANSPORT = "transport", _("Transport, or its fare")
    ACCOMPANIMENT = "accompaniment", _("Somebody who goes along")


class Frequency(models.TextChoices):
    WEEKLY = "weekly", _("Once a week")
    FORTNIGHTLY = "fortnightly", _("Once in two weeks")
    MONTHLY = "monthly", _("Once a month")
    WHEN_SUMMONED = "when_summoned", _("When there is an appointment")


class RestrictionState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("restriction", "Asked for by an authority")
    RECORDED = "recorded", pgettext_lazy("restriction", "Recorded; the child is not informed yet")
    ACTIVE = "active", pgettext_lazy("restriction", "In effect")
    ENDED = "ended", pgettext_lazy("restriction", "Ended")


class EndCause(models.TextChoices):
    DECLINED = "declined", _("Not granted: the authority that asked was told no")
    LIFTED = "lifted", _("Lifted in a review")
    APPEAL = "appeal", _("Set aside on appeal")
    WITHDRAWN = "withdrawn", _("Withdrawn by the authority that imposed it")
    NOT_NEEDED = "not_needed", _("No longer needed")


class Outcome(models.TextChoices):
    KEEP = "keep", _("Keep it as it is")
    RELAX = "relax", _("Relax it")
    LIFT = "lift", _("Lift it")


class AppealOutcome(models.TextChoices):
    PENDING = "pending", pgettext_lazy("appeal", "Filed, not decided")
    UPHELD = "upheld", pgettext_lazy("appeal", "Granted: the restriction ends")
    MODIFIED = "modified", pgettext_lazy("appeal", "Granted in part: to be reviewed now")
    REJECTED = "rejected", pgettext_lazy("appeal", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Withdrawn by the child")


class Standing(models.TextChoices):
    """How a restriction stands on a day: computed, never stored, so that none is silently in effect."""

    PROPOSED = "proposed", pgettext_lazy("restriction", "Asked for, not granted")
    NOT_YET = "not_yet", pgettext_lazy("restriction", "Without effect: the child is not informed")
    IN_EFFECT = "in_effect", pgettext_lazy("restriction", "In effect")
    WITHOUT_EFFECT = "without_effect", pgettext_lazy("restriction", "Without effect, pending review")
    ENDED = "ended", pgettext_lazy("restriction", "Ended")


BY_PHONE = (RestrictionType.PHONE_CONTACT, RestrictionType.VIDEO_CONTACT)
IN_PERSON = (RestrictionType.IN_PERSON_CONTACT, RestrictionType.ATTEND_APPOINTMENTS)
CONTACTS = (*BY_PHONE, RestrictionType.IN_PERSON_CONTACT)  # of these a contact can be missed
# What must be given, any of them, so that the child can do what is asked.
SUPPORT_FOR: dict[str, tuple[Support, ...]] = {
    **dict.fromkeys(BY_PHONE, (Support.PHONE, Support.CREDIT)),
    **dict.fromkeys(IN_PERSON, (Support.TRANSPORT, Support.ACCOMPANIMENT)),
}
STANDING = (RestrictionState.RECORDED, RestrictionState.ACTIVE)  # it stands: it is reviewed, appealed, ended
