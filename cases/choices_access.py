"""How a file is opened in an emergency, what came of it, and why somebody may read what is sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    JUSTIFIED = "justified", _("Justified: there was an emergency")
    NOT_JUSTIFIED = "not_justified", _("Not justified")


class Listed(models.TextChoices):
    """Why a person stands on the list of a sealed note (INV-55)."""

    AUTHOR = "author", _("Wrote the note")
    RESPONSIBLE = "responsible", _("Is responsible for the case")
    CHOSEN = "chosen", _("Chosen when it was written")
    ADDED = "added", _("Added later")


class AlarmKind(models.TextChoices):
    """What of the reading of files is worth the look of another person."""

    MANY = "many", _("Many children within an hour")
    SEALED = "sealed", _("A sealed note was opened")
    NIGHT = "night", _("An export at night")
