"""Reports and files at scale: each indicator of the catalogue, for a year of one state and of the nation; each once, after a warm-up."""

import statistics
import time
from datetime import datetime
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryFile
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.population import Country
from reports.catalogue import CATALOGUE, found
from reports.models import Export
from reports.question import Question, Scope
from reports.services.exports import write_rows
from tests.sign_in import signed_in

ZONE = "America/Mexico_City"
PAGES = 3  # rounds of a page of reports
SLOW = 0.05  # seconds from which an indicator has a line of its own


def measure_reports(country: Country) -> None:
    """Print how long the whole catalogue takes for the last full year."""
    year, zone = timezone.localdate().year - 1, ZoneInfo(ZONE)
    period = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    for name, head in zip(("state", "nation"), country.heads, strict=True):
        question = Question(Scope(head.organisation), *period, ZONE)
        times = {}
        for key in [next(iter(CATALOGUE)), *CATALOGUE]:
            start = time.perf_counter()
            found(key, question)
            times[key] = time.perf_counter() - start
        slow = ", ".join(f"{key} {spent:.2f}" for key, spent in sorted(times.items(), key=lambda one: -one[1]) if spent > SLOW)
        print(f"{len(CATALOGUE)} indicators, a year, {name}: {sum(times.values()):.2f} s{': ' if slow else ''}{slow}")


def measure_pages(country: Country) -> None:
    """Print how long R1 and R3 take as whole pages, with their previous period, for the last full year of one state and of the nation:
    when they are counted, and when somebody asks again on the same day."""
    year = timezone.localdate().year - 1
    for name, head in zip(("state", "nation"), country.heads, strict=True):
        client = signed_in(head)
        for key in ("R1", "R3"):
            first, *times = [_answered(client, reverse("reports:report", args=[key]), year) for _round in range(1 + PAGES)]
            print(f"{key}, a year, {name}: counted in {first:.2f} s; from what is kept for a day p50 {statistics.median(times):.2f} s")


def _answered(client: Client, address: str, year: int) -> float:
    start = time.perf_counter()
    response = client.get(address, {"period": year})
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}: {response.content[:300]!r}")
    return time.perf_counter() - start


def measure_exports(country: Country, size: int) -> None:
    """Print how long an export of the rows of all takes, beside the database writing as much to a file, and by how much memory grew."""
    start = time.perf_counter()
    with (
        connection.cursor() as cursor,
        TemporaryFile() as out,
        cursor.copy("COPY (SELECT * FROM cases_case) TO STDOUT (FORMAT csv)") as rows,
    ):
        for row in rows:
            out.write(row)
    floor = time.perf_counter() - start
    chief, now, today = country.heads[-1], timezone.now(), timezone.localdate()
    who = {"requested_by": chief, "decided_by": chief, "decided_at": now}  # never saved: the database would refuse it
    export = Export(organisation=chief.organisation, since=today.replace(year=today.year - 6), until=today, purpose="", key=b"bench", **who)
    settings.EXPORT_ROWS = 10 * size
    before, start = getrusage(RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with TemporaryFile() as out:
        number = write_rows(export, out, now=now)
    spent, grown = time.perf_counter() - start, (getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"rows of all: {number:,} in {spent:.2f} s, {spent / floor:.1f} x COPY of the cases ({floor:.2f} s); memory +{grown:.0f} MB")
