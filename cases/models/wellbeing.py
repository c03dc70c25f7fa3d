"""How the child is, measured with the instrument of the pack: on scales of 1 to 5, by domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import Respondent, WellbeingPhase
from cases.models.base import CaseChildQuerySet, Record, known
from cases.models.case import Case

NOT_ON_THE_SCALE = '$.* ? (@.type() != "number" || @ < 1 || @ > 5 || @.floor() != @)'  # jsonpath


class HasScores(models.Func):
    """True where a JSON column is an object of at least one whole number from 1 to 5 and nothing else."""

    template = f"(jsonb_typeof(%(expressions)s) = 'object' AND %(expressions)s <> '{{}}' AND NOT %(expressions)s @? '{NOT_ON_THE_SCALE}')"
    output_field = models.BooleanField()


class WellbeingMeasure(Record):
    """One measure on one day; what it asks is in the pack's instrument, of which it keeps key and version."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="wellbeing_measures")
    measured_on = models.DateField(_("Day of the measure"))
    phase = models.CharField(_("When in the case"), max_length=12, choices=WellbeingPhase)
    respondent = models.CharField(_("Who answered"), max_length=12, choices=Respondent)
    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=20)
    scores = models.JSONField()  # code of the domain -> 1 to 5; a domain nobody answered for is not there
    note = models.TextField(_("What explains the answers"), blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["measured_on", "created_at"]
        indexes = [
            models.Index(fields=["case", "measured_on"], name="wellbeing_case_day"),
            models.Index(fields=["measured_on"], name="wellbeing_day"),
        ]
        constraints = [
            known("phase", WellbeingPhase),
            known("respondent", Respondent),
            models.CheckConstraint(condition=HasScores("scores"), name="wellbeing_scores_1_to_5"),
        ]

    def __str__(self):
        return f"{self.measured_on}: {self.phase}"

    @property
    def mean(self) -> float:
        return sum(self.scores.values()) / len(self.scores)
