"""Where children live: how soon, how near to a family, with their siblings, in how full a house, and for how long."""

from django.utils.translation import gettext as _

from placements.choices import FAMILY_BASED, WITH_FAMILY, AbsenceType, PlacementType
from protocols.choices import DeadlineKey
from reports.indicators.base import ask, counted, labels_of, pack_of, row
from reports.question import Question
from reports.results import Amount, Count, Counted, Distribution, Result, Share, Spread

LIVED = "state IN ('active', 'absent', 'ended')"

ADMITTED = f"""
SELECT count(DISTINCT person), count(DISTINCT person) FILTER (WHERE placed) FROM (
    SELECT {{person}} AS person, EXISTS (
        SELECT FROM placements_placement p WHERE p.case_id = c.id AND p.{LIVED} AND p.starts_at <= c.notified_at + interval '24 hours'
            AND (p.ends_at IS NULL OR p.ends_at > c.notified_at)) AS placed
    FROM cases_case c JOIN cases_child child ON child.id = c.child_id
    WHERE c.notified_at >= %(since)s AND c.notified_at < %(until)s AND {{mine}}) found
"""


def admitted(question: Question) -> list[Result]:
    """I-03: of the children notified, those who lived somewhere within 24 hours."""
    base, part = row(question, ADMITTED)
    return [Share("admitted", _("Children placed within 24 hours of the notification"), part, base)]


MIX = "WITH {stays} SELECT type, sum(nights)::int FROM stays GROUP BY 1"
# Whoever lived somewhere before, in whichever case, did not begin in the period.
FIRST = f"""
WITH {{stays}}, firsts AS (
    SELECT DISTINCT ON (person) person, type, starts_at FROM stays WHERE starts_at >= %(since)s ORDER BY person, starts_at, type),
kin AS (
    SELECT person, person AS child_id FROM firsts
    UNION ALL SELECT f.person, k.id FROM firsts f JOIN cases_child k ON k.merged_into_id = f.person),
began AS (
    SELECT kin.person, min(p.starts_at) AS at FROM kin JOIN placements_placement p ON p.child_id = kin.child_id AND p.{LIVED} GROUP BY 1)
SELECT f.type, count(*) FROM firsts f JOIN began USING (person) WHERE began.at >= f.starts_at GROUP BY 1
"""


def mix(question: Question) -> list[Result]:
    """I-16: the nights of care by kind; where children lived first; and how much of it was in a family."""
    labels = labels_of(PlacementType)
    nights = counted(labels, ask(question, MIX))
    firsts = counted(labels, ask(question, FIRST))
    family = sum(nights[kind] for kind in (*WITH_FAMILY, *FAMILY_BASED))
    return [
        Distribution("nights", _("Nights, by kind of care"), nights, labels, Counted.RECORDS),
        Distribution("first", _("Children, by the first kind of care"), firsts, labels),
        Share("family", _("Nights in family-based care"), family, sum(nights.values()), of=Counted.RECORDS),
    ]


# Relatives have no facility: there the name of the home tells whether it is the same.
SIBLINGS = f"""
SELECT count(*), count(*) FILTER (WHERE places = 1) FROM (
    SELECT m.group_id, count(DISTINCT COALESCE(x.facility_id::text, x.placement_type || ' ' || lower(x.place_name))) AS places
    FROM placements_placement x {{joined}} JOIN cases_familymember m ON m.child_id IN (child.id, child.merged_into_id)
    WHERE x.{LIVED} AND x.starts_at < %(until)s AND (x.ends_at IS NULL OR x.ends_at >= %(until)s) AND {{mine}}
    GROUP BY m.group_id HAVING count(DISTINCT {{person}}) > 1) groups
"""


def siblings(question: Question) -> list[Result]:
    """I-17: of the families with two or more children in care when the period ends, those whose children all live in one place."""
    base, part = row(question, SIBLINGS)
    return [Share("together", _("Families whose children all live together"), part, base, of=Counted.RECORDS)]


# Each house's occupancy changes on the days of arrival and departure; between two such days it stands.
OCCUPANCY = f"""
WITH {{stays}}, homes AS (
    SELECT f.id, COALESCE((SELECT sum(places) FROM placements_profile p WHERE p.facility_id = f.id), 0) AS capacity
    FROM placements_facility f
    WHERE f.id IN (SELECT facility_id FROM stays) OR f.is_active AND {{homes}}),
residents AS (
    SELECT p.facility_id, p.adults + 1 AS people, (GREATEST(p.starts_at, %(since)s) AT TIME ZONE %(zone)s)::date AS arrives,
        (LEAST(COALESCE(p.ends_at, %(until)s), %(until)s) AT TIME ZONE %(zone)s)::date AS leaves
    FROM placements_placement p JOIN homes ON homes.id = p.facility_id
    WHERE p.{LIVED} AND p.starts_at < %(until)s AND (p.ends_at IS NULL OR p.ends_at > %(since)s)),
changes AS (
    SELECT facility_id, day, sum(change) AS change FROM (
        SELECT facility_id, arrives AS day, people AS change FROM residents
        UNION ALL SELECT facility_id, leaves, -people FROM residents) every GROUP BY 1, 2),
spans AS (
    SELECT facility_id, sum(change) OVER house AS people,
        COALESCE(lead(day) OVER house, %(last)s) - day AS nights
    FROM changes WINDOW house AS (PARTITION BY facility_id ORDER BY day))
SELECT COALESCE((SELECT sum(people * nights) FROM spans), 0)::int,
    COALESCE((SELECT sum(capacity) FROM homes), 0)::int * (%(last)s::date - %(first)s::date),
    COALESCE((SELECT sum(nights) FROM spans JOIN homes ON homes.id = facility_id WHERE people > capacity), 0)::int
"""
REFUSED = """
SELECT count(*), count(*) FILTER (WHERE x.state = 'declined' AND x.decline_reason = 'no_capacity')
FROM placements_placement x {joined}
WHERE x.facility_id IS NOT NULL AND x.requested_at >= %(since)s AND x.requested_at < %(until)s AND {mine}
"""


