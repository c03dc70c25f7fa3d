"""What a child, or somebody for the child, wants to say about how it is treated: closed lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VoiceKind(models.TextChoices):
    COMPLAINT = "complaint", pgettext_lazy("voice", "Complaint")
    SUGGESTION = "suggestion", pgettext_lazy("voice", "Suggestion")
    THANKS = "thanks", pgettext_lazy("voice", "Thanks")


class VoiceChannel(models.TextChoices):
    IN_PERSON = "in_person", _("Said in person")
    FORM = "form", _("The child's form")
    BOX = "box", _("Box for letters")
    PHONE = "phone", pgettext_lazy("voice", "Telephone")
    FAMILY = "family", _("Through the family")
    REPRESENTATIVE = "representative", _("Through the lawyer or representative")
    OTHER = "other", pgettext_lazy("voice", "Another way")


class VoiceAbout(models.TextChoices):
    PROCESS = "process", _("What happens with the child's case")
    PERSON = "person", _("A person")
    ORGANISATION = "organisation", _("A place or an organisation")
