"""What docs/workflow.md says of the steps: written from the table itself."""

from cases import measure_workflow
from cases.choices import Step
from cases.choices_execution import ProtectionState
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


def measures() -> str:
    """Return the diagram and the table of the protective measures, in Markdown."""
    rows = ["| Step | Button | From | To | Capability |", "| --- | --- | --- | --- | --- |"]
    for name, move in measure_workflow.MOVES.items():
        sources = ", ".join(source.value for source in ProtectionState if source in move.sources)
        target = move.target.value if move.target else "stays"
        rows.append(f"| `{name}` | {move.label} | {sources} | {target} | {f'`{move.capability}`' if move.capability else 'the clock'} |")
    return "\n".join(["```mermaid", measure_workflow.mermaid(), "```", "", *rows])
