"""`make bench [CASES=1000000]`: lists, searches, pages, create and reports at 10,000 cases and at CASES, as ratios to the floor.
`make bench ARGS="10000 100000"`: the same at each size named. `make bench ARGS=papers`: the printed documents (bench/papers.py).
`make bench ARGS=care`: a month of beds (bench/care.py).

Runs in a database of its own on the embedded server, which is dropped at the end. Times are of the whole request in
this process (middleware, view, template, database), without the network; p50 and p95 of ROUNDS after a warm-up, all requests
taking turns. "x floor" is to the least list that one could serve (bench/urls.py) in the same rounds, "growth" to the first size.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.urls import reverse

from accounts.models import Bucket
from bench.care import measure_care
from bench.papers import measure_papers
from bench.population import Country, grow, settle
from bench.reporting import measure_exports, measure_pages, measure_reports
from cases.models import Case
from tests.sign_in import signed_in

SIZES = (10_000, 100_000)
ROUNDS = int(os.environ.get("ROUNDS", "60"))
WARM_UP = 3


def main(run: Callable[[], None]) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]  # and nothing else of a test: one notes every template that it renders
    settings.ROOT_URLCONF = "bench.urls"
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        run()
    finally:
        teardown_databases(databases, verbosity=0)


def measure(sizes: list[int]) -> None:
    country, size = settle(), 0
    first: dict[str, float] = {}
    for target in sizes:
        start = time.perf_counter()
        grow(size + 1, target, country)
        size = target
        print(f"\n{size:,} cases, built in {time.perf_counter() - start:.0f} s; {ROUNDS} rounds")
        medians = report(pages(country), first)
        first = first or medians
        measure_reports(country)
        measure_pages(country)
        measure_exports(country, size)


def pages(country: Country) -> dict:
    """Return what to measure: a name and a request each."""
    supervisor, worker = country.supervisors[0], country.workers[0]
    head, chief = country.heads
    clients = {user: signed_in(user) for user in (supervisor, worker, head, chief, country.supervisors[-1], country.sender)}
    reader, sender = clients[supervisor], clients[country.sender]
    open_cases = Case.objects.filter(unit=supervisor.organisation, step="plan_execution").at_work().order_by("-notified_at")
    case, seeking = open_cases[0], open_cases[1]
    folios = iter(range(10**9))
    lists = reverse("cases:list")
    old = {"status": "all", "after": f"{_middle(supervisor.organisation)}_{case.pk}"}

    def create():
        return sender.post(
            reverse("api:notification-list"),
            {
                "folio": f"A-{time.time_ns()}-{next(folios)}",
                "receiving_unit": str(supervisor.organisation_id),
                "notifier_name": "Medición",
                "located_at": "2026-01-01T00:00:00Z",
                "located_place_type": "street",
                "child": {"sex": "female", "nationality": "HN", "birth_date": "2012-01-01", "birth_precision": "exact"},
                "identity": {"given_names": "Nombre", "surname_1": "Apellido"},
            },
            content_type="application/json",
        )

    return {
        "floor: 25 rows": lambda: reader.get("/bench/floor"),
        "list": lambda: reader.get(lists),
        "list, whole state": lambda: clients[head].get(lists),
        "list, nation": lambda: clients[chief].get(lists),
        "list, small unit": lambda: clients[country.supervisors[-1]].get(lists),
        "list, caseworker": lambda: clients[worker].get(lists),
        "filter": lambda: reader.get(lists, {"step": "evaluation", "risk_level": "high"}),
        "filter, whole state": lambda: clients[head].get(lists, {"step": "evaluation", "risk_level": "high"}),
        "search, while typing": lambda: reader.post(lists, {"q": "yesenia tum"}, headers={"HX-Request": "true"}),
        "search, a name": lambda: reader.post(lists, {"q": "yesenia tum"}),
        "search, misspelt": lambda: reader.post(lists, {"q": "yesnia velasques"}),
        "search, state": lambda: clients[head].post(lists, {"q": "toussaint"}),
        "search, caseworker": lambda: clients[worker].post(lists, {"q": "yesenia tum"}),
        "search, a code": lambda: reader.post(lists, {"q": case.code[5:16]}),
        "deep page": lambda: reader.get(lists, old),
        "case page": lambda: reader.get(reverse("cases:detail", args=[case.code])),
        "tasks": lambda: clients[worker].get(reverse("cases:task_list")),
        "tasks of the team": lambda: reader.get(reverse("cases:task_list"), {"whose": "team"}),
        "notifications": lambda: reader.get(reverse("cases:notification_list")),
        "referrals": lambda: sender.get(reverse("referrals:inbox")),
        "home, supervisor": lambda: reader.get(reverse("home")),
        "home, caseworker": lambda: clients[worker].get(reverse("home")),
        "bed finder": lambda: reader.get(reverse("placements:find", args=[seeking.code])),
        "create (API)": create,
    }


def _middle(unit) -> str:
    """The instant in the middle of the history of a unit: where half of its list lies behind."""
    newest = Case.objects.filter(unit=unit).order_by("-notified_at")
    return newest[newest.count() // 2].notified_at.isoformat()


def report(requests: dict, first: dict[str, float]) -> dict[str, float]:
    """Time every request, interleaved so that a slow moment of the machine hits all alike; print and return the medians."""
    times = {name: [] for name in requests}
    queries = {}
    for round_number in range(ROUNDS + WARM_UP):
        Bucket.objects.all().delete()  # nobody searches as often as this in a minute: the pace would refuse it
        for name, request in requests.items():
            if round_number == 0:
                with CaptureQueriesContext(connection) as captured:
                    request()
                queries[name] = len(captured)
                continue
            start = time.perf_counter()
            response = request()
            elapsed = time.perf_counter() - start
            if response.status_code >= 400:
                raise SystemExit(f"{name} answered {response.status_code}: {response.content[:300]!r}")
            if round_number >= WARM_UP:
                times[name].append(elapsed * 1000)
    medians = {name: statistics.median(values) for name, values in times.items()}
    floor = next(iter(medians.values()))
    print(f"{'':22}{'p50 ms':>9}{'p95 ms':>9}{'x floor':>9}{'growth':>9}{'queries':>9}")
    for name, values in times.items():
        growth = f"{medians[name] / first[name]:9.2f}" if first else f"{'':9}"
        p95 = statistics.quantiles(values, n=20)[-1]
        print(f"{name:22}{medians[name]:9.1f}{p95:9.1f}{medians[name] / floor:9.1f}{growth}{queries[name]:9}")
    return medians


if __name__ == "__main__":
    if sys.argv[1:] == ["papers"]:
        main(measure_papers)
    elif sys.argv[1:2] == ["care"]:
        main(partial(measure_care, int((sys.argv[2:] or ["5000"])[0].replace("_", ""))))
    else:
        cases = os.environ.get("CASES", "").replace("_", "")
        main(partial(measure, [int(size.replace("_", "")) for size in sys.argv[1:]] or ([SIZES[0], int(cases)] if cases else list(SIZES))))
