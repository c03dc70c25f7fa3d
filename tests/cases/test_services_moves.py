from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.roles import CAPABILITIES, Role
from cases import services
from cases.choices import Because, DocumentState, Status, Step
from cases.models import Case
from cases.workflow import TRANSITIONS
from determinations.services import request_determination
from tests.factories import NOW, CaseFactory, NotificationFactory, Team, fresh, grant, propose_closure, walk_to, write_evaluation

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize("step", Step)
def test_walk_reaches_every_step_of_the_spine(team, step):
    if step == Step.DETERMINATION:
        case = walk_to(Step.EVALUATION, team)
        request_determination(
            case=case, triggers=["return_requested"], reason="Retorno solicitado.", by=team.supervisor, now=case.step_entered_at
        )
    else:
        case = walk_to(step, team)
    assert fresh(case).step == step
    assert list(case.history.values_list("entered", flat=True))[-1:] == ([step] if step != Step.INTAKE else [])


@pytest.mark.parametrize("step", Step)
def test_move_case_refuses_every_step_that_the_table_does_not_name(team, step):
    case = CaseFactory(unit=team.unit, step=Step.INTAKE)
    closing = {"closed_at": NOW, "closure_reason": "died", "status": "closed"} if step == Step.CLOSED else {}
    Case.objects.filter(pk=case.pk).update(step=step, **closing)
    people = (team.intake, team.caseworker, team.supervisor)
    for person in people:
        grant(case, person)
    moves = [move for move in TRANSITIONS if step not in TRANSITIONS[move].sources]
    assert moves
    refused = {}
    for move in moves:
        actor = next(person for person in people if TRANSITIONS[move].capability in CAPABILITIES[person.role])
        with pytest.raises(ValidationError) as refusal:
            services.move_case(case=fresh(case), move=move, by=actor, now=NOW, reason="Prueba")
        refused[move] = (" ".join(refusal.value.messages)[:6], fresh(case).step)
    assert refused == dict.fromkeys(moves, ("INV-17", step))


@pytest.mark.parametrize("role", Role)
def test_move_case_asks_for_the_capability(team, role):
    case = CaseFactory(unit=team.unit)
    person = team.notifier if role == Role.MIGRATION_NOTIFIER else team.person(role)
    grant(case, person)
    moves = [move for move in TRANSITIONS if TRANSITIONS[move].capability not in CAPABILITIES[role]]
    for move in moves:
        with pytest.raises((PermissionDenied, Case.DoesNotExist)):
            services.move_case(case=case, move=move, by=person, now=NOW, reason="Prueba")
    assert moves
    assert fresh(case).step == Step.INTAKE


def test_evaluation_is_not_approved_by_its_author(team):
    case = walk_to(Step.EVALUATION, team)
    write_evaluation(case, team, NOW)
    team.caseworker.role = Role.SUPERVISOR
    team.caseworker.save()
    with pytest.raises(ValidationError, match="INV-15"):
        services.move_case(case=fresh(case), move="approve_evaluation", by=team.caseworker, now=NOW)


def test_evaluation_is_not_approved_from_another_jurisdiction(team):
    case = walk_to(Step.EVALUATION, team)
    write_evaluation(case, team, NOW)
    stranger = Team().supervisor
    grant(case, stranger, Because.PANEL)
    with pytest.raises(ValidationError, match="INV-16"):
        services.move_case(case=fresh(case), move="approve_evaluation", by=stranger, now=NOW)


def test_stranger_does_not_find_the_case(team):
    case = walk_to(Step.EVALUATION, team)
    with pytest.raises(Case.DoesNotExist):
        services.move_case(case=case, move="approve_evaluation", by=Team().supervisor, now=NOW)


def test_closing_ends_access_of_the_caseworker_and_reopening_gives_it_back(team):
    case = walk_to(Step.CLOSED, team)
    assert case.status == Status.CLOSED
    assert not Case.objects.visible_to(team.caseworker).exists()
    services.move_case(case=case, move="reopen", by=team.supervisor, now=LATER, reason="Volvió a pedir ayuda.")
    case = fresh(case)
    assert (case.step, case.status, case.evaluation.number) == (Step.EVALUATION, Status.OPEN, 2)
    assert Case.objects.visible_to(team.caseworker).get() == case


