"""What docs/workflow.md says of determinations: written from the table itself."""

from determinations.choices import State
from determinations.workflow import TRANSITIONS, mermaid


def determination_workflow() -> str:
    """Return the diagram of the states and the table of moves, in Markdown."""
    rows = ["| Move | What happens | From | To | The case |", "| --- | --- | --- | --- | --- |"]
    for name, move in TRANSITIONS.items():
        sources = ", ".join(source.value for source in State if source in move.sources)
        rows.append(f"| `{name}` | {move.label} | {sources} | {move.target.value} | {move.number} |")
    return "\n".join(["```mermaid", mermaid(), "```", "", *rows])
