"""The states of a disclosure as one table: which move leads where, and who makes it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.disclosure_choices import DisclosureState as State


@dataclass(frozen=True)
class Transition:
    """One row of the table; `label` says what happened once it is done."""

    sources: frozenset[State]
    target: State
    capability: str
    label: str | Promise
    needs_reason: bool = False


TRANSITIONS: dict[str, Transition] = {
    "submit": Transition(frozenset({State.DRAFT}), State.SUBMITTED, "disclosure.write", _("A disclosure was put before the approver")),
    "return": Transition(frozenset({State.SUBMITTED}), State.DRAFT, "case.disclose", _("A disclosure was returned"), needs_reason=True),
    "approve": Transition(
        frozenset({State.SUBMITTED}), State.APPROVED, "case.disclose", _("A disclosure was approved, and its letter numbered")
    ),
    "withdraw": Transition(
        frozenset({State.DRAFT, State.SUBMITTED}), State.WITHDRAWN, "disclosure.write", _("A disclosure was withdrawn"), needs_reason=True
    ),
}


def may_move(state: str, move: str) -> bool:
    """Tell whether `move` leaves `state`."""
    return state in TRANSITIONS[move].sources


def mermaid() -> str:
    """Return the table as a Mermaid state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for name, move in TRANSITIONS.items():
        lines += [f"    {source.value} --> {move.target.value}: {name}" for source in State if source in move.sources]
    ended = [state for state in State if not any(state in move.sources for move in TRANSITIONS.values())]
    return "\n".join([*lines, *(f"    {state.value} --> [*]" for state in ended)])
