"""What became of the children: how their cases ended, and whether they are safe where they went."""

from django.utils.translation import gettext as _

from cases.choices import ClosureReason, DurableSolution
from cases.closing import EARLY_DAYS
from reports.indicators.base import ask, labels_of, row
from reports.question import Question
from reports.results import Distribution, Result, Share
from reports.rules import UNKNOWN

MISTAKES = (ClosureReason.OPENED_IN_ERROR, ClosureReason.DUPLICATE_MERGED)
CLOSURES = "WITH {closed} SELECT closure_reason, durable_solution, count(*) FROM closed GROUP BY 1, 2"


def closures(question: Question) -> list[Result]:
    """I-23: the children whose case was closed, by the reason and by the durable solution."""
    rows = ask(question, CLOSURES)
    reasons = {value: label for value, label in labels_of(ClosureReason).items() if value not in MISTAKES}
    solutions = labels_of(DurableSolution) | {UNKNOWN: _("Not known")}
    by_reason, by_solution = dict.fromkeys(reasons, 0), dict.fromkeys(solutions, 0)
    for reason, solution, number in rows:
        by_reason[reason] += number
        by_solution[solution or UNKNOWN] += number
    return [
        Distribution("reason", _("Children, by the reason for closing"), by_reason, reasons),
        Distribution("solution", _("Children, by durable solution"), by_solution, solutions),
    ]


# The day of the reunification: of the hand-over; else as the closure has it; else that of the closing.
REUNIFIED = """
WITH reunified AS (
    SELECT {person} AS person, c.id AS case_id, COALESCE(
        (SELECT min((r.released_at AT TIME ZONE %(zone)s)::date) FROM cases_release r WHERE r.case_id = c.id),
        (SELECT p.handed_over_on FROM cases_closureproposal p WHERE p.case_id = c.id AND p.state = 'approved'),
        (c.closed_at AT TIME ZONE %(zone)s)::date) AS day
    FROM cases_case c JOIN cases_child child ON child.id = c.child_id
    WHERE {mine} AND (c.closed_at IS NULL OR c.closed_at >= %(since)s - interval '91 days') AND (
        c.durable_solution IN ('reunified_in_country', 'reunified_other_state', 'reunified_third_country')
        OR EXISTS (SELECT FROM cases_release r WHERE r.case_id = c.id))),
due AS (
    SELECT DISTINCT ON (person) * FROM reunified WHERE day + 90 >= %(first)s AND day + 90 < %(last)s ORDER BY person, day DESC, case_id)
SELECT count(*), count(risk_level), count(*) FILTER (WHERE risk_level <> 'high') FROM due LEFT JOIN LATERAL (
    SELECT v.risk_level FROM cases_followupvisit v
    WHERE v.case_id = due.case_id AND v.kind = 'after_reunification' AND v.seen_child AND v.held_at < %(until)s
        AND (v.held_at AT TIME ZONE %(zone)s)::date >= due.day + 90 - %(early)s
    ORDER BY v.held_at DESC, v.id LIMIT 1) visit ON TRUE
"""


def sustained(question: Question) -> list[Result]:
    """I-24: of the children whose ninetieth day with the family fell in the period, those seen then, and found without high risk."""
    due, seen, safe = row(question, REUNIFIED, early=EARLY_DAYS)
    return [
        Share("seen", _("Children seen ninety days after the reunification"), seen, due),
        Share("safe", _("Children seen then and not at high risk"), safe, due),
    ]
