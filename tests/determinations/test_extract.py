"""What the migration authority is told of a determination: its outcome in our own words, never its reasons (F3)."""

import pytest

from cases.choices import DurableSolution
from cases.models import Evaluation
from cases.prints import extract
from tests import reading
from tests.cases.pages import address, browser
from tests.determinations.panel import Panel, decided, explained
from tests.factories import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    return Panel()


def words(panel, case) -> str:
    return reading.words(browser(panel.team.approver).get(address("plan_extract", case.code)))


def said(sentence) -> str:
    return " ".join(str(sentence).split())


def test_a_determination_that_stands_is_told_by_its_outcome_alone(panel):
    case = explained(panel).case
    text = words(panel, case)
    assert said(extract.BY_SOLUTION[DurableSolution.REGULARISED_ALTERNATIVE_CARE]) in text
    for withheld in ["familia de acogida", "Es lo que mejor protege", "abuela", "consulado", "Aurora", "Visitas", "Carmen", "dissent"]:
        assert withheld not in text, withheld


def test_what_the_child_was_not_told_yet_is_told_to_nobody(panel):
    case = decided(panel).case
    assert said(extract.BY_SOLUTION[DurableSolution.REGULARISED_ALTERNATIVE_CARE]) not in words(panel, case)


def test_a_return_is_told_as_assisted_and_on_the_authoritys_day(panel):
    case = returned(panel)
    assert "The child is to return assisted, accompanied by a child-protection officer" in words(panel, case)


def test_no_return_is_told_of_a_child_who_would_be_in_danger(panel, as_owner):
    case = returned(panel)
    as_owner("SET LOCAL session_replication_role = replica; UPDATE cases_evaluation SET return_risk = 'yes'")
    assert Evaluation.objects.filter(return_risk="yes").exists()
    text = words(panel, fresh(case))
    assert said(extract.NOT_RETURNED) in text
    assert "The child is to return assisted" not in text


def returned(panel):
    """Return a case in which the panel chose the return."""
    return explained(panel, decided(panel, None, 1, chosen=1)).case


@pytest.mark.parametrize("solution", set(DurableSolution) - {DurableSolution.NONE_YET, DurableSolution.ADULTHOOD})
def test_every_durable_solution_has_a_sentence_of_ours(solution):
    assert said(extract.BY_SOLUTION[solution]).startswith("The child")
