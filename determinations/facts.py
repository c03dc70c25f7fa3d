"""What the case's own record says to a determination: which durable solutions it proposes, and what demands one."""

from cases.choices import DocumentState, DurableSolution
from determinations import rules
from protocols.choices import Trigger


def solutions_of_plan(case) -> set[DurableSolution]:
    """Return the durable solutions of the plan at work, or else in force."""
    return solutions_in(case.plan) if case.plan else set()


def solutions_in(plan) -> set[DurableSolution]:
    """Return the durable solutions that a plan seeks or proposes by its measures."""
    sought = {DurableSolution(plan.durable_solution)} if plan.durable_solution else set()
    return sought | rules.solutions_of_measures(action.measure_kind for action in plan.action_list)


def solutions_of_closure(case) -> set[DurableSolution]:
    """Return the durable solution that the closure at work proposes."""
    closure = case.closure
    is_at_work = closure is not None and closure.state not in (DocumentState.APPROVED, DocumentState.SUPERSEDED)
    return {DurableSolution(closure.durable_solution)} if is_at_work and closure.durable_solution else set()


def solutions_proposed(case) -> set[DurableSolution]:
    return solutions_of_plan(case) | solutions_of_closure(case)


def disagrees(case) -> bool:
    """Tell whether the child disagrees with what is proposed: with the plan or with the closure."""
    return any(document is not None and document.child_disagrees for document in (case.plan, case.closure))


def triggers_of(case, solutions) -> set[Trigger]:
    """Return what demands a determination of any of `solutions` in this case."""
    return {
        trigger for solution in solutions for trigger in rules.triggers_found(case.accompaniment, solution, child_disagrees=disagrees(case))
    }
