"""What happens while the plan is carried out: notes, visits, reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import ContactPlace, ReviewOutcome, Risk, VisitKind
from cases.models.base import CaseChildQuerySet, HeardChild, Record, known
from cases.models.case import Case


class ContactNote(Record):
    """A contact with or about the child."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contact_notes")
    at = models.DateTimeField(_("When"))
    place_type = models.CharField(_("Where"), max_length=24, choices=ContactPlace)
    text = models.TextField(_("What happened (necessary facts only)"))

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [known("place_type", ContactPlace)]


class FollowUpVisit(Record):
    """Somebody went to see how the child is."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    kind = models.CharField(_("Kind of visit"), max_length=24, choices=VisitKind)
    held_at = models.DateTimeField(_("When"))
    place = models.CharField(_("Where"), max_length=200, blank=True)
    seen_child = models.BooleanField(_("The child was seen"))
    seen_alone = models.BooleanField(_("The child was seen alone"), default=False)
    risk_level = models.CharField(_("Risk"), max_length=8, choices=Risk)
    text = models.TextField(_("How the child is"))
    action_progress = models.TextField(_("How the measures of the plan go"), blank=True)
    concerns = models.TextField(_("Concerns"), blank=True)
    next_on = models.DateField(_("Next visit"), null=True, blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at"]
        constraints = [
            known("kind", VisitKind),
            known("risk_level", Risk),
            models.CheckConstraint(condition=models.Q(seen_child=True) | models.Q(seen_alone=False), name="visit_alone_means_seen"),
        ]


class Review(Record, HeardChild):
    """A review of the plan with its outcome: the only way out of follow-up."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    held_at = models.DateTimeField(_("When"))
    participants = models.CharField(_("Who took part"), max_length=300)
    child_present = models.BooleanField(_("The child was present"), default=False)
    decisions = models.TextField(_("What was decided, and why"))
    outcome = models.CharField(_("Outcome"), max_length=16, choices=ReviewOutcome)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at"]
        constraints = [known("outcome", ReviewOutcome)]
