"""Monitoring visits: what a visitor group saw, and the children whom it names by code. A group reads its own log and nothing else."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import may
from cases.models import Case
from cases.models.base import Record, known
from liberty.choices import Access, SightingOutcome, Urgency, VisitedPlace
from liberty.models.event import DeprivationEvent


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the log of the user's own group."""
        return self.filter(group__in=user.own_units()) if may(user, "visit.log") else self.none()


class VisitLog(Record):
    """One visit to a place where children are held or cared for; it is not changed afterwards."""

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place_type = models.CharField(_("Kind of place"), max_length=24, choices=VisitedPlace)
    place = models.CharField(_("Name of the place"), max_length=200)
    locality = models.CharField(_("Town and state"), max_length=120, blank=True)
    visited_at = models.DateTimeField(_("When"))
    visitors = models.CharField(_("Who visited"), max_length=300)
    access = models.CharField(_("Access"), max_length=8, choices=Access)
    denied_reason = models.TextField(_("Why it was denied, and by whom"), blank=True)
    conditions = models.TextField(_("Conditions of the place"), blank=True)
    findings = models.TextField(_("What was found (no names of children)"), blank=True)
    urgency = models.CharField(_("How urgent it is"), max_length=8, choices=Urgency, default=Urgency.NONE)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_at", "-id"]
        indexes = [models.Index(fields=["group", "-visited_at"], name="visit_group_newest")]
        constraints = [
            known("place_type", VisitedPlace),
            known("access", Access),
            known("urgency", Urgency),
            models.CheckConstraint(condition=Q(access=Access.ALLOWED) | ~Q(denied_reason=""), name="visitlog_denied_with_reason"),
        ]

    def __str__(self):
        return f"{self.place} {self.visited_at:%Y-%m-%d}"


class SightingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to what the user's own group wrote; for an authority, to what is said of the children of its cases."""
        if may(user, "visit.log"):
            return self.filter(visit__in=VisitLog.objects.visible_to(user))
        cases, code = Case.objects.visible_to(user), OuterRef("code")
        return self.filter(Exists(cases.filter(code=code)) | Exists(cases.filter(child__code=code)))

    def open(self):
        """Narrow to what no authority has settled yet."""
        return self.filter(settled_at=None)


class Sighting(Record):
    """A child whom a visit names by the code that was told to the visitors.

    The code stands as it was typed. Nobody compares it while it is written: whose case it is, the authority's own query finds.
    """

    visit = models.ForeignKey(VisitLog, models.PROTECT, related_name="sightings")
    code = models.CharField(_("Code of the child"), max_length=40, db_index=True)
    held_since = models.DateTimeField(_("Held since, if it is known"), null=True, blank=True)
    says = models.TextField(_("What the child says, and how the child is (necessary facts only)"))
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(_("What follows"), max_length=12, choices=SightingOutcome, blank=True)
    settled_note = models.TextField(_("In words"), blank=True)
    event = models.ForeignKey(DeprivationEvent, models.PROTECT, related_name="sightings", null=True, blank=True)

    objects = SightingQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["code"], condition=Q(settled_at__isnull=True), name="sighting_open")]
        constraints = [
            known("outcome", SightingOutcome, blank=True),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="", settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome=""),
                name="sighting_settled_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(outcome=SightingOutcome.EVENT) | Q(event__isnull=False), name="sighting_event_is_named"),
        ]

    def __str__(self):
        return self.code
