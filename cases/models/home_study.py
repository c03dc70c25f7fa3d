"""How a relative's home was visited and what came of it, and each step of the search for a relative."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.choices_family import HomeStudyResult, Through, Tracing
from cases.models.base import Record, known
from cases.models.family import Relative


class OfRelativeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the rows about the relatives `user` may see."""
        return self.filter(relative__in=Relative.objects.visible_to(user))


class HomeStudy(Record):
    """A visit to a relative's home by our own people or by another authority, with its result."""

    relative = models.ForeignKey(Relative, models.PROTECT, related_name="home_studies")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # who made it
    reference = models.CharField(_("Number of the referral by which it was asked"), max_length=40, blank=True)
    done_on = models.DateField(_("Day of the visit"))
    visitor = models.CharField(_("Who visited, by name and office"), max_length=200)
    findings = models.TextField(_("What was found: home, people, care, school, safety"))
    result = models.CharField(_("Result"), max_length=16, choices=HomeStudyResult)
    conditions = models.TextField(_("What must be there first"), blank=True)
    conditions_met = models.TextField(_("How the conditions were met"), blank=True)

    objects = OfRelativeQuerySet.as_manager()

    class Meta:
        ordering = ["-done_on", "-created_at"]
        constraints = [
            known("result", HomeStudyResult),
            models.CheckConstraint(condition=~(Q(visitor="") | Q(findings="")), name="homestudy_says_who_and_what"),
            models.CheckConstraint(condition=~Q(result=HomeStudyResult.CONDITIONS) | ~Q(conditions=""), name="homestudy_says_conditions"),
        ]

    def __str__(self):
        return f"{self.done_on}: {self.result}"

    @property
    def allows_release(self) -> bool:
        """Tell whether a child may go to live there: favourable, or its conditions are met."""
        return self.result == HomeStudyResult.FAVOURABLE or self.result == HomeStudyResult.CONDITIONS and bool(self.conditions_met)


class TracingStep(Record):
    """One step of the search for a relative; rows are only added."""

    relative = models.ForeignKey(Relative, models.PROTECT, related_name="tracing")
    at = models.DateTimeField(_("When"))
    through = models.CharField(_("Through whom"), max_length=12, choices=Through, default=Through.TEAM, db_default=Through.TEAM)
    status = models.CharField(_("How the search stands"), max_length=12, choices=Tracing)
    text = models.TextField(_("What was done, with whom, and what came of it"))

    objects = OfRelativeQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            known("status", Tracing),
            known("through", Through),
            models.CheckConstraint(condition=~Q(text=""), name="tracingstep_says_what"),
        ]

    def __str__(self):
        return f"{self.at}: {self.status}"
