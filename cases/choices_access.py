"""How a file is opened in an emergency, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    JUSTIFIED = "justified", _("Justified: there was an emergency")
    NOT_JUSTIFIED = "not_justified", _("Not justified")
