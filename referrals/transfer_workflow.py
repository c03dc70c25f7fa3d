"""The states of a transfer as one table. Who may do what, and what must be there first, is said by services and rules."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.transfer_choices import TransferState


@dataclass(frozen=True)
class Transition:
    """One row of the table; `side`: which of the two authorities makes the move."""

    sources: frozenset[TransferState]
    target: TransferState
    label: str | Promise
    side: str


def _from(*states: TransferState) -> frozenset[TransferState]:
    return frozenset(states)


ORIGIN, DESTINATION, EITHER = "origin", "destination", "either"
UNDER_WAY = _from(TransferState.PROPOSED, TransferState.APPROVED, TransferState.OFFERED, TransferState.ACCEPTED, TransferState.HANDOVER)

TRANSITIONS: dict[str, Transition] = {
    "approve": Transition(_from(TransferState.PROPOSED), TransferState.APPROVED, _("The origin approves the transfer"), ORIGIN),
    "offer": Transition(_from(TransferState.APPROVED), TransferState.OFFERED, _("The transfer is offered with its packet"), ORIGIN),
    "accept": Transition(
        _from(TransferState.OFFERED), TransferState.ACCEPTED, _("The destination accepts and names a person"), DESTINATION
    ),
    "refuse": Transition(_from(TransferState.OFFERED), TransferState.REFUSED, _("The destination refuses"), DESTINATION),
    "hand_over": Transition(_from(TransferState.ACCEPTED), TransferState.HANDOVER, _("The hand-over meeting is held"), EITHER),
    "take_over": Transition(_from(TransferState.HANDOVER), TransferState.EFFECTIVE, _("The transfer takes effect"), DESTINATION),
    "withdraw": Transition(UNDER_WAY, TransferState.WITHDRAWN, _("The origin withdraws the transfer"), ORIGIN),
}


def may_move(state: str, move: str) -> bool:
    """Tell whether `move` leaves `state`."""
    return state in TRANSITIONS[move].sources


def mermaid() -> str:
    """Return the table as a Mermaid state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", "    [*] --> proposed"]
    for name, move in TRANSITIONS.items():
        lines += [f"    {source.value} --> {move.target.value}: {name}" for source in TransferState if source in move.sources]
    return "\n".join([*lines, "    effective --> [*]", "    refused --> [*]", "    withdrawn --> [*]"])
