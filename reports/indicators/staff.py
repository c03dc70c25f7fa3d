"""How many cases each caseworker has."""

from django.utils.translation import gettext as _

from cases.rules import MOST_CASES
from reports.indicators.base import row
from reports.question import Question
from reports.results import Amount, Counted, Result, Share, Spread

CASELOADS = """
WITH {open}, loads AS (
    SELECT d.person_id, count(*) AS cases FROM cases_designation d JOIN open ON open.case_id = d.case_id
    WHERE d.designated_at < %(until)s AND (d.ended_at IS NULL OR d.ended_at >= %(until)s) GROUP BY 1)
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY cases), percentile_cont(0.9) WITHIN GROUP (ORDER BY cases), max(cases),
    count(*) FILTER (WHERE cases > %(most)s), COALESCE(sum(cases), 0)::int FROM loads
"""


def caseload(question: Question) -> list[Result]:
    """I-33: the open cases of each person responsible when the period ends."""
    people, median, p90, most, over, cases = row(question, CASELOADS, most=MOST_CASES)
    return [
        Spread("caseload", _("Open cases for each caseworker"), people, median, p90, _("cases"), Counted.STAFF),
        Amount("most", _("Most cases of one caseworker"), most, _("cases"), cases, 0),
        Share("over", _("Caseworkers with more than %(limit)s cases") % {"limit": MOST_CASES}, over, people, of=Counted.STAFF),
    ]
