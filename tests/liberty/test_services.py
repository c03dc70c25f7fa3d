from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.roles import CAPABILITIES, Role
from audit.models import Event
from cases import companions
from cases.choices import Step, TriageResult
from cases.models import Case
from cases.services import triage_notification
from liberty import guards, services
from liberty.models import DeprivationEvent
from protocols.choices import DeadlineKey
from tests.factories import NOW, NotificationFactory, Team, fresh, grant, walk_to

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def held(case, by, **fields):
    facts = {
        "facility_type": "immigration_station",
        "facility": "Estación de prueba",
        "authority": "Instituto de Migración",
        "started_at": NOW - 4 * HOUR,
        "reported_by": "Visitadora de prueba",
    }
    return services.record_deprivation(case=case, by=by, now=NOW, **(facts | fields))


def refusal_of(verb, *args, **arguments) -> dict:
    with pytest.raises(ValidationError) as refused:
        verb(*args, **arguments)
    return refused.value.message_dict


def urgent_tasks(case):
    return [task for task in fresh(case).open_tasks if task.is_urgent]


def test_record_opens_an_urgent_task_at_once(case, team):
    held(case, team.intake)
    [task] = urgent_tasks(case)
    assert (task.kind, task.due_at) == (DeadlineKey.CHANNEL_TO_CARE, NOW)


def test_every_event_is_a_task_that_its_own_end_meets(case, team):
    first, second = held(case, team.intake), held(case, team.intake, started_at=NOW - 2 * HOUR)
    services.end_deprivation(event=first, ended_at=NOW, release_mechanism="channelled", by=team.intake, now=NOW)
    assert [task.subject for task in urgent_tasks(case)] == [str(second.pk)]
    services.end_deprivation(event=second, ended_at=NOW, release_mechanism="channelled", by=team.intake, now=NOW)
    assert urgent_tasks(case) == []
    met = case.tasks.filter(kind=DeadlineKey.CHANNEL_TO_CARE)
    assert {task.evidence for task in met} == {f"DeprivationEvent {event.pk}" for event in (first, second)}


def test_an_event_recorded_with_its_end_opens_no_task(case, team):
    event = held(case, team.intake, ended_at=NOW, release_mechanism="channelled")
    assert event.length == 4 * HOUR
    assert urgent_tasks(case) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"started_at": NOW + timedelta(minutes=1)}, "started_at"),
        ({"ended_at": NOW - 5 * HOUR, "release_mechanism": "channelled"}, "ended_at"),
        ({"ended_at": NOW + HOUR, "release_mechanism": "channelled"}, "ended_at"),
        ({"ended_at": NOW}, "release_mechanism"),
        ({"release_mechanism": "channelled"}, "ended_at"),
    ],
)
def test_record_refuses_beside_the_field_what_cannot_be(case, team, fields, field):
    assert list(refusal_of(held, case, team.intake, **fields)) == [field]
    assert not DeprivationEvent.objects.exists()


@pytest.mark.parametrize(("ended_at", "mechanism", "field"), [(-5, "channelled", "ended_at"), (1, "channelled", "ended_at")])
def test_end_refuses_before_the_start_and_in_the_future(case, team, ended_at, mechanism, field):
    event = held(case, team.intake)
    arguments = {"event": event, "ended_at": NOW + ended_at * HOUR, "release_mechanism": mechanism, "by": team.intake, "now": NOW}
    assert list(refusal_of(services.end_deprivation, **arguments)) == [field]
    assert DeprivationEvent.objects.ongoing().count() == 1


def test_end_happens_once(case, team):
    event = held(case, team.intake)
    arguments = {"event": event, "ended_at": NOW, "release_mechanism": "channelled", "by": team.intake, "now": NOW}
    services.end_deprivation(**arguments)
    with pytest.raises(ValidationError, match="recorded already"):
        services.end_deprivation(**arguments)


@pytest.mark.parametrize("role", [role for role in Role if "liberty.record" not in CAPABILITIES[role] and role != Role.MIGRATION_NOTIFIER])
def test_record_asks_for_the_capability(case, team, role):
    person = team.person(role)
    grant(case, person)
    with pytest.raises(PermissionDenied):
        held(case, person)