def test_changing_the_person_takes_access_away_and_keeps_the_draft(team):
    case = walk_to(Step.EVALUATION, team)
    services.move_case(case=case, move="end_designation", by=team.supervisor, now=LATER, reason="Licencia.")
    assert not Case.objects.visible_to(team.caseworker).exists()
    team.caseworker = team.person(Role.CASEWORKER)
    services.designate(
        case=fresh(case), person=team.caseworker, representation="substitute", no_conflict=True, by=team.supervisor, now=LATER
    )
    services.accept_designation(case=fresh(case), by=team.caseworker, now=LATER, child_told_at=LATER)
    services.move_case(case=fresh(case), move="begin_evaluation", by=team.caseworker, now=LATER)
    assert fresh(case).evaluation.author == team.caseworker
    assert {task.kind for task in fresh(case).open_tasks} == {"evaluation", "durable_solution", "transition_plan"}


def test_closure_waits_for_the_asylum_procedure(team):
    case = walk_to(Step.FOLLOW_UP, team)
    services.set_statuses(case=case, migration_status="in_procedure", asylum_status="applied", by=team.caseworker, now=LATER)
    with pytest.raises(ValidationError, match="asylum procedure is pending"):
        propose_closure(fresh(case), team, case.step_entered_at)


@pytest.mark.parametrize("table", ["cases_evaluation", "cases_plan", "cases_closureproposal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET version = 99", "UPDATE {} SET state = 'draft'", "DELETE FROM {}"])
def test_approved_documents_are_immutable_in_the_database(team, as_owner, table, statement):
    walk_to(Step.CLOSED, team)
    with pytest.raises(DatabaseError, match="immutable"):
        as_owner(statement.format(table))


@pytest.mark.parametrize("table", ["cases_evaluationelement", "cases_planline", "cases_planaction"])
def test_parts_of_approved_documents_are_immutable_in_the_database(team, as_owner, table):
    walk_to(Step.CLOSED, team)
    with pytest.raises(DatabaseError, match="immutable"):
        as_owner(f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})")


@pytest.mark.parametrize("statement", ["UPDATE cases_stephistory SET reason = 'x'", "DELETE FROM cases_stephistory"])
def test_history_is_append_only(team, statement):
    walk_to(Step.EVALUATION, team)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_new_version_supersedes_the_approved_one(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    services.move_case(case=case, move="return_to_evaluation", by=team.caseworker, now=LATER, reason="Nuevos hechos.")
    case = fresh(case)
    write_evaluation(case, team, case.step_entered_at)
    services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=case.step_entered_at)
    assert list(case.evaluations.values_list("number", "state")) == [(2, DocumentState.APPROVED), (1, DocumentState.SUPERSEDED)]


@pytest.mark.parametrize(
    ("age_status", "reason"),
    [("disputed", "transferred_other_authority_accepted"), ("determined_adult_final", "determined_adult_final")],
)
def test_a_case_ended_at_intake_says_truly_why(team, age_status, reason):
    case = CaseFactory(unit=team.unit)
    case.child.age_status = age_status
    case.child.save()
    services.move_case(case=case, move="end_at_intake", by=team.supervisor, now=LATER, reason="La autoridad de Chiapas la recibió.")
    assert fresh(case).closure_reason == reason


def test_the_approved_risk_sets_the_deadline_of_the_plan(team):
    case = walk_to(Step.EVALUATION, team, risk="low")
    write_evaluation(case, team, case.step_entered_at, risk="high")
    services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=LATER)
    assert (fresh(case).risk_level, fresh(case).step_due_at) == ("high", LATER + timedelta(days=3))


def test_a_notification_is_linked_only_to_a_child_known_in_the_jurisdiction(team):
    stranger, notification = CaseFactory().child, NotificationFactory(receiving_unit=team.unit)
    with pytest.raises(ValidationError, match="already known"):
        services.triage_notification(notification=notification, result="link_existing", known_child=stranger, by=team.intake, now=NOW)
    known = CaseFactory(unit=team.unit)
    case = services.triage_notification(notification=notification, result="link_existing", known_child=known.child, by=team.intake, now=NOW)
    assert case == known
