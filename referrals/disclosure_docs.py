"""What docs/workflow.md says of disclosures: written from the tables themselves."""

from accounts.roles import OrgType
from cases.prints.extract import DETERMINATIONS
from referrals.disclosure_choices import DisclosureState, Ground
from referrals.disclosure_rules import FIELDS, GROUNDS, OF_RECIPIENT, TELLS
from referrals.disclosure_workflow import TRANSITIONS, mermaid


def disclosure_workflow() -> str:
    """Return the diagram of the states, the table of moves, and to whom what is told on which ground, in Markdown."""
    rows = ["| Move | What happens | From | To | Who | Reason |", "| --- | --- | --- | --- | --- | --- |"]
    for name, move in TRANSITIONS.items():
        sources = ", ".join(state.value for state in DisclosureState if state in move.sources)
        reason = "yes" if move.needs_reason else ""
        rows.append(f"| `{name}` | {move.label} | {sources} | {move.target.value} | `{move.capability}` | {reason} |")
    told = ["| To whom | On which ground | Of the child | Determinations |", "| --- | --- | --- | --- |"]
    for org_type, grounds in GROUNDS.items():
        cells = (
            str(OrgType(org_type).label),
            ", ".join(str(ground.label) for ground in Ground if ground in grounds),
            ", ".join(str(label) for name, label in FIELDS.items() if name in OF_RECIPIENT[org_type]),
            " ".join(str(text) for code, text in DETERMINATIONS.items() if code in TELLS[org_type]),
        )
        told.append(f"| {' | '.join(cells)} |")
    return "\n".join(["```mermaid", mermaid(), "```", "", *rows, "", *told])
