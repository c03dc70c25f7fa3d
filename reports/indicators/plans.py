"""Plans to restore rights: whether they are made, and whether what they promise is done in time."""

from datetime import timedelta

from django.utils.translation import gettext as _

from cases.choices import Risk
from protocols.choices import DeadlineKey
from reports.indicators.base import pack_of, row
from reports.question import Question
from reports.results import Count, Counted, Result, Share

ISSUED = """
SELECT count(*) FROM cases_plan x {joined}
WHERE x.state IN ('approved', 'superseded') AND x.reviewed_at >= %(since)s AND x.reviewed_at < %(until)s AND {mine}
    AND NOT EXISTS (SELECT FROM cases_plan e WHERE e.case_id = x.case_id AND e.state IN ('approved', 'superseded')
        AND (e.reviewed_at, e.id) < (x.reviewed_at, x.id))
"""
# Whoever was attended so long that the plan is due; a risk that was not assessed counts as high.
COVERED = """
WITH {new}, due AS (
    SELECT case_id FROM new
    WHERE opened_at + CASE risk_level WHEN 'medium' THEN %(medium)s WHEN 'low' THEN %(low)s ELSE %(high)s END <= %(until)s)
SELECT count(*), count(*) FILTER (WHERE EXISTS (
    SELECT FROM cases_plan p WHERE p.case_id = due.case_id AND p.state IN ('approved', 'superseded') AND p.reviewed_at < %(until)s))
FROM due
"""
ACTIONS = """
SELECT count(*), count(*) FILTER (WHERE EXISTS (
    SELECT FROM cases_actionprogress g WHERE g.action_id = a.id AND g.status = 'done' AND (g.at AT TIME ZONE %(zone)s)::date <= a.due_on))
FROM cases_planaction a JOIN cases_planline l ON l.id = a.line_id JOIN cases_plan x ON x.id = l.plan_id {joined}
WHERE a.due_on >= %(first)s AND a.due_on < %(last)s AND x.state = 'approved' AND {mine}
"""


def issued(question: Question) -> list[Result]:
    """I-04: the first plans approved in the period; and of the children newly attended whose plan is due, those who have one."""
    [plans] = row(question, ISSUED)
    pack = pack_of(question)
    limits = {risk.value: time_to_plan(pack, risk) for risk in Risk}
    base, part = row(question, COVERED, **limits)
    return [
        Count("issued", _("First plans approved"), plans, Counted.RECORDS),
        Share("covered", _("Children newly attended who have a plan, of those for whom it is due"), part, base),
    ]


def time_to_plan(pack, risk: str) -> timedelta:
    """Return how long the pack gives, at that risk, from the opening to an approved plan."""
    limits = (pack.limit(key, risk) for key in (DeadlineKey.EVALUATION, DeadlineKey.PLAN))
    return sum((timedelta(hours=one.amount) if one.unit == "h" else timedelta(days=one.amount) for one in limits if one), timedelta())


def actions(question: Question) -> list[Result]:
    """I-21: of the measures of the plans in force that fell due in the period, those done by then."""
    base, part = row(question, ACTIONS)
    return [Share("done", _("Measures of plans done in time"), part, base, of=Counted.RECORDS)]
