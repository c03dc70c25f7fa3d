"""Story AS-1: from a notification on a Monday morning to closure, through the services, with the figures it must give."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import OrgType, Role
from cases import companions, rules, services
from cases.choices import Step, TaskKind, TaskOutcome
from cases.guards import blockers
from liberty.rules import hours_deprived
from liberty.services import end_deprivation
from placements.services import accept_request, end_placement, request_bed, save_facility, save_profile, start_placement
from protocols import packs
from protocols.choices import DeadlineKey
from tests.factories import OPTIONS, OrganisationFactory, Team, UserFactory, demanded, elements, fresh, sign_opinions
from tests.placements.homes import check
from tests.reports.figures import figures

pytestmark = pytest.mark.django_db
HERMOSILLO = ZoneInfo("America/Hermosillo")


def at(day: str, clock: str) -> datetime:
    """Return an instant of 2026 as the story tells it: "03-02", "08:40"."""
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=HERMOSILLO)


def home(name: str, org_type: str, kind: str):
    """Return a place of care for two girls of twelve and more, and who answers for it."""
    organisation = OrganisationFactory(name=name, org_type=org_type)
    manager = UserFactory(organisation=organisation, role=Role.SHELTER_MANAGER)
    facility = save_facility(
        facility=None,
        version=1,
        address={"text": "Hermosillo", "visibility": "authority"},
        by=manager,
        now=at("03-01", "09:00"),
        name=name,
        facility_type=kind,
        state="SON",
        municipality="Hermosillo",
        licence_number="CAS-1",
        licence_valid_to=date(2027, 1, 1),
        household={
            "household": "Rosalba Quijada, 44; Martín Ochoa, 47",
            "accredited_by": "DIF Sonora",
            "vetted_on": date(2026, 1, 15),
            "vetting_valid_to": date(2027, 1, 15),
        },
    )
    check(facility, UserFactory(role=Role.SUPERVISOR), now=at("03-01", "10:00"))
    profile = save_profile(
        facility=facility, profile=None, version=1, by=manager, now=at("03-01", "09:00"), sex="female", age_from=12, age_to=17, places=2
    )
    return facility, profile, manager


def place(case, facility, profile, manager, *, by, asked, accepted, arrived, **fields):
    """Ask for a bed, have it accepted, and record the arrival."""
    request = request_bed(
        case=case,
        facility=facility,
        by=by,
        now=asked,
        child_views="Quiero un lugar tranquilo.",
        reason_family_based_not_possible="No hay familia localizada.",
    )
    request = accept_request(placement=request, profile=profile, by=manager, now=accepted)
    return start_placement(placement=request, starts_at=arrived, by=by, now=arrived, **fields)


@pytest.fixture
def team():
    team = Team(name="Procuraduría de Protección de Sonora")
    for person, name in ((team.caseworker, "Marcela Ibarra"), (team.supervisor, "Rosa Figueroa")):
        person.full_name = name
        person.save()
    return team


def notified(team):
    return services.notify_child(
        by=team.notifier,
        now=at("03-02", "08:40"),
        child={
            "sex": "female",
            "birth_date": date(2010, 8, 14),
            "birth_precision": "exact",
            "nationality": "GT",
            "primary_language": "kek",
            "needs_interpreter": True,
        },
        identity={"given_names": "Yesenia", "surname_1": "Caal", "surname_2": "Tzi"},
        notification={
            "folio": "INM-SON-77",
            "notifier_name": "Agente de guardia",
            "receiving_unit": team.unit,
            "located_at": at("03-02", "06:00"),
            "located_place_type": "immigration_station",
            "accompaniment": "unaccompanied",
            "entry_date": date(2026, 2, 27),
            "held_since": at("03-02", "06:10"),
            "held_where": "Estación migratoria de Hermosillo",
        },
    )


def measure_ordered(team, case):
    """The authority orders at 09:30 that the child be taken out of the station, and tells the court at once."""
    by, now = team.approver, at("03-02", "09:30")
    text = "Salida inmediata de la estación migratoria e ingreso a un centro."
    measure = services.propose_measure(
        case=case, kind="urgent", type="removal_from_station", text=text, reasons="Está privada de la libertad.", by=by, now=now
    )
    ground = "Ley General de los Derechos de Niñas, Niños y Adolescentes, art. 122"
    for move, facts in (
        ("order", {"ordered_at": now, "legal_ground": ground}),
        ("notify", {"court_notified_at": now, "court": "Juzgado de prueba"}),
    ):
        measure = services.move_measure(measure=measure, move=move, by=by, now=now, **facts)
    return measure


def placed_at_tin_otoch(team):
    """Tell the first morning: held, let go, at Tin Otoch. Returns the case and its placement."""
    case = services.triage_notification(notification=notified(team), result="open_case", by=team.intake, now=at("03-02", "08:55"))
    assert [task.kind for task in case.open_tasks if task.is_urgent] == [DeadlineKey.CHANNEL_TO_CARE]
    services.record_rapid_assessment(
        case=case,
        by=team.intake,
        now=at("03-02", "09:30"),
        done_at=at("03-02", "09:30"),
        urgent_needs_met=True,
        safe_tonight=True,
        where_tonight="Tin Otoch",
        risk_level="high",
        risk_reasons="Viaja sola y estuvo privada de la libertad.",
    )
    measure_ordered(team, case)
    tin_otoch = home("Tin Otoch", OrgType.CAS_PUBLIC, "residential_cas_public")
    with pytest.raises(ValidationError, match="INV-05"):
        place(
            case,
            *tin_otoch,
            by=team.intake,
            asked=at("03-02", "09:35"),
            accepted=at("03-02", "09:50"),
            arrived=at("03-02", "10:20"),
        )
    [event] = case.deprivations.all()
    end_deprivation(event=event, ended_at=at("03-02", "10:25"), release_mechanism="channelled", by=team.intake, now=at("03-02", "10:30"))
    [request] = case.placements.all()
    start_placement(placement=request, starts_at=at("03-02", "10:55"), by=team.intake, now=at("03-02", "10:55"))
    services.move_case(case=fresh(case), move="open_case", by=team.intake, now=at("03-02", "11:00"))
    return fresh(case)


def designated(team, case):
    services.designate(
        case=case,
        person=team.caseworker,
        representation="substitute",
        no_conflict=True,
        language_covered_by="Intérprete independiente de q'eqchi'",
        by=team.supervisor,
        now=at("03-02", "11:05"),
    )
    services.accept_designation(case=fresh(case), by=team.caseworker, now=at("03-02", "11:10"), child_told_at=at("03-02", "11:10"))
    services.move_case(case=fresh(case), move="begin_evaluation", by=team.caseworker, now=at("03-02", "11:15"))
    return fresh(case)


def evaluated(team, case):
    services.record_interview(
        case=case,
        by=team.caseworker,
        now=at("03-03", "11:30"),
        kind="evaluation_interview",
        held_at=at("03-03", "10:00"),
        place_type="care_place",
        place="Tin Otoch",
        interpreter_kind="independent",
        interpreter_name="Domingo Choc",
        interpreter_declared=True,
        information_given=True,
    )
    services.save_evaluation(
        evaluation=case.evaluation,
        version=case.evaluation.version,
        by=team.caseworker,
        now=at("03-05", "17:00"),
        elements=elements(care=["migrant_children"], education=["education"]),
        options=OPTIONS,
        child_views="Quiero quedarme y estudiar.",
        international_protection="yes",
        international_protection_grounds="Amenazas de una pandilla por negarse a colaborar.",
        trafficking="no",
        return_risk="yes",
        return_risk_grounds="La misma pandilla controla su barrio.",
        conclusion="Necesita protección internacional; no debe considerarse el retorno.",
        risk_level="high",
        risk_rationale="Amenazas en el lugar de origen.",
    )
    sign_opinions(case, team, at("03-05", "17:02"), "high")
    services.submit_document(document=case.evaluation, version=case.evaluation.version, by=team.caseworker, now=at("03-05", "17:05"))
    services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=at("03-06", "16:00"))
    return fresh(case)


def measured(team, case, day, phase, **scores):
    """Measure wellbeing: 2 in every area but those named."""
    domains = [domain.code for domain in packs.of_case(case.protocol).instruments["wellbeing"].domains]
    services.record_wellbeing(
        case=case,
        measured_on=at(day, "12:00").date(),
        phase=phase,
        respondent="child",
        scores=dict.fromkeys(domains, 2) | scores,
        by=team.caseworker,
        now=at(day, "12:00"),
    )


def planned(team, case):
    plan = case.plan
    for line in plan.line_list:
        services.add_action(
            line=line,
            version=plan.version,
            by=team.caseworker,
            now=at("03-09", "10:00"),
            measure_kind="asylum_support",
            description="Acompañar la solicitud de refugio",
            responsible_organisation="Procuraduría de Protección de Sonora",
            responsible_person="Lic. Eva Cruz",
            due_on=date(2026, 4, 15),
        )
        plan.refresh_from_db()
    services.save_plan(
        plan=plan,
        version=plan.version,
        by=team.caseworker,
        now=at("03-09", "11:00"),
        review_date=date(2026, 4, 8),
        child_participated=True,
        child_views="Estoy de acuerdo.",
    )
    services.submit_document(document=fresh(case).plan, version=plan.version, by=team.caseworker, now=at("03-09", "11:05"))
    services.move_case(case=fresh(case), move="approve_plan", by=team.supervisor, now=at("03-10", "09:15"))
    return fresh(case)


def test_as1_first_morning_gives_its_figures(team, time_machine):
    time_machine.move_to(at("03-02", "08:40"))
    case = placed_at_tin_otoch(team)
    [event] = case.deprivations.all()
    [placement] = case.placements.all()
    assert hours_deprived([event.period], now=at("03-02", "23:00")) == 4.25
    assert placement.starts_at > event.ended_at
    assert demanded(case) == [TaskKind.HUMANITARIAN_STATUS]  # INV-35
    assert [task.kind for task in case.open_tasks if task.is_urgent] == [DeadlineKey.URGENT_MEASURE_COURT_RULING]
    case = designated(team, case)
    assert rules.hours_between(case.notified_at, case.designation.designated_at) == 2.42
    assert case.designation.designated_at <= case.notified_at + (at("03-02", "12:40") - at("03-02", "08:40"))


def test_as1_whole_path_ends_with_asylum_and_a_family(team, time_machine):
    time_machine.move_to(at("03-09", "08:00"))
    case = designated(team, placed_at_tin_otoch(team))
    [measure] = case.measures.all()
    services.move_measure(
        measure=measure, move="confirm", by=team.caseworker, now=at("03-03", "08:50"), ruled_at=at("03-03", "08:50"), ruling="Se confirma."
    )
    ruling = deadline(case, DeadlineKey.URGENT_MEASURE_COURT_RULING)
    assert ruling.closed_at - ruling.started_at == timedelta(hours=23, minutes=20)
    assert ruling.closed_at <= ruling.due_at
    case = evaluated(team, case)
    assert rules.hours_between(case.notified_at, entered(case, Step.PLAN_DESIGN)) == 103.33
    measured(team, case, "03-05", "baseline")
    case = planned(team, case)
    assert rules.hours_between(case.notified_at, entered(case, Step.PLAN_EXECUTION)) == 192.58
    assert case.unit.day_of(deadline(case, DeadlineKey.ASYLUM_APPLICATION).due_at) == date(2026, 4, 15)
    asylum = services.file_procedure(
        case=case, kind="asylum", authority="COMAR", filed_on=date(2026, 3, 12), by=team.caseworker, now=at("03-12", "12:00")
    )
    assert deadline(case, DeadlineKey.ASYLUM_APPLICATION).outcome == TaskOutcome.DONE
    assert case.unit.day_of(deadline(case, DeadlineKey.ASYLUM_DECISION).due_at) == date(2026, 5, 20)
    for action in fresh(case).approved_plan.action_list:
        services.record_progress(action=action, status="done", by=team.caseworker, now=at("03-20", "10:00"))
    family = home("Familias de Acogida", OrgType.FOSTER_PROGRAMME, "foster_family")
    place(
        fresh(case),
        *family,
        by=team.supervisor,
        asked=at("04-19", "09:00"),
        accepted=at("04-19", "11:00"),
        arrived=at("04-20", "10:00"),
        previous_end_reason="moved_to_family_care",
    )
    before, after = case.placements.order_by("starts_at")
    assert before.ends_at == after.starts_at == at("04-20", "10:00")
    services.move_case(case=fresh(case), move="begin_follow_up", by=team.caseworker, now=at("05-20", "09:00"))
    services.record_visit(
        case=case,
        by=team.caseworker,
        now=at("05-20", "11:00"),
        kind="home",
        held_at=at("05-20", "10:00"),
        seen_child=True,
        risk_level="low",
        text="Bien.",
    )
    measured(team, case, "05-20", "endpoint", safety=5, education_play=4, belonging_hope=5)
    change = rules.wellbeing_change((measure.measured_on, measure.scores) for measure in fresh(case).wellbeing)
    assert (change.overall, change.by_domain["safety"], change.by_domain["emotional"]) == (1.0, 3, 0)
    proposal = proposed(team, case)
    with pytest.raises(ValidationError, match="asylum procedure is pending"):
        services.submit_document(document=proposal, version=proposal.version, by=team.caseworker, now=at("05-21", "10:00"))
    services.move_procedure(
        procedure=asylum,
        move="decide",
        by=team.caseworker,
        now=at("05-22", "10:00"),
        decided_on=date(2026, 5, 20),
        resolution="granted",
        is_consistent="yes",
        consistency_reason="El plan busca el reconocimiento como refugiada.",
    )
    assert fresh(case).asylum_status == "recognised"
    assert deadline(case, DeadlineKey.ASYLUM_DECISION).outcome == TaskOutcome.DONE
    assert [blocker.criterion for blocker in all_blockers(case)] == ["placement"]
    end_placement(placement=after, ends_at=at("05-23", "10:00"), end_reason="reunified", by=team.caseworker, now=at("05-23", "10:00"))
    services.submit_document(document=fresh(case).closure, version=proposal.version, by=team.caseworker, now=at("05-23", "11:00"))
    services.move_case(case=fresh(case), move="close", by=team.supervisor, now=at("05-25", "09:00"))
    case = fresh(case)
    assert (case.step, case.closure_reason, case.durable_solution) == (Step.CLOSED, "plan_objectives_met", "asylum_recognised")
    assert not blockers(case, "reopen")

    # What the reports make of her: I-10, I-13, I-22, I-23.
    year = at("01-01", "00:00"), at("12-31", "00:00")
    assert figures("I-10", team.unit, *year)["hours"] == (4.25, 1)
    waits = figures("I-13", team.unit, *year)
    assert waits["hours_plan_design"] == (1, pytest.approx(103.33, abs=0.01), pytest.approx(103.33, abs=0.01))
    assert waits["hours_plan_execution"] == (1, pytest.approx(192.58, abs=0.01), pytest.approx(192.58, abs=0.01))
    assert waits["days_plan_execution"] == (1, 6, 6)
    assert figures("I-22", team.unit, *year)["mean"] == (1.0, 1)
    assert figures("I-23", team.unit, *year)["solution"] == {"asylum_recognised": 1}


def deadline(case, key):
    return case.tasks.get(source="deadline", kind=key)


def entered(case, step) -> datetime:
    """Return when the case first came to `step`."""
    return case.history.filter(entered=step).first().at


def all_blockers(case):
    return companions.blockers(fresh(case), "submit_closure")


def proposed(team, case):
    services.record_review(
        case=fresh(case),
        by=team.caseworker,
        now=at("05-20", "12:00"),
        held_at=at("05-20", "12:00"),
        participants="Equipo, familia de acogida, Yesenia",
        child_present=True,
        decisions="Se cumplieron los objetivos.",
        outcome="close",
        child_views="Estoy contenta.",
    )
    return services.propose_closure(
        case=fresh(case),
        by=team.caseworker,
        now=at("05-21", "09:00"),
        reason="plan_objectives_met",
        durable_solution="asylum_recognised",
        summary="Refugio reconocido; vive con una familia de acogida y estudia.",
        child_views="De acuerdo.",
        child_informed_on=date(2026, 5, 20),
        contact_route="Procuraduría de Protección de Sonora",
        papers_back="child",
    )
