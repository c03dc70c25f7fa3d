"""What is done while the plan is carried out: visits and their rhythm, services, significant events (T20), the plan's own parts."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from cases import companions, services
from cases.choices import Step, TaskKind
from cases.choices_execution import SignificantEventKind
from cases.models import Service, SignificantEvent
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, CaseFactory, Team, demanded, demands, fresh, grant, local_today, propose_closure, walk_to, write_plan

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


@pytest.fixture
def case(team):
    return walk_to(Step.PLAN_EXECUTION, team)


def visit(case, team, **fields):
    fields = {"kind": "in_care", "held_at": LATER, "seen_child": True, "risk_level": "medium", "text": "Está bien."} | fields
    return services.record_visit(case=case, by=team.caseworker, **({"now": LATER} | fields))


# Visits


@pytest.mark.parametrize(("risk", "days"), [("high", 7), ("medium", 14), ("low", 31)])
def test_the_next_visit_is_proposed_by_the_risk_that_was_found(case, team, risk, days):
    assert visit(case, team, risk_level=risk).next_on == LATER.date() + timedelta(days=days)


def test_an_earlier_next_visit_stays_and_one_before_this_is_refused(case, team):
    assert visit(case, team, next_on=LATER.date() + timedelta(days=2)).next_on == LATER.date() + timedelta(days=2)
    with pytest.raises(ValidationError) as refusal:
        visit(case, team, next_on=LATER.date() - timedelta(days=1))
    assert set(refusal.value.message_dict) == {"next_on"}


def test_visit_form_proposes_the_next_day_and_keeps_the_place(case, team):
    caseworker, url = browser(team.caseworker), address("visit_add", case.code)
    form = caseworker.get(url).context["form"]
    assert form.initial["next_on"] == services.next_visit_day(case, "medium", timezone.now())
    minute = timezone.localtime(timezone=ZoneInfo("America/Hermosillo")).strftime("%Y-%m-%dT%H:%M")
    typed = {"kind": "home", "held_at": minute, "seen_child": "on", "risk_level": "low", "text": "Bien.", "place": "Casa de su tía"}
    assert post(caseworker, url, **typed, action_progress="Va a la escuela.").status_code == 302
    found = fresh(case).last_seen
    assert (found.place, found.action_progress) == ("Casa de su tía", "Va a la escuela.")
    assert "next visit due" in text_of(caseworker.get(address("detail", case.code)))


# Services

SERVICE = {"type": "legal", "provider": "Defensoría", "started_on": LATER.date()}


def test_service_is_recorded_and_kept_up(case, team):
    service = services.add_service(case=case, by=team.caseworker, now=LATER, **SERVICE)
    services.save_service(service=service, version=1, by=team.caseworker, now=LATER, **(SERVICE | {"sessions": 3, "satisfaction": 4}))
    service.refresh_from_db()
    assert (service.sessions, service.satisfaction, service.version) == (3, 4, 2)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"started_on": None}, "planned_on"),
        ({"started_on": LATER.date() + timedelta(days=1)}, "started_on"),
        ({"ended_on": LATER.date() - timedelta(days=1)}, "ended_on"),
        ({"started_on": None, "planned_on": LATER.date(), "ended_on": LATER.date()}, "ended_on"),
        ({"is_refused": True, "refusal_reason": " "}, "refusal_reason"),
        ({"satisfaction": 6}, "satisfaction"),
    ],
)
def test_service_is_refused_beside_its_field(case, team, fields, field):
    with pytest.raises(ValidationError) as refusal:
        services.add_service(case=case, by=team.caseworker, now=LATER, **(SERVICE | fields))
    assert set(refusal.value.message_dict) == {field}


SERVICE_CHECKS = {
    "service_type_known": {"type": "guess"},
    "service_by_somebody": {"provider": ""},
    "service_ends_after_start": {"ended_on": date(2020, 1, 1)},
    "service_refused_in_words": {"is_refused": True},
    "service_satisfaction_1_to_5": {"satisfaction": 9},
    "service_has_a_day": {"started_on": None},
}


@pytest.mark.parametrize("name", SERVICE_CHECKS)
def test_the_database_holds_the_service_too(case, team, name):
    services.add_service(case=case, by=team.caseworker, now=LATER, **SERVICE)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Service.objects.update(**SERVICE_CHECKS[name])


def test_services_in_the_browser_and_two_editors(case, team):
    caseworker, page = browser(team.caseworker), address("detail", case.code)
    today = local_today().isoformat()
    typed = {"version": 0, "type": "legal", "provider": "Defensoría", "started_on": today, "sessions": 1}
    assert post(caseworker, address("service_add", case.code), **typed).url == page
    url = address("service_edit", case.code, Service.objects.get().pk)
    assert url in text_of(caseworker.get(page))
    assert post(caseworker, url, **(typed | {"version": 1, "sessions": 2})).url == page
    lost = post(caseworker, url, **(typed | {"version": 1, "note": "Habló con la abogada."}))
    assert lost.status_code == 409
    assert "Habló con la abogada." in text_of(lost)
    assert post(caseworker, url, **(typed | {"version": 2, "started_on": ""})).status_code == 422


# Significant events


def report(case, team, **fields):
    fields = {"kind": "return_threat", "happened_at": LATER, "text": "Amenaza de deportación."} | fields
    return services.report_event(case=case, by=team.caseworker, **({"now": LATER} | fields))


@pytest.mark.parametrize("kind", SignificantEventKind)
def test_t20_an_event_in_the_execution_opens_the_evaluation_again(case, team, kind):
    event = report(case, team, kind=kind)
    case = fresh(case)
    assert (case.step, event.step) == (Step.EVALUATION, Step.PLAN_EXECUTION)
    assert demanded(case) == [TaskKind.REASSESS]
    assert "Amenaza de deportación." in demands(case)[0].text
    assert case.history.last().move == "report_significant_event"


@pytest.mark.parametrize("step", [Step.INTAKE, Step.EVALUATION, Step.PLAN_DESIGN])
def test_t20_an_event_in_another_step_is_recorded_with_its_task(team, step):
    case = walk_to(step, team)
    if not case.grants.filter(user=team.caseworker).exists():
        grant(case, team.caseworker)
    report(case, team)
    assert fresh(case).step == step
    assert demanded(case) == [TaskKind.REASSESS]


def test_t20_an_event_in_the_follow_up_leaves_only_the_way_to_evaluate_again(team):
    case = walk_to(Step.FOLLOW_UP, team)
    report(case, team)
    review = {"held_at": LATER, "participants": "Equipo", "child_views": "Tengo miedo.", "decisions": "Se revisa."}
    for outcome in ("continue", "revise_plan"):
        with pytest.raises(ValidationError, match="T20"):
            services.conclude_review(case=fresh(case), by=team.caseworker, now=LATER, outcome=outcome, **review)
    with pytest.raises(ValidationError, match="T20"):
        propose_closure(fresh(case), team, LATER)
    later = {"held_at": LATER + timedelta(hours=1), "now": LATER + timedelta(hours=1)}
    services.conclude_review(case=fresh(case), by=team.caseworker, outcome="reassess", **(review | later))
    assert fresh(case).step == Step.EVALUATION
    assert "T20" not in [one.criterion for one in companions.blockers(fresh(case), "submit_closure")]


def test_event_is_refused_without_words_in_the_future_and_on_a_closed_case(case, team):
    for fields, field in (({"text": " "}, "text"), ({"happened_at": LATER + timedelta(hours=1)}, "happened_at")):
        with pytest.raises(ValidationError) as refusal:
            report(case, team, **fields)
        assert set(refusal.value.message_dict) == {field}
    with pytest.raises(PermissionDenied):
        services.report_event(case=case, kind="absence", happened_at=LATER, text="No volvió.", by=team.supervisor, now=LATER)
    other = Team()
    closed = walk_to(Step.CLOSED, other)
    grant(closed, other.caseworker)
    with pytest.raises(ValidationError, match="closed"):
        report(closed, other)


@pytest.mark.parametrize("sql", ["UPDATE cases_significantevent SET text = 'x'", "DELETE FROM cases_significantevent"])
def test_an_event_is_never_changed(case, team, sql):
    report(case, team)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


EVENT_CHECKS = {
    "significantevent_kind_known": {"kind": "guess"},
    "significantevent_step_known": {"step": "guess"},
    "significantevent_in_words": {"text": ""},
    "significantevent_reported_after": {"reported_at": LATER - timedelta(days=1)},
}


@pytest.mark.parametrize("name", EVENT_CHECKS)
def test_the_database_holds_the_event_too(team, name):
    fields = {
        "case": CaseFactory(unit=team.unit),
        "kind": "absence",
        "happened_at": LATER,
        "text": "A",
        "reported_at": LATER,
        "step": "intake",
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SignificantEvent.objects.bulk_create([SignificantEvent(**(fields | EVENT_CHECKS[name]))])


def test_event_page_is_the_button_of_t20(case, team):
    caseworker, url = browser(team.caseworker), address("event_add", case.code)
    page = address("detail", case.code)
    assert text_of(caseworker.get(page)).count(url) == 2  # what can happen next, and what can be recorded
    assert caseworker.get(url).status_code == 200
    minute = timezone.localtime(timezone=ZoneInfo("America/Hermosillo")).strftime("%Y-%m-%dT%H:%M")
    typed = {"kind": "absence", "happened_at": minute}
    assert post(caseworker, url, **typed, text="").status_code == 422
    assert post(caseworker, url, **typed, text="No volvió de la escuela.").url == page
    assert fresh(case).step == Step.EVALUATION
    assert "No volvió de la escuela." in text_of(caseworker.get(page))


# The plan's own parts


def test_a_new_version_begins_with_what_holds_for_all_and_shows_what_differs(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    plan = case.plan
    whole = {"durable_solution": "local_integration_with_status", "is_transition": True, "legal_ground": "Art. 123"}
    asked = {"caregiver_agreement": "agrees", "child_copy_language": "kek"}
    services.save_plan(plan=plan, version=plan.version, by=team.caseworker, now=NOW, **whole, **asked)
    write_plan(fresh(case), team, NOW)
    services.move_case(case=fresh(case), move="approve_plan", by=team.supervisor, now=NOW)
    services.record_progress(action=fresh(case).approved_plan.action_list[0], status="in_progress", by=team.caseworker, now=NOW)
    services.move_case(case=fresh(case), move="begin_follow_up", by=team.caseworker, now=NOW)
    review = {"held_at": NOW, "participants": "Equipo", "child_views": "Sí.", "decisions": "Se revisa.", "outcome": "revise_plan"}
    services.conclude_review(case=fresh(case), by=team.caseworker, now=NOW, **review)
    second = fresh(case).plan
    assert {name: getattr(second, name) for name in whole} == whole
    assert {name: getattr(second, name) for name in asked} == {"caregiver_agreement": "", "child_copy_language": ""}
    services.save_plan(plan=second, version=second.version, by=team.caseworker, now=NOW, durable_solution="asylum_recognised")
    changed = {label: (before, now) for label, before, now in services.difference(second)}
    assert changed["Durable solution sought"] == ("Local integration with regular stay", "Asylum recognised")
    assert changed["Does the caregiver agree?"] == ("Agrees", "")


def test_a_measure_says_how_one_sees_that_it_was_reached(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    line = case.plan.line_list[0]
    typed = {
        "version": case.plan.version,
        "measure_kind": "school_enrolment",
        "description": "Inscribir",
        "responsible_organisation": "SEP",
        "responsible_person": "Directora",
        "due_on": "2026-12-01",
        "indicator": "Asiste 4 de 5 días",
        "serves_solution": "on",
    }
    caseworker = browser(team.caseworker)
    assert post(caseworker, address("action_add", case.code, line.pk), **typed).status_code == 302
    assert "Asiste 4 de 5 días" in text_of(caseworker.get(address("plan", case.code)))
    assert "Asiste 4 de 5 días" in str(fresh(case).plan.action_list[0])


def test_plan_proposes_the_pack_s_own_ground(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    assert "art. 123" in text_of(browser(team.caseworker).get(address("plan_details", case.code)))
