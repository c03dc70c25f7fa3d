"""A published table comes back exactly: imported through our own import, printed by our own report.

Source: Instituto Nacional de Migración, unaccompanied children assisted and referred to DIF, January to October 2019, as
printed on 13 November 2019 (esnoticiahoy.com). Only these margins are real; every row is invented.
"""

import csv
import io
import random
import re
import time
import uuid
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cases import services, tasks
from cases.models import Child, ImportBatch, Notification
from tests.factories import Team
from tests.reading import words

pytestmark = pytest.mark.django_db

TOTAL = 11290
NATIONALITY = {"HN": 4836, "GT": 4118, "SV": 1512, "NI": 107}
OTHER = {"EC": 160, "CU": 151, "BR": 140, "HT": 110, "CL": 60, "VE": 50, "CO": 31, "AO": 10, "TH": 3, "FJ": 2}  # 717; how is invented
AGE_BAND = {"0-11": 3221, "12-17": 8069}
SEX = {"hombre": 7619, "mujer": 3671}
MOST_SECONDS = 60  # for the worker to write the list

CHOICE = {"measure": "notified", "since": "2019-01", "until": "2019-10"}
EXPECTED = {
    "nationality": {"HN": "4836", "GT": "4118", "SV": "1512", "NI": "107", "other": "717", "unknown": "0"},
    "age": {"0-11": "3221", "12-17": "8069", "18+": "0", "unknown": "0"},
    "sex": {"male": "7619", "female": "3671", "other": "0", "unknown": "0"},
    "accompaniment": {"unaccompanied": "11290"},
}


def in_some_order(margin, chance):
    values = [value for value, number in margin.items() for _ in range(number)]
    chance.shuffle(values)
    return values


def published_list() -> bytes:
    """Return a CSV of so many rows with exactly these margins."""
    chance = random.Random(2019)  # noqa: S311 - the same list every time
    margins = [in_some_order(margin, chance) for margin in (NATIONALITY | OTHER, AGE_BAND, SEX)]
    assert [len(margin) for margin in margins] == [TOTAL] * 3
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Folio", "Fecha y hora", "Fecha de aviso", "Nacionalidad", "Edad", "Sexo", "Acompañamiento", "Nombres"])
    for number, (country, band, sex) in enumerate(zip(*margins, strict=True), start=1):
        found = datetime(2019, 1, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(303 * 24 * 60))
        age = chance.randint(*map(int, band.split("-")))
        told = found + timedelta(minutes=20)
        row = [
            f"INM-2019-{number:05}",
            f"{found:%Y-%m-%d %H:%M}",
            f"{told:%Y-%m-%d %H:%M}",
            country,
            age,
            sex,
            "No acompañada",
            "Inventada",
        ]
        writer.writerow(row)
    return text.getvalue().encode()


def assert_published(client, reader):
    """The figures of the published table stand on all five faces of the report."""
    client.force_login(reader)
    answers = {face: client.get(reverse(f"reports:{face}", args=["R7"]), CHOICE) for face in ("report", "pdf", "xlsx", "csv")}
    answers["api"] = client.get(reverse("api:report-detail", args=["R7"]), CHOICE)
    assert {answer.status_code for answer in answers.values()} == {200}
    titles = {part.key.split("-")[1]: part.title for part in answers["report"].context["report"].parts if part.key.startswith("by-")}
    for printed in (in_csv(answers["csv"], titles), in_api(answers["api"]), in_xlsx(answers["xlsx"], titles)):
        for table, lines in EXPECTED.items():
            assert {code: printed[table, code] for code in lines} == lines
        assert printed["nationality", "TH"] == printed["nationality", "FJ"] == "<5"
        assert printed["total"] == str(TOTAL)
    page = " ".join(re.sub(r"<[^>]+>", " ", answers["report"].content.decode()).split())
    paper = words(answers["pdf"])
    for text in (page.replace("&lt;", "<"), paper):
        for line in WRITTEN:
            assert line in text, line


