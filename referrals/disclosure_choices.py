"""What is disclosed of a child to whom nothing is referred: on what ground, and where that stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Ground(models.TextChoices):
    LEGAL_MANDATE = "legal_mandate", _("The law demands it")
    COURT_ORDER = "court_order", _("A court ordered it")
    VICTIM_PROTECTION = "victim_protection", _("To protect the child as a victim")
    CONSENT = "consent", _("The child and the representative consented")


class DisclosureState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("disclosure", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("disclosure", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("disclosure", "Approved: its letter has a number")
    WITHDRAWN = "withdrawn", pgettext_lazy("disclosure", "Withdrawn")
