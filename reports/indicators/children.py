"""Who is attended: how many children, and who they are."""

from collections import Counter

from django.utils.translation import gettext as _

from cases.choices import ReasonForMigration
from cases.countries import FREQUENT, country_name
from reports import origins
from reports.destinations import OTHER, code_of, label_of
from reports.indicators.base import REAL, ask, counted, labels_of, row
from reports.question import Question
from reports.results import Count, Distribution, Result, Share
from reports.rules import UNKNOWN
from reports.schooling import ROLL_UP, roll_up_labels

NOT_SAID = ("", ReasonForMigration.UNKNOWN)  # the main reason is not known; who prefers not to say has answered


def newly_attended(question: Question) -> list[Result]:
    """I-01: the children whose case was opened in the period."""
    [number] = row(question, "WITH {new} SELECT count(*) FROM new")
    return [Count("new", _("Children newly attended"), number)]


def open_at_end(question: Question) -> list[Result]:
    """I-02: the children with an open case when the period ends."""
    [number] = row(question, "WITH {open} SELECT count(DISTINCT person) FROM open")
    return [Count("open", _("Children with an open case"), number)]


SCHOOLING = "WITH {new} SELECT k.schooling_level, count(*) FROM new n JOIN cases_child k ON k.id = n.person GROUP BY 1"


def schooling(question: Question) -> list[Result]:
    """I-05: how far the children newly attended went to school."""
    labels = roll_up_labels()
    counts = dict.fromkeys(labels, 0)
    for level, number in ask(question, SCHOOLING):
        counts[ROLL_UP[level]] += number
    return [Distribution("schooling", _("Schooling"), counts, labels)]


DESTINATIONS = """
WITH {new} SELECT COALESCE(lower(n.destination), ''), count(*) FROM new LEFT JOIN cases_notification n ON n.id = new.notification_id
GROUP BY 1
"""


def destinations(question: Question) -> list[Result]:
    """I-06: where the children newly attended want to go: a state of the country or of the United States, or another country."""
    found: Counter[str] = Counter()
    for words, number in ask(question, DESTINATIONS):
        found[code_of(words) or UNKNOWN] += number
    known = sorted((code for code in found if code not in (OTHER, UNKNOWN)), key=lambda code: (label_of(code), code))
    labels = {code: label_of(code) for code in known} | {OTHER: _("Other"), UNKNOWN: _("Not known")}
    return [Distribution("destination", _("Intended destination"), counted(labels, found.items()), labels)]


REASONS = """
WITH {new} SELECT COALESCE(n.main_reason, ''), count(*) FROM new LEFT JOIN cases_notification n ON n.id = new.notification_id GROUP BY 1
"""
# The first row: of how many children any reason is known.
ANY_REASON = """
WITH {new}, each AS (
    SELECT new.person, unnest(n.other_reasons || n.main_reason) AS reason FROM new JOIN cases_notification n ON n.id = new.notification_id)
SELECT reason, count(DISTINCT person) FROM each WHERE reason NOT IN ('', 'unknown')
GROUP BY ROLLUP (reason) ORDER BY reason NULLS FIRST
"""


def reasons(question: Question) -> list[Result]:
    """I-07: why the children newly attended left: the main reason of each; and any reason, of which a child may have several."""
    labels = labels_of(ReasonForMigration)
    counts = dict.fromkeys(labels, 0)
    for reason, number in ask(question, REASONS):
        counts[UNKNOWN if reason in NOT_SAID else reason] += number
    known, *any_reason = ask(question, ANY_REASON)
    every = counted(labels, any_reason) | {UNKNOWN: sum(counts.values()) - known[1]}
    return [
        Distribution("main", _("Main reason for the journey"), counts, labels),
        Distribution("any", _("Any reason for the journey"), every, labels, is_multiple=True, base=known[1]),
    ]


NATIONALITIES = "WITH {new} SELECT k.nationality, count(*) FROM new n JOIN cases_child k ON k.id = n.person GROUP BY 1"


def nationalities(question: Question) -> list[Result]:
    """I-08: of which countries the children newly attended are."""
    found = {code or UNKNOWN: number for code, number in ask(question, NATIONALITIES)}
    others = sorted((code for code in found if code not in (*FREQUENT, UNKNOWN)), key=lambda code: (country_name(code), code))
    labels = {code: country_name(code) for code in (*FREQUENT, *others)} | {UNKNOWN: _("Not known")}
    return [Distribution("nationality", _("Nationality"), counted(labels, found.items()), labels), departments(question)]


DEPARTMENTS = """
WITH {new} SELECT k.nationality, lower(k.region_of_origin), count(*) FROM new n JOIN cases_child k ON k.id = n.person GROUP BY 1, 2
"""


def departments(question: Question) -> Distribution:
    """Return from which departments of their countries the children newly attended come."""
    found: Counter[str] = Counter()
    for country, words, number in ask(question, DEPARTMENTS):
        found[origins.code_of(country, words) or UNKNOWN] += number
    known = sorted((code for code in found if code not in (OTHER, UNKNOWN)), key=lambda code: (origins.label_of(code), code))
    labels = {code: origins.label_of(code) for code in known} | {OTHER: _("Other"), UNKNOWN: _("Not known")}
    return Distribution("department", _("Department of origin"), counted(labels, found.items()), labels)


REPEATED = f"""
WITH {{new}}, kin AS (
    SELECT person, person AS child_id FROM new
    UNION ALL SELECT n.person, k.id FROM new n JOIN cases_child k ON k.merged_into_id = n.person),
began AS (
    SELECT kin.person, min(c.opened_at) AS at FROM kin JOIN cases_case c ON c.child_id = kin.child_id AND {REAL} GROUP BY 1)
SELECT count(*), count(*) FILTER (WHERE began.at < n.opened_at) FROM new n JOIN began USING (person)
"""


def repeated(question: Question) -> list[Result]:
    """I-34: the children newly attended who had a case before, with whichever authority."""
    base, part = row(question, REPEATED)
    return [Share("repeated", _("Children who had a case before"), part, base)]
