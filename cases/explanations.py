"""What the spine decided about a child, and whether the child was told: shown beside the case until it is done (INV-23)."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases import companions
from cases.choices_execution import Decided
from cases.companions import Decision, Panel
from cases.models import Explanation

TITLES = {
    "decision.explain": _("A decision was explained to the child"),
    "decision.explain_form": _("A form on what the child was told"),
}


def decisions(case) -> list[Decision]:
    """Return the evaluation and the plan in force, and the closure of a case that is closed."""
    closure = case.closure if case.closed_at else None
    documents = ((Decided.EVALUATION, case.approved_evaluation), (Decided.PLAN, case.approved_plan), (Decided.CLOSURE, closure))
    return [Decision(kind, document.pk, kind.label, document.reviewed_at) for kind, document in documents if document is not None]


@dataclass(frozen=True)
class Told:
    """A decision with the latest explanation of it, or None."""

    decision: Decision
    explanation: Explanation | None


def told(case) -> list[Told]:
    """Return every decision in force with the latest explanation of it."""
    prefetch_related_objects([case], "explanations")
    latest = {(one.decision, one.document): one for one in case.explanations.all()}
    return [Told(decision, latest.get((decision.kind, decision.document))) for decision in companions.decisions(case)]


def panels(case, user, now) -> list[Panel]:
    """Show what was decided and what the child answered; what the child was not told yet stands out."""
    rows = told(case)
    if not rows:
        return []
    context = {
        "case": case,
        "rows": rows,
        "is_untold": any(row.explanation is None for row in rows),
        "may_explain": may(user, "decision.explain"),
    }
    return [Panel("cases/_explanations.html", context)]
