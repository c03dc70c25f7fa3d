"""The life of a restriction as one table, and how one stands on a day. Pure functions of plain values."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liberty.restriction_choices import Outcome, RestrictionState, Standing

RECORD, REVIEW, APPEAL, CONTACT = "restriction.record", "restriction.review", "restriction.appeal", "case.work"


@dataclass(frozen=True)
class Move:
    """One row of the table: from which states, to which, in words, and the capability that makes it."""

    sources: frozenset[str]
    target: RestrictionState
    label: str | Promise
    who: str


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


STANDS = _from(RestrictionState.RECORDED, RestrictionState.ACTIVE)
MOVES: dict[str, Move] = {
    "record": Move(_from(RestrictionState.PROPOSED), RestrictionState.RECORDED, _("Record it, with its legal ground"), RECORD),
    "decline": Move(_from(RestrictionState.PROPOSED), RestrictionState.ENDED, _("Do not grant it"), RECORD),
    "inform": Move(_from(RestrictionState.RECORDED), RestrictionState.ACTIVE, _("Record that the child was informed"), RECORD),
    "keep": Move(_from(RestrictionState.ACTIVE), RestrictionState.ACTIVE, _("Review: keep it"), REVIEW),
    "relax": Move(_from(RestrictionState.ACTIVE), RestrictionState.ACTIVE, _("Review: relax it"), REVIEW),
    "lift": Move(STANDS, RestrictionState.ENDED, _("Review: lift it"), REVIEW),
    "uphold": Move(STANDS, RestrictionState.ENDED, _("An appeal sets it aside"), APPEAL),
    "end": Move(STANDS, RestrictionState.ENDED, _("End it"), RECORD),
}
OUTCOMES = {Outcome.KEEP: "keep", Outcome.RELAX: "relax", Outcome.LIFT: "lift"}


def may_move(state: str, move: str) -> bool:
    """Tell whether `move` leaves `state`."""
    return state in MOVES[move].sources


def standing(state: str, review_date: date | None, today: date) -> Standing:
    """Return how a restriction stands on `today`: after its review date it is without effect until it is reviewed (INV-08)."""
    if state == RestrictionState.ACTIVE:
        is_overdue = review_date is None or review_date < today
        return Standing.WITHOUT_EFFECT if is_overdue else Standing.IN_EFFECT
    return {
        RestrictionState.PROPOSED: Standing.PROPOSED,
        RestrictionState.RECORDED: Standing.NOT_YET,
        RestrictionState.ENDED: Standing.ENDED,
    }[RestrictionState(state)]


def mermaid() -> str:
    """Return the table as a Mermaid state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", "    [*] --> proposed", "    [*] --> recorded"]
    for name, move in MOVES.items():
        lines += [f"    {source.value} --> {move.target.value}: {name}" for source in RestrictionState if source in move.sources]
    return "\n".join([*lines, "    ended --> [*]"])
