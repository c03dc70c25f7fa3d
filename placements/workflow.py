"""The life of a placement and of an absence, each as one table. What must be there first is in services and guards."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from placements.choices import AbsenceState, State

CLOCK = "the clock"


@dataclass(frozen=True)
class Move:
    """One row of a table; `who`: the capability, any of several, that makes it."""

    sources: frozenset[str]
    target: str
    label: str | Promise
    who: str = ""


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


PLACERS = "placement.propose, placement.order"

PLACEMENT: dict[str, Move] = {
    "accept": Move(_from(State.REQUESTED), State.ACCEPTED, _("The home accepts and keeps a place"), "placement.answer"),
    "override": Move(_from(State.REQUESTED), State.ACCEPTED, _("A place above capacity is given"), "placement.override"),
    "decline": Move(_from(State.REQUESTED), State.DECLINED, _("The home declines"), "placement.answer"),
    "withdraw": Move(_from(State.REQUESTED, State.ACCEPTED), State.WITHDRAWN, _("The team takes it back"), PLACERS),
    "expire": Move(_from(State.REQUESTED), State.EXPIRED, _("Nobody answered in time"), CLOCK),
    "lapse": Move(_from(State.ACCEPTED), State.EXPIRED, _("The child did not come in time"), CLOCK),
    "start": Move(_from(State.ACCEPTED), State.ACTIVE, _("The child arrives"), f"{PLACERS}, placement.answer"),
    "miss": Move(_from(State.ACTIVE), State.ABSENT, _("The child is absent"), "absence.record"),
    "come_back": Move(_from(State.ABSENT), State.ACTIVE, _("The child comes back"), "absence.record"),
    "end": Move(_from(State.ACTIVE, State.ABSENT), State.ENDED, _("The stay ends"), PLACERS),
}

MISSING = _from(AbsenceState.REPORTED, AbsenceState.SEARCHED, AbsenceState.NOT_FOUND)
ABSENCE: dict[str, Move] = {
    "search": Move(
        _from(AbsenceState.REPORTED, AbsenceState.SEARCHED),
        AbsenceState.SEARCHED,
        _("Something is done to find the child"),
        "absence.record",
    ),
    "come_back": Move(MISSING, AbsenceState.RETURNED, _("The child comes back"), "absence.record"),
    "locate": Move(MISSING, AbsenceState.LOCATED, _("The child is found elsewhere"), "absence.record"),
    "interview": Move(_from(AbsenceState.RETURNED), AbsenceState.INTERVIEWED, _("The child is listened to"), "case.work"),
    "give_up": Move(_from(AbsenceState.SEARCHED), AbsenceState.NOT_FOUND, _("The search ends without finding the child"), "case.approve"),
}


def may_move(table: dict[str, Move], state: str, move: str) -> bool:
    """Tell whether `move` leaves `state`."""
    return state in table[move].sources


def mermaid(table: dict[str, Move], first: str, states: type[State] | type[AbsenceState]) -> str:
    """Return a table as a Mermaid state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    for name, move in table.items():
        lines += [f"    {source.value} --> {states(move.target).value}: {name}" for source in states if source in move.sources]
    last = [state.value for state in states if not any(state in move.sources for move in table.values())]
    return "\n".join([*lines, *[f"    {state} --> [*]" for state in last]])
