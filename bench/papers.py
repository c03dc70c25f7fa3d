"""`make bench ARGS=papers`: each document of a case as a PDF, the whole request, once the compiler is warm.

"anew" compiles (the values differ each round); "again" finds what the same person printed before.
"""

import statistics
import time

from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.choices import Step
from cases.models import PlanAction
from tests.factories import Team, fresh, propose_closure, walk_to, write_plan
from tests.sign_in import signed_in

ROUNDS = 40
MEASURES = 12


def measure_papers() -> None:
    team = Team()
    case = walk_to(Step.PLAN_DESIGN, team)
    plan = case.plan
    for number in range(MEASURES):
        services.add_action(
            line=plan.line_list[number % 2],
            version=plan.version,
            by=team.caseworker,
            now=timezone.now(),
            measure_kind="school_enrolment",
            description=f"Medida {number}: " + "inscribir en la escuela con apoyo de intérprete. " * 3,
            responsible_organisation="Secretaría de Educación y Cultura",
            responsible_person="Persona responsable de prueba",
            due_on=timezone.localdate(),
        )
        plan.refresh_from_db()
    now = timezone.now()
    write_plan(fresh(case), team, now)
    services.move_case(case=fresh(case), move="approve_plan", by=team.supervisor, now=now)
    services.record_progress(action=fresh(case).approved_plan.action_list[0], status="in_progress", by=team.caseworker, now=now)
    services.move_case(case=fresh(case), move="begin_follow_up", by=team.caseworker, now=now)
    propose_closure(fresh(case), team, now)
    report(team, fresh(case))


def report(team, case) -> None:
    """Print p50 and p95 of each document, compiled anew and found again."""
    caseworker, approver = signed_in(team.caseworker), signed_in(team.approver)
    documents = {
        "plan": (caseworker, reverse("cases:plan_print", args=[case.code])),
        "child's plan": (caseworker, reverse("cases:plan_child_print", args=[case.code, 1])),
        "extract": (approver, reverse("cases:plan_extract", args=[case.code])),
        "evaluation": (caseworker, reverse("cases:evaluation_print", args=[case.code])),
        "closure": (caseworker, reverse("cases:closure_print", args=[case.code])),
        "child's closure": (caseworker, reverse("cases:closure_child_print", args=[case.code])),
    }
    print(f"\ndocuments, {PlanAction.objects.filter(line__plan__case=case).count()} measures, {ROUNDS} rounds")
    print(f"{'':18}{'anew p50':>10}{'p95 ms':>9}{'again p50':>11}{'p95 ms':>9}")
    for name, (client, url) in documents.items():
        anew = [timed(client, url, case, f"Nombre{number}") for number in range(ROUNDS + 2)][2:]
        again = [timed(client, url) for _ in range(ROUNDS)]
        figures = [figure for times in (anew, again) for figure in (statistics.median(times), statistics.quantiles(times, n=20)[-1])]
        print(f"{name:18}{figures[0]:10.1f}{figures[1]:9.1f}{figures[2]:11.1f}{figures[3]:9.1f}")


def timed(client, url, case=None, name="") -> float:
    """Return the milliseconds of one request; with another name of the child first, so that the document is another."""
    if case is not None:
        identity = case.child.identity
        identity.given_names = name
        identity.save(update_fields=["given_names"])
    start = time.perf_counter()
    response = client.get(url)
    elapsed = (time.perf_counter() - start) * 1000
    if response["Content-Type"] != "application/pdf":
        raise SystemExit(f"{url} answered {response.status_code}: {response.content[:300]!r}")
    return elapsed
