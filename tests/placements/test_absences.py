"""A child is gone: who reports it, what it sets running, how it ends; and what it never does (INV-46, INV-47)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.roles import Role
from audit.models import Event
from cases import companions
from cases.choices import Risk, Status, TaskKind
from cases.models import Case
from liberty.services import record_deprivation
from placements import services
from placements.choices import AbsenceState, State
from placements.models import Absence, Placement, Profile, SearchEntry
from protocols import packs
from protocols.choices import NOTICES
from tests.factories import NOW, CaseFactory, Team, UserFactory, demanded, fresh
from tests.placements.homes import HOUR, FacilityFactory, live_there

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GONE = NOW + 5 * HOUR
TOLD = GONE + HOUR / 2


@pytest.fixture
def stay(case, team, home):
    return live_there(case, home, team.caseworker)


def report(case, by, now=TOLD, **fields):
    facts = {"type": "unknown", "starts_at": GONE, "last_seen": "En el patio"}
    return services.report_absence(case=case, by=by, now=now, **(facts | fields))


def back(absence, by, at=GONE + DAY, now=None, **fields):
    return services.record_return(absence=absence, ends_at=at, by=by, now=now or at, **({"outcome": "Volvió sola."} | fields))


def log(absence, kind, by, at=TOLD, **fields):
    given = {"recipient": "Guardia"} if kind in NOTICES else {"text": "Nada."}
    return services.log_search(absence=absence, kind=kind, at=at, by=by, now=at, **(given | fields))


def refused(verb, *args, **arguments) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        verb(*args, **arguments)
    return refusal.value


# Reporting


@pytest.mark.parametrize("who", ["caseworker", "intake", "supervisor", "home"])
def test_the_team_and_the_home_report_an_absence(case, team, home, stay, who):
    by = home.staff if who == "home" else getattr(team, who)
    absence = report(case, by)
    assert (absence.state, absence.placement, absence.reported_by) == (AbsenceState.REPORTED, stay, by)
    assert (fresh(case).status, fresh(case).risk_level) == (Status.SUSPENDED_ABSENT, Risk.HIGH)
    assert Event.objects.filter(action="absence.report", subjects=[case.pk, case.child_id]).count() == 1


def test_others_report_nothing(case, team, home, stay):
    stranger = UserFactory(organisation=FacilityFactory().organisation, role=Role.SHELTER_STAFF)
    for by in (stranger, Team().caseworker):
        with pytest.raises(Case.DoesNotExist):
            report(case, by)
    with pytest.raises(PermissionDenied):
        report(case, team.person(Role.PSYCHOLOGIST))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts_at": NOW - HOUR}, "starts_at"),
        ({"starts_at": TOLD + HOUR}, "starts_at"),
        ({"last_seen": " "}, "last_seen"),
        ({"type": ""}, "type"),
    ],
)
def test_a_report_refuses_beside_the_field_and_writes_nothing(case, home, stay, fields, field):
    assert list(refused(report, case, home.staff, **fields).message_dict) == [field]
    stay.refresh_from_db()
    assert (stay.state, Absence.objects.count(), fresh(case).status) == (State.ACTIVE, 0, Status.OPEN)


def test_a_child_is_missed_once_at_a_time(case, team, home, stay):
    report(case, home.staff)
    assert "absent already" in str(refused(report, case, team.caseworker))
    facts = {"type": "unknown", "starts_at": GONE, "reported_at": TOLD, "last_seen": "x", "status_before": "open"}
    with pytest.raises(DatabaseError, match="absence_one_open"), transaction.atomic():
        Absence.objects.create(case=case, reported_by=team.caseworker, **facts)


def test_a_child_without_a_bed_may_be_missed(case, team):
    absence = report(case, team.caseworker)
    assert absence.placement is None
    back(absence, team.caseworker)
    assert sorted(demanded(case)) == [TaskKind.FIND_BED, TaskKind.REASSESS]


def test_reported_too_late_no_place_is_kept(case, home, stay):
    report(case, home.staff, now=GONE + 80 * HOUR)
    stay.refresh_from_db()
    assert (stay.state, stay.place_number, stay.held_until) == (State.ABSENT, None, None)


def test_while_absent_nobody_else_has_the_place_and_the_child_no_other(case, team, home, stay):
    Profile.objects.update(places=1)
    report(case, home.staff)
    assert Profile.objects.counted(TOLD).get().held == 1
    with pytest.raises(ValidationError, match="INV-36"):
        live_there(CaseFactory(unit=team.unit), home, team.supervisor)
    living = {"placement_type": "own_family_community", "place_name": "Mamá", "starts_at": TOLD, "child_views": "Sí."}
    assert "absent" in str(refused(services.place_with_family, case=case, by=team.supervisor, now=TOLD, **living))
    ending = {"placement": stay, "ends_at": TOLD, "end_reason": "absence", "by": team.caseworker, "now": TOLD}
    assert "absent" in str(refused(services.end_placement, **ending))


def test_the_database_keeps_a_place_with_its_end_alone(case, home, stay):
    report(case, home.staff)
    with pytest.raises(DatabaseError, match="kept_while_absent"), transaction.atomic():
        Placement.objects.filter(pk=stay.pk).update(held_until=None)
    with pytest.raises(DatabaseError, match="kept_while_absent"), transaction.atomic():
        Placement.objects.filter(pk=stay.pk).update(place_number=None)


# The search


def test_the_log_is_only_added_to(case, home, stay):
    absence = report(case, home.staff)
    entry = log(absence, "surroundings", home.staff)
    for statement in ("UPDATE placements_searchentry SET text = 'otra cosa'", "DELETE FROM placements_searchentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert SearchEntry.objects.get() == entry


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("notice_police", {"recipient": ""}, "recipient"),
        ("hospitals", {"text": " "}, "text"),
        ("hospitals", {"at": GONE - HOUR}, "at"),
    ],
)
def test_the_log_refuses_beside_the_field(case, home, stay, kind, fields, field):
    absence = report(case, home.staff)
    assert list(refused(log, absence, kind, home.staff, **fields).message_dict) == [field]
    assert not SearchEntry.objects.exists()


# Its ends


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"at": GONE - HOUR, "now": TOLD}, "ends_at"), ({"at": GONE + DAY, "now": TOLD}, "ends_at"), ({"outcome": " "}, "outcome")],
)
def test_a_return_lies_after_the_start_and_not_ahead(case, home, stay, fields, field):
    absence = report(case, home.staff)
    assert list(refused(back, absence, home.staff, **fields).message_dict) == [field]
    absence.refresh_from_db()
    assert (absence.state, fresh(case).status) == (AbsenceState.REPORTED, Status.SUSPENDED_ABSENT)


def test_a_return_is_recorded_once(case, home, stay):
    absence = report(case, home.staff)
    back(absence, home.staff)
    assert "on record already" in str(refused(back, absence, home.staff))


def test_inv_47_a_return_gives_back_what_was_and_asks_for_two_things(case, team, home, stay):
    Case.objects.filter(pk=case.pk).update(status=Status.PENDING_TRANSFER)
    back(report(case, home.staff), home.staff)
    assert fresh(case).status == Status.PENDING_TRANSFER
    assert demanded(case) == [TaskKind.REASSESS]
    assert case.tasks.filter(kind="return_interview", closed_at=None).exists()


def test_a_child_held_by_an_authority_has_not_come_back(case, team, home, stay):
    """INV-05."""
    absence = report(case, home.staff, type="taken_by_authority")
    facts = {"facility_type": "immigration_station", "authority": "Instituto de Migración", "reported_by": "Visitadora"}
    record_deprivation(case=case, by=team.caseworker, now=TOLD, started_at=GONE, **facts)
    assert [one.criterion for one in refused(back, absence, team.caseworker).blockers] == ["INV-05"]


def test_a_child_found_elsewhere_ends_the_stay(case, team, home, stay):
    absence = report(case, home.staff)
    services.record_located(absence=absence, ends_at=GONE + DAY, outcome="Con su abuela.", by=team.caseworker, now=GONE + DAY)
    stay.refresh_from_db()
    assert (stay.state, stay.ends_at, stay.end_reason) == (State.ENDED, GONE + DAY, "absence")
    assert fresh(case).status == Status.OPEN
    assert sorted(demanded(case)) == [TaskKind.FIND_BED, TaskKind.REASSESS]
    assert not Absence.objects.visible_to(home.staff).exists()


def test_the_conversation_is_the_team_s_and_after_the_return(case, team, home, stay):
    absence = report(case, home.staff)
    said = {"why_left": "Extrañaba a mi hermano.", "by": team.caseworker}
    with pytest.raises(ValidationError, match="once a child came back"):
        services.hold_interview(absence=absence, held_at=TOLD, now=TOLD, **said)
    back(absence, home.staff)
    with pytest.raises(PermissionDenied):
        services.hold_interview(absence=absence, held_at=GONE + DAY, now=GONE + DAY, why_left="x", by=home.staff)
    assert (
        "why_left" in refused(services.hold_interview, absence=absence, held_at=GONE + DAY, now=GONE + DAY, by=team.caseworker).message_dict
    )
    services.hold_interview(absence=absence, held_at=GONE + DAY, now=GONE + DAY, **said)
    absence.refresh_from_db()
    assert absence.state == AbsenceState.INTERVIEWED


# INV-46


def closing(case) -> list[str]:
    return [blocker.criterion for blocker in companions.blockers(fresh(case), "submit_closure") if blocker.criterion == "INV-46"]


def test_inv_46_a_search_ends_after_thirty_days_every_step_and_by_the_supervisor(case, team, home, stay):
    absence = report(case, home.staff)
    assert closing(case) == ["INV-46"]
    steps = packs.of_case(case.protocol).search.steps
    late = {"absence": absence, "search_summary": "Se agotó.", "now": GONE + 30 * DAY}
    log(absence, steps[0], team.caseworker)
    with pytest.raises(PermissionDenied):
        services.give_up_search(by=team.caseworker, **late)
    lacking = refused(services.give_up_search, by=team.supervisor, **late).blockers
    assert [(one.criterion, one.view) for one in lacking] == [("INV-46", "placements:absence_log")] * (len(steps) - 1)
    for step in steps[1:]:
        log(absence, step, team.caseworker)
    early = refused(services.give_up_search, by=team.supervisor, **(late | {"now": GONE + 29 * DAY})).blockers
    assert ["29 days" in str(one.message) for one in early] == [True]
    services.give_up_search(by=team.supervisor, **late)
    absence.refresh_from_db()
    stay.refresh_from_db()
    assert (absence.state, stay.state, fresh(case).status) == (AbsenceState.NOT_FOUND, State.ENDED, Status.SUSPENDED_ABSENT)
    back(absence, team.caseworker, at=GONE + 40 * DAY)  # and if the child comes back after all
    assert fresh(case).status == Status.OPEN
