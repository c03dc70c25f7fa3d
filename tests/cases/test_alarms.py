"""What of the reading of files raises an alarm, within a minute; who sees it, who answers it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.roles import Role
from audit.models import Event, Kind
from audit.services import record
from cases import oversight
from cases.alarm_rules import MANY_CHILDREN, WITHIN, is_bulk, is_night, too_many
from cases.models import Alarm
from cases.services import answer_alarm, raise_alarms
from tests.cases.pages import address, browser, post, text_of
from tests.factories import CaseFactory, OrganisationFactory, Team, UserFactory

NOW = datetime(2026, 3, 4, 18, tzinfo=UTC)  # noon in Mexico City
MINUTE = timedelta(minutes=1)
REASON = "Preparaba la reunión del equipo, con mi autorización."


def ids(count: int) -> list[uuid.UUID]:
    return [uuid.UUID(int=number) for number in range(1, count + 1)]


def one_by_one(count: int, every: timedelta = timedelta(seconds=1)):
    return [(NOW + every * nth, frozenset({child})) for nth, child in enumerate(ids(count))]


@pytest.mark.promise(31)
@pytest.mark.parametrize(
    ("reads", "alarms"),
    [
        ([], 0),
        (one_by_one(MANY_CHILDREN), 0),
        (one_by_one(MANY_CHILDREN + 1), 1),
        ([(NOW, frozenset(ids(MANY_CHILDREN + 1)))], 1),
        (one_by_one(MANY_CHILDREN) * 2, 0),  # the same children again
        (one_by_one(MANY_CHILDREN + 1, WITHIN / MANY_CHILDREN), 0),  # the first is an hour old when the last is read
        (one_by_one(MANY_CHILDREN + 1, WITHIN / (MANY_CHILDREN + 1)), 1),
        (one_by_one(3 * MANY_CHILDREN), 1),  # within the same hour one alarm is enough
        (one_by_one(6 * 60, timedelta(seconds=30)), 3),  # for three hours
    ],
    ids=str,
)
def test_more_than_forty_children_within_an_hour_are_too_many(reads, alarms):
    assert len(too_many(sorted(reads, key=lambda one: one[0]))) == alarms


def test_what_follows_the_last_alarm_within_the_hour_is_silent():
    reads = one_by_one(MANY_CHILDREN + 1)
    assert too_many(reads, reads[-1][0] - WITHIN + MINUTE) == []
    assert len(too_many(reads, reads[-1][0] - WITHIN)) == 1


@pytest.mark.parametrize(("hour", "minute", "night"), [(21, 59, False), (22, 0, True), (3, 0, True), (5, 59, True), (6, 0, False)])
def test_night_is_from_ten_to_six(hour, minute, night):
    assert is_night(NOW.replace(hour=hour, minute=minute)) is night


@pytest.mark.parametrize(("action", "bulk"), [("export.fetch", True), ("report.csv", True), ("plan.print", False), ("case.read", False)])
def test_a_paper_on_one_child_is_no_export_of_many(action, bulk):
    assert is_bulk(action) is bulk


@pytest.fixture
def officer(team):
    return team.person(Role.DATA_PROTECTION_OFFICER)


def watch(now=NOW) -> int:
    """What the worker does each minute, once what was written is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return raise_alarms(now=now)


def read(by, action="case.read", subjects=(), kind=Kind.READ, now=NOW, target=None):
    return record(actor=by, action=action, subjects=subjects, kind=kind, now=now, target=target)


@pytest.fixture
def alarm(team):
    case = CaseFactory(unit=team.unit)
    read(team.caseworker, "sealed.read", [case, case.child_id], target=case)
    watch()
    return Alarm.objects.get()


@pytest.mark.promise(31)
def test_a_list_of_many_children_and_files_opened_one_by_one_raise_one_alarm(team):
    cases = [CaseFactory(unit=team.unit) for _nth in range(MANY_CHILDREN + 1)]
    for nth, case in enumerate(cases[:30]):
        read(team.caseworker, subjects=[case, case.child_id], now=NOW + nth * MINUTE)
    read(team.supervisor, "case.list", [case.pk for case in cases[:MANY_CHILDREN]], now=NOW + 30 * MINUTE)
    read(team.caseworker, "case.list", [case.pk for case in cases[:MANY_CHILDREN]], now=NOW + 30 * MINUTE)
    assert watch() == 0
    read(team.caseworker, subjects=[cases[-1], cases[-1].child_id], now=NOW + 31 * MINUTE)
    assert watch() == 1
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.person, alarm.at) == ("many", team.caseworker, NOW + 31 * MINUTE)
    assert set(alarm.subjects) == {case.child_id for case in cases}
    assert watch() == 0
    read(team.caseworker, subjects=[cases[0], cases[0].child_id], now=NOW + 32 * MINUTE)
    assert watch() == 0


@pytest.mark.promise(31)
def test_every_opening_of_a_sealed_note_is_told_once_an_hour(team, alarm):
    assert (alarm.kind, alarm.person) == ("sealed", team.caseworker)
    case = CaseFactory(unit=team.unit)
    for minutes in (1, 2, 61):
        read(team.caseworker, "sealed.read", [case], target=case, now=NOW + minutes * MINUTE)
    assert watch() == 2


