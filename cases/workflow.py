"""The steps of a case as one table: who may move it where. What must be there first is in the guards."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.choices import Step

OPEN_STEPS = frozenset(Step) - {Step.CLOSED}


@dataclass(frozen=True)
class Transition:
    """One row of the table. `document` names the case's document that the move approves or returns, if any."""

    number: str  # T1 to T20 of the procedure
    sources: frozenset[Step]
    target: Step
    capability: str
    label: str | Promise
    needs_reason: bool = False
    document: str = ""


def _from(*steps: Step) -> frozenset[Step]:
    return frozenset(steps)


TRANSITIONS: dict[str, Transition] = {
    "open_case": Transition("T1", _from(Step.INTAKE), Step.DESIGNATION, "case.intake", _("Open the case")),
    "end_at_intake": Transition("T2", _from(Step.INTAKE), Step.CLOSED, "case.approve", _("End without opening a case"), needs_reason=True),
    "begin_evaluation": Transition("T3", _from(Step.DESIGNATION), Step.EVALUATION, "case.work", _("Begin the evaluation")),
    "approve_evaluation": Transition(
        "T4", _from(Step.EVALUATION), Step.PLAN_DESIGN, "case.approve", _("Approve the evaluation"), document="evaluation"
    ),
    "return_evaluation": Transition(
        "T5",
        _from(Step.EVALUATION),
        Step.EVALUATION,
        "case.approve",
        _("Return the evaluation with comments"),
        needs_reason=True,
        document="evaluation",
    ),
    "approve_plan": Transition("T6", _from(Step.PLAN_DESIGN), Step.PLAN_EXECUTION, "case.approve", _("Approve the plan"), document="plan"),
    "return_plan": Transition(
        "T7",
        _from(Step.PLAN_DESIGN),
        Step.PLAN_DESIGN,
        "case.approve",
        _("Return the plan with comments"),
        needs_reason=True,
        document="plan",
    ),
    "return_to_evaluation": Transition(
        "T8", _from(Step.PLAN_DESIGN), Step.EVALUATION, "case.work", _("Go back to the evaluation: new facts"), needs_reason=True
    ),
    "begin_follow_up": Transition("T9", _from(Step.PLAN_EXECUTION), Step.FOLLOW_UP, "case.work", _("Begin the follow-up")),
    "continue_plan": Transition("T10", _from(Step.FOLLOW_UP), Step.PLAN_EXECUTION, "case.work", _("Continue the plan")),
    "revise_plan": Transition("T11", _from(Step.FOLLOW_UP), Step.PLAN_DESIGN, "case.work", _("Revise the plan")),
    "reassess": Transition("T12", _from(Step.FOLLOW_UP), Step.EVALUATION, "case.work", _("Evaluate again")),
    "close": Transition("T13", _from(Step.FOLLOW_UP), Step.CLOSED, "case.approve", _("Approve the closure"), document="closure"),
    "return_closure": Transition(
        "T13",
        _from(Step.FOLLOW_UP),
        Step.FOLLOW_UP,
        "case.approve",
        _("Return the closure with comments"),
        needs_reason=True,
        document="closure",
    ),
    "refer_to_determination": Transition(
        "T14",
        _from(Step.EVALUATION, Step.PLAN_DESIGN, Step.FOLLOW_UP),
        Step.DETERMINATION,
        "case.approve",
        _("Refer to a best-interests determination"),
        needs_reason=True,
    ),
    "adopt_determination": Transition(
        "T15", _from(Step.DETERMINATION), Step.PLAN_DESIGN, "case.approve", _("Adopt the determination in the plan"), needs_reason=True
    ),
    "ask_for_more_information": Transition(
        "T16", _from(Step.DETERMINATION), Step.EVALUATION, "case.approve", _("The panel asks for more information"), needs_reason=True
    ),
    "withdraw_determination": Transition(
        "T17", _from(Step.DETERMINATION), Step.FOLLOW_UP, "case.approve", _("Withdraw the request for a determination"), needs_reason=True
    ),
    "reopen": Transition("T18", _from(Step.CLOSED), Step.EVALUATION, "case.approve", _("Reopen the case"), needs_reason=True),
    "end_designation": Transition(
        "T19",
        frozenset(OPEN_STEPS - {Step.INTAKE, Step.DESIGNATION}),
        Step.DESIGNATION,
        "case.designate",
        _("Change the person responsible"),
        needs_reason=True,
    ),
    "report_significant_event": Transition(
        "T20",
        _from(Step.PLAN_EXECUTION),
        Step.EVALUATION,
        "case.work",
        _("Evaluate again: a significant event"),
        needs_reason=True,
    ),
}


def moves_from(step: str) -> dict[str, Transition]:
    """Return the transitions that leave `step`, by name, in table order."""
    return {name: move for name, move in TRANSITIONS.items() if step in move.sources}


def approves(move: str) -> bool:
    """Tell whether `move` approves a document: by it the text becomes immutable."""
    step = TRANSITIONS[move]
    return bool(step.document) and not step.needs_reason


# The six steps as the reader sees them, in order.
SPINE = (Step.INTAKE, Step.DESIGNATION, Step.EVALUATION, Step.PLAN_DESIGN, Step.PLAN_EXECUTION, Step.FOLLOW_UP, Step.CLOSED)


def mermaid() -> str:
    """Return the table as a Mermaid state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", "    [*] --> intake"]
    for name, move in TRANSITIONS.items():
        lines += [f"    {source.value} --> {move.target.value}: {move.number} {name}" for source in Step if source in move.sources]
    return "\n".join([*lines, "    closed --> [*]"])
