"""The board of a team, the choice of the person responsible, the hand-over, and what is put before who supervises."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from audit.models import Event
from cases import rules, services
from cases.choices import Step, TaskKind
from cases.colleagues import candidates, people_who_see
from cases.models import Designation, Task
from cases.services import escalation
from protocols.choices import DeadlineKey
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, CaseFactory, ChildIdentityFactory, OrganisationFactory, Team, UserFactory, demanded, fresh, grant, walk_to

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def opened(team):
    return walk_to(Step.DESIGNATION, team)


def designate(case, team, **fields):
    fields = {"person": team.caseworker, "representation": "substitute", "no_conflict": True, "by": team.supervisor, "now": LATER} | fields
    return services.designate(case=fresh(case), **fields)


def burden(person, team, count):
    """Make the person responsible for so many cases."""
    for __ in range(count):
        case = CaseFactory(unit=team.unit, step=Step.EVALUATION)
        said = {"representation": "joint", "no_conflict": True, "designated_by": team.supervisor, "designated_at": NOW, "accepted_at": NOW}
        Designation.objects.create(case=case, person=person, **said)
        grant(case, person)


# Who may be responsible


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"is_trained": False}, "trained"),
        ({"role": Role.PSYCHOLOGIST}, "active caseworker"),
        ({"is_active": False}, "active caseworker"),
        ({"organisation": OrganisationFactory}, "belongs to the authority"),
    ],
)
def test_who_is_not_qualified_is_not_designated(team, opened, person, words):
    fields = {name: value() if callable(value) else value for name, value in person.items()}
    chosen = UserFactory(**({"organisation": team.unit} | fields))
    with pytest.raises(ValidationError, match=words) as refusal:
        designate(opened, team, person=chosen)
    assert set(refusal.value.message_dict) == {"person"}


def test_somebody_of_a_unit_of_the_authority_is_designated(team, opened):
    below = UserFactory(organisation=OrganisationFactory(parent=team.unit, level="municipality"))
    assert designate(opened, team, person=below).person == below


def test_inv_13_a_full_caseload_needs_a_reason_that_stays_on_record(team, opened):
    burden(team.caseworker, team, rules.MOST_CASES)
    with pytest.raises(ValidationError, match="INV-13") as refusal:
        designate(opened, team)
    assert set(refusal.value.message_dict) == {"override_reason"}
    assert designate(opened, team, override_reason="Habla mam.").override_reason == "Habla mam."


def test_inv_13_one_case_below_the_limit_is_designated_and_keeps_no_reason(team, opened):
    burden(team.caseworker, team, rules.MOST_CASES - 1)
    assert designate(opened, team, override_reason="De sobra.").override_reason == ""


def test_the_form_shows_the_fitting_first_with_what_the_choice_depends_on(team):
    child = ChildIdentityFactory(child__primary_language="mam").child
    case = walk_to(Step.DESIGNATION, team, case=CaseFactory(unit=team.unit, child=child))
    speaks = team.person(Role.CASEWORKER, full_name="Habla", languages_spoken=["mam"])
    busy = team.person(Role.CASEWORKER, full_name="Ocupada", languages_spoken=["mam"])
    full = team.person(Role.CASEWORKER, full_name="Llena", languages_spoken=["mam"])
    untrained = team.person(Role.CASEWORKER, full_name="Nueva", languages_spoken=["mam"], is_trained=False)
    burden(busy, team, 2)
    burden(full, team, rules.MOST_CASES)
    late = busy.designations.first().case
    Task.objects.create(case=late, source="person", kind="other", text="Llamar", started_at=NOW, due_at=NOW)
    found = list(candidates(case, team.supervisor, LATER))
    assert found == [speaks, busy, team.caseworker, full, untrained]
    form = browser(team.supervisor).get(address("designate", case.code)).context["form"]
    labels = [str(label) for _value, label in form.fields["person"].choices]
    assert labels[:2] == ["Habla · 0 open cases · speaks Mam", "Ocupada · 2 open cases · 1 task overdue · speaks Mam"]
    assert labels[3].startswith("Llena · 25 open cases · caseload full")
    assert labels[4].endswith("not trained yet")
    assert "does not speak Mam" in labels[2]


def test_the_form_asks_a_fixed_number_of_queries(team, opened):
    client, counts = browser(team.supervisor), []
    for __ in range(2):
        for __ in range(4):
            burden(team.person(Role.CASEWORKER), team, 2)
        with CaptureQueriesContext(connection) as asked:
            client.get(address("designate", opened.code))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_people_who_see_a_case_are_those_of_its_grants_and_who_supervises_it(team, opened):
    reader = team.person(Role.LAWYER)
    grant(opened, reader)
    team.person(Role.LAWYER)
    assert set(people_who_see(opened, team.supervisor)) == {team.intake, team.supervisor, team.approver, reader}


# Hand-over


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


def test_t19_a_hand_over_needs_minutes_and_keeps_them_with_the_cause(team, case):
    with pytest.raises(ValidationError) as refusal:
        services.hand_over(case=case, cause="leave", minutes=" ", by=team.supervisor, now=LATER)
    assert set(refusal.value.message_dict) == {"minutes"}
    with pytest.raises(PermissionDenied):
        services.hand_over(case=case, cause="leave", minutes="Todo bien.", by=team.caseworker, now=LATER)
    services.hand_over(case=case, cause="leave", minutes="Falta la entrevista.", by=team.supervisor, now=LATER)
    ended = case.designations.get()
    assert (ended.end_cause, ended.end_reason, ended.ended_at) == ("leave", "Falta la entrevista.", LATER)
    case = fresh(case)
    assert (case.step, case.designation) == (Step.DESIGNATION, None)
    assert case.tasks.get(kind=DeadlineKey.DESIGNATION, closed_at=None).due_at == LATER + timedelta(days=1)
    with pytest.raises(IntegrityError, match="end_cause_known"), transaction.atomic():
        case.designations.update(end_cause="whim")


def test_a_designation_not_accepted_is_withdrawn_and_another_person_named(team, opened):
    designate(opened, team)
    due_at = opened.tasks.get(kind=DeadlineKey.DESIGNATION).due_at
    services.hand_over(case=opened, cause="conflict", minutes="Es su vecina.", by=team.supervisor, now=LATER)
    assert designate(opened, team, person=team.person(Role.CASEWORKER)).accepted_at is None
    assert opened.tasks.get(kind=DeadlineKey.DESIGNATION).due_at == due_at
    assert Event.objects.filter(action="case.withdraw_designation").exists()


def test_nothing_is_handed_over_where_nobody_is_responsible(team, opened):
    with pytest.raises(ValidationError, match="Nobody"):
        services.hand_over(case=opened, cause="leave", minutes="Nada.", by=team.supervisor, now=LATER)


def test_the_page_of_the_hand_over_takes_two_loads(team, case):
    client = browser(team.supervisor)
    assert address("hand_over", case.code) in text_of(client.get(address("detail", case.code)))
    assert post(client, address("hand_over", case.code), cause="left", minutes="").status_code == 422
    assert post(client, address("hand_over", case.code), cause="left", minutes="Ya no trabaja aquí.").status_code == 302
    assert fresh(case).step == Step.DESIGNATION


# What is put before who supervises


def test_what_is_overdue_is_escalated_once_with_an_event(team, case):
    late = case.tasks.open().order_by("due_at").first()
    now = late.due_at + timedelta(minutes=1)
    assert escalation.escalate_overdue(now=late.due_at) == 0
    assert [escalation.escalate_overdue(now=now) for __ in range(2)] == [1, 0]
    late.refresh_from_db()
    assert late.escalated_at == now
    event = Event.objects.get(action="task.escalate")
    assert (event.actor, event.target_id, event.subjects) == (None, str(late.pk), [case.pk, case.child_id])
    assert event.detail == {"kind": late.kind}


def test_escalation_asks_a_fixed_number_of_queries(team, case):
    counts = []
    for count in (3, 30):
        for __ in range(count):
            Task.objects.create(case=case, source="person", kind="other", text="Llamar", started_at=NOW, due_at=NOW)
        with CaptureQueriesContext(connection) as asked:
            assert escalation.escalate_overdue(now=NOW + timedelta(seconds=1)) == count
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_person_who_left_leaves_an_urgent_task_for_who_supervises_until_the_case_is_handed_over(team, case):
    given = services.add_task(case=case, text="Llamar", due_at=LATER, assignee=team.caseworker, by=team.supervisor, now=NOW)
    team.caseworker.is_active = False
    team.caseworker.save()
    assert [escalation.watch_over_who_left(now=LATER) for __ in range(2)] == [1, 0]
    task = case.tasks.get(kind=TaskKind.HAND_OVER)
    assert (task.is_urgent, task.due_at, task.url) == (True, LATER + timedelta(days=1), address("hand_over", case.code))
    given.refresh_from_db()
    assert given.assignee is None
    assert {task, given} <= set(Task.objects.open().of(team.supervisor))
    board = browser(team.supervisor).get(address("team"))
    assert [one.case for one in board.context["left"]] == [case]
    services.hand_over(case=case, cause="left", minutes="Se fue.", by=team.supervisor, now=LATER)
    assert TaskKind.HAND_OVER not in demanded(case)


def test_the_task_of_somebody_who_came_back_is_dropped(team, case):
    for is_active in (False, True):
        team.caseworker.is_active = is_active
        team.caseworker.save()
        escalation.watch_over_who_left(now=LATER)
    assert case.tasks.get(kind=TaskKind.HAND_OVER).outcome == "dropped"


# The board


def test_the_board_has_a_row_a_caseworker_and_the_ownerless_on_top(team, opened, case):
    Task.objects.filter(case=case, kind=DeadlineKey.EVALUATION).update(due_at=NOW, started_at=NOW, escalated_at=LATER)
    idle = team.person(Role.CASEWORKER, full_name="Libre")
    waiting = walk_to(Step.DESIGNATION, team)
    designate(waiting, team)
    page = browser(team.supervisor).get(address("team"))
    rows = {row["person"]: row for row in page.context["rows"]}
    assert (rows[team.caseworker]["cases"], rows[team.caseworker]["waiting"]) == (2, 1)
    assert rows[team.caseworker]["late"] >= 1
    assert (rows[idle]["cases"], rows[idle]["late"], rows[idle]["next_due"]) == (0, 0, None)
    assert [one.code for one in page.context["alone"]] == [opened.code]
    assert [task.case for task in page.context["late"]] == [case]
    assert set(Event.objects.latest("id").subjects) >= {opened.pk, case.pk}
    assert text_of(browser(Team().supervisor).get(address("team"))).count(case.code) == 0


def test_inv_14_more_than_six_caseworkers_for_a_supervisor_are_a_warning(team):
    client = browser(team.supervisor)
    for __ in range(5):
        team.person(Role.CASEWORKER)
    assert "INV-14" not in text_of(client.get(address("team")))
    team.person(Role.CASEWORKER)
    assert "INV-14" in text_of(client.get(address("team")))


def test_the_board_asks_a_fixed_number_of_queries(team):
    client, counts = browser(team.supervisor), []
    for __ in range(2):
        for __ in range(3):
            person = team.person(Role.CASEWORKER)
            burden(person, team, 2)
            CaseFactory(unit=team.unit, step=Step.DESIGNATION)
            for case in fresh_cases(person):
                Task.objects.create(case=case, source="person", kind="other", text="Ya", started_at=NOW, due_at=NOW, escalated_at=NOW)
        with CaptureQueriesContext(connection) as asked:
            client.get(address("team"))
        counts.append(len(asked))
    print("queries of the board:", counts)
    assert counts[0] == counts[1] <= 12


def fresh_cases(person):
    return [one.case for one in person.designations.all()]
