"""School and other learning."""

from django.utils.translation import gettext as _

from reports.indicators.base import AGE, row
from reports.question import Question
from reports.results import Result, Share

# A child served with several cases counts by the one that was opened first.
ENROLLED = (
    """
WITH {served}, firsts AS (SELECT DISTINCT ON (person) * FROM served ORDER BY person, opened_at, case_id),
stayed AS (
    SELECT f.*, (f.opened_at AT TIME ZONE %(zone)s)::date + 15 AS day_15 FROM firsts f
    WHERE LEAST(COALESCE(f.closed_at, %(until)s), %(until)s) >= f.opened_at + interval '15 days'),
aged AS (SELECT s.*, """
    + AGE.replace("{day}", "s.day_15")
    + """ AS years FROM stayed s JOIN cases_child k ON k.id = s.person)
SELECT count(*) FILTER (WHERE years BETWEEN 6 AND 17), count(*) FILTER (WHERE years IS NULL),
    count(*) FILTER (WHERE years BETWEEN 6 AND 17 AND EXISTS (
        SELECT FROM cases_service v WHERE v.case_id = aged.case_id AND v.type IN ('formal_education', 'non_formal_education')
            AND v.started_on <= day_15))
FROM aged
"""
)


def enrolled(question: Question) -> list[Result]:
    """I-29: of the children served for fifteen days or more who are 6 to 17 years old, those who had begun to learn by then."""
    base, unknown, part = row(question, ENROLLED)
    return [Share("enrolled", _("Children in school or learning by day 15"), part, base, unknown)]
