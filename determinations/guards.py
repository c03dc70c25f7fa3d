"""What a determination stands in the way of, what it shows beside a case, and which deadlines it sets running."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, may
from cases.choices import ClosureReason, Step
from cases.choices_execution import Decided
from cases.clocks import evidence
from cases.companions import Blocker, Clock, Decision, Fact, Panel
from determinations import rules, services
from determinations.choices import ENDED, TAKEN, UNDECIDED, State
from determinations.facts import solutions_in, solutions_of_closure, solutions_of_plan, triggers_of
from determinations.models import Determination
from determinations.workflow import TRANSITIONS
from protocols import packs
from protocols.choices import Level

TITLES = {
    "determination.request": _("A best-interests determination was asked for"),
    "determination.seat": _("Somebody took a seat on the panel"),
    "determination.unseat": _("Somebody left the panel"),
    "determination.declare": _("A panel member declared whether there is a conflict of interest"),
    "determination.guest": _("Somebody without a vote came to the session"),
    "determination.vote": _("A panel member voted"),
    "determination.ratify": _("The urgent decision was ratified"),
    **{f"determination.{name}": move.label for name, move in TRANSITIONS.items()},
    "dossier.save": _("The dossier of the determination was edited"),
    "determination.read": _("The best-interests determination"),
    "determination.form": _("A form of the best-interests determination"),
    "dossier.read": _("The dossier of the determination"),
}
BESIDE = {"determinations": Determination.objects.all()}
IN_PLAN = ("submit_plan", "approve_plan")
IN_CLOSURE = ("submit_closure", "close")
OVER_WITHOUT = (ClosureReason.DIED, ClosureReason.DUPLICATE_MERGED, ClosureReason.OPENED_IN_ERROR)  # nothing is left to decide


def determinations_of(case) -> list[Determination]:
    """Return the determinations of a case, the newest first: one query while the object lives."""
    prefetch_related_objects([case], "determinations")
    found = list(case.determinations.all())
    for one in found:
        one.case = case
    return found


def current_of(case) -> Determination | None:
    """Return the determination under way, otherwise the newest."""
    found = determinations_of(case)
    return next((one for one in found if one.state not in ENDED), found[0] if found else None)


def blockers(case, move) -> list[Blocker]:
    """Return what is missing: a determination for a durable solution (INV-48), and for T14 to T17 the state that each needs."""
    if move in IN_PLAN:
        return list(_undetermined(case, solutions_of_plan(case)))
    if move in IN_CLOSURE:
        return [*_undetermined(case, solutions_of_closure(case)), *_unfinished(case)]
    needed = STATES_FOR.get(move)
    current = current_of(case) if needed else None
    if needed is None or (current is not None and current.state in needed[0]):
        return []
    page = ("determinations:detail", (current.pk,)) if current else ("determinations:request", (case.code,))
    return [Blocker(MOVES[move], needed[1], *page, ("case.read",) if current else ("case.approve",))]


STATES_FOR = {
    "refer_to_determination": (UNDECIDED, _("INV-48: a determination is asked for with what demands it: open the request.")),
    "adopt_determination": (TAKEN, _("The determination is not decided and explained to the child yet.")),
    "ask_for_more_information": ((State.DEFERRED,), _("Nobody has asked for more information in the determination.")),
    "withdraw_determination": (
        (State.WITHDRAWN,),
        _("The request for a determination is withdrawn on its own page, and only when what demanded it is gone."),
    ),
}
MOVES = {"refer_to_determination": "T14", "adopt_determination": "T15", "ask_for_more_information": "T16", "withdraw_determination": "T17"}


def _levels_needed(case, solutions) -> dict[str, Level]:
    """Return for each proposed solution the level that must determine it; nothing for one that needs none."""
    levels = packs.of_case(case.protocol).determination.levels
    needed = {solution: rules.level_needed(triggers_of(case, {solution}), levels) for solution in solutions}
    return {solution: level for solution, level in needed.items() if level is not None}


def _is_determined(case, solution, level) -> bool:
    return any(
        rules.is_covered(solution, level, chosen=one.chosen, level_taken=one.level) for one in determinations_of(case) if one.state in TAKEN
    )


def _undetermined(case, solutions):
    """Yield what a panel must determine first; what is left to the authority is determined by its approval (see objections)."""
    for solution, level in sorted(_levels_needed(case, solutions).items()):
        if level == Level.PANEL and not _is_determined(case, solution, level):
            current = current_of(case)
            is_open = current is not None and current.state not in ENDED
            page = (
                ("determinations:detail", (current.pk,), ("case.read",))
                if is_open
                else ("determinations:request", (case.code,), ("case.approve",))
            )
            message = _("INV-48: “%(solution)s” needs the determination of a panel first.")
            yield Blocker("INV-48", message % {"solution": solution.label}, *page)


def _unfinished(case):
    """Yield what of a determination is still open when the case would end."""
    current = current_of(case)
    if current is None or (case.closure is not None and case.closure.reason in OVER_WITHOUT):
        return
    link = ("determinations:detail", (current.pk,), ("case.read",))
    if current.is_provisional:
        yield Blocker("determination", _("The urgent decision of the panel is not ratified yet."), *link)
    if current.state == State.APPEALED:
        yield Blocker("determination", _("An appeal against the determination is pending."), *link)
    elif current.state not in ENDED:
        state = current.get_state_display()
        yield Blocker("determination", _("The determination is not carried out yet: “%(state)s”.") % {"state": state}, *link)


def objections(case, move, by) -> list[Blocker]:
    """What is left to the authority is determined by the approval of its head, who has the opinions of the team (INV-48)."""
    solutions = solutions_of_plan(case) if move == "approve_plan" else solutions_of_closure(case) if move == "close" else set()
    waiting = [
        solution
        for solution, level in sorted(_levels_needed(case, solutions).items())
        if level == Level.AUTHORITY_PLAN and not _is_determined(case, solution, level) and not _was_in_plan(case, move, solution)
    ]
    if not waiting or by.role == Role.AUTHORITY_APPROVER:
        return []
    message = _("INV-48: “%(solution)s” is determined by the head of the authority: it is for her or him to approve this.")
    return [Blocker("INV-48", message % {"solution": solution.label}) for solution in waiting]


def _was_in_plan(case, move, solution) -> bool:
    """Tell whether the head of the authority approved the solution with the plan that the case closes on."""
    plan = case.approved_plan
    if move != "close" or plan is None or plan.reviewer.role != Role.AUTHORITY_APPROVER:
        return False
    return bool(solutions_in(plan) & rules.group_of(solution))


def panels(case, user, now) -> list[Panel]:
    """Show the determination with its state and its clock, or that one can be asked for."""
    found = determinations_of(case)
    current = current_of(case)
    may_request = may(user, "case.approve") and (current is None or current.state in ENDED) and case.step in ASKED_FROM
    if current is None and not may_request:
        return []
    context = {
        "case": case,
        "determination": current,
        "earlier": [one for one in found if one is not current],
        "due_at": _due_at(current) if current else None,
        "now": now,
        "may_request": may_request,
    }
    return [Panel("determinations/_panel.html", context)]


ASKED_FROM = (Step.EVALUATION, Step.PLAN_DESIGN, Step.FOLLOW_UP)


def _due_at(determination: Determination):
    """Return when the decision is due, while there is none."""
    return determination.case.due(_deadline(determination), determination.since) if determination.state in UNDECIDED else None


def _deadline(determination: Determination) -> str:
    return "determination_urgent" if determination.is_urgent else "determination"


def bar(case, now) -> list[Fact]:
    """Show a decision that is provisional, or a question that is open."""
    current = current_of(case)
    if current is None or current.state in ENDED:
        return []
    tint = "attention" if current.is_provisional or current.state in UNDECIDED else "info"
    value = _("%(state)s (provisional)") % {"state": current.get_state_display()} if current.is_provisional else current.get_state_display()
    return [Fact(_("Determination"), value, tint)]


def clocks(case) -> list[Clock]:
    """Return what each determination sets running: the decision, its ratification, and its execution."""
    return [clock for one in determinations_of(case) if one.state != State.WITHDRAWN for clock in _clocks(one)]


def _clocks(one: Determination):
    name, subject, page = evidence(one), str(one.pk), {"view": "determinations:detail", "args": (one.pk,)}
    yield Clock(_deadline(one), one.since, one.decided_at, name, subject, is_urgent=one.is_urgent, **page)
    if one.decided_at is None:
        return
    if one.is_provisional or one.ratified_at:
        yield Clock("determination_ratified", one.decided_at, one.ratified_at, name, subject, is_urgent=True, **page)
    if one.chosen and one.state != State.LAPSED:
        yield Clock("determination_executed", one.decided_at, one.executed_at, name, subject, **page)


def decisions(case) -> list[Decision]:
    """Return what was determined and stands, to be explained to the child (INV-23)."""
    return [
        Decision(Decided.DETERMINATION, one.standing_id, Decided.DETERMINATION.label, one.decided_at)
        for one in determinations_of(case)
        if one.standing_id is not None
    ]


def solutions(case) -> list[str]:
    """Return the solution of the newest determination that stands: ratified if it was urgent, and explained to the child."""
    standing = next((one for one in determinations_of(case) if one.state in TAKEN and not one.is_provisional), None)
    return [standing.chosen] if standing and standing.chosen else []


def decision_explained(case, kind, document, by, now) -> None:
    """The child was told: the determination counts as communicated."""
    if kind != Decided.DETERMINATION:
        return
    for one in Determination.objects.select_for_update(of=("self",)).select_related("case__child").filter(case=case, standing=document):
        services.communicate(determination=one, by=by, now=now)
