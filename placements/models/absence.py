"""A child is gone: what is known, what is done to find the child, and what the child says after coming back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices import NoViewsReason, Status
from cases.models import Case
from cases.models.base import Record, known
from placements.choices import MISSING, AbsenceState, AbsenceType
from placements.models.placement import Placement
from protocols.choices import NOTICES, SearchStep


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the absences of the cases `user` may see, and for a home, those of the children in its care."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(case__in=Case.objects.visible_to(user))
        if may(user, "resident.read"):
            seen |= Q(placement__in=Placement.objects.cared_for_by(user))
        return self.filter(seen)

    def missing(self):
        """Narrow to those of whom nobody knows where they are."""
        return self.filter(state__in=MISSING)


class Absence(Record):
    """From the hour in which the child was missed to the return; nothing in it is a fault of the child."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="absences")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="absences", null=True, blank=True)  # the stay it interrupts
    state = models.CharField(max_length=24, choices=AbsenceState, default=AbsenceState.REPORTED)
    type = models.CharField(_("What is believed to have happened"), max_length=40, choices=AbsenceType)
    starts_at = models.DateTimeField(_("When the child left or was missed"))
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_seen = models.CharField(_("Where and with whom the child was last seen"), max_length=300)
    clothing = models.CharField(_("Clothes and what the child carries"), max_length=300, blank=True)
    circumstances = models.TextField(_("What happened before (necessary facts only)"), blank=True)
    status_before = models.CharField(max_length=20, choices=Status)  # of the case: what it goes back to
    ends_at = models.DateTimeField(_("When the child came back or was found"), null=True, blank=True)
    outcome = models.TextField(_("How the child came back or was found, with whom"), blank=True)
    searched_until = models.DateTimeField(null=True, blank=True)  # the supervisor ended the search without finding the child
    given_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    search_summary = models.TextField(_("What the search found, and why it ends"), blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            known("state", AbsenceState),
            known("type", AbsenceType),
            known("status_before", Status),
            models.UniqueConstraint(fields=["case"], condition=Q(ends_at__isnull=True), name="absence_one_open"),
            models.CheckConstraint(condition=Q(reported_at__gte=F("starts_at")), name="absence_reported_after"),
            models.CheckConstraint(
                condition=Q(state__in=MISSING, ends_at__isnull=True)
                | ~Q(state__in=MISSING) & Q(ends_at__isnull=False, ends_at__gte=F("starts_at")) & ~Q(outcome=""),
                name="absence_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state=AbsenceState.NOT_FOUND)
                | Q(searched_until__isnull=False, given_up_by__isnull=False) & ~Q(search_summary=""),
                name="absence_given_up_by_somebody",
            ),
        ]

    @property
    def is_missing(self) -> bool:
        return self.state in MISSING

    @property
    def length(self):
        """How long the child was gone; None while nobody knows where the child is."""
        return self.ends_at - self.starts_at if self.ends_at else None

    def hours(self, now) -> float:
        """Return how many hours the child was gone, until `now` while nobody knows where the child is."""
        return round(((self.ends_at or now) - self.starts_at).total_seconds() / 3600, 2)


class AbsenceChildQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the rows of the absences `user` may see."""
        return self.filter(absence__in=Absence.objects.visible_to(user))


class SearchEntry(Record):
    """One thing that was done to find the child; rows are only ever added (a trigger refuses the rest)."""

    absence = models.ForeignKey(Absence, models.PROTECT, related_name="search")
    kind = models.CharField(_("What was done"), max_length=20, choices=SearchStep)
    at = models.DateTimeField(_("When"))
    recipient = models.CharField(_("To whom, or with whom"), max_length=200, blank=True)
    reference = models.CharField(_("Number or folio they gave"), max_length=100, blank=True)
    text = models.TextField(_("What came of it"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = AbsenceChildQuerySet.as_manager()

    class Meta:
        ordering = ["at", "created_at"]
        verbose_name_plural = "search entries"
        constraints = [
            known("kind", SearchStep),
            models.CheckConstraint(condition=~Q(kind__in=NOTICES) | ~Q(recipient=""), name="searchentry_notice_to_somebody"),
            models.CheckConstraint(condition=Q(kind__in=NOTICES) | ~Q(text=""), name="searchentry_in_words"),
        ]


class ReturnInterview(Record):
    """What a child who came back says of it, to somebody of the team; never a reason for a sanction (INV-47)."""

    absence = models.OneToOneField(Absence, models.PROTECT, related_name="interview")
    held_at = models.DateTimeField(_("When"))
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why_left = models.TextField(_("Why the child left, in the child's own words"), blank=True)
    no_views_reason = models.CharField(_("If the child was not heard, why"), max_length=40, choices=NoViewsReason, blank=True)
    what_happened = models.TextField(_("What happened meanwhile: people, places, harm"), blank=True)
    what_helps = models.TextField(_("What would help the child to stay and be safe"), blank=True)
    wants_to_live = models.TextField(_("Where the child wants to live"), blank=True)

    objects = AbsenceChildQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why_left="") | ~Q(no_views_reason=""), name="returninterview_child_heard")]
