"""Who used the data: acts of staff by role, by organisation and by what was refused, counted from the record."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.roles import Role
from reports.parts import has_bars
from reports.prints import EMPTY, Cell, Column, Part, Row
from reports.question import UNITS, Question

COUNTED = {
    "reads": "e.kind = 'read'",
    "exports": "e.kind = 'export'",
    "refusals": "e.kind = 'refused'",
    "emergencies": "e.action = 'emergency.open'",
    "disclosures": "e.action = 'disclosure.approve'",
}
FROM = "FROM audit_event e JOIN accounts_organisation o ON o.id = e.organisation"
WITHIN = f"{FROM} WHERE e.at >= %(since)s AND e.at < %(until)s AND e.organisation {UNITS} "
SUMS = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in COUNTED.values())
BY_ROLE = f"SELECT actor_role, actor_role, {SUMS} {WITHIN} GROUP BY 1 ORDER BY 1"
BY_UNIT = f"SELECT o.id::text, o.name, {SUMS} {WITHIN} GROUP BY o.id, o.name, o.path ORDER BY o.path"
BY_REFUSAL = f"SELECT action, action, count(*) {WITHIN} AND e.kind = 'refused' GROUP BY 1 ORDER BY 1"
ROLES = dict(Role.choices)


def access_parts(present: Question, before: Question) -> Iterable[Part]:
    """Yield the three tables, each with what was counted a period before."""
    columns = {
        "reads": _("Readings"),
        "exports": _("Exports and prints"),
        "refusals": _("Refused"),
        "emergencies": _("Opened in an emergency"),
        "disclosures": _("Disclosures approved"),
    }
    heads = tuple(Column(key, label) for key, label in columns.items())
    yield table("by-role", _("By role"), heads, BY_ROLE, present, before, lambda role: str(ROLES.get(role, role)) or _("The system"))
    yield table("by-organisation", _("By organisation"), heads, BY_UNIT, present, before)
    yield table("by-refusal", _("What was refused"), (Column("refusals", _("Refused")),), BY_REFUSAL, present, before)


def table(key: str, title: str, heads, statement: str, present: Question, before: Question, label_of=str) -> Part:
    """Return one table; its last column is all that was counted a period before."""
    earlier = {name: sum(numbers) for name, _label, *numbers in counted(statement, before)}
    rows = tuple(
        Row(name or "system", label_of(label), (*map(Cell, numbers), Cell(earlier[name]) if name in earlier else EMPTY), time="flow")
        for name, label, *numbers in counted(statement, present)
    )
    notes = () if rows else (_("Nothing in this period."),)
    return Part(key, title, (*heads, Column("before", _("All of these, period before"))), rows, notes, has_chart=has_bars(rows))


def counted(statement: str, question: Question) -> list[tuple]:
    return question.ask(statement)
