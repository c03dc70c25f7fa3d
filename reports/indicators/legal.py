"""Protection by law: asylum, a regular stay, a representative, resolutions that agree with the plan."""

from django.utils.translation import gettext as _

from reports.indicators.base import row
from reports.question import Question
from reports.results import Counted, Result, Share

# Children newly attended who are not of the country of the authority, and those of whom it is not known.
FOREIGN = """
foreign_children AS (
    SELECT n.*, k.nationality = '' AS is_unknown FROM new n JOIN cases_child k ON k.id = n.person
    JOIN accounts_organisation o ON o.id = n.unit_id
    WHERE k.nationality <> o.country AND NOT o.country = ANY(k.other_nationalities))"""
SCREENED = f"""
WITH {{new}}, {FOREIGN}, seen AS (
    SELECT f.person, f.is_unknown,
        EXISTS (SELECT FROM cases_evaluation e WHERE e.case_id = f.case_id AND e.state IN ('approved', 'superseded')
            AND e.international_protection <> '') AS screened,
        EXISTS (SELECT FROM cases_evaluation e WHERE e.case_id = f.case_id AND e.state IN ('approved', 'superseded')
            AND e.international_protection = 'yes') AS indicated,
        EXISTS (SELECT FROM cases_migrationprocedure p WHERE p.case_id = f.case_id AND p.kind = 'asylum') AS applied
    FROM foreign_children f)
SELECT count(*) FILTER (WHERE NOT is_unknown), count(*) FILTER (WHERE is_unknown),
    count(*) FILTER (WHERE screened AND NOT is_unknown), count(*) FILTER (WHERE indicated AND NOT is_unknown),
    count(*) FILTER (WHERE applied AND NOT is_unknown) FROM seen
"""
DECIDED = """
SELECT count(*), count(*) FILTER (WHERE COALESCE(NULLIF(x.appeal_resolution, ''), x.resolution) IN ('granted', 'complementary'))
FROM cases_migrationprocedure x {joined}
WHERE x.kind = 'asylum' AND x.state IN ('decided', 'appealed', 'final')
    AND COALESCE(x.appeal_decided_on, x.decided_on) >= %(first)s AND COALESCE(x.appeal_decided_on, x.decided_on) < %(last)s AND {mine}
"""


def asylum(question: Question) -> list[Result]:
    """I-26: of the children newly attended from other countries, those screened, indicated and who applied; and what was decided."""
    base, unknown, screened, indicated, applied = row(question, SCREENED)
    decided, protected = row(question, DECIDED)
    return [
        Share("screened", _("Children asked about international protection"), screened, base, unknown),
        Share("indicated", _("Children in whose case something points to international protection"), indicated, base, unknown),
        Share("applied", _("Children who applied for asylum"), applied, base, unknown),
        Share("recognised", _("Applications granted, or with complementary protection"), protected, decided, of=Counted.RECORDS),
    ]


HUMANITARIAN = f"""
WITH {{new}}, {FOREIGN}
SELECT count(*) FILTER (WHERE NOT is_unknown), count(*) FILTER (WHERE is_unknown), count(*) FILTER (WHERE NOT is_unknown AND (
    migration_status = ANY(%(statuses)s)
    OR EXISTS (SELECT FROM cases_migrationprocedure p WHERE p.case_id = f.case_id AND p.granted_status = ANY(%(statuses)s))))
FROM foreign_children f
"""
VISITOR = ["humanitarian_visitor_provisional", "humanitarian_visitor"]


def humanitarian_status(question: Question) -> list[Result]:
    """I-27: of the children newly attended from other countries, those with the status of visitor for humanitarian reasons."""
    base, unknown, part = row(question, HUMANITARIAN, statuses=VISITOR)
    return [Share("humanitarian", _("Children with the status of visitor for humanitarian reasons"), part, base, unknown)]


REPRESENTED = """
WITH {new}, seventh AS (SELECT n.*, n.opened_at + interval '7 days' AS day_7 FROM new n)
SELECT count(*) FILTER (WHERE day_7 <= %(until)s), count(*) FILTER (WHERE day_7 > %(until)s),
    count(*) FILTER (WHERE day_7 <= %(until)s AND EXISTS (
        SELECT FROM cases_designation d WHERE d.case_id = seventh.case_id AND d.representation <> '' AND d.designated_at <= day_7))
FROM seventh
"""


def representation(question: Question) -> list[Result]:
    """I-28: of the children newly attended, those with a kind of legal representation on record by the seventh day."""
    base, not_yet, part = row(question, REPRESENTED)
    return [Share("represented", _("Children with legal representation by day 7"), part, base, not_yet)]


CONSISTENT = """
SELECT count(*) FILTER (WHERE x.is_consistent IN ('yes', 'no')), count(*) FILTER (WHERE x.is_consistent = 'unclear'),
    count(*) FILTER (WHERE x.is_consistent = 'yes')
FROM cases_migrationprocedure x {joined}
WHERE x.kind <> 'asylum' AND x.decided_on >= %(first)s AND x.decided_on < %(last)s AND {mine}
"""


def consistency(question: Question) -> list[Result]:
    """I-35: of the resolutions of the migration authority, those that agree with the child's plan."""
    base, unclear, part = row(question, CONSISTENT)
    return [Share("consistent", _("Resolutions that agree with the plan"), part, base, unclear, Counted.RECORDS)]
