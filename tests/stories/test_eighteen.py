"""A story of an eighteenth birthday in the middle of a case: a plan is due half a year before, and the day itself ends nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cases import companions, services
from cases.choices import Because, Step
from cases.models import Case, Child
from placements.models import Placement
from tests.factories import CaseFactory, Team, fresh, grant, measure_wellbeing, walk_to

pytestmark = pytest.mark.django_db
BORN = date(2008, 8, 31)
DUE = date(2026, 2, 28)  # 17 years and 6 months: February has no 31st
BIRTHDAY = date(2026, 8, 31)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 19, 0, tzinfo=UTC)


@pytest.fixture
def team():
    return Team(name="Procuraduría de Protección de Sonora")


@pytest.fixture
def case(team, time_machine):
    """Nahomi came in January 2026; in July her plan is in force and she lives with a foster family."""
    time_machine.move_to(noon(date(2026, 1, 12)), tick=False)
    began = noon(date(2026, 1, 12))
    case = CaseFactory(unit=team.unit, notified_at=began, step_entered_at=began)
    grant(case, team.intake, Because.INTAKE, since=began)
    case = walk_to(Step.FOLLOW_UP, team, now=began, case=case)
    Child.objects.filter(pk=case.child_id).update(birth_date=BORN, birth_precision="exact")
    return fresh(case)


def transition(case):
    return [clock for clock in companions.clocks(fresh(case)) if clock.key == "transition_plan"]


def test_turning_eighteen_opens_a_plan_and_ends_nothing(case, team, time_machine):
    placement = Placement.objects.create(
        case=case,
        child=case.child,
        placement_type="own_family_community",
        place_name="Con su familia de acogida",
        state="active",
        requested_by=team.caseworker,
        requested_at=noon(date(2026, 1, 13)),
        starts_at=noon(date(2026, 1, 13)),
        child_views="Quiero quedarme.",
    )
    time_machine.move_to(noon(DUE), tick=False)
    [clock] = transition(case)
    assert (case.unit.day_of(clock.due_at), clock.met_at, clock.view) == (DUE, None, "cases:transition")

    services.save_transition_plan(
        case=case,
        by=team.caseworker,
        now=noon(DUE),
        living="Con su familia de acogida hasta terminar la preparatoria.",
        study_and_work="Preparatoria y taller de enfermería.",
        papers="Residencia permanente y CURP.",
        people="Su madrina de acogida.",
        goes_on="La beca y el acompañamiento, un año más.",
        contact="Marcela Ibarra, Procuraduría, teléfono de prueba",
        child_views="Quiero ser enfermera.",
        copy_given_on=DUE,
    )
    [clock] = transition(case)
    assert clock.met_at is not None

    time_machine.move_to(noon(BIRTHDAY + timedelta(days=1)), tick=False)
    after = fresh(case)
    assert after.child.age_on(BIRTHDAY).years == 18
    assert (after.step, after.status, after.plan.state) == (Step.FOLLOW_UP, "open", "approved")
    assert Case.objects.visible_to(team.caseworker).get() == case
    placement.refresh_from_db()
    assert (placement.state, placement.ends_at) == ("active", None)
    services.add_contact_note(
        case=after,
        by=team.caseworker,
        now=noon(BIRTHDAY + timedelta(days=1)),
        at=noon(BIRTHDAY),
        place_type="phone",
        text="Cumplió 18; sigue con su familia.",
    )

    closed = closed_as_eighteen(case, team, placement, BIRTHDAY + timedelta(days=10), time_machine)
    assert (closed.step, closed.closure_reason) == (Step.CLOSED, "turned_18_transitioned")


def closed_as_eighteen(case, team, placement, day, time_machine) -> Case:
    """Close the case as ended with the transition, the stay in care over by then."""
    now = noon(day)
    time_machine.move_to(now, tick=False)
    common = {"by": team.caseworker, "now": now}
    services.record_visit(case=case, kind="home", held_at=now, seen_child=True, risk_level="low", text="Está bien.", **common)
    services.record_review(
        case=case, held_at=now, participants="Equipo", decisions="Termina.", outcome="close", child_views="De acuerdo.", **common
    )
    measure_wellbeing(case, team, now, phase="endpoint", score=4)
    proposal = services.propose_closure(
        case=case,
        reason="turned_18_transitioned",
        durable_solution="adulthood_supported_transition",
        summary="Terminó la preparatoria.",
        child_views="De acuerdo.",
        child_informed_on=day,
        contact_route="Marcela Ibarra",
        papers_back="child",
        **common,
    )
    assert {blocker.criterion for blocker in companions.blockers(fresh(case), "submit_closure")} == {"placement"}
    Placement.objects.filter(pk=placement.pk).update(state="ended", ends_at=now, end_reason="turned_18")
    services.submit_document(document=proposal, version=proposal.version, **common)
    services.move_case(case=fresh(case), move="close", by=team.supervisor, now=now)
    return fresh(case)


@pytest.mark.parametrize(("precision", "born"), [("unknown", None), ("declared_age", None)])
def test_nothing_is_due_at_eighteen_where_no_birth_is_known(case, precision, born):
    Child.objects.filter(pk=case.child_id).update(birth_date=born, birth_precision=precision, declared_age=None)
    assert transition(case) == []


def test_a_birth_known_by_year_makes_the_plan_due_before_eighteen_on_the_earliest_day(case, time_machine):
    Child.objects.filter(pk=case.child_id).update(birth_date=date(2008, 1, 1), birth_precision="year")
    time_machine.move_to(noon(date(2026, 1, 20)), tick=False)
    [clock] = transition(case)
    assert case.unit.day_of(clock.due_at) == date(2025, 7, 1)
