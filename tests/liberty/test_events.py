"""An event in full: how it is put right or withdrawn, what is asked when mistreatment is reported, its limits, its pages."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from cases import companions
from cases.choices import TaskKind
from cases.versioning import Stale
from liberty import guards, services
from liberty.models import DeprivationEvent, EventCorrection
from liberty.models.event import FACTS
from liberty.rules import hours_deprived
from liberty.thresholds import passed_in_words, thresholds_of
from tests.factories import NOW, CaseFactory, UserFactory, demands, fresh

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def held(case, by, now=NOW, **fields):
    facts = {
        "facility_type": "immigration_station",
        "facility": "Estación de prueba",
        "authority": "Instituto de Migración",
        "started_at": NOW - 4 * HOUR,
        "reported_by": "Visitadora de prueba",
    }
    return services.record_deprivation(case=case, by=by, now=now, **(facts | fields))


def facts_of(event, **changed):
    return {name: getattr(event, name) for name in FACTS} | changed


def correct(event, by, *, reason="Se leyó mal la hora.", version=None, **changed):
    version = version or event.version
    return services.correct_deprivation(event=event, version=version, reason=reason, by=by, now=NOW, **facts_of(event, **changed))


def refused(verb, *args, **given) -> dict:
    with pytest.raises(ValidationError) as refusal:
        verb(*args, **given)
    return refusal.value.message_dict if hasattr(refusal.value, "error_dict") else {"": refusal.value.messages}


# Putting right


def test_a_correction_changes_the_entry_and_keeps_what_stood_there(case, team):
    event = held(case, team.intake)
    event = correct(event, team.intake, started_at=NOW - 6 * HOUR, lawyer_access="no")
    assert hours_deprived([event.period], NOW) == 6
    [made] = EventCorrection.objects.all()
    assert made.reason == "Se leyó mal la hora."
    assert set(made.changes) == {"started_at", "lawyer_access"}
    assert made.changes["lawyer_access"] == ["unknown", "no"]
    assert Event.objects.get(action="liberty.correct").detail == {"fields": "started_at, lawyer_access"}


@pytest.mark.parametrize(
    ("changed", "reason", "field"),
    [
        ({"authority": "Policía"}, " ", "reason"),
        ({"started_at": NOW + HOUR}, "Mal.", "started_at"),
        ({"ended_at": NOW, "release_mechanism": "channelled"}, "Mal.", "ended_at"),
        ({"mistreatment_reported": "yes"}, "Mal.", "mistreatment"),
        ({}, "Mal.", "__all__"),
    ],
)
def test_a_correction_refuses_what_cannot_be(case, team, changed, reason, field):
    event = held(case, team.intake)
    assert field.replace("__all__", "") in refused(correct, event, team.intake, reason=reason, **changed)
    assert not EventCorrection.objects.exists()
    assert DeprivationEvent.objects.get().authority == "Instituto de Migración"


def test_an_end_on_record_is_moved_but_not_taken_away(case, team):
    event = held(case, team.intake, ended_at=NOW - HOUR, release_mechanism="public_health", release_to_kind="placement")
    assert "ended_at" in refused(correct, event, team.intake, ended_at=None, release_mechanism="")
    assert "ended_at" in refused(correct, event, team.intake, ended_at=NOW - 9 * HOUR)
    moved = correct(event, team.intake, ended_at=NOW - 2 * HOUR)
    assert hours_deprived([moved.period], NOW) == 2


def test_a_correction_over_a_version_that_nobody_read_is_stale(case, team):
    event = held(case, team.intake)
    correct(event, team.intake, authority="Policía")
    with pytest.raises(Stale):
        correct(DeprivationEvent.objects.get(), team.intake, version=1, authority="Ejército")


def test_a_withdrawn_event_counts_no_more_and_frees_its_task(case, team):
    event = held(case, team.intake)
    with pytest.raises(PermissionDenied):
        services.withdraw_deprivation(event=event, version=1, reason="Otra niña.", by=team.intake, now=NOW)
    services.withdraw_deprivation(event=event, version=1, reason="Otra niña.", by=team.supervisor, now=NOW)
    assert guards.events_of(fresh(case)) == []
    assert guards.bar(fresh(case), NOW) == []
    assert companions.blockers(fresh(case), "close") != guards.blockers(fresh(case), "close") == []
    assert [task for task in fresh(case).open_tasks if task.is_urgent] == []
    assert not DeprivationEvent.objects.ongoing().exists()
    assert EventCorrection.objects.get().is_withdrawal
    stands = DeprivationEvent.objects.get()
    for verb, more in ((services.end_deprivation, {"ended_at": NOW, "release_mechanism": "escaped"}), (correct_again, {})):
        assert "withdrawn" in str(refused(verb, event=stands, by=team.intake, now=NOW, **more))


def correct_again(*, event, by, now):
    return correct(event, by, authority="Policía")


def test_the_same_event_is_not_recorded_twice(case, team):
    held(case, team.intake)
    assert list(refused(held, case, team.intake)) == ["started_at"]
    assert held(case, team.intake, facility_type="police_cell").pk  # another place at the same hour overlaps, and is merged
    assert hours_deprived([event.period for event in guards.events_of(fresh(case))], NOW) == 4


def test_corrections_are_never_changed(case, team):
    correct(held(case, team.intake), team.intake, authority="Policía")
    for statement in ("UPDATE liberty_eventcorrection SET reason = 'x'", "DELETE FROM liberty_eventcorrection"):
        with pytest.raises(Exception, match="append-only|permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        "source_confidence = 'sure'",
        "lawyer_access = 'perhaps'",
        "release_to_kind = 'jail'",
        "legal_basis_applied_to_child = 'x'",
        "mistreatment_reported = 'yes'",
    ],
)
def test_the_database_holds_the_closed_lists(case, team, change):
    held(case, team.intake)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE liberty_deprivationevent SET {change}")


# Mistreatment


def test_mistreatment_asks_the_supervisor_at_once_and_once(case, team):
    event = held(case, team.intake, mistreatment_reported="yes", mistreatment="Dice que la golpearon.")
    [task] = demands(case)
    assert (task.kind, task.assignee, task.is_urgent, task.due_at) == (TaskKind.PROTECT_MISTREATED, team.supervisor, True, NOW)
    assert task.is_ticked_off
    assert task.url == reverse("liberty:event", args=[event.pk])
    correct(event, team.intake, mistreatment="Dice que la golpearon dos veces.")
    assert len(demands(case)) == 1


def test_mistreatment_told_later_asks_too(case, team):
    event = held(case, team.intake)
    assert demands(case) == []
    correct(event, team.intake, mistreatment_reported="yes", mistreatment="La amenazaron.")
    assert [task.kind for task in demands(case)] == [TaskKind.PROTECT_MISTREATED]


def test_where_the_unit_has_no_supervisor_the_one_above_is_asked(case, team):
    above = UserFactory(organisation=team.unit, role=Role.SUPERVISOR)
    below = type(team.unit).objects.create(name="Unidad", org_type=team.unit.org_type, level="unit", parent=team.unit, state="SON")
    one = CaseFactory(unit=below)
    assert services.events.supervisor_of(one) in (team.supervisor, above)


# Limits


@pytest.mark.parametrize(
    ("known", "now", "passed"),
    [(0.5, 3, ""), (2, 3, "told after"), (0.5, 5, "held for more than 4 hours"), (2, 5, "told after more than 1 hour; held")],
)
def test_limits_pass_by_the_pack_of_the_case(case, known, now, passed):
    since = NOW - 9 * HOUR
    event = DeprivationEvent(case=case, started_at=since, known_at=since + known * HOUR)
    words = passed_in_words(event, since + now * HOUR)
    assert passed in words if passed else words == ""
    assert [limit.key for limit in thresholds_of(event, NOW)] == ["notify_protection_authority", "channel_to_care"]


def test_the_bar_says_which_limit_passed(case, team):
    held(case, team.intake)
    [fact] = guards.bar(fresh(case), NOW + HOUR)
    assert "more than 4 hours" in str(fact.value)
    assert fact.since == NOW - 4 * HOUR


# Pages


@pytest.fixture
def client(team):
    client = Client()
    client.force_login(team.intake)
    return client


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("precision", "shown", "not_shown"),
    [("minute", "March 2, 2026, 05:00", "about"), ("hour", "about", "not known)"), ("day", "the hour is not known", "05:00")],
)
def test_the_page_of_an_event_says_how_exactly_it_is_known(client, case, team, precision, shown, not_shown):
    event = held(case, team.intake, started_precision=precision)
    page = text(client.get(reverse("liberty:event", args=[event.pk]))).split("Where and since when")[1]
    assert shown in page or shown.replace("March 2, 2026", "2 March 2026") in page
    assert not_shown not in page.split("Who reports it")[0]


def test_the_page_shows_every_field_and_the_corrections(client, case, team):
    event = held(case, team.intake, held_with="alone", legal_basis_applied_to_child="none", source_confidence="unconfirmed")
    correct(event, team.intake, authority="Policía")
    page = text(client.get(reverse("liberty:event", args=[event.pk])))
    for words in ("Nobody", "no law was applied", "Not confirmed yet", "Se leyó mal la hora.", "<del>Instituto de Migración</del>"):
        assert words in page


def typed(event, **given):
    stands = {name: value or "" for name, value in facts_of(event).items()}
    there = timezone.localtime(event.started_at, timezone.get_fixed_timezone(-420))
    return stands | {"started_at": f"{there:%Y-%m-%dT%H:%M}", "submission_key": str(uuid.uuid4()), "version": event.version} | given


def test_an_entry_is_put_right_on_its_page(client, case, team):
    event = held(case, team.intake)
    address = reverse("liberty:event_correct", args=[event.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, typed(event, authority="Policía"))
    assert (answer.status_code, "Say why" in text(answer), "Policía" in text(answer)) == (422, True, True)
    assert client.post(address, typed(event, authority="Policía", reason="Error.")).status_code == 302
    stale = client.post(address, typed(event, authority="Ejército", reason="Error."))
    assert (stale.status_code, "Ejército" in text(stale), "Saved meanwhile" in text(stale)) == (409, True, True)
    assert DeprivationEvent.objects.get().authority == "Policía"


def test_an_hour_that_the_clocks_skipped_is_said_and_nothing_is_lost(team, case):
    team.unit.time_zone = "America/Tijuana"  # 2026-03-08: two o'clock became three
    team.unit.save()
    client = Client()
    client.force_login(team.intake)
    form = {"facility_type": "police_cell", "authority": "Policía", "started_precision": "minute", "reported_by": "Visitadora"}
    for hour in ("2026-03-08T02:30", "2025-11-02T01:30"):
        answer = client.post(reverse("liberty:event_add", args=[case.code]), form | {"started_at": hour, "facility": "Celda 3"})
        assert answer.status_code == 422
        assert "may be ambiguous or it may not exist" in text(answer)
        assert "Celda 3" in text(answer)
        assert f'value="{hour}"' in text(answer)


def test_an_overlap_is_recorded_and_said(client, case, team):
    held(case, team.intake, started_at=timezone.now() - 5 * HOUR, now=timezone.now())
    since = timezone.localtime(timezone.now() - HOUR, timezone.get_fixed_timezone(-420))
    form = {"facility_type": "police_cell", "authority": "Policía", "started_precision": "minute", "reported_by": "Visitadora"}
    form |= {"submission_key": str(uuid.uuid4()), "started_at": f"{since:%Y-%m-%dT%H:%M}"}
    answer = client.post(reverse("liberty:event_add", args=[case.code]), form, follow=True)
    assert "counted once" in text(answer)
    assert DeprivationEvent.objects.count() == 2


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_report_of_an_event_is_a_paper(client, case, team, language):
    type(team.intake).objects.filter(pk=team.intake.pk).update(language=language)
    event = held(case, team.intake, started_precision="hour")
    correct(event, team.intake, authority="Policía")
    answer = client.get(reverse("liberty:event_paper", args=[event.pk]))
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert Event.objects.filter(action="deprivation_report.print").exists()


def test_the_wall_says_which_limits_passed_and_the_mistreatment(client, case, team):
    since = timezone.now() - 5 * HOUR
    held(case, team.intake, now=timezone.now(), started_at=since, mistreatment_reported="yes", mistreatment="La golpearon.")
    page = text(client.get(reverse("liberty:wall")))
    assert "held for more than 4 hours" in page
    assert "Mistreatment reported" in page
    assert "La golpearon" not in page
