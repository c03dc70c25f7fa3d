"""What docs/workflow.md says of the steps: written from the table itself."""

from cases.choices import Step
from cases.workflow import TRANSITIONS, mermaid


def workflow() -> str:
    """Return the diagram of the steps and the table of moves, in Markdown."""
    rows = ["| No. | Move | Button | From | To | Capability | Reason | Document |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name, move in TRANSITIONS.items():
        sources = ", ".join(source.value for source in Step if source in move.sources)
        cells = [
            move.number,
            f"`{name}`",
            str(move.label),
            sources,
            move.target.value,
            f"`{move.capability}`",
            "yes" if move.needs_reason else "",
            move.document,
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(["```mermaid", mermaid(), "```", "", *rows])
