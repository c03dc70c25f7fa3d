"""What docs/workflow.md says of referrals: written from the tables themselves."""

from referrals.choices import ReferralType, State
from referrals.packets import ACROSS_THE_BORDER, FIELDS, PACKETS
from referrals.rules import SENSITIVE
from referrals.workflow import TRANSITIONS, mermaid


def referral_workflow() -> str:
    """Return the diagram of the states and the table of moves, in Markdown."""
    rows = ["| Move | What happens | From | To | Whose move | Reason |", "| --- | --- | --- | --- | --- | --- |"]
    for name, move in TRANSITIONS.items():
        sources = ", ".join(source.value for source in State if source in move.sources)
        rows.append(f"| `{name}` | {move.label} | {sources} | {move.target.value} | {move.side} | {'yes' if move.needs_reason else ''} |")
    return "\n".join(["```mermaid", mermaid(), "```", "", *rows])


def packets() -> str:
    """Return what each type of referral tells of a child, in Markdown; what does not leave the country in brackets."""
    rows = ["| Referral | What the receiver may learn | Always approved |", "| --- | --- | --- |"]
    for kind, fields in PACKETS.items():
        told = [str(FIELDS[name].label) if name in ACROSS_THE_BORDER else f"({FIELDS[name].label})" for name in fields]
        rows.append(f"| {ReferralType(kind).label} | {', '.join(told)} | {'yes' if kind in SENSITIVE else ''} |")
    return "\n".join(rows)
