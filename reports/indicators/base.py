"""The sets of children that indicators count among, each said once in SQL, and how a statement is asked.

A statement names them in braces. `{new}`, `{served}`, `{closed}` and `{stays}` are parts of its WITH; a statement about the records of
cases calls these `x` and says FROM table x `{joined}` WHERE `{mine}`. Merged children are their survivor: `{person}`.
"""

from zoneinfo import ZoneInfo

from protocols import packs
from protocols.packs import Pack
from reports.question import UNITS, Question

REAL = "c.status <> 'merged' AND c.closure_reason NOT IN ('opened_in_error', 'duplicate_merged')"  # somebody's case and nobody's mistake
PERSON = "COALESCE(child.merged_into_id, child.id)"
OF_CHILD = "cases_case c JOIN cases_child child ON child.id = c.child_id"

# N_new: one row a child, as it was when its first case of the period was opened.
NEW = f"""new AS (
    SELECT DISTINCT ON (person) * FROM (
        SELECT {PERSON} AS person, c.id AS case_id, c.opened_at, c.notification_id, c.unit_id, c.risk_level, c.migration_status
        FROM {OF_CHILD} WHERE c.opened_at >= %(since)s AND c.opened_at < %(until)s AND {{mine}}) found
    ORDER BY person, opened_at, case_id)"""
# N_open(t): the cases that are open when the period ends.
OPEN = f"""open AS (
    SELECT {PERSON} AS person, c.id AS case_id FROM {OF_CHILD}
    WHERE c.opened_at < %(until)s AND (c.closed_at IS NULL OR c.closed_at >= %(until)s) AND {{mine}})"""
# N_closed: one row a child, by the last closure of the period.
CLOSED = f"""closed AS (
    SELECT DISTINCT ON (person) * FROM (
        SELECT {PERSON} AS person, c.id AS case_id, c.closed_at, c.closure_reason, c.durable_solution
        FROM {OF_CHILD} WHERE c.closed_at >= %(since)s AND c.closed_at < %(until)s AND {{mine}}) found
    ORDER BY person, closed_at DESC, case_id)"""
# N_served: the cases that were open at any time of the period; a child may have several.
SERVED = f"""served AS (
    SELECT {PERSON} AS person, c.id AS case_id, c.opened_at, c.closed_at FROM {OF_CHILD}
    WHERE c.opened_at < %(until)s AND (c.closed_at IS NULL OR c.closed_at > %(since)s) AND {{mine}})"""
# Where children lived in the period, with the nights of it: midnights, where the jurisdiction is, between arrival and departure.
STAYS = """stays AS (
    SELECT {person} AS person, x.facility_id, x.placement_type AS type, x.starts_at, x.ends_at,
        (LEAST(COALESCE(x.ends_at, %(until)s), %(until)s) AT TIME ZONE %(zone)s)::date
            - (GREATEST(x.starts_at, %(since)s) AT TIME ZONE %(zone)s)::date AS nights
    FROM placements_placement x {joined}
    WHERE x.state IN ('active', 'absent', 'ended') AND x.starts_at < %(until)s
        AND (x.ends_at IS NULL OR x.ends_at > %(since)s) AND {mine})"""
# The children of N_new at the first day of their case, with the facts of the survivor.
AGE = """CASE WHEN k.birth_date IS NOT NULL AND k.birth_precision IN ('exact', 'year_month', 'year')
        THEN EXTRACT(YEAR FROM age({day}, k.birth_date))::int
    WHEN k.declared_age IS NOT NULL THEN k.declared_age + COALESCE(EXTRACT(YEAR FROM age({day}, k.declared_on))::int, 0) END"""


def ask(question: Question, statement: str, **values) -> list[tuple]:
    """Return the rows of a statement, its sets of children narrowed to the scope of the question."""
    mine = f"{REAL} AND {question.of_cases()}"
    parts = {
        "person": PERSON,
        "mine": mine,
        "joined": "JOIN cases_case c ON c.id = x.case_id JOIN cases_child child ON child.id = c.child_id",
        "homes": "FALSE" if question.scope.own_cases_of else f"f.organisation_id {UNITS}",
        "new": NEW.format(mine=mine),
        "open": OPEN.format(mine=mine),
        "closed": CLOSED.format(mine=mine),
        "served": SERVED.format(mine=mine),
    }
    parts["stays"] = STAYS.format(**parts)
    return question.ask(statement.format(**parts), **days(question), **values)


def row(question: Question, statement: str, **values) -> tuple:
    """Return the one row of a statement."""
    return ask(question, statement, **values)[0]


def days(question: Question) -> dict:
    """Return the days of the period where the jurisdiction is: from `first` to before `last`."""
    zone = ZoneInfo(question.zone)
    return {"first": question.since.astimezone(zone).date(), "last": question.until.astimezone(zone).date()}


def pack_of(question: Question) -> Pack:
    """Return the pack of the scope's jurisdiction: its limits are those by which the whole report judges."""
    organisation = question.scope.organisation
    return packs.for_jurisdiction(organisation.country, organisation.state)


def labels_of(choices) -> dict[str, str]:
    """Return the values of a closed list with their names in the reader's language."""
    return {value: str(label) for value, label in choices.choices}


def counted(labels: dict[str, str], rows) -> dict[str, int]:
    """Return the counts of (value, number) rows for every label, in their order; those of no row are zero."""
    found = dict(rows)
    return {value: found.get(value, 0) for value in labels}
