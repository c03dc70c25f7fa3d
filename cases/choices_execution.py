"""Closed lists of what is decided, ordered and done while a plan is carried out; the rest of them is in choices.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decided(models.TextChoices):
    """What is decided about a child and told back to the child."""

    EVALUATION = "evaluation", _("Evaluation")
    PLAN = "plan", _("Plan")
    CLOSURE = "closure", _("Closure")
    DETERMINATION = "determination", _("Best-interests determination")
    MEASURE = "measure", _("Protective measure")
