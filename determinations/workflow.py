"""The states of a determination as one table. Who may do what, and what must be there first, is said by services and guards."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from determinations.choices import State


@dataclass(frozen=True)
class Transition:
    """One row of the table; `number`: the move of the case that goes with it."""

    sources: frozenset[State]
    target: State
    label: str | Promise
    number: str = ""


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


BEFORE_SESSION = _from(State.REQUESTED, State.DOSSIER_PREPARATION, State.DOSSIER_SUBMITTED, State.SCHEDULED, State.REOPENED)

TRANSITIONS: dict[str, Transition] = {
    "begin_dossier": Transition(
        _from(State.REQUESTED, State.REOPENED, State.RETURNED), State.DOSSIER_PREPARATION, _("The dossier is begun")
    ),
    "submit_dossier": Transition(_from(State.DOSSIER_PREPARATION), State.DOSSIER_SUBMITTED, _("The dossier is handed in")),
    "convene": Transition(_from(State.DOSSIER_SUBMITTED, State.SCHEDULED), State.SCHEDULED, _("A session is convened")),
    "open_session": Transition(_from(State.SCHEDULED), State.IN_SESSION, _("The session is opened")),
    "adjourn": Transition(_from(State.IN_SESSION), State.SCHEDULED, _("The session is adjourned")),
    "decide": Transition(_from(State.IN_SESSION), State.DECIDED, _("The panel decides")),
    "decide_as_authority": Transition(_from(State.DOSSIER_SUBMITTED), State.DECIDED, _("The head of the authority decides")),
    "defer": Transition(BEFORE_SESSION | {State.IN_SESSION}, State.DEFERRED, _("More information is asked for"), "T16"),
    "take_up_again": Transition(_from(State.DEFERRED), State.REQUESTED, _("It is taken up again"), "T14"),
    "communicate": Transition(_from(State.DECIDED), State.COMMUNICATED, _("The decision is explained to the child"), "T15"),
    "refuse_ratification": Transition(
        _from(State.DECIDED, State.COMMUNICATED, State.IMPLEMENTING), State.RETURNED, _("The urgent decision is not ratified")
    ),
    "begin_execution": Transition(_from(State.COMMUNICATED, State.UPHELD), State.IMPLEMENTING, _("It begins to be carried out")),
    "complete_execution": Transition(_from(State.IMPLEMENTING), State.IMPLEMENTED, _("It is carried out")),
    "appeal": Transition(_from(State.COMMUNICATED, State.IMPLEMENTING), State.APPEALED, _("An appeal is filed")),
    "uphold": Transition(_from(State.APPEALED), State.UPHELD, _("The appeal is turned down")),
    "return_on_appeal": Transition(_from(State.APPEALED), State.RETURNED, _("The appeal succeeds")),
    "lapse": Transition(_from(State.COMMUNICATED, State.IMPLEMENTING, State.UPHELD), State.LAPSED, _("It was not carried out in time")),
    "reopen": Transition(
        _from(State.COMMUNICATED, State.IMPLEMENTING, State.IMPLEMENTED, State.UPHELD, State.LAPSED),
        State.REOPENED,
        _("New facts come to light"),
        "T14",
    ),
    "withdraw": Transition(
        BEFORE_SESSION | {State.IN_SESSION, State.DEFERRED, State.RETURNED}, State.WITHDRAWN, _("The request is withdrawn"), "T17"
    ),
}


def may_move(state: str, move: str) -> bool:
    """Tell whether `move` leaves `state`."""
    return state in TRANSITIONS[move].sources


def mermaid() -> str:
    """Return the table as a Mermaid state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", "    [*] --> requested: T14"]
    for name, move in TRANSITIONS.items():
        label = f"{name} ({move.number})" if move.number else name
        lines += [f"    {source.value} --> {move.target.value}: {label}" for source in State if source in move.sources]
    return "\n".join([*lines, "    implemented --> [*]", "    withdrawn --> [*]"])
