"""A decision told back to the child: when, by whom, how, and what the child answered (INV-23)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.choices import Answer, Language
from cases.choices_execution import Decided
from cases.models.base import CaseChildQuerySet, Record, known
from cases.models.case import Case


class Explanation(Record):
    """One decision explained to the child; rows are only ever added (a trigger refuses the rest)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="explanations")
    decision = models.CharField(max_length=16, choices=Decided)
    document = models.UUIDField()  # of what was decided, in whichever app it lives
    told_on = models.DateField(_("Told to the child on"))
    told_by = models.CharField(_("Who told the child"), max_length=150)
    language = models.CharField(_("In which language"), max_length=8, choices=Language)
    how = models.CharField(_("How it was explained"), max_length=300)
    child_agrees = models.CharField(_("The child agrees"), max_length=8, choices=Answer)
    child_answer = models.TextField(_("What the child answered, in the child's own words"), blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["told_on", "created_at"]
        constraints = [
            known("decision", Decided),
            known("language", Language),
            known("child_agrees", Answer),
            models.CheckConstraint(condition=~Q(told_by="") & ~Q(how=""), name="explanation_by_whom_and_how"),
            models.CheckConstraint(condition=~Q(child_agrees=Answer.NO) | ~Q(child_answer=""), name="explanation_disagreement_in_words"),
        ]
