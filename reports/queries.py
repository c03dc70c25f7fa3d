"""Counts of children, made by the database: one query a measure, each child once."""

from collections import Counter
from dataclasses import dataclass

from accounts.models import Organisation, User
from accounts.roles import PROTECTION_AUTHORITIES, OrgType, Role
from reports.question import UNITS, Question

WITHOUT_CASES = frozenset({OrgType.SIPINNA_SECRETARIAT, OrgType.HUMAN_RIGHTS_BODY})


@dataclass(frozen=True)
class Group:
    """What a child is counted under; the age is the completed years on the day of the event."""

    nationality: str
    sex: str
    accompaniment: str
    age: int | None


# The events of the period that count, one row each: a child, the instant, how it travelled.
NOTIFIED = """
SELECT COALESCE(child.merged_into_id, child.id) AS child_id, n.received_at AS at, n.accompaniment, n.id AS event_id
FROM cases_notification n JOIN cases_child child ON child.id = n.child_id
WHERE n.received_at >= %(since)s AND n.received_at < %(until)s AND n.triage_result <> 'duplicate' AND {scope}
"""
ATTENDED = """
SELECT COALESCE(child.merged_into_id, child.id) AS child_id, c.opened_at AS at, c.accompaniment, c.id AS event_id
FROM cases_case c JOIN cases_child child ON child.id = c.child_id
WHERE c.opened_at >= %(since)s AND c.opened_at < %(until)s AND c.status <> 'merged'
  AND c.closure_reason NOT IN ('opened_in_error', 'duplicate_merged') AND {scope}
"""
EVENTS = {"notified": NOTIFIED, "attended": ATTENDED}

# A child with several events in the period counts once, as it was at the first of them.
COUNT = """
WITH events AS ({events}),
firsts AS (SELECT DISTINCT ON (child_id) child_id, accompaniment, (at AT TIME ZONE %(zone)s)::date AS day
           FROM events ORDER BY child_id, at, event_id),
people AS (
    SELECT c.nationality, c.sex, f.accompaniment,
           CASE WHEN c.birth_date IS NOT NULL AND c.birth_precision IN ('exact', 'year_month', 'year')
                THEN EXTRACT(YEAR FROM age(f.day, c.birth_date))::int
                WHEN c.declared_age IS NOT NULL
                THEN c.declared_age + COALESCE(EXTRACT(YEAR FROM age(f.day, c.declared_on))::int, 0) END AS years
    FROM firsts f JOIN cases_child c ON c.id = f.child_id)
SELECT nationality, sex, accompaniment, years, count(*) FROM people GROUP BY 1, 2, 3, 4
"""


def children(question: Question, *, measure: str) -> Counter[Group]:
    """Return how many children were notified, or began to be attended, in the period."""
    events = EVENTS[measure].format(scope=notified_in(question) if measure == "notified" else question.of_cases())
    return Counter({Group(*row[:4]): row[4] for row in question.ask(COUNT.format(events=events))})


def notified_in(question: Question) -> str:
    """Return the condition that a notification, `n`, is of the scope: before there is a case, it is of the unit that received it."""
    of_cases = "n.child_id IN (SELECT c.child_id FROM cases_case c WHERE {})"
    if question.scope.own_cases_of:
        return of_cases.format(question.of_cases())
    care = question.of_care()
    return f"n.receiving_unit_id {UNITS}" + (f" AND {of_cases.format('true' + care)}" if care else "")


def readable_root(user: User) -> Organisation:
    """Return the organisation at and below which `user` may count.

    A policy secretariat or a human-rights body has no cases of its own: it reads the protection authority of its own state, beside it
    in the tree; one of no state, all that its place in the tree holds.
    """
    own = user.organisation
    if own.org_type not in WITHOUT_CASES or own.parent is None:
        return own
    if not own.state:
        return own.parent
    beside = Organisation.objects.filter(parent=own.parent, state=own.state, org_type__in=PROTECTION_AUTHORITIES)
    return beside.order_by("path").first() or own


def counts_own_cases_only(user: User) -> bool:
    """Tell whether `user` counts only the cases that are theirs."""
    return user.role == Role.CASEWORKER
