from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import ClosureReason, DurableSolution
from cases.models.base import ReviewedDocument, known


class ClosureProposal(ReviewedDocument):
    """Why a case can end, what was achieved, and whom the child can turn to afterwards."""

    reason = models.CharField(_("Reason for closing"), max_length=48, choices=ClosureReason)
    durable_solution = models.CharField(_("Durable solution"), max_length=40, choices=DurableSolution)
    summary = models.TextField(_("Summary of the case and of what was achieved"))
    child_informed_on = models.DateField(_("The child was told on"), null=True, blank=True)
    contact_route = models.CharField(_("Whom the child can turn to afterwards"), max_length=300, blank=True)

    class Meta(ReviewedDocument.Meta):
        constraints = [
            *ReviewedDocument.Meta.constraints,
            known("reason", ClosureReason),
            known("durable_solution", DurableSolution),
        ]

    def as_text(self) -> list[tuple[str, str]]:
        """Return the proposal as (label, text) pairs, for comparing versions."""
        return self.fields_as_text(
            "child_views", "no_views_reason", "disagreement", "reason", "durable_solution", "summary", "child_informed_on", "contact_route"
        )
