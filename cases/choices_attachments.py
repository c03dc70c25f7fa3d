"""What is attached to a case: the kinds of document, and the parts of the file that one may belong to."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.sections import PARTS, Section


class AttachmentKind(models.TextChoices):
    CONSENT = "consent", _("Consent or assent, signed")
    IDENTITY = "identity", _("Identity document")
    BIRTH = "birth", _("Birth certificate")
    NATIONALITY = "nationality", _("Document of nationality or of consular protection")
    STAY = "stay", _("Document on the right to stay, or on asylum")
    LETTER = "letter", _("Letter received")
    COURT = "court", _("Document of a court or a prosecutor")
    MEDICAL = "medical", _("Medical document")
    PSYCHOLOGICAL = "psychological", _("Psychological report")
    SCHOOL = "school", _("School document")
    FAMILY = "family", _("Document of the family")
    PHOTOGRAPH = "photograph", _("Photograph of a thing or a place")
    RECORDING = "recording", _("Recording of a voice")
    DRAWING = "drawing", _("Drawing or text by the child")
    OTHER = "other", pgettext_lazy("document", "Other")


ATTACHED_TO = (Section.FILE, *PARTS)
ATTACHED_TO_CHOICES = [(one.value, one.label) for one in ATTACHED_TO]
