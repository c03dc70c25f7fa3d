"""How long children wait: to be notified, to be placed, for each step of the case."""

from datetime import date, timedelta
from functools import cache

from django.utils.translation import gettext as _

from cases.choices import Step
from protocols import packs
from protocols.choices import DeadlineKey
from reports.indicators.base import ask, days, labels_of, pack_of, row
from reports.question import Question
from reports.results import Counted, Result, Share, Spread

NOTIFIED = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY hours), percentile_cont(0.9) WITHIN GROUP (ORDER BY hours)
FROM (SELECT EXTRACT(EPOCH FROM n.received_at - n.located_at) / 3600 AS hours
    FROM cases_case c JOIN cases_notification n ON n.id = c.notification_id
    WHERE c.notified_at >= %(since)s AND c.notified_at < %(until)s AND {mine}) found
"""
# A child who lived somewhere already when the case was notified did not wait.
PLACED = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY hours), percentile_cont(0.9) WITHIN GROUP (ORDER BY hours),
    count(*) FILTER (WHERE hours <= 24)
FROM (SELECT GREATEST(EXTRACT(EPOCH FROM x.starts_at - c.notified_at) / 3600, 0) AS hours
    FROM placements_placement x {joined}
    WHERE x.state IN ('active', 'absent', 'ended') AND x.starts_at >= %(since)s AND x.starts_at < %(until)s AND {mine}
        AND NOT EXISTS (SELECT FROM placements_placement e WHERE e.case_id = x.case_id AND e.state IN ('active', 'absent', 'ended')
            AND (e.starts_at, e.id) < (x.starts_at, x.id))) found
"""
# A deadline is met by the record that closed it; one whose ground fell away was dropped.
ON_TIME = """
SELECT x.kind, count(*), count(*) FILTER (WHERE x.closed_at <= x.due_at)
FROM cases_task x {joined}
WHERE x.source = 'deadline' AND x.outcome <> 'dropped' AND x.kind = ANY(%(keys)s) AND x.due_at >= %(since)s AND x.due_at < %(until)s
    AND {mine}
GROUP BY 1
"""


def on_time(question: Question, *keys: DeadlineKey) -> list[Result]:
    """Return for each deadline how many of those that fell due in the period were met in time."""
    found = {kind: (base, part) for kind, base, part in ask(question, ON_TIME, keys=list(keys))}
    return [
        Share(f"on_time_{key.value}", _("In time: %(what)s") % {"what": key.label}, part, base, of=Counted.RECORDS)
        for key in keys
        for base, part in [found.get(key.value, (0, 0))]
    ]


def first_hours(question: Question) -> list[Result]:
    """I-12: from where the child was found to the notification, and from there to a place to live."""
    notified, median, p90 = row(question, NOTIFIED)
    placed, median_placed, p90_placed, within_24 = row(question, PLACED)
    return [
        Spread("located_notified", _("Hours from being found to the notification"), notified, median, p90, "h"),
        *on_time(question, DeadlineKey.NOTIFY_PROTECTION_AUTHORITY),
        Spread("notified_placed", _("Hours from the notification to a place to live"), placed, median_placed, p90_placed, "h"),
        Share("placed_24", _("Placed within 24 hours"), within_24, placed, of=Counted.RECORDS),
    ]


STEPS = [step for step in Step if step != Step.INTAKE]
LIMITS = (
    DeadlineKey.RAPID_ASSESSMENT,
    DeadlineKey.DESIGNATION,
    DeadlineKey.EVALUATION,
    DeadlineKey.PLAN,
    DeadlineKey.FIRST_VISIT,
    DeadlineKey.PLAN_REVIEW,
)
# The first time that a case reached each step; width_bucket counts the business days up to a day.
REACHED = """
SELECT entered, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY hours), percentile_cont(0.9) WITHIN GROUP (ORDER BY hours),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY business), percentile_cont(0.9) WITHIN GROUP (ORDER BY business)
FROM (
    SELECT x.entered, EXTRACT(EPOCH FROM x.at - c.notified_at) / 3600 AS hours,
        width_bucket((x.at AT TIME ZONE %(zone)s)::date, %(calendar)s::date[])
            - width_bucket((c.notified_at AT TIME ZONE %(zone)s)::date, %(calendar)s::date[]) AS business
    FROM cases_stephistory x {joined}
    WHERE x.entered = ANY(%(steps)s) AND x.at >= %(since)s AND x.at < %(until)s AND {mine}
        AND NOT EXISTS (SELECT FROM cases_stephistory e WHERE e.case_id = x.case_id AND e.entered = x.entered
            AND (e.at, e.id) < (x.at, x.id))
) found GROUP BY 1
"""
LONGEST = 10  # years that a case may last before its business days are no longer counted in full


def steps(question: Question) -> list[Result]:
    """I-13: from the notification to the first entry into each step, in hours and in business days; and the deadlines met."""
    last = days(question)["last"]
    calendar = business_days(pack_of(question).key, date(last.year - LONGEST, 1, 1), last)
    found = {entered: rest for entered, *rest in ask(question, REACHED, steps=STEPS, calendar=calendar)}
    labels, results = labels_of(Step), []
    for step in STEPS:
        number, hours, hours_90, business, business_90 = found.get(step.value, (0, None, None, None, None))
        label = {"step": labels[step]}
        results += [
            Spread(f"hours_{step.value}", _("Hours from the notification to: %(step)s") % label, number, hours, hours_90, "h"),
            Spread(f"days_{step.value}", _("Business days from the notification to: %(step)s") % label, number, business, business_90, "d"),
        ]
    return [*results, *on_time(question, *LIMITS)]


@cache
def business_days(pack: str, since: date, until: date) -> list[date]:
    """Return the days on which authorities work, by the calendar of the pack, in their order."""
    off = packs.load(pack).days_off
    every = (since + timedelta(days=number) for number in range((until - since).days + 1))
    return [day for day in every if off.is_business_day(day)]
