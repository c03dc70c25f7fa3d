"""The invariants of the procedure: what a service refuses in words, the database refuses too, whoever asks."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.roles import Role
from cases import companions, services
from cases.choices import INVALID_INTERVIEW_PLACES, InterpreterKind, Step
from cases.models import Case, Child
from tests.factories import NOW, UserFactory, fresh, grant, walk_to, write_evaluation, write_plan

pytestmark = pytest.mark.django_db
INTERVIEW = {"kind": "evaluation_interview", "held_at": NOW, "place_type": "care_place", "interpreter_kind": "not_needed"}


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


def refused(sql: str, parameters=()):
    """The database refuses the statement by a constraint."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    return str(refusal.value)


def interview(case, team, **fields):
    return services.record_interview(case=case, by=team.caseworker, now=NOW + timedelta(days=1), **(INTERVIEW | fields))


@pytest.mark.parametrize("place", INVALID_INTERVIEW_PLACES)
def test_inv_06_no_evaluation_where_migration_or_police_hold_the_child(case, team, place):
    with pytest.raises(ValidationError, match="INV-06") as refusal:
        interview(case, team, place_type=place)
    assert set(refusal.value.message_dict) == {"place_type"}
    interview(case, team, place_type=place, kind="identification_contact")
    assert "interview_in_a_valid_place" in refused("UPDATE cases_interview SET kind = 'evaluation_interview'")


def designate(case, team, **fields):
    fields = {"person": team.caseworker, "representation": "substitute", "no_conflict": True, "by": team.supervisor} | fields
    return services.designate(case=fresh(case), now=NOW + timedelta(days=1), **fields)


def test_inv_11_one_person_is_responsible(team):
    case = walk_to(Step.DESIGNATION, team)
    designate(case, team)
    with pytest.raises(ValidationError, match="INV-11"):
        designate(case, team, person=team.person(Role.CASEWORKER))
    copy = (
        "INSERT INTO cases_designation (id, created_at, case_id, person_id, designated_by_id, designated_at, representation,"
        " language_covered_by, no_conflict, end_reason) SELECT gen_random_uuid(), created_at, case_id, person_id, designated_by_id,"
        " designated_at, representation, '', true, '' FROM cases_designation"
    )
    assert "designation_one_active" in refused(copy)


def test_inv_12_nobody_of_the_migration_authority_is_responsible(team):
    case = walk_to(Step.DESIGNATION, team)
    with pytest.raises(ValidationError, match="INV-12"):
        designate(case, team, person=team.notifier)
    with pytest.raises(IntegrityError, match="user_role_fits_organisation"), transaction.atomic():
        UserFactory(organisation=team.migration, role=Role.CASEWORKER)


def test_inv_12_whoever_is_related_is_not_responsible(team):
    case = walk_to(Step.DESIGNATION, team)
    with pytest.raises(ValidationError, match="INV-12"):
        designate(case, team, no_conflict=False)
    designate(case, team)
    assert "designation_without_conflict" in refused("UPDATE cases_designation SET no_conflict = false")


@pytest.mark.promise(20)
@pytest.mark.parametrize("table", ["cases_evaluation", "cases_plan", "cases_closureproposal"])
def test_inv_15_the_database_holds_the_four_eyes(team, table):
    walk_to(Step.CLOSED, team)
    row = f"SELECT * FROM {table} LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(row)
        names = [column.name for column in cursor.description]
    values = ", ".join(
        {"id": "gen_random_uuid()", "number": "number + 1", "reviewer_id": "author_id", "state": "'superseded'"}.get(name, name)
        for name in names
    )
    assert "four_eyes" in refused(f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table}")


def test_inv_15_only_the_author_sends_a_document_and_another_approves_it(case, team):
    document = case.evaluation
    colleague = team.person(Role.CASEWORKER)
    grant(case, colleague)
    with pytest.raises(PermissionDenied):
        services.submit_document(document=document, version=document.version, by=colleague, now=NOW)
    write_evaluation(fresh(case), team, NOW)
    with pytest.raises(PermissionDenied):
        services.move_case(case=fresh(case), move="approve_evaluation", by=colleague, now=NOW)


@pytest.mark.parametrize("step", [Step.INTAKE, Step.DESIGNATION, Step.EVALUATION, Step.PLAN_EXECUTION])
def test_inv_17_a_review_belongs_to_the_follow_up(team, step):
    case = walk_to(step, team)
    grant(case, team.caseworker)
    with pytest.raises(ValidationError, match="INV-17"):
        services.record_review(
            case=case, by=team.caseworker, now=NOW, held_at=NOW, participants="x", decisions="x", outcome="close", child_views="x"
        )


