"""Protective measures: proposed by the team, ordered by the authority, looked at by a court when they are urgent."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.choices_execution import URGENT_TYPES, ProtectionKind, ProtectionState, ProtectionType
from cases.measure_workflow import IN_FORCE
from cases.models.base import CaseChildQuerySet, Record, known
from cases.models.case import Case

RULED = (ProtectionState.CONFIRMED, ProtectionState.MODIFIED, ProtectionState.CANCELLED)


class ProtectiveMeasure(Record):
    """One measure of one case: every instant of its way is kept, also that the court was late."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    kind = models.CharField(_("Kind of measure"), max_length=8, choices=ProtectionKind)
    type = models.CharField(_("What it orders"), max_length=32, choices=ProtectionType)
    text = models.TextField(_("What exactly is to be done, by whom"))
    reasons = models.TextField(_("Why it is needed"))
    state = models.CharField(max_length=16, choices=ProtectionState, default=ProtectionState.PROPOSED)
    proposed_at = models.DateTimeField()
    legal_ground = models.CharField(_("Legal ground"), max_length=300, blank=True)
    ordered_at = models.DateTimeField(_("Ordered at"), null=True, blank=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    court = models.CharField(_("Court"), max_length=200, blank=True)
    court_notified_at = models.DateTimeField(_("Court notified at"), null=True, blank=True)
    court_due_at = models.DateTimeField(null=True, blank=True)  # by the pack that the case pinned, as it was then
    prosecutor_notified_at = models.DateTimeField(_("Prosecutor notified at"), null=True, blank=True)
    prosecutor_answered_at = models.DateTimeField(_("Prosecutor answered at"), null=True, blank=True)
    ruled_at = models.DateTimeField(_("The court ruled at"), null=True, blank=True)
    ruling = models.TextField(_("What the court ruled"), blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)  # the court was silent then: kept, whatever came later
    complied_at = models.DateTimeField(_("Carried out at"), null=True, blank=True)
    noncompliance_at = models.DateTimeField(_("Since when it is not complied with"), null=True, blank=True)
    noncompliance = models.TextField(_("Which authority does not comply, and how"), blank=True)
    ended_at = models.DateTimeField(_("Ended at"), null=True, blank=True)
    end_reason = models.TextField(_("Why it ended"), blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-created_at"]
        indexes = [models.Index(fields=["court_due_at"], condition=Q(state=ProtectionState.NOTIFIED), name="measure_awaits_ruling")]
        constraints = [
            known("kind", ProtectionKind),
            known("type", ProtectionType),
            known("state", ProtectionState),
            models.CheckConstraint(
                condition=Q(kind=ProtectionKind.URGENT, type__in=URGENT_TYPES) | Q(kind=ProtectionKind.SPECIAL) & ~Q(type__in=URGENT_TYPES),
                name="measure_type_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(state=ProtectionState.PROPOSED)
                | Q(state=ProtectionState.ENDED, ordered_at__isnull=True)
                | Q(ordered_at__isnull=False, ordered_by__isnull=False) & ~Q(legal_ground=""),
                name="measure_ordered_by_somebody_on_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProtectionState.NOTIFIED, ProtectionState.LAPSED, *RULED])
                | Q(court_notified_at__isnull=False, court_notified_at__gte=F("ordered_at")) & ~Q(court=""),
                name="measure_notified_to_a_court",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RULED) | Q(ruled_at__isnull=False, ruled_at__gte=F("court_notified_at")),
                name="measure_ruled_on_notice",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProtectionState.LAPSED) | Q(lapsed_at__isnull=False, lapsed_at=F("court_due_at")),
                name="measure_lapsed_when_due",
            ),
            models.CheckConstraint(
                condition=Q(state=ProtectionState.ENDED, ended_at__isnull=False) & ~Q(end_reason="")
                | ~Q(state=ProtectionState.ENDED) & Q(ended_at__isnull=True),
                name="measure_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(noncompliance_at__isnull=True, noncompliance="") | Q(noncompliance_at__isnull=False) & ~Q(noncompliance=""),
                name="measure_noncompliance_in_words",
            ),
        ]

    def __str__(self):
        return self.get_type_display()

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def is_open(self) -> bool:
        return self.state != ProtectionState.ENDED

    @property
    def is_urgent(self) -> bool:
        return self.kind == ProtectionKind.URGENT

    def is_court_silent(self, now: datetime) -> bool:
        """Tell whether the court let its time pass, now or then: what the child went through since does not mend it."""
        if self.lapsed_at:
            return True
        return self.state == ProtectionState.NOTIFIED and self.court_due_at is not None and self.court_due_at <= now
