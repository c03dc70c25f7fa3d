"""What docs/workflow.md says of restrictions: written from the table itself."""

from liberty.restriction_choices import RestrictionState
from liberty.restriction_workflow import MOVES, mermaid


def restriction_workflow() -> str:
    """Return the diagram and the table of the life of a restriction, in Markdown."""
    rows = ["| Move | What happens | From | To | Who |", "| --- | --- | --- | --- | --- |"]
    for name, move in MOVES.items():
        sources = ", ".join(source.value for source in RestrictionState if source in move.sources)
        rows.append(f"| `{name}` | {move.label} | {sources} | {move.target.value} | `{move.who}` |")
    return "\n".join(["```mermaid", mermaid(), "```", "", *rows])