def test_inv_17_a_document_is_written_in_its_own_step(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    plan = case.plan
    services.move_case(case=case, move="return_to_evaluation", by=team.caseworker, now=NOW, reason="Nuevos hechos.")
    with pytest.raises(ValidationError, match="INV-17"):
        services.save_plan(plan=plan, version=plan.version, by=team.caseworker, now=NOW, contingency="x")


def test_inv_17_the_history_is_only_ever_added_to(team, as_owner):
    walk_to(Step.EVALUATION, team)
    for statement in ("UPDATE cases_stephistory SET at = now()", "DELETE FROM cases_stephistory", "TRUNCATE cases_stephistory"):
        with pytest.raises(DatabaseError):
            as_owner(statement)


def test_inv_18_what_was_sent_for_review_is_not_written_any_more(case, team):
    write_evaluation(case, team, NOW)
    document = fresh(case).evaluation
    with pytest.raises(ValidationError, match="INV-18"):
        services.save_evaluation(evaluation=document, version=document.version, by=team.caseworker, now=NOW, conclusion="Otra.")


@pytest.mark.promise(38)
def test_inv_18_approved_means_approved_by_somebody(team):
    case = walk_to(Step.EVALUATION, team)
    assert "approved_by_somebody" in refused("UPDATE cases_evaluation SET state = 'approved' WHERE case_id = %s", [case.pk])


def test_inv_18_progress_is_recorded_beside_the_plan_in_force_only(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, NOW)
    with pytest.raises(ValidationError, match="plan in force"):
        services.record_progress(action=fresh(case).plan.action_list[0], status="done", by=team.caseworker, now=NOW)


def test_inv_19_a_measure_says_who_and_what(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, NOW)
    for column in ("description", "responsible_organisation", "responsible_person"):
        assert "planaction_who_and_what" in refused(f"UPDATE cases_planaction SET {column} = ''")
    assert "due_on" in refused("UPDATE cases_planaction SET due_on = NULL")


def test_inv_19_a_right_has_one_line(team):
    walk_to(Step.PLAN_DESIGN, team)
    assert "line_once" in refused("UPDATE cases_planline SET code = 'family'")


def test_inv_20_the_review_lies_ahead(team):
    plan = walk_to(Step.PLAN_DESIGN, team).plan
    with pytest.raises(ValidationError, match="must lie ahead"):
        services.save_plan(plan=plan, version=plan.version, by=team.caseworker, now=NOW, review_date=NOW.date() - timedelta(days=1))


def test_inv_21_a_review_hears_the_child(team):
    case = walk_to(Step.FOLLOW_UP, team)
    told = {"participants": "Equipo", "decisions": "Seguir.", "outcome": "continue", "by": team.caseworker}
    now = case.step_entered_at
    with pytest.raises(ValidationError, match="INV-21"):
        services.conclude_review(case=case, now=now, held_at=now, no_views_reason="communication_barrier_pending", **told)
    services.conclude_review(case=case, now=now, held_at=now, no_views_reason="declined", **told)
    assert fresh(case).step == Step.PLAN_EXECUTION


@pytest.mark.parametrize("kind", [InterpreterKind.RELATIVE, InterpreterKind.RESIDENT, InterpreterKind.CONSULAR_OR_MIGRATION])
def test_inv_22_the_interpreter_is_independent(case, team, kind):
    with pytest.raises(ValidationError, match="INV-22") as refusal:
        interview(case, team, interpreter_kind=kind)
    assert set(refusal.value.message_dict) == {"interpreter_kind"}
    interview(case, team, kind="identification_contact", interpreter_kind=kind)
    assert "interview_with_independent_interpreter" in refused("UPDATE cases_interview SET kind = 'evaluation_interview'")


def test_inv_22_a_child_who_needs_one_is_not_interviewed_without(case, team):
    interview(case, team, interpreter_kind="none")
    Child.objects.filter(pk=case.child_id).update(needs_interpreter=True)
    with pytest.raises(ValidationError, match="INV-22"):
        interview(fresh(case), team, interpreter_kind="none")
    with pytest.raises(ValidationError, match="interpreter's name"):
        interview(fresh(case), team, interpreter_kind="independent")
    with pytest.raises(ValidationError, match="INV-22") as refusal:
        interview(fresh(case), team, interpreter_kind="independent", interpreter_name="Rosario Pop")
    assert set(refusal.value.message_dict) == {"interpreter_declared"}
    interview(fresh(case), team, interpreter_kind="independent", interpreter_name="Rosario Pop", interpreter_declared=True)
    assert "interview_interpreter_declared" in refused("UPDATE cases_interview SET interpreter_declared = false WHERE interpreter_declared")


def test_inv_22_who_does_not_speak_the_language_needs_an_interpreter(case, team):
    Child.objects.filter(pk=case.child_id).update(needs_interpreter=True, primary_language="kek")
    with pytest.raises(ValidationError, match="not on record that you speak Q'eqchi'"):
        interview(fresh(case), team)
    team.caseworker.languages_spoken = ["kek"]
    team.caseworker.save()
    interview(fresh(case), team)


def test_f5_nobody_of_the_migration_authority_interviews(case, team):
    """The accounts hold it too: nobody there has such a role."""
    team.caseworker.organisation = team.migration
    with pytest.raises(ValidationError, match="F5"):
        interview(case, team)


def test_a_stopped_interview_counts_once_it_was_taken_up_again(case, team):
    with pytest.raises(ValidationError, match="stopped"):
        interview(case, team, resumed=True)
    stopped = interview(case, team, stopped_for_distress=True)
    missing = {blocker.criterion for blocker in companions.blockers(fresh(case), "submit_evaluation")}
    assert (stopped.counts, "INV-06" in missing) == (False, True)
    assert interview(case, team, stopped_for_distress=True, resumed=True).counts
    assert "INV-06" not in {blocker.criterion for blocker in companions.blockers(fresh(case), "submit_evaluation")}
    assert "interview_resumed_after_a_stop" in refused("UPDATE cases_interview SET stopped_for_distress = false, resumed = true")


def disagreeing(team):
    """Each way to note a disagreement, with nothing said of what about."""
    mute = {"child_disagrees": True, "disagreement": "  ", "by": team.caseworker}
    evaluation = walk_to(Step.EVALUATION, team).evaluation
    plan = walk_to(Step.PLAN_DESIGN, team).plan
    followed = walk_to(Step.FOLLOW_UP, team)
    now = followed.step_entered_at
    told = {"participants": "Equipo", "decisions": "Seguir.", "outcome": "continue", "child_views": "No."}
    ending = {"reason": "plan_objectives_met", "durable_solution": "none_yet", "summary": "x"}
    return (
        lambda: services.save_evaluation(evaluation=evaluation, version=evaluation.version, now=NOW, **mute),
        lambda: services.save_plan(plan=plan, version=plan.version, now=NOW, **mute),
        lambda: services.record_review(case=followed, now=now, held_at=now, **told, **mute),
        lambda: services.propose_closure(case=followed, now=now, **ending, **mute),
    )


def test_inv_24_a_disagreement_says_with_what(team):
    for verb in disagreeing(team):
        with pytest.raises(ValidationError, match="disagrees with") as refusal:
            verb()
        assert set(refusal.value.message_dict) == {"disagreement"}


def test_review_is_recorded_with_its_move_or_not_at_all(team, monkeypatch):
    case = walk_to(Step.FOLLOW_UP, team)
    monkeypatch.setattr("cases.services.moves.move_case", _refusing)
    now = case.step_entered_at
    with pytest.raises(ValidationError):
        services.conclude_review(
            case=case, by=team.caseworker, now=now, held_at=now, participants="x", decisions="x", outcome="continue", child_views="x"
        )
    assert fresh(case).last_review is None


def _refusing(**kwargs):
    raise ValidationError("refused")


def test_nothing_is_added_to_a_closed_case(team):
    case = walk_to(Step.CLOSED, team)
    grant(case, team.caseworker)
    with pytest.raises(ValidationError, match="reopened"):
        services.add_contact_note(case=case, by=team.caseworker, now=case.closed_at, at=case.closed_at, place_type="phone", text="x")


def test_the_future_is_not_recorded(case, team):
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(ValidationError, match="future") as refusal:
        services.record_interview(case=case, by=team.caseworker, now=NOW, **(INTERVIEW | {"held_at": tomorrow}))
    assert set(refusal.value.message_dict) == {"held_at"}
    with pytest.raises(ValidationError, match="future"):
        services.add_contact_note(case=case, by=team.caseworker, now=NOW, at=tomorrow, place_type="phone", text="x")


def test_a_child_has_one_open_case(case):
    assert "case_one_open_a_child" in refused(
        "INSERT INTO cases_case (id, created_at, code, child_id, unit_id, step, status, risk_level, accompaniment, migration_status,"
        " asylum_status, protocol, notified_at, step_entered_at, closure_reason, durable_solution, version)"
        " SELECT gen_random_uuid(), created_at, 'SON-X', child_id, unit_id, step, status, risk_level, accompaniment, migration_status,"
        " asylum_status, protocol, notified_at, step_entered_at, closure_reason, durable_solution, version FROM cases_case"
    )


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("cases_case", "step"),
        ("cases_case", "status"),
        ("cases_evaluation", "state"),
        ("cases_planline", "subject"),
        ("cases_child", "sex"),
    ],
)
def test_closed_lists_are_closed_in_the_database_too(team, table, column):
    case = walk_to(Step.PLAN_DESIGN, team)
    assert Case.objects.filter(pk=case.pk).exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'bogus'")
