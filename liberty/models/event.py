"""Deprivation of liberty: an event to be recorded, ended and reported; never a place of care, never a status."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.base import CaseChildQuerySet, Record, known
from liberty.choices import HeldWith, PlaceOfDeprivation, Precision, ReleaseMechanism


class DeprivationQuerySet(CaseChildQuerySet):
    def ongoing(self):
        """Narrow to the events that have not ended."""
        return self.filter(ended_at=None)


class DeprivationEvent(Record):
    """A child was held somewhere from an instant on. Its hours are computed, never typed (INV-03)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deprivations")
    facility_type = models.CharField(_("Kind of place"), max_length=32, choices=PlaceOfDeprivation)
    facility = models.CharField(_("Name of the place"), max_length=200, blank=True)
    authority = models.CharField(_("Authority that holds the child"), max_length=200)
    started_at = models.DateTimeField(_("Held since"))
    started_precision = models.CharField(_("How exactly this is known"), max_length=8, choices=Precision, default=Precision.MINUTE)
    held_with = models.CharField(_("Held with"), max_length=20, choices=HeldWith, default=HeldWith.UNKNOWN)
    legal_basis_claimed = models.CharField(_("Legal ground that the authority claims"), max_length=300, blank=True)
    reported_by = models.CharField(_("Who reports it"), max_length=200)
    ended_at = models.DateTimeField(_("Until"), null=True, blank=True)  # null: it goes on
    release_mechanism = models.CharField(_("How it ended"), max_length=16, choices=ReleaseMechanism, blank=True)
    release_to = models.CharField(_("Where the child went"), max_length=200, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = DeprivationQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "id"]
        indexes = [
            models.Index(fields=["case", "started_at"], name="deprivation_case"),
            models.Index(fields=["started_at"], condition=Q(ended_at__isnull=True), name="deprivation_ongoing"),
        ]
        constraints = [
            known("facility_type", PlaceOfDeprivation),
            known("started_precision", Precision),
            known("held_with", HeldWith),
            known("release_mechanism", ReleaseMechanism, blank=True),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="deprivation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, release_mechanism="") | Q(ended_at__isnull=False) & ~Q(release_mechanism=""),
                name="deprivation_ended_somehow",
            ),
        ]

    def __str__(self):
        return f"{self.get_facility_type_display()} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def place(self) -> str:
        """The name of the place, or its kind where it has none."""
        return self.facility or str(self.get_facility_type_display())

    @property
    def period(self) -> tuple[datetime, datetime | None]:
        return self.started_at, self.ended_at

    @property
    def length(self) -> timedelta | None:
        """How long it lasted; None while it goes on."""
        return self.ended_at - self.started_at if self.ended_at else None
