"""AS-2: the quarter of a centre, printed without telling of any child."""

import csv
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from cases.models import Case
from reports.disclosure import Mark
from reports.faces import words
from reports.protection import protected
from reports.results import Distribution
from tests.factories import CaseFactory, ChildFactory, NotificationFactory, OrganisationFactory, UserFactory
from tests.reports.attacker import Attack

SCHOOLING = {"primary": 21, "secondary": 12, "high_school": 4, "none": 3}
DESTINATION = {"California": 14, "Texas": 12, "New York": 7, "Florida": 4, "other": 3}
REASON = {"reunification": 22, "domestic_violence": 9, "insecurity": 6, "work": 3}
TRAP = {"primary": 21, "secondary": 11, "high_school": 4, "none": 4}


def printed(counts):
    of = Distribution("d", "Distribution", counts | {"unknown": 0}, {name: name for name in counts})
    return protected([of], threshold=5)[0]


def written(counts):
    words = {Mark.SMALL: "<5", Mark.HELD: "s"}
    return [words.get(line.figure.mark, line.figure.value) for line in printed(counts).lines]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (SCHOOLING, [21, 12, "<5", "<5"]),
        (DESTINATION, [14, 12, 7, "<5", "<5"]),
        (REASON, [22, 9, "s", "<5"]),
        (TRAP, [21, "s", "<5", "<5"]),
    ],
)
def test_quarter_of_forty_children_is_printed_as_the_rule_says(counts, expected):
    assert written(counts) == expected


def test_percentages_are_of_the_forty():
    assert [line.share for line in printed(SCHOOLING).lines] == [525, 300, None, None]
    assert printed(SCHOOLING).base.value == 40


@pytest.mark.parametrize("counts", [SCHOOLING, DESTINATION, REASON, TRAP])
def test_nobody_works_out_a_hidden_number(counts):
    attack = Attack(len(counts))
    for place, line in enumerate(printed(counts).lines):
        attack.reads(line.figure, [place])
    attack.reads(printed(counts).base, range(len(counts)))
    assert attack.assert_fails(5) >= 2


# Through the product: the centre sheet (R2) of a quarter.
WHEN = datetime(2026, 5, 12, 18, tzinfo=UTC)
LEVELS = {"primary": "primary_complete", "secondary": "lower_secondary_complete", "high_school": "upper_secondary_complete", "none": "none"}
REASONS = {"reunification": "family_reunification", "domestic_violence": "domestic_violence_abuse", "insecurity": "generalised_insecurity"}


@pytest.fixture
def centre():
    """An authority that began to attend forty children in the quarter, all from one centre."""
    unit = OrganisationFactory()
    columns = [[name for name, number in counts.items() for _ in range(number)] for counts in (SCHOOLING, DESTINATION, REASON)]
    for level, destination, reason in zip(*columns, strict=True):
        child = ChildFactory(schooling_level=LEVELS[level])
        place = "a house nobody knows" if destination == "other" else destination
        about = {"destination": place, "main_reason": REASONS.get(reason, reason)}
        told = NotificationFactory(receiving_unit=unit, child=child, received_at=WHEN, located_at=WHEN, **about)
        CaseFactory(unit=unit, child=child, notification=told, opened_at=WHEN, notified_at=WHEN)
    return unit


QUARTER = {"period": "2026-Q2"}
EXPECTED = {
    ("Schooling", "primary"): ("21", "52.5"),
    ("Schooling", "secondary"): ("12", "30.0"),
    ("Schooling", "high_school"): ("<5", None),
    ("Schooling", "none"): ("<5", None),
    ("Intended destination", "US-CA"): ("14", "35.0"),
    ("Intended destination", "US-TX"): ("12", "30.0"),
    ("Intended destination", "US-NY"): ("7", "17.5"),
    ("Intended destination", "US-FL"): ("<5", None),
    ("Intended destination", "other"): ("<5", None),
    ("Main reason for the journey", "family_reunification"): ("22", "55.0"),
    ("Main reason for the journey", "domestic_violence_abuse"): ("9", "22.5"),
    ("Main reason for the journey", "generalised_insecurity"): ("s", None),
    ("Main reason for the journey", "work"): ("<5", None),
}


def printed_by(client, reader):
    """Return what page, file and API say of the classes of the story: (printed number, percentage)."""
    client.force_login(reader)
    report = client.get(reverse("reports:report", args=["R2"]), QUARTER).context["report"]
    page = {
        (part.title, row.key): tuple(words.plain(cell, report.threshold) or None for cell in row.cells[:2])
        for part in report.parts
        for row in part.rows
    }
    api = client.get(reverse("api:report-detail", args=["R2"]), QUARTER).json()
    data = {
        (part["title"], row["key"]): tuple(row["cells"].get(column, {}).get("printed") or None for column in ("count", "share"))
        for part in api["parts"]
        for row in part["rows"]
        if "count" in row["cells"]
    }
    file: dict = {}
    for row in csv.reader(client.get(reverse("reports:csv", args=["R2"]), QUARTER).content.decode().splitlines()):
        if len(row) == 9 and row[6] in ("Children", "Percent"):
            file.setdefault((row[0], row[4]), [None, None])[row[6] == "Percent"] = row[7]
    return [{key: one.get(key) for key in EXPECTED} for one in (page, data, {key: tuple(value) for key, value in file.items()})]


@pytest.mark.django_db
def test_centre_sheet_of_the_quarter_says_it_on_page_file_and_api(client, centre):
    for face in printed_by(client, UserFactory(organisation=centre, role=Role.REPORT_VIEWER)):
        assert face == EXPECTED


@pytest.mark.django_db
def test_viewer_cannot_drill_down(client, centre):
    """Neither a month that leaves a few children out, nor a fourth dimension, nor another division, nor a case."""
    child = ChildFactory(nationality="HT")
    CaseFactory(unit=centre, child=child, opened_at=WHEN.replace(month=4), notified_at=WHEN)
    client.force_login(UserFactory(organisation=centre, role=Role.REPORT_VIEWER))
    address = reverse("reports:report", args=["R2"])
    assert client.get(address, {"period": "2026-Q2"}).status_code == 200
    may = client.get(address, {"period": "2026-05"})
    assert (may.status_code, "fewer than 5 children" in may.content.decode()) == (422, True)
    assert client.get(address, QUARTER | {"by": ["nationality", "sex", "age", "accompaniment"]}).status_code == 422
    assert client.get(address, QUARTER | {"by": ["nationality", "sex"]}).status_code == 200
    assert client.get(address, QUARTER | {"by": ["nationality", "age"]}).status_code == 422
    assert client.get(reverse("cases:detail", args=[Case.objects.first().code])).status_code in (403, 404)
