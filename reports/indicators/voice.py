"""Whether the child was heard, in a language of their own, and takes part in what is decided."""

from django.utils.translation import gettext as _

from reports.indicators.base import row
from reports.question import Question
from reports.results import Counted, Result, Share

HEARD = """
SELECT count(*), count(*) FILTER (WHERE heard) FROM (
    SELECT x.child_views <> '' AND EXISTS (
        SELECT FROM cases_interview i WHERE i.case_id = x.case_id AND i.kind = 'evaluation_interview' AND i.held_at <= x.reviewed_at
            AND (i.resumed OR NOT i.stopped_for_distress)) AS heard
    FROM cases_evaluation x {joined}
    WHERE x.state IN ('approved', 'superseded') AND x.reviewed_at >= %(since)s AND x.reviewed_at < %(until)s AND {mine}) found
"""
INTERPRETED = """
SELECT count(*), count(*) FILTER (WHERE x.interpreter_kind IN ('independent', 'not_needed'))
FROM cases_interview x {joined} JOIN cases_child k ON k.id = {person}
WHERE k.needs_interpreter AND x.held_at >= %(since)s AND x.held_at < %(until)s AND {mine}
"""


def evaluations(question: Question) -> list[Result]:
    """I-14: of the evaluations approved, those that stand on a valid interview and hold the child's views, not a reason for none."""
    base, part = row(question, HEARD)
    return [Share("heard", _("Evaluations with a valid interview and the child's views"), part, base, of=Counted.RECORDS)]


def interpreters(question: Question) -> list[Result]:
    """I-15: of the interviews with children who need an interpreter, those with an independent one or in the child's language."""
    base, part = row(question, INTERPRETED)
    return [Share("interpreted", _("Interviews in the child's language or with an interpreter"), part, base, of=Counted.RECORDS)]


UNDERSTANDS = "information_say"  # the domain of the instrument: I know what happens and am listened to
# The last answer that each child gave in the period.
UNDERSTOOD = """
WITH {served}, answers AS (
    SELECT DISTINCT ON (person) {person} AS person, (x.scores ->> %(domain)s)::int AS score
    FROM cases_wellbeingmeasure x {joined}
    WHERE x.respondent = 'child' AND x.scores ? %(domain)s AND x.measured_on >= %(first)s AND x.measured_on < %(last)s AND {mine}
    ORDER BY person, x.measured_on DESC, x.created_at DESC, x.id)
SELECT (SELECT count(DISTINCT person) FROM served), count(*), count(*) FILTER (WHERE score >= 4)
FROM answers WHERE person IN (SELECT person FROM served)
"""
TOOK_PART = """
SELECT count(*), count(*) FILTER (WHERE x.child_participated) FROM cases_plan x {joined}
WHERE x.state IN ('approved', 'superseded') AND x.reviewed_at >= %(since)s AND x.reviewed_at < %(until)s AND {mine}
"""
ATTENDED = """
SELECT count(*), count(*) FILTER (WHERE s.move <> 'not_attended')
FROM referrals_referralstep s JOIN referrals_referral x ON x.id = s.referral_id {joined}
WHERE s.move IN ('complete', 'complete_in_part', 'not_attended') AND s.at >= %(since)s AND s.at < %(until)s AND {mine}
"""


def engagement(question: Question) -> list[Result]:
    """I-32: who understands what happens, who took part in the plan, who attended the services to which the child was referred."""
    served, answered, understand = row(question, UNDERSTOOD, domain=UNDERSTANDS)
    plans, took_part = row(question, TOOK_PART)
    ended, attended = row(question, ATTENDED)
    return [
        Share(
            "understands", _("Children who know what happens and feel listened to (4 or 5 of 5)"), understand, answered, served - answered
        ),
        Share("took_part", _("Plans in whose making the child took part"), took_part, plans, of=Counted.RECORDS),
        Share("attended", _("Services of referrals that the child attended"), attended, ended, of=Counted.RECORDS),
    ]
