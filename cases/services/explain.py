"""Every decision is told back to the child (INV-23)."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases import companions
from cases.choices import Answer
from cases.models import Case, Explanation
from cases.services.base import locked, note, refuse, refuse_future_day


@verb
def explain_decision(
    *,
    case: Case,
    decision: str,
    document: UUID,
    told_on: date,
    how: str,
    language: str,
    child_agrees: str,
    by: User,
    now: datetime,
    child_answer: str = "",
    told_by: str = "",
) -> Explanation:
    """Record that a decision taken in the case was explained to the child; a case that is over may still be explained.

    Without `told_by` it was `by`. A second explanation of the same decision is one more row: the first is never changed.
    """
    require(by, "decision.explain")
    case = locked(case, by)
    taken = companions.decision_of(case, decision, document)
    if taken is None:
        refuse(_("INV-23: no such decision was taken in this case."), field="decision")
    refuse_future_day("told_on", told_on, case.unit.day_of(now))
    if told_on < case.unit.day_of(taken.decided_at):
        refuse(_("INV-23: the decision was taken later than that."), field="told_on")
    if child_agrees == Answer.NO and not child_answer.strip():
        refuse(_("Write down what the child disagrees with."), field="child_answer")
    told = Explanation.objects.create(
        case=case,
        decision=decision,
        document=document,
        told_on=told_on,
        told_by=told_by.strip() or by.full_name,
        language=language,
        how=how,
        child_agrees=child_agrees,
        child_answer=child_answer,
        created_by=by,
    )
    detail = {"decision": str(decision), "document": str(document), "agrees": str(child_agrees)}
    companions.decision_explained(case, decision, document, by, now)
    note(by=by, action="decision.explain", case=case, target=told, detail=detail, now=now)
    return told
