"""What goes wrong in care, and what children complain of."""

from django.utils.translation import gettext as _

from reports.indicators.base import row
from reports.question import UNITS, Question
from reports.results import Amount, Count, Counted, Result, Share

INCIDENTS = """
WITH {stays} SELECT count(*), count(DISTINCT {person}), (SELECT COALESCE(sum(nights), 0) FROM stays)::int
FROM cases_significantevent x {joined}
WHERE x.kind = 'incident' AND x.happened_at >= %(since)s AND x.happened_at < %(until)s AND {mine}
"""
# A complaint without a case, because nobody said who it was, belongs to the authority of the place.
COMPLAINTS = """
SELECT count(*) FILTER (WHERE v.received_at >= %(since)s AND v.received_at < %(until)s),
    count(*) FILTER (WHERE v.due_at >= %(since)s AND v.due_at < %(until)s),
    count(*) FILTER (WHERE v.due_at >= %(since)s AND v.due_at < %(until)s AND v.answered_at <= v.due_at)
FROM liberty_voiceentry v LEFT JOIN cases_case c ON c.id = v.case_id
WHERE v.kind = 'complaint' AND (v.received_at >= %(since)s OR v.due_at >= %(since)s) AND (
    c.id IS NOT NULL AND {mine} OR c.id IS NULL AND {apart})
"""


def incidents(question: Question) -> list[Result]:
    """I-37: incidents and complaints, in all and for 1,000 nights of care; and the complaints answered in time."""
    number, children, nights = row(question, INCIDENTS)
    statement = COMPLAINTS.replace("{apart}", "FALSE" if question.scope.own_cases_of else f"v.unit_id {UNITS}")
    complaints, due, in_time = row(question, statement)
    per_night = 1000 / nights if nights else None
    return [
        Count("incidents", _("Incidents"), number, Counted.RECORDS),
        Amount("incident_rate", _("Incidents for 1,000 nights of care"), _rate(number, per_night), _("per 1,000 nights"), children, 2),
        Count("complaints", _("Complaints"), complaints, Counted.RECORDS),
        Amount(
            "complaint_rate", _("Complaints for 1,000 nights of care"), _rate(complaints, per_night), _("per 1,000 nights"), complaints, 2
        ),
        Share("answered", _("Complaints answered in time"), in_time, due, of=Counted.RECORDS),
    ]


def _rate(number: int, per_night: float | None) -> float | None:
    return None if per_night is None else number * per_night
