"""Children deprived of liberty: how many, how long, how soon let go; and what is asked of children who are free."""

from django.utils.translation import gettext as _

from liberty.choices import PlaceOfDeprivation
from liberty.services.restrictions import ATTEMPT
from reports.indicators.base import ask, counted, labels_of, row
from reports.question import Question
from reports.results import Amount, Count, Counted, Distribution, Result, Share, Spread

# The events that count and touch the period: what was entered by mistake was withdrawn.
TOUCHING = "x.withdrawn_at IS NULL AND x.started_at < %(until)s AND (x.ended_at IS NULL OR x.ended_at > %(since)s)"

AFFECTED = f"""
WITH {{served}}, held AS (SELECT {{person}} AS person FROM liberty_deprivationevent x {{joined}} WHERE {TOUCHING} AND {{mine}})
SELECT count(DISTINCT person), count(DISTINCT person) FILTER (WHERE person IN (SELECT person FROM held)) FROM served
"""
PLACES = f"SELECT x.facility_type, count(*) FROM liberty_deprivationevent x {{joined}} WHERE {TOUCHING} AND {{mine}} GROUP BY 1"


def affected(question: Question) -> list[Result]:
    """I-09: of the children served, those deprived of liberty at any time of the period; and where."""
    base, part = row(question, AFFECTED)
    labels = labels_of(PlaceOfDeprivation)
    places = counted(labels, ask(question, PLACES))
    return [
        Share("affected", _("Children deprived of liberty"), part, base),
        Distribution("places", _("Deprivations of liberty, by kind of place"), places, labels, Counted.RECORDS),
    ]


HOURS = f"""
WITH held AS (
    SELECT {{person}} AS person, range_agg(tstzrange(
        GREATEST(x.started_at, %(since)s), LEAST(COALESCE(x.ended_at, %(until)s), %(until)s))) AS periods
    FROM liberty_deprivationevent x {{joined}} WHERE {TOUCHING} AND {{mine}} GROUP BY 1),
hours AS (
    SELECT person, (SELECT COALESCE(sum(EXTRACT(EPOCH FROM upper(one) - lower(one))), 0) / 3600 FROM unnest(periods) one) AS hours
    FROM held)
SELECT count(*), COALESCE(sum(hours), 0)::float,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY hours), percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) FROM hours
"""


def hours(question: Question) -> list[Result]:
    """I-10: the hours within the period, events that overlap counted once; what goes on counts to the period's end."""
    number, total, median, p90 = row(question, HOURS)
    return [
        Amount("hours", _("Hours of deprivation of liberty"), total, "h", number),
        Spread("per_child", _("Hours for each child affected"), number, median, p90, "h", Counted.CHILDREN),
    ]


RELEASED = """
SELECT count(*), count(*) FILTER (WHERE x.ended_at - x.started_at <= interval '4 hours'),
    count(*) FILTER (WHERE x.ended_at - x.started_at <= interval '24 hours')
FROM liberty_deprivationevent x {joined}
WHERE x.withdrawn_at IS NULL AND x.ended_at >= %(since)s AND x.ended_at < %(until)s AND {mine}
"""


def released(question: Question) -> list[Result]:
    """I-11: of the events that ended in the period, those that had lasted four hours, and a day, at most."""
    base, within_4, within_24 = row(question, RELEASED)
    return [
        Share("within_4", _("Let go within 4 hours"), within_4, base, of=Counted.RECORDS, within="within_24"),
        Share("within_24", _("Let go within 24 hours"), within_24, base, of=Counted.RECORDS),
    ]


# One that was only asked for, or was declined, never stood; one of which the child was not informed has no effect.
RESTRICTIONS = """
SELECT count(*) FILTER (WHERE x.review_date >= %(last)s), count(*) FILTER (WHERE x.review_date < %(last)s)
FROM liberty_restriction x {joined}
WHERE x.state <> 'proposed' AND x.end_cause <> 'declined' AND x.starts_on < %(last)s AND x.informed_on < %(last)s
    AND (x.ended_on IS NULL OR x.ended_on >= %(last)s) AND {mine}
"""
APPEALED = """
SELECT count(*) FROM liberty_restrictionappeal a JOIN liberty_restriction x ON x.id = a.restriction_id {joined}
WHERE a.filed_on >= %(first)s AND a.filed_on < %(last)s AND {mine}
"""
LIFTED = """
SELECT count(*) FROM liberty_restrictionreview r JOIN liberty_restriction x ON x.id = r.restriction_id {joined}
WHERE r.outcome = 'lift' AND r.held_on >= %(first)s AND r.held_on < %(last)s AND {mine}
"""
BLOCKED = """
WITH attempts AS MATERIALIZED (
    SELECT target_id FROM audit_event
    WHERE kind = 'refused' AND action = %(attempt)s AND target_type = 'cases.case' AND at >= %(since)s AND at < %(until)s)
SELECT count(*) FROM attempts JOIN cases_case c ON c.id = attempts.target_id::uuid WHERE {mine}
"""


def restrictions(question: Question) -> list[Result]:
    """I-30: the restrictions that stand when the period ends, those overdue; appeals, liftings and refused attempts of the period."""
    in_effect, overdue = row(question, RESTRICTIONS)
    [appealed] = row(question, APPEALED)
    [lifted] = row(question, LIFTED)
    [blocked] = row(question, BLOCKED, attempt=ATTEMPT)
    return [
        Count("in_effect", _("Restrictions in effect"), in_effect, Counted.RECORDS),
        Count("overdue", _("Restrictions without effect, their review overdue"), overdue, Counted.RECORDS),
        Count("appealed", _("Appeals against a restriction"), appealed, Counted.RECORDS),
        Count("lifted", _("Restrictions lifted in a review"), lifted, Counted.RECORDS),
        Count("blocked", _("Attempts at something forbidden, refused"), blocked, Counted.RECORDS),
    ]
