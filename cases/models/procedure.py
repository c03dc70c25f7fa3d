"""What the migration and asylum authorities decide about the child, and whether the child's plan agrees."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.choices import Answer, MigrationStatus
from cases.choices_execution import ProcedureKind, ProcedureState, Resolution
from cases.models.base import CaseChildQuerySet, Record, known
from cases.models.case import Case
from cases.procedure_workflow import PENDING

RESOLVED = (ProcedureState.DECIDED, ProcedureState.APPEALED, ProcedureState.FINAL)


class MigrationProcedure(Record):
    """One procedure before an authority: filed, decided, perhaps appealed; it drives the child's statuses."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="procedures")
    kind = models.CharField(_("Procedure"), max_length=16, choices=ProcedureKind)
    authority = models.CharField(_("Authority"), max_length=200)
    file_number = models.CharField(_("File number"), max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=ProcedureState, default=ProcedureState.FILED)
    filed_on = models.DateField(_("Filed on"))
    late_reason = models.TextField(_("If it was filed late, why"), blank=True)
    by_third_party = models.BooleanField(_("Somebody else filed it for the child: it must be ratified"), default=False)
    ratified_on = models.DateField(_("Ratified on"), null=True, blank=True)
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)
    resolution = models.CharField(_("Resolution"), max_length=16, choices=Resolution, blank=True)
    resolution_text = models.TextField(_("What it says"), blank=True)
    granted_status = models.CharField(_("Status that was granted"), max_length=40, choices=MigrationStatus, blank=True)
    is_consistent = models.CharField(_("Does it agree with the plan?"), max_length=8, choices=Answer, blank=True)
    consistency_reason = models.TextField(_("In what it agrees with the plan, or does not"), blank=True)
    appeal_filed_on = models.DateField(_("Appeal filed on"), null=True, blank=True)
    appeal_decided_on = models.DateField(_("Appeal decided on"), null=True, blank=True)
    appeal_resolution = models.CharField(_("Decision on the appeal"), max_length=16, choices=Resolution, blank=True)
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("Who withdrew it, and why"), blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_on", "-created_at"]
        constraints = [
            known("kind", ProcedureKind),
            known("state", ProcedureState),
            known("resolution", Resolution, blank=True),
            known("appeal_resolution", Resolution, blank=True),
            known("granted_status", MigrationStatus, blank=True),
            known("is_consistent", Answer, blank=True),
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(state__in=PENDING), name="procedure_one_pending_a_kind"),
            models.CheckConstraint(
                condition=~Q(state__in=RESOLVED)
                | Q(decided_on__isnull=False, decided_on__gte=F("filed_on")) & ~Q(resolution="") & ~Q(is_consistent=""),
                name="procedure_resolved_and_compared",
            ),
            models.CheckConstraint(condition=Q(is_consistent="") | ~Q(consistency_reason=""), name="procedure_compared_with_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=[ProcedureState.APPEALED, ProcedureState.FINAL])
                | Q(appeal_filed_on__isnull=False, appeal_filed_on__gte=F("decided_on")),
                name="procedure_appealed_after_resolution",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProcedureState.FINAL)
                | Q(appeal_decided_on__isnull=False, appeal_decided_on__gte=F("appeal_filed_on")) & ~Q(appeal_resolution=""),
                name="procedure_final_with_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProcedureState.WITHDRAWN)
                | Q(withdrawn_on__isnull=False, withdrawn_on__gte=F("filed_on")) & ~Q(withdrawal_reason=""),
                name="procedure_withdrawn_with_reason",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def last_resolution(self) -> str:
        """The appeal's, where there was one."""
        return self.appeal_resolution or self.resolution

    @property
    def needs_ratification(self) -> bool:
        return self.by_third_party and self.ratified_on is None
