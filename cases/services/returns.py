"""An assisted return: recorded only when nothing that INV-31 asks for is missing."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases import companions, return_rules
from cases.choices_execution import Decided
from cases.models import AssistedReturn, Case
from cases.services.base import locked, note, refuse, refuse_future_day, refuse_if_over, refuse_mute_disagreement


@verb
def record_return(*, case: Case, document: UUID | None, by: User, now: datetime, **fields) -> AssistedReturn:
    """Record that the child was returned in safety, by the decision `document`; or refuse with all that is missing."""
    require(by, "case.work")
    case = locked(case, by)
    refuse_if_over(case)
    if hasattr(case, "assisted_return"):
        refuse(_("The return of this child is on record already."), code="state")
    refuse_mute_disagreement(fields)
    decision = next((one for one in return_decisions(case) if one.document == document), None)
    if lacks := return_rules.missing(return_facts(case, decision, fields)):
        raise ValidationError({lack.field: ValidationError(str(lack.message), code="INV-31") for lack in lacks})
    refuse_future_day("returned_on", fields["returned_on"], case.unit.day_of(now))
    if fields["accepted_on"] > fields["returned_on"]:
        refuse(_("INV-31: the authority that receives the child accepts before the child travels."), field="accepted_on")
    row = AssistedReturn.objects.create(case=case, decision=decision.kind, document=decision.document, created_by=by, **fields)
    note(by=by, action="case.assisted_return", case=case, target=row, detail={"country": row.country}, now=now)
    return row


def return_decisions(case: Case) -> list[companions.Decision]:
    """Return the decisions in force by which a child may be returned: a determination, or a plan that seeks the return."""
    plan = case.approved_plan
    seeks = plan is not None and plan.durable_solution in return_rules.RETURNS
    kinds = {Decided.DETERMINATION, *([Decided.PLAN] if seeks else [])}
    return [decision for decision in companions.decisions(case) if decision.kind in kinds]


def return_facts(case: Case, decision, fields: dict) -> return_rules.ReturnFacts:
    """Gather what the rule asks about from the case and from what was typed."""
    evaluation = case.approved_evaluation
    return return_rules.ReturnFacts(
        is_decided=decision is not None,
        return_risk=evaluation.return_risk if evaluation else "",
        asylum_status=case.asylum_status,
        child_views=fields.get("child_views", ""),
        no_views_reason=fields.get("no_views_reason", ""),
        officer=fields.get("officer", ""),
        receiving_authority=fields.get("receiving_authority", ""),
        receiving_official=fields.get("receiving_official", ""),
        receiver=fields.get("receiver", ""),
        receiver_verified=fields.get("receiver_verified", ""),
    )
