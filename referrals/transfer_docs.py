"""What docs/workflow.md says of transfers: written from the table itself."""

from referrals.transfer_choices import TransferState
from referrals.transfer_workflow import TRANSITIONS, mermaid


def transfer_workflow() -> str:
    """Return the diagram of the states and the table of moves, in Markdown."""
    rows = ["| Move | What happens | From | To | Who |", "| --- | --- | --- | --- | --- |"]
    for name, move in TRANSITIONS.items():
        sources = ", ".join(source.value for source in TransferState if source in move.sources)
        rows.append(f"| `{name}` | {move.label} | {sources} | {move.target.value} | {move.side} |")
    return "\n".join(["```mermaid", mermaid(), "```", "", *rows])
