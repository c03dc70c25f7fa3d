"""Best-interests determinations: asked for, decided, carried out, and whether they follow what the child wishes."""

from django.utils.translation import gettext as _

from reports.indicators.base import row
from reports.question import Question
from reports.results import Count, Counted, Result, Share, Spread

REQUESTED = """
SELECT count(*) FROM determinations_determination x {joined}
WHERE x.requested_at >= %(since)s AND x.requested_at < %(until)s AND {mine}
"""
# The first decision of each determination; a later one answers an appeal or new facts.
DECIDED = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY days), percentile_cont(0.9) WITHIN GROUP (ORDER BY days)
FROM (SELECT EXTRACT(EPOCH FROM min(d.decided_at) - x.requested_at) / 86400 AS days, min(d.decided_at) AS decided_at
    FROM determinations_decision d JOIN determinations_dossier o ON o.id = d.dossier_id
    JOIN determinations_determination x ON x.id = o.determination_id {joined} WHERE {mine} GROUP BY x.id, x.requested_at) found
WHERE decided_at >= %(since)s AND decided_at < %(until)s
"""
DEFERRED = """
SELECT count(*) FROM determinations_session s JOIN determinations_determination x ON x.id = s.determination_id {joined}
WHERE s.outcome = 'deferred' AND s.closed_at >= %(since)s AND s.closed_at < %(until)s AND {mine}
"""
CARRIED_OUT = """
SELECT count(*), count(*) FILTER (WHERE (x.executed_at AT TIME ZONE %(zone)s)::date <= d.implement_by)
FROM determinations_determination x JOIN determinations_decision d ON d.id = x.standing_id {joined}
WHERE d.implement_by >= %(first)s AND d.implement_by < %(last)s AND {mine}
"""
WISHES = """
SELECT count(*) FILTER (WHERE answer IN ('yes', 'no')), count(*) FILTER (WHERE answer IS NULL OR answer = 'unclear'),
    count(*) FILTER (WHERE answer = 'yes')
FROM (SELECT (SELECT e.child_agrees FROM cases_explanation e WHERE e.decision = 'determination' AND e.document = d.id AND e.case_id = c.id
        ORDER BY e.told_on DESC, e.created_at DESC, e.id LIMIT 1) AS answer
    FROM determinations_determination x JOIN determinations_decision d ON d.id = x.standing_id {joined}
    WHERE d.decided_at >= %(since)s AND d.decided_at < %(until)s AND {mine}) found
"""


def determinations(question: Question) -> list[Result]:
    """I-31: requested, decided and after how many days, deferred; decisions carried out in time; what the child says of them."""
    [requested] = row(question, REQUESTED)
    decided, median, p90 = row(question, DECIDED)
    [deferred] = row(question, DEFERRED)
    due, in_time = row(question, CARRIED_OUT)
    told, unknown, agrees = row(question, WISHES)
    return [
        Count("requested", _("Determinations requested"), requested, Counted.RECORDS),
        Count("decided", _("Determinations decided"), decided, Counted.RECORDS),
        Spread("days", _("Days from the request to the decision"), decided, median, p90, "d"),
        Count("deferred", _("Sessions that asked for more information"), deferred, Counted.RECORDS),
        Share("in_time", _("Decisions carried out in time"), in_time, due, of=Counted.RECORDS),
        Share("wishes", _("Decisions with which the child agrees"), agrees, told, unknown, Counted.RECORDS),
    ]
