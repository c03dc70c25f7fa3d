"""Every criterion that is not met names its rule, says a sentence, and links to a page that supplies it."""

from datetime import timedelta

import pytest
from django.urls import resolve

from cases import companions, services
from cases.choices import Element, Step
from cases.models import (
    Child,
    ClosureProposal,
    Designation,
    Evaluation,
    EvaluationElement,
    FollowUpVisit,
    Interview,
    Plan,
    PlanAction,
    Task,
    WellbeingMeasure,
)
from tests.factories import NOW, CaseFactory, fresh, grant, local_today, propose_closure, walk_to, write_evaluation, write_plan

pytestmark = pytest.mark.django_db


def criteria(case, move) -> list[str]:
    """The criteria that `move` misses; each has a sentence, and its link leads to a page."""
    found = companions.blockers(fresh(case), move)
    for blocker in found:
        assert str(blocker.message)
        if blocker.view:
            assert resolve(blocker.url).view_name == blocker.view
    return [blocker.criterion for blocker in found]


def test_case_is_not_opened_without_its_rapid_assessment(team):
    assert criteria(CaseFactory(unit=team.unit), "open_case") == ["rapid_assessment"]


def test_case_is_not_opened_while_the_child_is_not_safe(team):
    case = CaseFactory(unit=team.unit)
    grant(case, team.intake)
    services.record_rapid_assessment(
        case=case, by=team.intake, now=NOW, done_at=NOW, urgent_needs_met=False, safe_tonight=False, risk_level="high", risk_reasons="Sola."
    )
    assert criteria(case, "open_case") == ["urgent_needs", "safe_tonight"]


def test_evaluation_waits_for_the_person_responsible(team):
    """INV-11."""
    case = walk_to(Step.DESIGNATION, team)
    assert criteria(case, "begin_evaluation") == ["INV-11"]
    services.designate(
        case=case, person=team.caseworker, representation="substitute", no_conflict=True, by=team.supervisor, now=case.step_entered_at
    )
    assert criteria(case, "begin_evaluation") == ["acceptance"]
    services.accept_designation(case=fresh(case), by=team.caseworker, now=case.step_entered_at)
    assert criteria(case, "begin_evaluation") == ["child_told"]
    services.accept_designation(case=fresh(case), by=team.caseworker, now=case.step_entered_at, child_told_at=case.step_entered_at)
    assert criteria(case, "begin_evaluation") == []


def without(model, **fields):
    return lambda case: model.objects.filter(case=case).update(**fields)


EVALUATION_LACKS = {
    "INV-06": lambda case: Interview.objects.filter(case=case).delete(),
    "INV-21": without(Evaluation, child_views=""),
    "conclusion": without(Evaluation, conclusion=" "),
    "risk": without(Evaluation, risk_rationale=""),
    "screening": without(Evaluation, trafficking=""),
    "elements": lambda case: EvaluationElement.objects.filter(evaluation__case=case, element="family").update(facts=" \n"),
}


@pytest.mark.parametrize("criterion", EVALUATION_LACKS)
def test_evaluation_names_the_one_criterion_it_lacks(team, criterion):
    case = walk_to(Step.EVALUATION, team)
    write_evaluation(case, team, NOW)
    assert criteria(case, "submit_evaluation") == []
    EVALUATION_LACKS[criterion](case)
    assert criteria(case, "submit_evaluation") == [criterion]
    assert criteria(case, "approve_evaluation") == [criterion]


@pytest.mark.parametrize("element", Element)
def test_missing_element_links_to_its_own_page(team, element):
    case = walk_to(Step.EVALUATION, team)
    write_evaluation(case, team, NOW)
    EvaluationElement.objects.filter(evaluation__case=case, element=element).update(facts="")
    (blocker,) = companions.blockers(fresh(case), "submit_evaluation")
    assert resolve(blocker.url).kwargs["element"] == element.value


def test_identification_contact_is_no_evaluation_interview(team):
    """INV-06."""
    case = walk_to(Step.EVALUATION, team)
    write_evaluation(case, team, NOW)
    Interview.objects.filter(case=case).update(kind="identification_contact", place_type="immigration_station")
    assert criteria(case, "submit_evaluation") == ["INV-06"]
    Evaluation.objects.filter(case=case).update(no_interview_reason="Está en coma.")
    assert criteria(case, "submit_evaluation") == []


def test_pending_language_barrier_blocks_and_other_reasons_do_not(team):
    """INV-21."""
    case = walk_to(Step.EVALUATION, team)
    write_evaluation(case, team, NOW)
    Evaluation.objects.filter(case=case).update(child_views="", no_views_reason="communication_barrier_pending")
    assert criteria(case, "approve_evaluation") == ["INV-21"]
    Evaluation.objects.filter(case=case).update(no_views_reason="too_young_observed")
    assert criteria(case, "approve_evaluation") == []


PLAN_LACKS = {
    "INV-19": lambda case: PlanAction.objects.filter(line__plan__case=case, line__code="family").delete(),
    "INV-20": without(Plan, review_date=None),
    "participation": without(Plan, child_participated=False),
    "INV-21": without(Plan, child_views=""),
}


