"""The states of a referral as one table: which move leads where, and whose move it is. What must be there first is said by services."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.choices import UNSENT, WAITING, State


class Side(StrEnum):
    """Whose move it is."""

    SENDER = "sender"
    APPROVER = "approver"
    RECEIVER = "receiver"
    CLOCK = "clock"


CAPABILITY = {Side.SENDER: "referral.send", Side.APPROVER: "referral.approve", Side.RECEIVER: "referral.answer", Side.CLOCK: ""}


@dataclass(frozen=True)
class Transition:
    """One row of the table; `label` says what happened once it is done."""

    sources: frozenset[State]
    target: State
    side: Side
    label: str | Promise
    needs_reason: bool = False

    @property
    def capability(self) -> str:
        return CAPABILITY[self.side]


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


BEFORE_SERVICE = _from(*UNSENT, *WAITING, State.INFO_REQUESTED, State.ACCEPTED)

TRANSITIONS: dict[str, Transition] = {
    "submit": Transition(_from(State.DRAFT), State.PENDING_APPROVAL, Side.SENDER, _("The referral was put before an approver")),
    "send": Transition(_from(State.DRAFT), State.SENT, Side.SENDER, _("The referral was sent")),
    "approve": Transition(_from(State.PENDING_APPROVAL), State.SENT, Side.APPROVER, _("The referral was approved and sent")),
    "return": Transition(
        _from(State.PENDING_APPROVAL), State.DRAFT, Side.APPROVER, _("The referral was returned to its author"), needs_reason=True
    ),
    "receive": Transition(_from(State.SENT), State.RECEIVED, Side.RECEIVER, _("The referral was received")),
    "ask": Transition(
        _from(State.RECEIVED), State.INFO_REQUESTED, Side.RECEIVER, _("The receiver asked for information"), needs_reason=True
    ),
    "answer": Transition(
        _from(State.INFO_REQUESTED), State.SENT, Side.SENDER, _("The receiver's question was answered"), needs_reason=True
    ),
    "accept": Transition(_from(State.RECEIVED), State.ACCEPTED, Side.RECEIVER, _("The referral was accepted")),
    "decline": Transition(_from(State.RECEIVED), State.DECLINED, Side.RECEIVER, _("The referral was not accepted")),
    "begin": Transition(_from(State.ACCEPTED), State.IN_SERVICE, Side.RECEIVER, _("The receiver began to attend the child")),
    "complete": Transition(
        _from(State.IN_SERVICE), State.COMPLETED, Side.RECEIVER, _("What the referral asked for was done"), needs_reason=True
    ),
    "complete_in_part": Transition(
        _from(State.IN_SERVICE),
        State.PARTIALLY_COMPLETED,
        Side.RECEIVER,
        _("What the referral asked for was done in part"),
        needs_reason=True,
    ),
    "not_attended": Transition(
        _from(State.IN_SERVICE), State.NOT_ATTENDED, Side.RECEIVER, _("The child did not attend"), needs_reason=True
    ),
    "cancel": Transition(BEFORE_SERVICE, State.CANCELLED, Side.SENDER, _("The referral was cancelled"), needs_reason=True),
    "expire": Transition(_from(*WAITING), State.EXPIRED, Side.CLOCK, _("The referral had no answer in time")),
}
SENDING = frozenset({"send", "approve", "answer"})  # the reply clock begins with these
ANSWERS = frozenset({"ask", "accept", "decline"})  # and is met by these


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
