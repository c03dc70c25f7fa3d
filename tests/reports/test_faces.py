"""One computation, five faces: page, paper, workbook, file and API print the same figures."""

import csv
import html
import io
import re
from datetime import UTC, datetime

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.roles import Role
from reports.disclosure import Mark
from reports.faces import charts, words
from reports.faces.paper import part_values
from reports.parts import bars_of
from reports.prints import EMPTY, Cell, Column, Part, Row
from reports.standard import STANDARD
from tests.factories import CaseFactory, ChildFactory, NotificationFactory, OrganisationFactory, UserFactory
from tests.reading import pages_of, squeezed

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 3, 10, 18, tzinfo=UTC)
PERIOD = {"period": "2026-Q1"}


@pytest.fixture
def unit():
    """An authority that was notified of 41 children and attends them, two from El Salvador; how they travelled is not known."""
    unit = OrganisationFactory()
    for nationality, sex, number in [("HN", "male", 18), ("HN", "female", 8), ("GT", "male", 13), ("SV", "female", 2)]:
        for _ in range(number):
            child = ChildFactory(nationality=nationality, sex=sex)
            CaseFactory(unit=unit, child=child, opened_at=WHEN, notified_at=WHEN)
            NotificationFactory(receiving_unit=unit, child=child, received_at=WHEN, located_at=WHEN)
    return unit


CHOICES = [(key, {}) for key in STANDARD] + [("R1", {"by": ["nationality", "sex", "age"]})]


@pytest.mark.parametrize(("key", "more"), CHOICES)
def test_five_faces_print_the_same_figures(client, unit, key, more):
    choice = PERIOD | more
    role = Role.AUDITOR if key == "R6" else Role.SUPERVISOR
    client.force_login(UserFactory(organisation=unit, role=role))
    answers = {face: client.get(reverse(f"reports:{face}", args=[key]), choice) for face in ("report", "pdf", "xlsx", "csv")}
    api = client.get(reverse("api:report-detail", args=[key]), choice).json()
    report = answers["report"].context["report"]
    page = squeezed(html.unescape(re.sub(r"<[^>]+>", "", answers["report"].content.decode())))
    paper = squeezed("".join(pages_of(answers["pdf"].content)))
    file = list(csv.reader(answers["csv"].content.decode().splitlines()))
    file = file[file.index([]) + 2 :]
    book = openpyxl.load_workbook(io.BytesIO(answers["xlsx"].content))
    sheet = [[cell for cell in row if cell is not None] for row in book[key].iter_rows(values_only=True)]
    data = [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[1].iter_rows(values_only=True)][1:]
    assert report.parts
    assert [part["key"] for part in api["parts"]] == [part.key for part in report.parts]
    expected = []
    for part, of_api in zip(report.parts, api["parts"], strict=True):
        for row, row_of_api in zip(part.rows, of_api["rows"], strict=True):
            plain = [words.plain(cell, report.threshold) for cell in row.cells]
            written = [words.written(cell, report.threshold) for cell in row.cells]
            assert [row_of_api["cells"][column.key]["printed"] for column in part.columns] == plain
            of = f"{row.indicator} · {words.time_of(row.time)}" if part.is_figures else ""
            line = squeezed(row.label + of + "".join(written))
            assert line in page
            assert line in paper
            head = f"{row.indicator} · {row.label}" if part.is_figures else row.label
            values = [cell.value if cell.value is not None else text for cell, text in zip(row.cells, written, strict=True)]
            assert [head, *values] in sheet
            expected += [
                [part.title, row.indicator, str(row.version or ""), row.time, row.key, row.label, column.label, text, cell.unit]
                for column, cell, text in zip(part.columns, row.cells, plain, strict=True)
                if cell.mark != "none"
            ]
    lines = [row for row in file if row[6]]
    assert lines == expected
    assert [row[:7] + [number_of(row[7]), row[8]] for row in data if row[6]] == [row[:7] + [number_of(row[7]), row[8]] for row in lines]


def number_of(text: str):
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def test_what_every_print_says_of_itself(client, unit):
    client.force_login(UserFactory(organisation=unit, role=Role.SUPERVISOR))
    answer = client.get(reverse("reports:pdf", args=["R1"]), PERIOD)
    pdf = PdfReader(io.BytesIO(answer.content))
    paper = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    for text in (
        "January 2026 to March 2026",
        "October 2025 to December 2025",
        "Data completeness 75.0 %",
        "I-01 v1",
        "“<5” is 1 to 4 children; “s” is more",
        "Base of the percentages: 41",
        "flow: in the period",
        "stock: at its end",
        "Figures, never a child",
    ):
        assert text in paper, text
    assert answer["Content-Disposition"].endswith('filename="R1-2026-Q1.pdf"')
    assert pdf.trailer["/Root"]["/Lang"].startswith("en")


@pytest.mark.promise(64)
def test_a_chart_draws_no_number_that_is_hidden(client, unit):
    client.force_login(UserFactory(organisation=unit, role=Role.SUPERVISOR))
    answer = client.get(reverse("reports:chart", args=["R1", "by-nationality"]), PERIOD)
    drawing = answer.content.decode()
    assert answer["Content-Type"] == "image/svg+xml"
    assert "Honduras" in drawing
    assert not {"El Salvador", "Guatemala"} & set(re.findall(r">([^<>]+)<", drawing))
    assert "<script" not in drawing


def test_bars_are_the_printed_numbers_alone():
    rows = [
        Row("a", "Shown", (Cell(40),)),
        Row("b", "Small", (Cell(None, Mark.SMALL.value),)),
        Row("c", "None", (EMPTY,)),
        Row("d", "Zero", (Cell(0),)),
    ]
    assert [row.label for row in bars_of(rows)] == ["Shown"]
    assert b"Small" not in charts.bars(rows)
    assert b"Nothing to draw" in charts.bars([])
    table = Part("by-x", "X", (Column("children", "Children"),), (*rows, Row("e", "Half", (Cell(20),))), has_chart=True)
    assert [row["bar"] for row in part_values(table, 5)["rows"]] == [1, 0, 0, 0, 0.5]
