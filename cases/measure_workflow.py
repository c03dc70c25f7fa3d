"""Protective measures as one table: from proposal to end, who may move one, and what only the clock does."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices_execution import ProtectionState as State

PROPOSE, ORDER = "measure.propose", "measure.order"
AWAITS_RULING = frozenset({State.NOTIFIED, State.LAPSED})
IN_FORCE = frozenset({State.ORDERED, State.NOTIFIED, State.CONFIRMED, State.MODIFIED, State.LAPSED})


@dataclass(frozen=True)
class MeasureMove:
    """One row of the table; without a target the state stays and a fact is added, without a capability only the clock makes it."""

    sources: frozenset[State]
    target: State | None
    capability: str
    label: str | Promise


MOVES: dict[str, MeasureMove] = {
    "order": MeasureMove(frozenset({State.PROPOSED}), State.ORDERED, ORDER, _("Order the measure")),
    "withdraw": MeasureMove(frozenset({State.PROPOSED}), State.ENDED, PROPOSE, _("Withdraw the proposal")),
    "notify": MeasureMove(frozenset({State.ORDERED}), State.NOTIFIED, PROPOSE, _("Record the notice to court and prosecutor")),
    "prosecutor_answer": MeasureMove(AWAITS_RULING, None, PROPOSE, _("Record the prosecutor's answer")),
    "confirm": MeasureMove(AWAITS_RULING, State.CONFIRMED, PROPOSE, _("The court confirmed it")),
    "modify": MeasureMove(AWAITS_RULING, State.MODIFIED, PROPOSE, _("The court modified it")),
    "cancel": MeasureMove(AWAITS_RULING, State.CANCELLED, PROPOSE, _("The court cancelled it")),
    "lapse": MeasureMove(frozenset({State.NOTIFIED}), State.LAPSED, "", _("The court's time ran out")),
    "comply": MeasureMove(IN_FORCE, None, PROPOSE, _("Record that it was carried out")),
    "report_noncompliance": MeasureMove(IN_FORCE, None, PROPOSE, _("Report that an authority does not comply")),
    "end": MeasureMove(IN_FORCE | {State.CANCELLED}, State.ENDED, ORDER, pgettext_lazy("measure", "End the measure")),
}


def moves_from(state: str) -> dict[str, MeasureMove]:
    """Return the moves that somebody may make from `state`, by name, in table order."""
    return {name: move for name, move in MOVES.items() if state in move.sources and move.capability}


def mermaid() -> str:
    """Return the table as a Mermaid state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", "    [*] --> proposed"]
    for name, move in MOVES.items():
        lines += [f"    {source.value} --> {(move.target or source).value}: {name}" for source in State if source in move.sources]
    return "\n".join([*lines, "    ended --> [*]"])
