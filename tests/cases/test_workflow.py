import pytest

from cases.choices import Step
from cases.docs import workflow as printed
from cases.guards import CRITERIA
from cases.workflow import SPINE, TRANSITIONS, approves, mermaid, moves_from

# The procedure's own list, written down apart from the table it is compared with.
PROCEDURE = {
    "T1": {("intake", "designation")},
    "T2": {("intake", "closed")},
    "T3": {("designation", "evaluation")},
    "T4": {("evaluation", "plan_design")},
    "T5": {("evaluation", "evaluation")},
    "T6": {("plan_design", "plan_execution")},
    "T7": {("plan_design", "plan_design")},
    "T8": {("plan_design", "evaluation")},
    "T9": {("plan_execution", "follow_up")},
    "T10": {("follow_up", "plan_execution")},
    "T11": {("follow_up", "plan_design")},
    "T12": {("follow_up", "evaluation")},
    "T13": {("follow_up", "closed"), ("follow_up", "follow_up")},
    "T14": {("evaluation", "bid"), ("plan_design", "bid"), ("follow_up", "bid")},
    "T15": {("bid", "plan_design")},
    "T16": {("bid", "evaluation")},
    "T17": {("bid", "follow_up")},
    "T18": {("closed", "evaluation")},
    "T19": {(step, "designation") for step in ("evaluation", "plan_design", "plan_execution", "follow_up", "bid")},
    "T20": {("plan_execution", "evaluation")},
}


def test_table_is_the_procedure_and_nothing_else():
    """INV-17: what is not listed is a skip."""
    table = {}
    for move in TRANSITIONS.values():
        table.setdefault(move.number, set()).update((source.value, move.target.value) for source in move.sources)
    assert table == PROCEDURE


@pytest.mark.parametrize(
    ("source", "target"), [("intake", "plan_design"), ("designation", "plan_design"), ("evaluation", "plan_execution")]
)
def test_no_step_is_skipped(source, target):
    """INV-17."""
    assert target not in {move.target for move in moves_from(source).values()}


def test_execution_never_closes_directly():
    """INV-17."""
    assert Step.CLOSED not in {move.target for move in moves_from(Step.PLAN_EXECUTION).values()}


@pytest.mark.parametrize("step", Step)
def test_every_step_can_be_left(step):
    assert moves_from(step)


def test_only_approvals_approve():
    assert {name for name in TRANSITIONS if approves(name)} == {"approve_evaluation", "approve_plan", "close"}


@pytest.mark.parametrize("name", [name for name in TRANSITIONS if approves(name)])
def test_whoever_writes_does_not_hold_the_capability_that_approves(name):
    """INV-15."""
    assert TRANSITIONS[name].capability == "case.approve"


@pytest.mark.parametrize("name", [name for name in TRANSITIONS if name.startswith("return_")])
def test_going_back_says_why(name):
    assert TRANSITIONS[name].needs_reason


def test_criteria_belong_to_moves_or_to_sending_a_document():
    assert set(CRITERIA) <= set(TRANSITIONS) | {"submit_evaluation", "submit_plan", "submit_closure"}


def test_diagram_draws_every_arrow_once():
    lines = mermaid().splitlines()
    assert len(lines) == len(set(lines))
    for move in TRANSITIONS.values():
        for source in move.sources:
            assert any(f"{source.value} --> {move.target.value}: {move.number} " in line for line in lines)


def test_printed_workflow_has_the_diagram_and_a_row_a_move():
    page = printed()
    assert mermaid() in page
    for name, move in TRANSITIONS.items():
        row = next(line for line in page.splitlines() if f"`{name}`" in line)
        assert row.startswith(f"| {move.number} |")
        assert f"`{move.capability}`" in row


def test_spine_ends_where_cases_end():
    assert SPINE[0] == Step.INTAKE
    assert SPINE[-1] == Step.CLOSED