@pytest.mark.promise(31)
def test_an_export_at_night_is_told_by_the_clock_of_the_organisation(team):
    read(team.supervisor, "export.fetch", kind=Kind.EXPORT, now=NOW)
    read(team.supervisor, "plan.print", kind=Kind.EXPORT, now=NOW.replace(hour=6))  # midnight there
    assert watch() == 0
    assert team.unit.time_zone.startswith("America/")
    read(team.supervisor, "export.fetch", kind=Kind.EXPORT, now=NOW.replace(hour=6))
    assert watch() == 1
    assert Alarm.objects.get().kind == "night"


def test_a_minute_without_an_act_costs_two_queries(team, django_assert_num_queries):
    watch()
    with django_assert_num_queries(4):  # the savepoint and its end among them
        raise_alarms(now=NOW)


def test_a_busy_minute_costs_no_more_queries_than_a_quiet_one(team, django_assert_max_num_queries):
    cases = [CaseFactory(unit=team.unit) for _nth in range(MANY_CHILDREN + 1)]
    for count in (3, 30):
        people = [UserFactory(organisation=team.unit) for _nth in range(count)]
        for person in people:
            read(person, "case.list", cases)
        watch_queries = 20
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        with django_assert_max_num_queries(watch_queries):
            assert raise_alarms(now=NOW) == count


def test_who_watches_over_the_person_or_the_file_sees_the_alarm_and_nobody_else(team, officer, alarm):
    elsewhere = Team(state="OAX", name="Otra")
    seeing = [person for person in (team.supervisor, team.approver, officer) if Alarm.objects.visible_to(person).exists()]
    assert len(seeing) == 3
    for person in (elsewhere.supervisor, team.caseworker, team.notifier, elsewhere.person(Role.DATA_PROTECTION_OFFICER)):
        assert not Alarm.objects.visible_to(person).exists()
    guest = UserFactory(organisation=OrganisationFactory(state="YUC"))
    case = CaseFactory(unit=team.unit)
    read(guest, "sealed.read", [case], target=case)
    watch()
    assert Alarm.objects.visible_to(team.supervisor).filter(person=guest).exists()


def test_home_counts_what_waits_until_it_is_answered(team, officer, alarm):
    def section(user):
        return [one for one in oversight.sections(user, NOW) if one.key == "on_reading"]

    [waits] = section(officer)
    assert (waits.rows[0].title, waits.rows[0].hint) == ("A sealed note was opened", team.unit.name)
    assert section(team.supervisor)
    assert oversight.waiting(team.supervisor, NOW)["alarms"] == 1
    answer_alarm(alarm=alarm, reason=REASON, by=officer, now=NOW)
    assert section(officer) == section(team.supervisor) == []


def test_an_alarm_is_answered_once_in_a_sentence_and_by_another(team, officer, alarm):
    with pytest.raises(ValidationError, match="sentence"):
        answer_alarm(alarm=alarm, reason="Sí.", by=officer, now=NOW)
    own = Alarm.objects.create(key="own", kind="night", at=NOW, raised_at=NOW, person=officer, units=[officer.organisation_id], event=1)
    with pytest.raises(ValidationError, match="INV-15"):
        answer_alarm(alarm=own, reason=REASON, by=officer, now=NOW)
    answer_alarm(alarm=alarm, reason=REASON, by=officer, now=NOW)
    with pytest.raises(ValidationError, match="already"):
        answer_alarm(alarm=alarm, reason=REASON, by=team.supervisor, now=NOW)
    event = Event.objects.get(action="alarm.answer")
    assert (event.actor, event.subjects) == (officer.pk, alarm.subjects)


@pytest.mark.promise(26)
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["cases_alarm", "cases_alarmanswer"])
def test_nobody_changes_an_alarm_or_its_answer(alarm, officer, table, change):
    answer_alarm(alarm=alarm, reason=REASON, by=officer, now=NOW)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


def test_the_pages_say_who_read_what_and_take_the_answer(team, officer, alarm):
    client = browser(team.supervisor)
    listed = text_of(client.get(address("alarm_list")))
    assert team.caseworker.full_name in listed
    assert "Waits" in listed
    page = client.get(address("alarm", alarm.pk))
    assert "A sealed note was opened" in text_of(page)
    event = Event.objects.get(action="alarm.read")
    assert (event.kind, event.actor) == (Kind.READ, team.supervisor.pk)
    assert post(client, address("alarm", alarm.pk), reason="Sí.").status_code == 422
    done = post(client, address("alarm", alarm.pk), reason=REASON)
    assert (done.status_code, done.url) == (302, address("alarm_list"))
    assert REASON in text_of(client.get(address("alarm", alarm.pk)))


def test_a_long_list_of_alarms_asks_no_more_than_a_short_one(team, django_assert_max_num_queries):
    client = browser(team.supervisor)
    for count in (3, 12):
        for _one in range(count):
            given = {"at": NOW, "raised_at": NOW, "person": UserFactory(), "units": [team.unit.pk], "event": 1}
            Alarm.objects.create(key=str(uuid.uuid4()), kind="sealed", **given)
        with django_assert_max_num_queries(9):
            client.get(address("alarm_list"))
