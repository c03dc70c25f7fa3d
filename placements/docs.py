"""What docs/workflow.md says of placements and absences: written from the tables themselves."""

from placements.choices import AbsenceState, State
from placements.workflow import ABSENCE, CLOCK, PLACEMENT, mermaid


def placement_workflow() -> str:
    """Return the diagram and the table of the life of a placement, in Markdown."""
    return _documented(PLACEMENT, State.REQUESTED, State)


def absence_workflow() -> str:
    """Return the diagram and the table of an absence, in Markdown."""
    return _documented(ABSENCE, AbsenceState.REPORTED, AbsenceState)


def _documented(table, first, states) -> str:
    rows = ["| Move | What happens | From | To | Who |", "| --- | --- | --- | --- | --- |"]
    for name, move in table.items():
        sources = ", ".join(source.value for source in states if source in move.sources)
        who = CLOCK if move.who == CLOCK else ", ".join(f"`{one}`" for one in move.who.split(", "))
        rows.append(f"| `{name}` | {move.label} | {sources} | {states(move.target).value} | {who} |")
    return "\n".join(["```mermaid", mermaid(table, first.value, states), "```", "", *rows])
