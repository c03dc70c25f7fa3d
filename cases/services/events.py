"""Significant events: whatever the plan says, the team evaluates again (T20)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices import Step, TaskKind
from cases.choices_execution import SignificantEventKind
from cases.models import Case, SignificantEvent
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over
from cases.services.moves import move_case
from cases.services.work import raise_task


@verb
def report_event(*, case: Case, kind: str, happened_at: datetime, text: str, by: User, now: datetime) -> SignificantEvent:
    """Record a significant event and force the evaluation: at once from the execution, by a task and a review from elsewhere."""
    require(by, "case.work")
    case = locked(case, by)
    refuse_if_over(case)
    refuse_future("happened_at", happened_at, now)
    if not text.strip():
        refuse(_("Write what is known of it."), field="text")
    event = SignificantEvent.objects.create(
        case=case, kind=kind, happened_at=happened_at, text=text, reported_at=now, step=case.step, created_by=by
    )
    note(by=by, action="case.significant_event", case=case, target=event, detail={"kind": str(kind)}, now=now)
    words = f"{SignificantEventKind(kind).label}: {text}"
    if case.step == Step.PLAN_EXECUTION:
        move_case(case=case, move="report_significant_event", by=by, now=now, reason=words)
    else:
        raise_task(case=case, kind=TaskKind.REASSESS, due_at=case.step_due_at or now, text=words[:300], by=by, now=now)
    return event
