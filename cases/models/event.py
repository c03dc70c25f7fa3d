"""An event after which the child's situation is evaluated again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.choices import Step
from cases.choices_execution import SignificantEventKind
from cases.models.base import CaseChildQuerySet, Record, known
from cases.models.case import Case


class SignificantEvent(Record):
    """What happened, when, and at which step the case stood; rows are only ever added (a trigger refuses the rest)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="significant_events")
    kind = models.CharField(_("What happened"), max_length=16, choices=SignificantEventKind)
    happened_at = models.DateTimeField(_("When"))
    text = models.TextField(_("What is known (necessary facts only)"))
    reported_at = models.DateTimeField()
    step = models.CharField(max_length=16, choices=Step)  # at which it reached the team

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-created_at"]
        constraints = [
            known("kind", SignificantEventKind),
            known("step", Step),
            models.CheckConstraint(condition=~Q(text=""), name="significantevent_in_words"),
            models.CheckConstraint(condition=Q(reported_at__gte=models.F("happened_at")), name="significantevent_reported_after"),
        ]
