"""What is given to the child while the plan is carried out."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.choices_execution import ServiceType
from cases.models.base import CaseChildQuerySet, Record, known
from cases.models.case import Case


class Service(Record):
    """A service planned, begun, ended or refused by the child, and what the child thought of it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="services")
    type = models.CharField(_("Service"), max_length=32, choices=ServiceType)
    provider = models.CharField(_("Who gives it"), max_length=200)
    planned_on = models.DateField(_("Planned for"), null=True, blank=True)
    started_on = models.DateField(_("Begun on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    sessions = models.PositiveSmallIntegerField(_("Sessions so far"), default=0)
    is_refused = models.BooleanField(_("The child does not want it"), default=False)
    refusal_reason = models.TextField(_("Why the child does not want it, in the child's own words"), blank=True)
    satisfaction = models.PositiveSmallIntegerField(_("How content the child is, from 1 to 5"), null=True, blank=True)
    note = models.TextField(_("Note"), blank=True)
    version = models.PositiveIntegerField(default=1)  # counts edits; a stale form loses (409)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = [F("ended_on").desc(nulls_first=True), F("started_on").desc(nulls_first=True), "-created_at"]
        constraints = [
            known("type", ServiceType),
            models.CheckConstraint(condition=~Q(provider=""), name="service_by_somebody"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=False, ended_on__gte=F("started_on")),
                name="service_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(is_refused=False) | ~Q(refusal_reason=""), name="service_refused_in_words"),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)), name="service_satisfaction_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(started_on__isnull=False) | Q(is_refused=True), name="service_has_a_day"
            ),
        ]

    def __str__(self):
        return self.get_type_display()
