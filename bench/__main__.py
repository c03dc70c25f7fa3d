"""`make bench [ARGS="10000 100000"]`: list, filter, search, case page and create at each size, as ratios to the floor.
`make bench ARGS=papers`: the printed documents (bench/papers.py). `make bench ARGS=care`: a month of beds (bench/care.py).

Runs in a database of its own on the embedded server, which is dropped at the end. Times are of the whole request in
this process (middleware, view, template, database), without the network; p50 and p95 of ROUNDS after a warm-up.
"""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.test import Client
from django.test.utils import setup_databases, setup_test_environment, teardown_databases
from django.urls import reverse

from accounts.roles import OrgType, Role
from bench.care import measure_care
from bench.papers import measure_papers
from bench.population import grow
from cases.models import Case
from tests.factories import OrganisationFactory, UserFactory

SIZES = (10_000, 100_000)
UNITS, WORKERS = 20, 20  # authorities, and caseworkers each
ROUNDS = 60


def main(run: Callable[[], None]) -> None:
    setup_test_environment()
    settings.ROOT_URLCONF = "bench.urls"
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        run()
    finally:
        teardown_databases(databases, verbosity=0)


def measure(sizes: list[int]) -> None:
    units = [OrganisationFactory(name=f"Autoridad {number}") for number in range(UNITS)]
    workers = [UserFactory(organisation=unit) for unit in units for _ in range(WORKERS)]
    supervisor = UserFactory(organisation=units[0], role=Role.SUPERVISOR)
    notifier = UserFactory(organisation=OrganisationFactory(org_type=OrgType.DIF_STATE), role=Role.SERVICE_PROVIDER_USER)
    size = 0
    for target in sizes:
        grow(size + 1, target, [unit.pk for unit in units], [worker.pk for worker in workers])
        size = target
        report(size, pages(supervisor, notifier))


def pages(supervisor, notifier) -> dict:
    """Return what to measure: a name and a request each."""
    reader, sender = Client(), Client()
    reader.force_login(supervisor)
    sender.force_login(notifier)
    case = Case.objects.filter(unit=supervisor.organisation).order_by("-notified_at").first()
    folios = iter(range(10**9))
    lists = reverse("cases:list")

    def create():
        return sender.post(
            reverse("api:notification-list"),
            {
                "folio": f"B-{time.time_ns()}-{next(folios)}",
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
        "floor": lambda: reader.get("/bench/floor"),
        "list": lambda: reader.get(lists),
        "filter": lambda: reader.get(lists, {"step": "evaluation", "risk_level": "high"}),
        "search by name": lambda: reader.post(lists, {"q": "nombre20 apellido"}),
        "case page": lambda: reader.get(reverse("cases:detail", args=[case.code])),
        "home": lambda: reader.get(reverse("home")),
        "create (API)": create,
    }


def report(size: int, requests: dict) -> None:
    """Time every request, interleaved so that a slow moment of the machine hits all alike; print p50, p95 and ratios."""
    times = {name: [] for name in requests}
    for round_number in range(ROUNDS + 3):
        for name, request in requests.items():
            start = time.perf_counter()
            response = request()
            elapsed = time.perf_counter() - start
            if response.status_code >= 400:
                raise SystemExit(f"{name} answered {response.status_code}: {response.content[:300]!r}")
            if round_number >= 3:
                times[name].append(elapsed * 1000)
    floor = statistics.median(times["floor"])
    print(f"\n{size:,} cases, {ROUNDS} rounds")
    print(f"{'':16}{'p50 ms':>9}{'p95 ms':>9}{'x floor':>9}")
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:16}{median:9.1f}{statistics.quantiles(values, n=20)[-1]:9.1f}{median / floor:9.1f}")


if __name__ == "__main__":
    if sys.argv[1:] == ["papers"]:
        main(measure_papers)
    elif sys.argv[1:2] == ["care"]:
        main(partial(measure_care, int((sys.argv[2:] or ["5000"])[0].replace("_", ""))))
    else:
        main(partial(measure, [int(size.replace("_", "")) for size in sys.argv[1:]] or list(SIZES)))
