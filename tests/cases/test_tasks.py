"""Tasks: what people ask of each other, who may say that it is done, and what is never ticked off (INV-45)."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from cases import services
from cases.choices import Step, TaskKind, TaskSource
from cases.models import Task
from cases.todo import todo_of
from cases.versioning import Stale
from protocols.choices import DeadlineKey
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, CaseFactory, Team, fresh, grant, walk_to

pytestmark = pytest.mark.django_db
LATER, SOON = NOW + timedelta(days=1), NOW + timedelta(days=2)


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


@pytest.fixture
def lawyer(team, case):
    person = team.person(Role.LAWYER)
    grant(case, person)
    return person


def add(case, by, **fields):
    return services.add_task(case=case, by=by, **({"text": "Llamar a la tía", "due_at": SOON, "now": LATER} | fields))


def complete(task, by, **fields):
    return services.complete_task(task=task, by=by, now=SOON, **({"version": task.version, "done": "Se llamó."} | fields))


def deadline(case) -> Task:
    return case.tasks.get(kind=DeadlineKey.EVALUATION)


# Added


def test_a_task_waits_for_whom_it_was_given_to_or_for_the_person_responsible(case, team, lawyer):
    named, unnamed = add(case, team.supervisor, assignee=lawyer), add(case, team.caseworker)
    assert list(Task.objects.open().of(lawyer)) == [named]
    assert unnamed in Task.objects.open().of(team.caseworker)
    assert named not in Task.objects.open().of(team.caseworker)
    assert not Task.objects.open().of(team.supervisor).exists()
    assert Event.objects.filter(action="task.add", subjects__contains=[case.pk]).count() == 2


def test_a_task_is_given_only_to_who_sees_the_case(case, team):
    for stranger in (team.person(Role.CASEWORKER), team.notifier, Team().supervisor):
        with pytest.raises(ValidationError) as refusal:
            add(case, team.supervisor, assignee=stranger)
        assert set(refusal.value.message_dict) == {"assignee"}


@pytest.mark.parametrize(("fields", "field"), [({"text": "  "}, "text"), ({"due_at": NOW}, "due_at")])
def test_a_task_says_what_and_until_when(case, team, fields, field):
    with pytest.raises(ValidationError) as refusal:
        add(case, team.caseworker, **fields)
    assert set(refusal.value.message_dict) == {field}
    assert not Task.objects.filter(source=TaskSource.PERSON).exists()


def test_nobody_adds_a_task_without_the_capability_or_to_a_closed_case(case, team, lawyer):
    with pytest.raises(PermissionDenied):
        add(case, lawyer)
    closed = walk_to(Step.CLOSED, team)
    with pytest.raises(ValidationError, match="closed"):
        add(closed, team.supervisor)


# Given to another


def test_the_person_responsible_and_who_supervises_give_a_task_to_another(case, team, lawyer):
    task = add(case, team.caseworker)
    services.reassign_task(task=task, version=1, assignee=lawyer, by=team.supervisor, now=LATER)
    services.reassign_task(task=task, version=2, assignee=None, by=team.caseworker, now=LATER)
    task.refresh_from_db()
    assert (task.assignee, task.version) == (None, 3)
    colleague = team.person(Role.CASEWORKER)
    grant(case, colleague)
    with pytest.raises(PermissionDenied):
        services.reassign_task(task=task, version=3, assignee=lawyer, by=colleague, now=LATER)
    with pytest.raises(Stale):
        services.reassign_task(task=task, version=2, assignee=lawyer, by=team.supervisor, now=LATER)


def test_a_deadline_given_to_another_stays_with_that_person(case, team, lawyer):
    services.reassign_task(task=deadline(case), version=1, assignee=lawyer, by=team.supervisor, now=LATER)
    services.add_contact_note(case=case, by=team.caseworker, now=LATER, at=LATER, place_type="phone", text="Llamó.")
    assert deadline(case).assignee == lawyer


def test_what_was_given_by_name_falls_to_the_next_person_responsible(case, team):
    task = add(case, team.supervisor, assignee=team.caseworker)
    services.hand_over(case=case, cause="leave", minutes="Falta llamar a la tía.", by=team.supervisor, now=SOON)
    task.refresh_from_db()
    assert task.assignee is None


# Done


def test_who_has_the_task_says_what_was_done(case, team, lawyer):
    task = add(case, team.supervisor, assignee=lawyer)
    with pytest.raises(ValidationError) as refusal:
        complete(task, lawyer, done=" ")
    assert set(refusal.value.message_dict) == {"note"}
    complete(task, lawyer)
    task.refresh_from_db()
    assert (task.outcome, task.note, task.closed_by, task.closed_at) == ("done", "Se llamó.", lawyer, SOON)
    with pytest.raises(ValidationError, match="closed already"):
        complete(task, team.supervisor, done="Otra vez.")
    task.refresh_from_db()
    assert task.note == "Se llamó."


def test_nobody_ticks_off_the_task_of_another(case, team, lawyer):
    task = add(case, team.caseworker)
    with pytest.raises(PermissionDenied):
        complete(task, lawyer)
    with pytest.raises(Stale):
        complete(task, team.caseworker, version=7)
    assert Task.objects.get(pk=task.pk).closed_at is None


def test_inv_45_a_deadline_is_never_ticked_off(case, team):
    for person in (team.caseworker, team.supervisor):
        with pytest.raises(ValidationError, match="INV-45") as refusal:
            complete(deadline(case), person)
        assert address("evaluation", case.code) in refusal.value.messages[0]
    assert deadline(case).closed_at is None


@pytest.mark.parametrize(("kind", "is_ticked_off"), [(TaskKind.PREVENT_RETURN, True), (TaskKind.REASSESS, False)])
def test_what_a_rule_demands_is_ticked_off_only_without_evidence_of_its_own(case, team, kind, is_ticked_off):
    task = services.raise_task(case=case, kind=kind, due_at=SOON, by=None, now=LATER)
    if is_ticked_off:
        complete(task, team.caseworker)
    else:
        with pytest.raises(ValidationError, match="INV-45"):
            complete(task, team.caseworker)
    assert bool(Task.objects.get(pk=task.pk).closed_at) is is_ticked_off


# Whose they are


def test_before_somebody_is_responsible_tasks_wait_for_who_took_the_case_in_and_who_supervises(team):
    case = walk_to(Step.DESIGNATION, team)
    open_tasks = set(case.tasks.open())
    assert open_tasks
    assert set(Task.objects.open().of(team.intake)) == set(Task.objects.open().of(team.supervisor)) == open_tasks
    assert not Task.objects.open().of(Team().supervisor).exists()


def test_the_tasks_of_somebody_who_left_wait_for_who_supervises(case, team):
    team.caseworker.is_active = False
    team.caseworker.save()
    assert set(Task.objects.open().of(team.supervisor)) == set(case.tasks.open())


# Pages


def test_the_panel_shows_urgent_first_folds_what_is_far_and_links_where_the_evidence_is(case, team, lawyer):
    urgent = add(case, team.supervisor, due_at=LATER + timedelta(days=3), is_urgent=True, assignee=lawyer)
    todo = todo_of(fresh(case), team.caseworker, LATER)
    assert todo.near[0].task == urgent
    assert (todo.near[0].who, todo.near[0].url) == (lawyer.full_name, "")
    links = {line.task.kind: line.url for line in todo.near}
    assert links[DeadlineKey.EVALUATION] == address("evaluation", case.code)
    assert DeadlineKey.DURABLE_SOLUTION in [line.task.kind for line in todo.far]
    assert {line.task.kind for line in todo.near if line.may_complete} == {"other"}
    page = text_of(browser(team.caseworker).get(address("detail", case.code)))
    assert lawyer.full_name in page
    assert f"{len(todo.far)} tasks later than 30 days" in page
    assert address("task_add", case.code) in page


def test_the_panel_asks_nothing_however_many_tasks(case, team, lawyer):
    client = browser(team.supervisor)
    client.get(address("detail", case.code))
    counts = []
    for __ in range(2):
        for __ in range(5):
            add(case, team.supervisor, assignee=lawyer)
        with CaptureQueriesContext(connection) as asked:
            client.get(address("detail", case.code))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_task_is_added_given_and_done_by_its_pages(case, team, lawyer):
    due = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    supervisor = browser(team.supervisor)
    data = {"text": "Pedir el acta", "due_at": due, "assignee": lawyer.pk, "is_urgent": "on"}
    assert post(supervisor, address("task_add", case.code), **data).status_code == 302
    task = case.tasks.get(source=TaskSource.PERSON)
    assert (task.assignee, task.is_urgent) == (lawyer, True)
    url = address("task_reassign", case.code, task.pk)
    assert post(supervisor, url, assignee=team.caseworker.pk, version=1).status_code == 302
    assert post(supervisor, url, assignee=lawyer.pk, version=1).status_code == 409
    assert browser(lawyer).get(address("task_complete", case.code, task.pk)).status_code == 403
    done = browser(team.caseworker)
    assert post(done, address("task_complete", case.code, task.pk), note="", version=2).status_code == 422
    assert post(done, address("task_complete", case.code, task.pk), note="Recibida.", version=1).status_code == 409
    assert post(done, address("task_complete", case.code, task.pk), note="Recibida.", version=2).status_code == 302
    assert Task.objects.get(pk=task.pk).note == "Recibida."


def test_a_double_click_adds_one_task(case, team):
    due = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    client, key = browser(team.caseworker), str(uuid.uuid4())
    for __ in range(2):
        client.post(address("task_add", case.code), {"text": "Llamar", "due_at": due, "submission_key": key})
    assert case.tasks.filter(source=TaskSource.PERSON).count() == 1


def test_the_page_of_a_deadline_leads_to_its_evidence_and_refuses_the_tick(case, team):
    client, url = browser(team.caseworker), address("task_complete", case.code, deadline(case).pk)
    page = text_of(client.get(url))
    assert address("evaluation", case.code) in page
    assert 'name="note"' not in page
    answer = post(client, url, note="Hecho.", version=1)
    assert answer.status_code == 422
    assert "INV-45" in text_of(answer)


def test_my_tasks_stand_in_spans_of_time_by_key_and_by_kind(case, team):
    now = timezone.now()
    Task.objects.all().delete()
    for days in (-40, -1, 3, 60):
        due_at = now + timedelta(days=days)
        Task.objects.create(case=case, source="person", kind="other", text=f"En {days}", started_at=due_at, due_at=due_at)
    Task.objects.create(case=case, source="rule", kind="reassess", started_at=now, due_at=now + timedelta(days=2))
    client = browser(team.caseworker)
    page = client.get(address("task_list"))
    assert [(str(span.title), len(span.tasks)) for span in page.context["spans"]] == [("Overdue", 2), ("This week", 2), ("Later", 1)]
    assert Event.objects.latest("id").subjects == [case.pk]
    narrowed = client.get(address("task_list"), {"kind": "reassess"})
    assert [task.kind for task in narrowed.context["page"].rows] == ["reassess"]
    assert client.get(address("task_list"), {"kind": "nap"}).status_code == 200


def test_my_tasks_ask_a_fixed_number_of_queries_and_go_on_by_key(case, team, django_assert_num_queries):
    client, now = browser(team.caseworker), timezone.now()
    Task.objects.all().delete()
    for number in range(60):
        due_at = now + timedelta(hours=number)
        Task.objects.create(case=case, source="person", kind="other", text="Llamar", started_at=now, due_at=due_at)
    with django_assert_num_queries(4):  # session, user, tasks, the record
        page = client.get(address("task_list"))
    seen = [task.pk for task in page.context["page"].rows]
    while older := page.context["page"].older:
        page = client.get(address("task_list") + older)
        seen += [task.pk for task in page.context["page"].rows]
    assert len(seen) == len(set(seen)) == 60


def test_the_overdue_tasks_of_a_team_are_for_who_supervises_it(case, team):
    Task.objects.filter(pk=deadline(case).pk).update(escalated_at=NOW)
    CaseFactory()
    rows = {
        person: browser(person).get(address("task_list"), {"whose": "team"}).context["page"].rows
        for person in (team.supervisor, Team().supervisor, team.caseworker)
    }
    assert [len(found) for found in rows.values()][:2] == [1, 0]
    assert deadline(case) in rows[team.caseworker]  # the caseworker's own list, whatever the address says