WRITTEN = (
    "Honduras 4,836 42.8 %",
    "Guatemala 4,118 36.5 %",
    "El Salvador 1,512 13.4 %",
    "Nicaragua 107 0.9 %",
    "Other countries 717",
    "Thailand <5",
    "0 to 11 years 3,221 28.5 %",
    "12 to 17 years 8,069 71.5 %",
    "Girl 3,671 32.5 %",
    "Boy 7,619 67.5 %",
    "11,290",
)


def in_csv(answer, titles):
    """Return what the file says: (dimension, code) -> printed number of children, and "total"."""
    rows = list(csv.reader(answer.content.decode().splitlines()))
    at = rows.index([])
    lines = {(row[0], row[4]): row[7] for row in rows[at + 2 :] if row[6] == "Children"}
    total = next(row[1] for row in rows[:at] if row[0] == "Children notified")
    return {(key, code): value for (title, code), value in lines.items() for key in titles if titles[key] == title} | {
        "total": total.replace(",", "")
    }


def in_api(answer):
    said = answer.json()
    tables = [part for part in said["parts"] if part["key"].startswith("by-")]
    lines = {(part["key"].split("-")[1], row["key"]): row["cells"]["children"]["printed"] for part in tables for row in part["rows"]}
    return lines | {"total": said["children"]["printed"]}


def in_xlsx(answer, titles):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    lines = {(row[0], row[4]): str(row[7]) for row in book["Data"].iter_rows(values_only=True) if row[6] == "Children"}
    total = next(row[1] for row in book["R7"].iter_rows(values_only=True) if row[0] == "Children notified")
    return {(key, code): value for (title, code), value in lines.items() for key in titles if titles[key] == title} | {
        "total": total.replace(",", "")
    }


@pytest.fixture
def analyzed(as_owner):
    """Tell the planner how many rows there are now, as the server does by itself within a minute of an import."""
    return lambda: as_owner("ANALYZE cases_notification, cases_child")


def test_published_table_comes_back_exactly(client, capsys, analyzed):
    team = Team()
    now = timezone.now()
    batch = services.upload_batch(
        by=team.supervisor, source_org=team.migration, unit=team.unit, filename="inm.csv", content=published_list(), now=now
    )
    began = time.perf_counter()
    services.check_batch(batch=batch, mapping=batch.mapping, by=team.supervisor, now=now)
    assert (batch.errors, batch.rows_new) == ([], TOTAL)
    services.confirm_batch(batch=batch, by=team.supervisor, now=now)
    confirmed = time.perf_counter()
    tasks.write_batch(batch=str(batch.pk))
    seconds = time.perf_counter() - confirmed
    with capsys.disabled():
        print(f"\n{TOTAL} rows: checked in {confirmed - began:.1f} s, written in {seconds:.1f} s, {TOTAL / seconds:.0f} rows/s")
    assert seconds < MOST_SECONDS
    assert Notification.objects.count() == Child.objects.count() == TOTAL
    analyzed()
    assert_published(client, team.supervisor)


def test_published_table_comes_back_through_the_pages(client, analyzed):
    team = Team()
    client.force_login(team.supervisor)
    file = io.BytesIO(published_list())
    file.name = "inm.csv"

    def send(name, pk=None, **data):
        answer = client.post(reverse(f"cases:import_{name}", args=[pk] if pk else []), {"submission_key": str(uuid.uuid4())} | data)
        assert answer.status_code == 302
        return answer.url

    send("new", file=file, source_org=str(team.migration.pk), unit=str(team.unit.pk))
    batch = ImportBatch.objects.get()
    send("mapping", batch.pk, **batch.mapping)
    progress = send("check", batch.pk, act="confirm")
    [job] = ProcrastinateJob.objects.all()
    tasks.write_batch(**job.args)
    assert "11290 notifications were written" in client.get(progress).content.decode().replace(",", "")
    analyzed()
    assert_published(client, team.supervisor)
