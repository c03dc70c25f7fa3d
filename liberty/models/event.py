"""Deprivation of liberty: an event to be recorded, ended and reported; never a place of care, never a status."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.base import CaseChildQuerySet, Record, known
from liberty.choices import BasisApplied, Confidence, HeldWith, PlaceOfDeprivation, Precision, ReleasedTo, ReleaseMechanism, Stated

# The facts of an event in the order in which they are asked, shown and printed; all of them may be put right.
WHERE = ("facility_type", "facility", "authority", "started_at", "started_precision", "reported_by", "source_confidence")
TREATMENT = (
    "held_with",
    "separated_from_family",
    "communication_access",
    "lawyer_access",
    "info_language_understood",
    "mistreatment_reported",
    "mistreatment",
    "legal_basis_claimed",
    "legal_basis_applied_to_child",
)
END = ("ended_at", "release_mechanism", "release_to_kind", "release_to")
FACTS = (*WHERE, *TREATMENT, *END)  # what a correction may put right; what the record says of itself stays
STATED = ("separated_from_family", "communication_access", "lawyer_access", "info_language_understood", "mistreatment_reported")


class DeprivationQuerySet(CaseChildQuerySet):
    def standing(self):
        """Narrow to the events that were not withdrawn as a wrong entry: those that count."""
        return self.filter(withdrawn_at=None)

    def ongoing(self):
        """Narrow to the events that have not ended."""
        return self.standing().filter(ended_at=None)


class OfEventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to what belongs to the events `user` may see."""
        return self.filter(event__in=DeprivationEvent.objects.visible_to(user))


def stated(words) -> models.CharField:
    """A question about the treatment of the child, which may be answered by not knowing."""
    return models.CharField(words, max_length=8, choices=Stated, default=Stated.UNKNOWN)


class DeprivationEvent(Record):
    """A child was held somewhere from an instant on. Its hours are computed, never typed (INV-03)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deprivations")
    facility_type = models.CharField(_("Kind of place"), max_length=32, choices=PlaceOfDeprivation)
    facility = models.CharField(_("Name of the place"), max_length=200, blank=True)
    authority = models.CharField(_("Authority that holds the child"), max_length=200)
    started_at = models.DateTimeField(_("Held since"))
    started_precision = models.CharField(_("How exactly this is known"), max_length=8, choices=Precision, default=Precision.MINUTE)
    held_with = models.CharField(_("Held with"), max_length=20, choices=HeldWith, default=HeldWith.UNKNOWN)
    separated_from_family = stated(_("Was the child separated from the family?"))
    communication_access = stated(_("Could the child telephone or receive visits?"))
    lawyer_access = stated(_("Could the child speak with a lawyer?"))
    info_language_understood = stated(_("Was the child told why, in a language that the child understands?"))
    mistreatment_reported = stated(_("Is mistreatment reported?"))
    mistreatment = models.TextField(_("What is reported (necessary facts only)"), blank=True, default="", db_default="")
    legal_basis_claimed = models.CharField(_("Legal ground that the authority claims"), max_length=300, blank=True)
    legal_basis_applied_to_child = models.CharField(
        _("Legal ground applied to the child"), max_length=20, choices=BasisApplied, default=BasisApplied.UNKNOWN
    )
    reported_by = models.CharField(_("Who reports it"), max_length=200)
    source_confidence = models.CharField(_("How sure this is"), max_length=12, choices=Confidence, default=Confidence.CREDIBLE)
    known_at = models.DateTimeField(null=True, blank=True)  # when the protection authority learned of it
    ended_at = models.DateTimeField(_("Until"), null=True, blank=True)  # null: it goes on
    release_mechanism = models.CharField(_("How it ended"), max_length=16, choices=ReleaseMechanism, blank=True)
    release_to = models.CharField(_("Where the child went"), max_length=200, blank=True)
    release_to_kind = models.CharField(_("Let go to"), max_length=12, choices=ReleasedTo, blank=True, default="", db_default="")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # a wrong entry: it stays on record and counts no more
    version = models.PositiveIntegerField(default=1)

    objects = DeprivationQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "id"]
        indexes = [
            models.Index(fields=["case", "started_at"], name="deprivation_case"),
            models.Index(fields=["started_at"], condition=Q(ended_at__isnull=True), name="deprivation_ongoing"),
            models.Index(fields=["ended_at"], name="deprivation_ended"),
        ]
        constraints = [
            known("facility_type", PlaceOfDeprivation),
            known("started_precision", Precision),
            known("held_with", HeldWith),
            known("release_mechanism", ReleaseMechanism, blank=True),
            known("release_to_kind", ReleasedTo, blank=True),
            known("legal_basis_applied_to_child", BasisApplied),
            known("source_confidence", Confidence),
            *(known(name, Stated) for name in STATED),
            models.CheckConstraint(
                condition=~Q(mistreatment_reported=Stated.YES) | ~Q(mistreatment=""), name="deprivation_mistreatment_in_words"
            ),
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

    @property
    def is_exact(self) -> bool:
        """Whether the beginning is known to the minute: otherwise its length is said to be about so much."""
        return self.started_precision == Precision.MINUTE

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.withdrawn_at is None


class EventCorrection(Record):
    """A wrong entry put right: what stood there, what stands now, why. Rows are only ever added (a trigger refuses the rest)."""

    event = models.ForeignKey(DeprivationEvent, models.PROTECT, related_name="corrections")
    at = models.DateTimeField()
    reason = models.TextField(_("Why the entry was wrong"))
    changes = models.JSONField(default=dict)  # name of the field -> [what stood there, what stands now]
    is_withdrawal = models.BooleanField(default=False)  # the whole event was recorded by mistake

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "created_at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="eventcorrection_with_reason")]
