"""Deadlines as records: set running by evidence, met by evidence, moved forward by risk and never back (INV-43 to INV-45)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases import services
from cases.choices import Risk, Step, TaskOutcome, TaskSource
from cases.clocks import evidence
from cases.models import Task
from determinations.services import request_determination
from protocols import packs
from protocols.choices import DeadlineKey
from tests.factories import NOW, CaseFactory, fresh, propose_closure, walk_to, write_evaluation, write_plan

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


def deadline(case, key) -> Task:
    return case.tasks.get(source=TaskSource.DEADLINE, kind=key)


def spans(case) -> dict[str, tuple]:
    """Return of every deadline when it began, is due and was met, in hours from the notification."""
    tasks = case.tasks.filter(source=TaskSource.DEADLINE, subject__in=["", *case.history.values_list("pk", flat=True)])
    return {
        task.kind: tuple((instant - NOW) / HOUR if instant else None for instant in (task.started_at, task.due_at, task.closed_at))
        for task in tasks
    }


def test_every_step_leaves_its_deadline_with_the_record_that_met_it(team):
    case = walk_to(Step.PLAN_EXECUTION, team)
    assert spans(case) == {
        DeadlineKey.RAPID_ASSESSMENT: (0, 24, 1),
        DeadlineKey.DESIGNATION: (0, 24, 2),
        DeadlineKey.EVALUATION: (2, 2 + 7 * 24, 3),
        DeadlineKey.PLAN: (3, 3 + 7 * 24, 4),
        DeadlineKey.FIRST_VISIT: (4, 4 + 7 * 24, None),
        DeadlineKey.DURABLE_SOLUTION: (0, (365 + 366) * 24, None),
        DeadlineKey.TRANSITION_PLAN: spans(case)[DeadlineKey.TRANSITION_PLAN],
    }
    assert case.unit.day_of(deadline(case, DeadlineKey.TRANSITION_PLAN).due_at) == date(2027, 11, 4)
    assert deadline(case, DeadlineKey.RAPID_ASSESSMENT).evidence == evidence(case.rapid_assessment)
    assert deadline(case, DeadlineKey.DESIGNATION).evidence == evidence(case.designation)


def test_the_review_of_the_plan_is_due_at_the_end_of_the_day_it_names(team):
    case = walk_to(Step.PLAN_EXECUTION, team)
    due_at = deadline(case, DeadlineKey.PLAN_REVIEW).due_at
    assert (due_at.astimezone().date() - NOW.date()).days in (25, 26)
    assert case.unit.day_of(due_at) == case.approved_plan.review_date


def test_a_plan_approved_after_the_day_of_its_review_is_reviewed_at_once(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, NOW)
    services.move_case(case=fresh(case), move="approve_plan", by=team.supervisor, now=NOW + 60 * DAY)
    assert deadline(case, DeadlineKey.PLAN_REVIEW).due_at == NOW + 60 * DAY


def test_a_visit_meets_its_deadline_and_sets_the_next_one_running(team):
    case = walk_to(Step.PLAN_EXECUTION, team)
    held = NOW + 2 * DAY
    fields = {"kind": "in_care", "risk_level": "low", "text": "Está bien."}
    services.record_visit(case=case, by=team.caseworker, now=held, held_at=held, seen_child=False, **fields)
    assert deadline(case, DeadlineKey.FIRST_VISIT).closed_at is None
    visit = services.record_visit(case=case, by=team.caseworker, now=held, held_at=held, seen_child=True, **fields)
    assert deadline(case, DeadlineKey.FIRST_VISIT).closed_at == held
    assert (deadline(case, DeadlineKey.NEXT_VISIT).subject, deadline(case, DeadlineKey.NEXT_VISIT).due_at) == (
        str(visit.pk),
        held + 14 * DAY,
    )


def test_an_explanation_is_due_two_days_after_every_decision(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    decided = case.approved_evaluation.reviewed_at
    assert deadline(case, DeadlineKey.EXPLAIN_DECISION).due_at == decided + 2 * DAY
    services.explain_decision(
        case=case,
        decision="evaluation",
        document=case.approved_evaluation.pk,
        told_on=case.unit.day_of(decided),
        how="Con dibujos.",
        language="es",
        child_agrees="yes",
        by=team.caseworker,
        now=decided + HOUR,
    )
    assert deadline(case, DeadlineKey.EXPLAIN_DECISION).outcome == TaskOutcome.DONE


def test_the_first_explanation_meets_the_deadline_and_a_second_one_does_not_move_it(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    decided = case.approved_evaluation.reviewed_at
    facts = {"decision": "evaluation", "document": case.approved_evaluation.pk, "how": "Hablando.", "language": "es", "child_agrees": "yes"}
    for later in (1, 9):
        now = decided + later * DAY
        services.explain_decision(case=fresh(case), told_on=case.unit.day_of(now), by=team.caseworker, now=now, **facts)
    assert case.unit.day_of(deadline(case, DeadlineKey.EXPLAIN_DECISION).closed_at) == case.unit.day_of(decided + DAY)


def test_a_reunification_is_followed_up_at_thirty_and_ninety_days(team):
    case, now = walk_to(Step.FOLLOW_UP, team), NOW + 3 * DAY
    texts = {"reason": "reunified_followup_completed", "durable_solution": "reunified_in_country", "summary": "Vive con su tía."}
    services.propose_closure(case=case, by=team.caseworker, now=now, handed_over_on=case.unit.day_of(now), **texts)
    then = now + 31 * DAY
    fields = {"kind": "after_reunification", "seen_child": True, "risk_level": "low", "text": "Está bien."}
    services.record_visit(case=fresh(case), by=team.caseworker, now=then, held_at=then, **fields)
    first, second = case.tasks.filter(kind=DeadlineKey.POST_REUNIFICATION).order_by("due_at")
    days = [(case.unit.day_of(task.due_at) - case.unit.day_of(now)).days for task in (first, second)]
    assert days == [30, 90]
    assert (first.closed_at, second.closed_at) == (then, None)


def reassessed(team, case, risk):
    services.record_rapid_assessment(
        case=case,
        by=team.supervisor,
        now=NOW + 30 * HOUR,
        done_at=NOW + 30 * HOUR,
        urgent_needs_met=True,
        safe_tonight=True,
        where_tonight="Casa de prueba",
        risk_level=risk,
        risk_reasons="Amenazas.",
    )
    return deadline(case, DeadlineKey.DESIGNATION).due_at


def test_a_risk_that_rises_shortens_what_is_open_and_one_that_falls_moves_nothing(team):
    """INV-43."""
    case = walk_to(Step.DESIGNATION, team, risk=Risk.LOW)
    assert deadline(case, DeadlineKey.DESIGNATION).due_at == NOW + 72 * HOUR
    assert reassessed(team, case, Risk.HIGH) == NOW + 4 * HOUR
    assert reassessed(team, case, Risk.LOW) == NOW + 4 * HOUR
    assert fresh(case).step_due_at == NOW + 4 * HOUR


def test_what_was_met_is_not_moved_by_a_risk_that_rises_later(team):
    case = walk_to(Step.EVALUATION, team, risk=Risk.LOW)
    reassessed(team, case, Risk.HIGH)
    assert deadline(case, DeadlineKey.DESIGNATION).due_at == NOW + 72 * HOUR
    assert deadline(case, DeadlineKey.EVALUATION).due_at == NOW + 2 * HOUR + 72 * HOUR


def test_handing_the_case_over_stops_no_clock_and_starts_the_one_of_the_designation(team):
    case = walk_to(Step.EVALUATION, team)
    services.move_case(case=case, move="end_designation", by=team.supervisor, now=NOW + DAY, reason="Licencia.")
    assert deadline(case, DeadlineKey.EVALUATION).closed_at is None
    anew = case.tasks.get(kind=DeadlineKey.DESIGNATION, closed_at=None)
    assert (anew.started_at, anew.due_at) == (NOW + DAY, NOW + 2 * DAY)
    assert fresh(case).step_due_at == anew.due_at


def test_a_deadline_whose_ground_fell_away_is_dropped_not_met(team):
    case = walk_to(Step.EVALUATION, team)
    request_determination(case=case, triggers=["child_objects"], reason="Se opone al retorno.", by=team.approver, now=NOW + DAY)
    assert deadline(case, DeadlineKey.EVALUATION).outcome == TaskOutcome.DROPPED
    assert fresh(case).step_due_at is None


def test_a_case_evaluated_again_has_a_new_deadline_beside_the_old_one(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    services.move_case(case=case, move="return_to_evaluation", by=team.caseworker, now=NOW + DAY, reason="Hechos nuevos.")
    write_evaluation(fresh(case), team, NOW + DAY)
    services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=NOW + 2 * DAY)
    met = case.tasks.filter(kind=DeadlineKey.EVALUATION).values_list("started_at", "closed_at")
    assert list(met) == [(NOW + 2 * HOUR, NOW + 3 * HOUR), (NOW + DAY, NOW + 2 * DAY)]


def test_closing_ends_what_was_running(team):
    case = walk_to(Step.FOLLOW_UP, team)
    propose_closure(case, team, NOW + DAY)
    services.move_case(case=fresh(case), move="close", by=team.supervisor, now=NOW + DAY)
    still = set(case.tasks.open().values_list("kind", flat=True))
    assert still == {DeadlineKey.EXPLAIN_DECISION, DeadlineKey.RETENTION}  # the child may still have to be told; the file is kept
    assert case.unit.day_of(deadline(case, DeadlineKey.RETENTION).due_at) == date(2033, 5, 4)
    assert deadline(case, DeadlineKey.DURABLE_SOLUTION).closed_at == NOW + DAY


def test_a_new_version_of_the_pack_rewrites_no_deadline(team, monkeypatch):
    case = walk_to(Step.EVALUATION, team)
    before = deadline(case, DeadlineKey.EVALUATION).due_at
    raw = packs._read(packs.FOLDER / "mx.toml", ())
    slower = packs.Pack.model_validate(
        raw | {"version": "2027.1", "deadlines": raw["deadlines"] | {"evaluation": {"limit": "90d", "source": "own"}}}
    )
    monkeypatch.setattr(packs, "load", lambda key: slower)
    services.set_statuses(case=case, migration_status="irregular", asylum_status="applied", by=team.caseworker, now=NOW + DAY)
    assert deadline(case, DeadlineKey.EVALUATION).due_at == before


def test_bringing_deadlines_in_line_asks_a_fixed_number_of_queries(team, django_assert_num_queries):
    case = walk_to(Step.FOLLOW_UP, team)
    with django_assert_num_queries(6):  # the case; its records; determinations; deprivations; placements; absences
        services.refresh_deadlines(case=case, now=NOW + DAY)


ROW = {"source": "deadline", "kind": "evaluation", "started_at": NOW, "due_at": NOW + DAY}


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"closed_at": NOW}, "task_closed_with_outcome"),
        ({"outcome": "done", "evidence": "Evaluation 1"}, "task_closed_with_outcome"),
        ({"closed_at": NOW, "outcome": "done"}, "task_deadline_met_by_evidence"),
        ({"kind": "nap"}, "task_kind_known"),
        ({"source": "person"}, "task_of_a_person_says_what"),
        ({"due_at": NOW - DAY}, "task_due_after_start"),
        ({"source": "oracle"}, "task_source_known"),
    ],
)
def test_the_database_holds_what_a_task_is(fields, constraint):
    case = CaseFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Task.objects.create(case=case, **(ROW | fields))


@pytest.mark.parametrize("source", ["deadline", "rule"])
def test_the_database_holds_each_task_once(source):
    case = CaseFactory()
    Task.objects.create(case=case, **(ROW | {"source": source}))
    with pytest.raises(IntegrityError, match="once"), transaction.atomic():
        Task.objects.create(case=case, **(ROW | {"source": source}))
