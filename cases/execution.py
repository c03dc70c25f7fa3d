"""What is done while the plan is carried out: services, visits, events, the return; what they show, set running and stand against."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices import Step
from cases.companions import Blocker, Panel
from cases.return_rules import RETURNS
from protocols.choices import DeadlineKey

TITLES = {
    "service.add": _("A service was recorded"),
    "service.save": _("How a service goes was recorded"),
    "service.form": _("A form on services"),
    "case.significant_event": _("A significant event"),
    "case.assisted_return": _("The assisted return of the child"),
}
CLOSING = frozenset({"submit_closure", "close"})
ONWARD = CLOSING | {"continue_plan", "revise_plan"}
SUPPORTED = frozenset({Step.PLAN_EXECUTION, Step.FOLLOW_UP})


def blockers(case, move) -> list[Blocker]:
    """An event in the follow-up leaves one way: to evaluate again. A return that is the solution is on record first."""
    found = []
    if move in ONWARD and is_to_be_reassessed(case):
        message = _("T20: a significant event came to light: review the plan with the outcome to evaluate again.")
        found.append(Blocker("T20", message, "cases:review_add", (case.code,)))
    closure = case.closure if move in CLOSING else None
    if closure is not None and closure.durable_solution in RETURNS and not hasattr(case, "assisted_return"):
        message = _("INV-31: the assisted return is not on record with all that it needs.")
        found.append(Blocker("INV-31", message, "cases:return_add", (case.code,)))
    return found


def is_to_be_reassessed(case) -> bool:
    """Tell whether a significant event came to light in this follow-up."""
    if case.step != Step.FOLLOW_UP:
        return False
    prefetch_related_objects([case], "significant_events")
    return any(event.step == Step.FOLLOW_UP and event.reported_at >= case.step_entered_at for event in case.significant_events.all())


def panels(case, user, now) -> list[Panel]:
    """Show the services and when the child is seen next, from the execution of the plan on."""
    prefetch_related_objects([case], "services")
    services, seen = list(case.services.all()), case.last_seen
    if not services and seen is None and case.step not in SUPPORTED:
        return []
    next_due = case.due(DeadlineKey.NEXT_VISIT, seen.held_at) if seen and case.step in SUPPORTED else None
    context = {
        "case": case,
        "services": services,
        "seen": seen,
        "next_due": next_due,
        "is_overdue": next_due is not None and next_due < now,
        "may_work": may(user, "case.work") and not case.closed_at,
    }
    return [Panel("cases/_execution.html", context)]
