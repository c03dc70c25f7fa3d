"""Reports and files at scale: each indicator of the catalogue, for a year of one state and of the nation; each once, after a warm-up."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from bench.population import Country
from reports.catalogue import CATALOGUE, found
from reports.question import Question, Scope

ZONE = "America/Mexico_City"
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


def measure_exports(country: Country, size: int) -> None:
    """Print how long the database takes to write as much to a file: the floor of an export of rows."""
    start = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy("COPY (SELECT * FROM cases_case) TO STDOUT") as rows, open("/dev/null", "wb") as out:
        for row in rows:
            out.write(row)
    print(f"COPY of {size:,} cases to a file: {time.perf_counter() - start:.2f} s")