def test_record_does_not_reach_a_case_of_others(case):
    with pytest.raises(Case.DoesNotExist):
        held(case, Team().intake)


def test_record_refuses_a_closed_case(team):
    case = walk_to(Step.CLOSED, team)
    with pytest.raises(ValidationError, match="closed"):
        held(case, team.supervisor)


def test_every_verb_leaves_one_event_on_record(case, team):
    event = held(case, team.intake)
    services.end_deprivation(event=event, ended_at=NOW, release_mechanism="channelled", by=team.intake, now=NOW)
    actions = Event.objects.filter(action__startswith="liberty.", subjects__contains=[case.pk, case.child_id]).values_list(
        "action", flat=True
    )
    assert list(actions.order_by("id")) == ["liberty.record", "liberty.end"]


@pytest.mark.parametrize(
    "change",
    ["ended_at = started_at - interval '1 minute'", "release_mechanism = 'channelled'", "ended_at = now()", "facility_type = 'home'"],
)
def test_database_holds_the_event(case, team, change):
    held(case, team.intake)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE liberty_deprivationevent SET {change}")


# What the spine hears


@pytest.mark.parametrize("move", ["submit_closure", "close", "end_at_intake"])
def test_nothing_closes_while_the_child_is_held(case, team, move):
    event = held(case, team.intake)
    [blocker] = guards.blockers(fresh(case), move)
    assert (blocker.criterion, blocker.view, blocker.args) == ("INV-04", "liberty:event_end", (event.pk,))
    services.end_deprivation(event=event, ended_at=NOW, release_mechanism="channelled", by=team.intake, now=NOW)
    assert guards.blockers(fresh(case), move) == []


def test_a_case_opens_while_the_child_is_held_only_with_the_urgent_task(case, team):
    held(case, team.intake)
    assert guards.blockers(fresh(case), "open_case") == []
    case.tasks.filter(is_urgent=True).update(is_urgent=False)
    assert [blocker.criterion for blocker in guards.blockers(fresh(case), "open_case")] == ["INV-04"]


def test_a_child_notified_as_held_is_held_in_the_case(team):
    notification = NotificationFactory(
        receiving_unit=team.unit, held_since=NOW - 2 * HOUR, held_where="Estación Hermosillo", located_place_type="immigration_station"
    )
    case = triage_notification(notification=notification, result=TriageResult.OPEN_CASE, by=team.approver, now=NOW)
    [event] = case.deprivations.all()
    assert (event.started_at, event.place, event.facility_type) == (NOW - 2 * HOUR, "Estación Hermosillo", "immigration_station")
    assert [task.kind for task in urgent_tasks(case)] == [DeadlineKey.CHANNEL_TO_CARE]


def test_a_child_notified_as_free_has_no_event(team):
    case = triage_notification(
        notification=NotificationFactory(receiving_unit=team.unit), result=TriageResult.OPEN_CASE, by=team.intake, now=NOW
    )
    assert not case.deprivations.exists()


def test_bar_runs_the_clock_from_the_first_instant_without_a_gap(case, team):
    held(case, team.intake, started_at=NOW - 9 * HOUR, ended_at=NOW - 8 * HOUR, release_mechanism="other")
    held(case, team.intake, started_at=NOW - 6 * HOUR, ended_at=NOW - 3 * HOUR, release_mechanism="other")
    held(case, team.intake, started_at=NOW - 4 * HOUR)
    [fact] = guards.bar(fresh(case), NOW)
    assert (fact.tint, fact.since) == ("high", NOW - 6 * HOUR)


def test_bar_is_silent_about_a_free_child(case, team):
    held(case, team.intake, ended_at=NOW, release_mechanism="channelled")
    assert guards.bar(fresh(case), NOW) == []


def test_panel_bar_and_blockers_ask_for_the_events_once(case, team, django_assert_num_queries):
    held(case, team.intake)
    case = fresh(case)
    with django_assert_num_queries(1):
        panel, _voice = guards.panels(case, team.intake, NOW)
        guards.bar(case, NOW)
        guards.blockers(case, "close")
    assert panel.context["in_all"] == 4 * HOUR
    assert "liberty/_panel.html" in [panel.template for panel in companions.panels(case, team.intake, NOW)]
