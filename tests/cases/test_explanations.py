"""Every decision is told back to the child (INV-23)."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases import companions, services
from cases.choices import Step
from cases.models import Case, Explanation
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, Team, fresh, local_today, walk_to

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


@pytest.fixture
def case(team):
    return walk_to(Step.PLAN_DESIGN, team)


def explain(case, by, **fields):
    fields = {
        "decision": "evaluation",
        "document": case.approved_evaluation.pk,
        "told_on": LATER.date(),
        "how": "Con dibujos",
        "language": "kek",
        "child_agrees": "yes",
        "now": LATER,
    } | fields
    return services.explain_decision(case=case, by=by, **fields)


def decided(case) -> list[str]:
    return [decision.kind for decision in companions.decisions(fresh(case))]


def test_what_is_in_force_is_to_be_explained(team):
    assert [decided(walk_to(step, Team())) for step in (Step.EVALUATION, Step.PLAN_DESIGN, Step.PLAN_EXECUTION, Step.CLOSED)] == [
        [],
        ["evaluation"],
        ["evaluation", "plan"],
        ["evaluation", "plan", "closure"],
    ]


def test_explanation_is_recorded_with_whoever_told(case, team):
    told = explain(case, team.caseworker, child_answer="Entendí.")
    assert (told.told_by, told.child_agrees, told.case_id) == (team.caseworker.full_name, "yes", case.pk)
    assert explain(case, team.supervisor, told_by="Intérprete de prueba").told_by == "Intérprete de prueba"
    assert case.explanations.count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"document": uuid.uuid4()}, "decision"),
        ({"decision": "plan"}, "decision"),
        ({"told_on": (NOW - timedelta(days=1)).date()}, "told_on"),
        ({"told_on": (LATER + timedelta(days=1)).date()}, "told_on"),
        ({"child_agrees": "no", "child_answer": " "}, "child_answer"),
    ],
)
def test_explanation_is_refused_beside_its_field(case, team, fields, field):
    with pytest.raises(ValidationError) as refusal:
        explain(case, team.caseworker, **fields)
    assert set(refusal.value.message_dict) == {field}
    assert not Explanation.objects.exists()


def test_explanation_is_for_the_child_s_team(case, team):
    with pytest.raises(PermissionDenied):
        explain(case, team.intake)
    with pytest.raises(Case.DoesNotExist):
        explain(case, Team().supervisor)


def test_closed_case_is_still_explained(team):
    case = walk_to(Step.CLOSED, team)
    explain(case, team.supervisor, decision="closure", document=case.closure.pk)
    assert case.explanations.get().decision == "closure"


CHECKS = {
    "explanation_decision_known": {"decision": "guess"},
    "explanation_language_known": {"language": "xx"},
    "explanation_child_agrees_known": {"child_agrees": ""},
    "explanation_by_whom_and_how": {"how": ""},
    "explanation_disagreement_in_words": {"child_agrees": "no", "child_answer": ""},
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_database_holds_the_row_too(case, name):
    fields = {
        "case": case,
        "decision": "plan",
        "document": uuid.uuid4(),
        "told_on": NOW.date(),
        "told_by": "A",
        "language": "es",
        "how": "Hablando",
        "child_agrees": "yes",
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Explanation.objects.bulk_create([Explanation(**(fields | CHECKS[name]))])


@pytest.mark.parametrize("sql", ["UPDATE cases_explanation SET how = 'x'", "DELETE FROM cases_explanation"])
def test_an_explanation_is_never_changed(case, team, sql):
    explain(case, team.caseworker)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


# The pages


def test_case_page_says_what_the_child_was_not_told_and_leads_there(case, team):
    page = address("detail", case.code)
    url = address("explain", case.code, "evaluation", case.approved_evaluation.pk)
    caseworker = browser(team.caseworker)
    before = text_of(caseworker.get(page))
    assert "Not explained yet" in before
    assert url in before
    assert caseworker.get(url).status_code == 200
    fields = {
        "told_on": local_today().isoformat(),
        "told_by": "Marcela",
        "language": "kek",
        "how": "Leído",
        "child_agrees": "no",
        "child_answer": "No quiero mudarme.",
    }
    assert post(caseworker, url, **fields).url == page
    after = text_of(caseworker.get(page))
    assert "Not explained yet" not in after
    assert after.count("No quiero mudarme.") == 2  # in the panel and in the timeline
    assert "The child disagrees" in after


def test_form_keeps_what_was_typed(case, team):
    url = address("explain", case.code, "evaluation", case.approved_evaluation.pk)
    response = post(browser(team.caseworker), url, told_on="2999-01-01", how="Con dibujos")
    assert response.status_code == 422
    assert "Con dibujos" in text_of(response)


def test_a_decision_that_was_not_taken_is_not_found(case, team):
    caseworker = browser(team.caseworker)
    for decision, pk in (("plan", case.plan.pk), ("nonsense", case.approved_evaluation.pk), ("evaluation", uuid.uuid4())):
        assert caseworker.get(address("explain", case.code, decision, pk)).status_code == 404


def test_who_may_not_explain_gets_no_link(case, team):
    nurse = team.person("health_staff")
    case.grants.create(user=nurse, because="designation", starts_at=NOW)
    page = text_of(browser(nurse).get(address("detail", case.code)))
    assert "Not explained yet" in page
    assert "Record what the child was told" not in page
