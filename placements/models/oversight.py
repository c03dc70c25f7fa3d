"""What watches over a stay: its reviews, the exception that parts siblings, the override of a house's capacity."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import HeardChild, Record, known
from placements.choices import ReviewOutcome, SplitReason
from placements.models.placement import Placement

LONGEST_OVERRIDE = timedelta(hours=72)


class StayChildQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the rows of the placements `user` may see."""
        return self.filter(placement__in=Placement.objects.visible_to(user))


class PlacementReview(Record, HeardChild):
    """Somebody went to see how the child lives there: what was found, and whether the child stays."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="reviews")
    held_at = models.DateTimeField(_("When"))
    heard_alone = models.BooleanField(_("The child was heard alone, without anybody of the home"), default=False)
    findings = models.TextField(_("What was found: care, safety, school, how the child feels"))
    siblings = models.TextField(_("Brothers and sisters: how they keep contact, and whether they can live together now"), blank=True)
    outcome = models.CharField(_("What follows"), max_length=8, choices=ReviewOutcome)

    objects = StayChildQuerySet.as_manager()

    class Meta:
        ordering = ["held_at", "created_at"]
        constraints = [
            known("outcome", ReviewOutcome),
            models.CheckConstraint(condition=~Q(child_views="") | ~Q(no_views_reason=""), name="placementreview_child_heard"),
            models.CheckConstraint(condition=Q(heard_alone=False) | ~Q(child_views=""), name="placementreview_heard_alone_says_what"),
            models.CheckConstraint(condition=~Q(findings=""), name="placementreview_in_words"),
        ]


class SiblingException(Record):
    """Why a child lives apart from brothers and sisters, who approved it, and how they keep contact (INV-25)."""

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="sibling_exception")
    reason = models.CharField(_("Why they live apart"), max_length=20, choices=SplitReason)
    explanation = models.TextField(_("The facts behind it"))
    contact_plan = models.TextField(_("How they see and call each other, how often"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    objects = StayChildQuerySet.as_manager()

    class Meta:
        constraints = [
            known("reason", SplitReason),
            models.CheckConstraint(condition=~Q(explanation="") & ~Q(contact_plan=""), name="siblingexception_with_contact_plan"),
        ]


class CapacityOverrideQuerySet(StayChildQuerySet):
    def in_force(self):
        """Narrow to those that a child still uses."""
        return self.filter(ended_at=None)


class CapacityOverride(Record):
    """A place above a house's capacity, given in an emergency by the head of the authority for three days at most (INV-36)."""

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="capacity_override")
    reason = models.TextField(_("Why there is no other way"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    until = models.DateTimeField(_("Until when at most"))
    ended_at = models.DateTimeField(null=True, blank=True)  # a regular place was found, or the child left

    objects = CapacityOverrideQuerySet.as_manager()

    class Meta:
        ordering = ["approved_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="capacityoverride_with_reason"),
            models.CheckConstraint(
                condition=Q(until__gt=F("approved_at"), until__lte=F("approved_at") + LONGEST_OVERRIDE), name="capacityoverride_three_days"
            ),
        ]
