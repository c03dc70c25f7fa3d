"""How the children are: what changed between the first and the last measure."""

from django.utils.translation import gettext as _

from protocols.words import said
from reports.indicators.base import ask, pack_of, row
from reports.question import Question
from reports.results import Amount, Distribution, Result, Share

# The first measure of each child served and the last one, of this period, two weeks apart or more.
PAIRS = """
measures AS (
    SELECT {person} AS person, x.measured_on, x.created_at, x.id, x.scores FROM cases_wellbeingmeasure x {joined}
    WHERE x.measured_on < %(last)s AND {mine} AND {person} IN (SELECT person FROM served)),
firsts AS (SELECT DISTINCT ON (person) * FROM measures ORDER BY person, measured_on, created_at, id),
lasts AS (SELECT DISTINCT ON (person) * FROM measures ORDER BY person, measured_on DESC, created_at DESC, id DESC),
pairs AS (
    SELECT person, f.scores AS before, l.scores AS after FROM firsts f JOIN lasts l USING (person)
    WHERE l.measured_on >= %(first)s AND l.measured_on - f.measured_on >= 14),
changes AS (
    SELECT person, key AS domain, value::int - (before ->> key)::int AS change
    FROM pairs, jsonb_each_text(after) WHERE before ? key)"""
BY_DOMAIN = f"WITH {{served}}, {PAIRS} SELECT domain, avg(change)::float, count(*) FROM changes GROUP BY 1"
BY_CHILD = f"""
WITH {{served}}, {PAIRS}, means AS (SELECT person, avg(change) AS change FROM changes GROUP BY 1)
SELECT (SELECT count(DISTINCT person) FROM served), (SELECT count(*) FROM pairs),
    count(*) FILTER (WHERE change >= 1), count(*) FILTER (WHERE change <= -1), count(*), avg(change)::float FROM means
"""


def change(question: Question) -> list[Result]:
    """I-22: the mean change of each area; how many children are better, the same or worse; and of how many it is known."""
    found = {domain: (mean, number) for domain, mean, number in ask(question, BY_DOMAIN)}
    served, measured, better, worse, compared, mean = row(question, BY_CHILD)
    labels = {"better": _("Better by a point or more"), "same": _("The same"), "worse": _("Worse by a point or more")}
    counts = {"better": better, "same": compared - better - worse, "worse": worse}
    unit = _("points")
    domains = {domain.code: said(domain.label) for domain in pack_of(question).instruments["wellbeing"].domains}
    return [
        Amount("mean", _("Mean change of wellbeing"), mean, unit, compared, 2),
        *(
            Amount(f"domain_{code}", label, value, unit, number, 2)
            for code, label in domains.items()
            for value, number in [found.get(code, (None, 0))]
        ),
        Distribution("direction", _("Children, by the mean change of all areas"), counts, labels),
        Share("coverage", _("Children measured twice, two weeks apart or more"), measured, served),
    ]
