"""Story AS-7: a boy leaves his shelter on a Saturday evening and comes back on Tuesday with his aunt; every figure it must give."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases import companions
from cases.choices import Risk, Status, Step, TaskKind, TaskOutcome
from cases.models import ChildIdentity
from liberty.models import Restriction
from placements.choices import AbsenceState, AbsenceType, State
from placements.models import Absence, Placement, Profile
from placements.services import hold_interview, log_search, record_return, report_absence, review_placement, run_clocks
from protocols.choices import DeadlineKey, SearchStep
from tests.factories import CaseFactory, Team, UserFactory, demanded, demands, fresh, walk_to
from tests.placements.homes import FacilityFactory, ProfileFactory, live_there
from tests.reports.figures import figures

pytestmark = pytest.mark.django_db
HERMOSILLO = ZoneInfo("America/Hermosillo")
LEFT, REPORTED, BACK = "04-18T19:30", "04-18T20:05", "04-21T09:00"


def at(instant: str) -> datetime:
    return datetime.fromisoformat(f"2026-{instant}").replace(tzinfo=HERMOSILLO)


@pytest.fixture
def team():
    return Team(name="Procuraduría de Protección de Sonora")


@pytest.fixture
def shelter():
    facility = FacilityFactory(name="Casa Adolescentes")
    facility.profile = ProfileFactory(facility=facility, sex="male", places=12)
    facility.staff = UserFactory(organisation=facility.organisation, role="shelter_staff")
    return facility


@pytest.fixture
def cristian(team, shelter):
    """Cristian Lemus, 16, of El Salvador: his evaluation is at work, his risk medium, he lives in the shelter since 04-15."""
    since = at("04-14T08:00")
    case = CaseFactory(unit=team.unit, notified_at=since, step_entered_at=since)
    type(case.child).objects.filter(pk=case.child_id).update(sex="male", nationality="SV", birth_date="2009-09-01")
    ChildIdentity.objects.filter(child=case.child).update(given_names="Cristian", surname_1="Lemus", surname_2="")
    case = walk_to(Step.EVALUATION, team, now=since, case=case)
    live_there(case, shelter, team.supervisor, now=at("04-15T10:00"))
    return fresh(case)


def reported(case, shelter) -> Absence:
    return report_absence(
        case=case,
        type=AbsenceType.LEFT_VOLUNTARILY,
        starts_at=at(LEFT),
        last_seen="En la puerta de la casa, con dos compañeros",
        clothing="Sudadera azul, mochila",
        by=shelter.staff,
        now=at(REPORTED),
    )


def due(case, key) -> dict:
    return {task.subject: task.due_at for task in case.tasks.filter(source="deadline", kind=key, closed_at=None)}


def test_as7_the_evening_he_left(cristian, team, shelter):
    before = {kind: due(cristian, kind) for kind in (DeadlineKey.EVALUATION, DeadlineKey.PLACEMENT_REVIEW)}
    absence = reported(cristian, shelter)
    case, stay = fresh(cristian), Placement.objects.get(case=cristian)

    assert (absence.state, absence.type) == (AbsenceState.REPORTED, "left_voluntarily")
    assert (case.status, case.risk_level) == (Status.SUSPENDED_ABSENT, Risk.HIGH)
    assert (stay.state, stay.held_until, stay.place_number) == (State.ABSENT, at("04-21T19:30"), 1)
    profile = Profile.objects.counted(at(REPORTED)).get(pk=shelter.profile.pk)
    assert (profile.occupied, profile.reserved, profile.held) == (0, 0, 1)

    notices = [task for task in demands(case) if task.kind == TaskKind.NOTIFY_ABSENCE]
    assert {task.subject for task in notices} == {SearchStep.NOTICE_COMMISSION, SearchStep.NOTICE_ALERT}
    assert all(task.is_urgent and task.due_at == at("04-18T20:30") for task in notices)
    assert due(case, DeadlineKey.MISSING_CHILD_REPORT) == {str(absence.pk): at("04-18T20:30")}
    assert due(case, DeadlineKey.BED_HELD_AFTER_ABSENCE) == {str(absence.pk): at("04-21T19:30")}

    # INV-43: at high risk the evaluation is due sooner; nothing stopped
    assert all(due(case, DeadlineKey.EVALUATION)[subject] < until for subject, until in before[DeadlineKey.EVALUATION].items())
    assert due(case, DeadlineKey.PLACEMENT_REVIEW) == before[DeadlineKey.PLACEMENT_REVIEW] == {f"{stay.pk} 0": at("04-18T10:00")}
    [fact] = [one for one in companions.bar(case, at("04-19T09:00")) if one.since]
    assert (fact.tint, fact.since) == ("high", at(LEFT))


def test_as7_the_search_and_the_return(cristian, team, shelter):
    absence = reported(cristian, shelter)
    police = {"recipient": "Ministerio Público en turno", "reference": "CI-SON-221"}
    log_search(absence=absence, kind="notice_police", at=at("04-18T20:20"), by=shelter.staff, now=at("04-18T20:25"), **police)
    for kind in ("notice_commission", "notice_alert"):
        log_search(absence=absence, kind=kind, at=at("04-18T20:28"), recipient="Guardia", by=team.caseworker, now=at("04-18T20:29"))
    report = cristian.tasks.get(kind=DeadlineKey.MISSING_CHILD_REPORT)
    assert (report.outcome, report.closed_at <= report.due_at) == (TaskOutcome.DONE, True)
    assert TaskKind.NOTIFY_ABSENCE not in demanded(cristian)
    assert run_clocks(now=at("04-21T08:00")) == 0  # the bed is still held

    record_return(absence=absence, ends_at=at(BACK), outcome="Lo trajo su tía Rosa.", by=shelter.staff, now=at("04-21T09:10"))
    absence.refresh_from_db()
    case, [stay] = fresh(cristian), Placement.objects.filter(case=cristian)
    assert absence.hours(at("04-30T00:00")) == 61.5
    assert absence.state == AbsenceState.RETURNED
    assert (case.status, case.risk_level) == (Status.OPEN, Risk.HIGH)  # who lowers it is the new evaluation

    # The history has no gap: one stay from the arrival on, the same place, no other
    assert (stay.state, stay.starts_at, stay.ends_at, stay.place_number) == (State.ACTIVE, at("04-15T10:00"), None, 1)
    assert Profile.objects.counted(at(BACK)).get(pk=shelter.profile.pk).held == 0

    # INV-47: a conversation and a new evaluation, and nothing else
    assert demanded(case) == [TaskKind.REASSESS]
    assert due(case, DeadlineKey.RETURN_INTERVIEW) == {str(absence.pk): at("04-24T09:00")}
    assert not case.deprivations.exists()
    assert not Restriction.objects.filter(case=case).exists()
    assert due(case, DeadlineKey.PLACEMENT_REVIEW) == {f"{stay.pk} 0": at("04-18T10:00")}  # the clock ran while he was away

    words = {"why_left": "Quería ver a mi tía.", "what_helps": "Que me dejen llamarle los domingos."}
    hold_interview(absence=absence, held_at=at("04-21T16:00"), by=team.caseworker, now=at("04-21T17:00"), **words)
    absence.refresh_from_db()
    assert absence.state == AbsenceState.INTERVIEWED
    assert case.tasks.get(kind=DeadlineKey.RETURN_INTERVIEW).outcome == TaskOutcome.DONE
    review_placement(
        placement=stay,
        held_at=at("04-21T16:30"),
        outcome="keep",
        heard_alone=True,
        child_views="Me quiero quedar.",
        findings="Come y duerme bien.",
        by=team.caseworker,
        now=at("04-21T17:00"),
    )
    late = case.tasks.get(kind=DeadlineKey.PLACEMENT_REVIEW, subject=f"{stay.pk} 0")
    assert (late.outcome, late.closed_at > late.due_at) == (TaskOutcome.DONE, True)
    assert due(case, DeadlineKey.PLACEMENT_REVIEW) == {f"{stay.pk} 1": at("05-05T16:30")}


def test_as7_what_the_reports_count(cristian, team, shelter):
    """I-25: one child absent for a day and more, by type, and returned."""
    absence = reported(cristian, shelter)
    record_return(absence=absence, ends_at=at(BACK), outcome="Con su tía.", by=shelter.staff, now=at(BACK))
    found = figures("I-25", team.unit, at("04-01T00:00"), at("05-01T00:00"))
    assert found["absent"] == (1, 1, 0)
    assert found["types"] == {"left_voluntarily": 1}
    assert (found["returned"], found["missing"]) == ((1, 1, 0), 0)


def test_as7_had_he_stayed_away_the_place_is_free_and_he_still_absent(cristian, team, shelter):
    absence = reported(cristian, shelter)
    assert run_clocks(now=at("04-21T19:30")) == 1
    stay = Placement.objects.get(case=cristian)
    assert (stay.state, stay.place_number, stay.held_until) == (State.ABSENT, None, None)
    profile = Profile.objects.counted(at("04-21T19:30")).get(pk=shelter.profile.pk)
    assert (profile.occupied, profile.held) == (0, 0)
    assert fresh(cristian).status == Status.SUSPENDED_ABSENT
    record_return(absence=absence, ends_at=at("04-22T09:00"), outcome="Solo.", by=shelter.staff, now=at("04-22T09:00"))
    stay.refresh_from_db()
    assert (stay.state, stay.place_number, stay.starts_at + timedelta()) == (State.ACTIVE, 1, at("04-15T10:00"))


def test_as7_had_his_place_been_given_away_the_return_is_recorded_and_a_bed_is_looked_for(cristian, team, shelter):
    absence = reported(cristian, shelter)
    run_clocks(now=at("04-21T20:00"))
    Profile.objects.filter(pk=shelter.profile.pk).update(places=1)
    other = CaseFactory(unit=team.unit)
    type(other.child).objects.filter(pk=other.child_id).update(sex="male")
    live_there(other, shelter, team.supervisor, now=at("04-22T08:00"))
    record_return(absence=absence, ends_at=at("04-22T09:00"), outcome="Solo.", by=shelter.staff, now=at("04-22T09:00"))
    stay = Placement.objects.get(case=cristian)
    assert (stay.state, stay.ends_at, stay.end_reason) == (State.ENDED, at("04-22T09:00"), "absence")
    assert sorted(demanded(cristian)) == [TaskKind.FIND_BED, TaskKind.REASSESS]