@pytest.mark.parametrize("criterion", PLAN_LACKS)
def test_plan_names_the_one_criterion_it_lacks(team, criterion):
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, NOW)
    assert criteria(case, "submit_plan") == []
    PLAN_LACKS[criterion](case)
    assert criteria(case, "submit_plan") == [criterion]
    assert criteria(case, "approve_plan") == [criterion]


def test_written_reason_stands_for_a_measure(team):
    """INV-19."""
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, NOW)
    PLAN_LACKS["INV-19"](case)
    case.plan.lines.filter(code="family").update(no_action_reason="Ya vive con su tía.")
    assert criteria(case, "submit_plan") == []


@pytest.mark.parametrize(("risk", "days"), [("high", 30), ("medium", 60), ("low", 90)])
def test_review_date_lies_within_the_limit_of_the_risk(team, risk, days):
    """INV-20."""
    case = walk_to(Step.PLAN_DESIGN, team, risk=risk)
    write_plan(case, team, NOW)
    last = local_today() + timedelta(days=days)
    Plan.objects.filter(case=case).update(review_date=last)
    assert criteria(case, "submit_plan") == []
    Plan.objects.filter(case=case).update(review_date=last + timedelta(days=1))
    assert criteria(case, "submit_plan") == ["INV-20"]


def test_follow_up_waits_for_a_measure_to_be_started(team):
    case = walk_to(Step.PLAN_EXECUTION, team)
    assert criteria(case, "begin_follow_up") == ["progress"]
    services.record_progress(action=case.approved_plan.action_list[0], status="in_progress", by=team.caseworker, now=case.step_entered_at)
    assert criteria(case, "begin_follow_up") == []


@pytest.mark.parametrize(("move", "outcome"), [("continue_plan", "continue"), ("revise_plan", "revise_plan"), ("reassess", "reassess")])
def test_leaving_the_follow_up_needs_a_review_with_that_outcome(team, move, outcome):
    """INV-17."""
    case = walk_to(Step.FOLLOW_UP, team)
    told = {"participants": "Equipo", "decisions": "Seguir.", "child_views": "Bien."}
    assert criteria(case, move) == ["review"]
    services.record_review(case=case, by=team.caseworker, now=case.step_entered_at, held_at=case.step_entered_at, outcome="close", **told)
    assert criteria(case, move) == ["review"]
    later = case.step_entered_at + timedelta(hours=1)
    services.record_review(case=case, by=team.caseworker, now=later, held_at=later, outcome=outcome, **told)
    assert criteria(case, move) == []


CLOSURE_LACKS = {
    "INV-21": without(ClosureProposal, child_views=""),
    "child_informed": without(ClosureProposal, contact_route=""),
    "visit": lambda case: FollowUpVisit.objects.filter(case=case).delete(),
    "INV-32": lambda case: type(case).objects.filter(pk=case.pk).update(asylum_status="appeal"),
    "INV-40": without(ClosureProposal, reason="determined_adult_final", referred_to="DIF Sonora"),
    "wellbeing": lambda case: WellbeingMeasure.objects.filter(case=case).update(phase="periodic"),
    "papers": without(ClosureProposal, papers_back=""),
    "tasks": lambda case: Task.objects.create(
        case=case, source="person", kind="other", text="Llamar", is_urgent=True, started_at=NOW, due_at=NOW
    ),
}


@pytest.mark.parametrize("criterion", CLOSURE_LACKS)
def test_closure_names_the_one_criterion_it_lacks(team, criterion):
    case = walk_to(Step.FOLLOW_UP, team)
    propose_closure(case, team, case.step_entered_at)
    assert criteria(case, "close") == []
    CLOSURE_LACKS[criterion](case)
    assert criteria(case, "close") == [criterion]


def test_disputed_age_does_not_close_a_case_and_a_final_determination_does(team):
    """INV-40."""
    case = walk_to(Step.FOLLOW_UP, team)
    propose_closure(case, team, case.step_entered_at, reason="plan_objectives_met")
    ClosureProposal.objects.filter(case=case).update(reason="determined_adult_final", referred_to="DIF Sonora")
    Child.objects.filter(pk=case.child_id).update(age_status="disputed")
    assert criteria(case, "close") == ["INV-40"]
    Child.objects.filter(pk=case.child_id).update(age_status="determined_adult_final")
    assert criteria(case, "close") == []


@pytest.mark.parametrize(
    ("step", "move"), [(Step.EVALUATION, "return_evaluation"), (Step.PLAN_DESIGN, "return_plan"), (Step.FOLLOW_UP, "return_closure")]
)
def test_nothing_is_returned_that_was_not_sent(team, step, move):
    assert criteria(walk_to(step, team), move) == ["submitted"]


def test_case_with_a_person_responsible_does_not_end_at_intake(team):
    case = walk_to(Step.DESIGNATION, team)
    assert criteria(case, "end_at_intake") == []
    Designation.objects.create(
        case=case, person=team.caseworker, designated_by=team.supervisor, designated_at=NOW, representation="substitute", no_conflict=True
    )
    assert criteria(case, "end_at_intake") == ["INV-17"]


def test_a_blocker_links_only_where_its_reader_may_mend_it(team):
    case = CaseFactory(unit=team.unit)
    [blocker] = companions.blockers(case, "open_case")
    assert blocker.as_seen_by(team.intake).url
    assert not blocker.as_seen_by(team.approver).url