def occupancy(question: Question) -> list[Result]:
    """I-18: how full the houses were in which children of the scope lived or that belong to it; and the beds refused for want of room."""
    used, offered, over = row(question, OCCUPANCY)
    asked, no_capacity = row(question, REFUSED)
    return [
        Share("occupancy", _("Places taken, of all places, night by night"), used, offered, of=Counted.PLACES),
        Count("over", _("Nights of a house above its capacity"), over, Counted.PLACES),
        Share("no_capacity", _("Requests for a bed declined for want of a place"), no_capacity, asked, of=Counted.RECORDS),
    ]


LENGTHS = f"""
SELECT type, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY nights), percentile_cont(0.9) WITHIN GROUP (ORDER BY nights)
FROM (SELECT x.placement_type AS type, (x.ends_at AT TIME ZONE %(zone)s)::date - (x.starts_at AT TIME ZONE %(zone)s)::date AS nights
    FROM placements_placement x {{joined}}
    WHERE x.{LIVED} AND x.ends_at >= %(since)s AND x.ends_at < %(until)s AND {{mine}}) found GROUP BY 1
"""
TOO_LONG = """
WITH {stays} SELECT count(*),
    count(*) FILTER (WHERE LEAST(COALESCE(ends_at, %(until)s), %(until)s) - starts_at > make_interval(days => %(most)s))
FROM stays WHERE type = 'first_reception_centre'
"""


def lengths(question: Question) -> list[Result]:
    """I-19: how long the stays lasted that ended in the period, by kind; and the stays in first reception beyond the limit."""
    found = {kind: rest for kind, *rest in ask(question, LENGTHS)}
    limit = pack_of(question).limit(DeadlineKey.FIRST_RECEPTION_MAX)
    base, part = row(question, TOO_LONG, most=limit.amount if limit else 0)
    spreads = [
        Spread(f"nights_{kind}", _("Nights in: %(kind)s") % {"kind": label}, *found.get(kind, (0, None, None)), "nights")
        for kind, label in labels_of(PlacementType).items()
    ]
    return [*spreads, Share("too_long", _("Stays in first reception beyond the limit"), part, base, of=Counted.RECORDS)]


# Absences that began in the period and lasted a day or more; one that goes on lasts to the period's end.
GONE = """
gone AS (
    SELECT {person} AS person, x.type, x.state IN ('returned', 'return_interview_done') AND x.ends_at < %(until)s AS is_back
    FROM placements_absence x {joined}
    WHERE x.starts_at >= %(since)s AND x.starts_at < %(until)s
        AND LEAST(COALESCE(x.ends_at, %(until)s), %(until)s) - x.starts_at >= interval '24 hours' AND {mine})"""
ABSENT = f"""
WITH {{served}}, {{stays}}, {GONE}
SELECT (SELECT count(DISTINCT person) FROM served),
    (SELECT count(DISTINCT person) FROM gone WHERE person IN (SELECT person FROM served)),
    count(*), count(*) FILTER (WHERE is_back), count(DISTINCT person), (SELECT COALESCE(sum(nights), 0) FROM stays)::int
FROM gone
"""
GONE_BY_TYPE = f"WITH {GONE} SELECT type, count(*) FROM gone GROUP BY 1"
MISSING = """
SELECT count(DISTINCT {person}) FROM placements_absence x {joined}
WHERE x.starts_at < %(until)s AND (x.ends_at IS NULL OR x.ends_at >= %(until)s) AND {mine}
"""


def absences(question: Question) -> list[Result]:
    """I-25: children absent for a day or more, in all and for 1,000 nights of care; how it came, who is back, who is still missing."""
    served, children, events, back, behind, nights = row(question, ABSENT)
    labels = labels_of(AbsenceType)
    types = counted(labels, ask(question, GONE_BY_TYPE))
    [missing] = row(question, MISSING)
    rate = events / nights * 1000 if nights else None
    return [
        Share("absent", _("Children absent for 24 hours or more"), children, served),
        Amount("rate", _("Absences for 1,000 nights of care"), rate, _("per 1,000 nights"), behind, 2),
        Distribution("types", _("Absences, by what is believed to have happened"), types, labels, Counted.RECORDS),
        Share("returned", _("Absences from which the child came back"), back, events, of=Counted.RECORDS),
        Count("missing", _("Children still missing"), missing),
    ]
