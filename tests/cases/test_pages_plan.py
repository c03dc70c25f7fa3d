"""The plan: a row a right, measures without leaving the row, what is missing pinned on top, progress afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import companions, services
from cases.choices import Step
from cases.models import PlanAction
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, Team, fresh, local_today, walk_to, write_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(team):
    return walk_to(Step.PLAN_DESIGN, team)


@pytest.fixture
def caseworker(team):
    return browser(team.caseworker)


def measure(case, **fields):
    return {
        "version": fresh(case).plan.version,
        "measure_kind": "school_enrolment",
        "description": "Inscribir en la secundaria",
        "responsible_organisation": "Secretaría de Educación",
        "responsible_person": "Directora de prueba",
        "due_on": "2027-01-15",
    } | fields


def details(case, **fields):
    return {
        "version": fresh(case).plan.version,
        "review_date": (local_today() + timedelta(days=30)).isoformat(),
        "child_participated": "on",
        "child_views": "Estoy de acuerdo con estudiar.",
    } | fields


def test_plan_has_a_row_for_every_restricted_right_with_what_is_missing_on_top(case, caseworker):
    """INV-19."""
    page = text_of(caseworker.get(address("plan", case.code)))
    assert page.index("Still missing") < page.index("To live in a family</h2>")
    for blocker in companions.blockers(fresh(case), "submit_plan"):
        assert f'href="{blocker.url}"' in page
        assert caseworker.get(blocker.url).status_code == 200


def test_measure_is_added_without_javascript(case, caseworker):
    line = case.plan.line_list[0]
    url = address("action_add", case.code, line.pk)
    assert "Add a measure" in text_of(caseworker.get(url))
    response = post(caseworker, url, **measure(case))
    assert response.url == f"{address('plan', case.code)}#line-{line.pk}"
    assert "Inscribir en la secundaria" in text_of(caseworker.get(response.url))


def test_measure_form_comes_into_the_row_with_htmx(case, caseworker):
    url = address("action_add", case.code, case.plan.line_list[0].pk)
    page = text_of(caseworker.get(url, headers={"HX-Request": "true"}))
    assert "<html" not in page
    assert f'hx-post="{url}"' in page


def test_wrong_measure_comes_back_into_its_row_with_htmx(case, caseworker):
    line = case.plan.line_list[0]
    url = address("action_add", case.code, line.pk)
    response = caseworker.post(url, measure(case, responsible_person=""), headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert response["HX-Retarget"] == f"#add-{line.pk}"
    assert "Inscribir en la secundaria" in text_of(response)


@pytest.mark.parametrize("field", ["description", "responsible_organisation", "responsible_person", "due_on", "measure_kind"])
def test_measure_needs_who_what_and_when(case, caseworker, field):
    response = post(caseworker, address("action_add", case.code, case.plan.line_list[0].pk), **measure(case, **{field: ""}))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not PlanAction.objects.exists()


def test_two_editors_of_a_measure_see_both(case, caseworker):
    line = case.plan.line_list[0]
    url = address("action_add", case.code, line.pk)
    stale = measure(case, description="Buscar escuela cercana")
    post(caseworker, url, **measure(case))
    response = post(caseworker, url, **stale)
    assert response.status_code == 409
    assert "Buscar escuela cercana" in text_of(response)
    assert "Inscribir en la secundaria" in text_of(response)
    assert PlanAction.objects.count() == 1
    assert post(caseworker, url, **(stale | {"version": response.context["form"]["version"].value()})).status_code == 302
    assert PlanAction.objects.count() == 2


def test_two_editors_of_a_right_see_both(case, caseworker):
    url = address("plan_line", case.code, case.plan.line_list[0].pk)
    version = fresh(case).plan.version
    post(caseworker, url, version=version, diagnosis="Vive separada de su familia.")
    response = post(caseworker, url, version=version, diagnosis="Su tía la espera.")
    assert response.status_code == 409
    assert "Vive separada de su familia." in text_of(response)
    assert "Su tía la espera." in text_of(response)
    assert fresh(case).plan.line_list[0].diagnosis == "Vive separada de su familia."


def test_two_editors_of_the_details_see_both(case, caseworker):
    url = address("plan_details", case.code)
    stale = details(case, child_views="No quiero ir a otra ciudad.")
    post(caseworker, url, **details(case))
    response = post(caseworker, url, **stale)
    assert response.status_code == 409
    assert "No quiero ir a otra ciudad." in text_of(response)
    assert "Estoy de acuerdo con estudiar." in text_of(response)


def test_measure_is_removed_once(case, caseworker):
    post(caseworker, address("action_add", case.code, case.plan.line_list[0].pk), **measure(case))
    url = address("action_remove", case.code, PlanAction.objects.get().pk)
    version = fresh(case).plan.version
    assert post(caseworker, url, version=version).status_code == 302
    assert post(caseworker, url, version=version).status_code == 302
    assert not PlanAction.objects.exists()


def test_stale_removal_removes_nothing(case, caseworker):
    line = case.plan.line_list[0]
    post(caseworker, address("action_add", case.code, line.pk), **measure(case))
    version = fresh(case).plan.version
    post(caseworker, address("plan_line", case.code, line.pk), version=version, diagnosis="Otra cosa.")
    response = post(caseworker, address("action_remove", case.code, PlanAction.objects.get().pk), version=version)
    assert response.status_code == 409
    assert PlanAction.objects.count() == 1


def test_details_show_the_latest_review_date_allowed(case, caseworker):
    """INV-20."""
    latest = local_today() + timedelta(days=60)
    page = text_of(caseworker.get(address("plan_details", case.code)))
    assert f"{latest.day}" in page
    assert "at the latest" in page
    post(caseworker, address("plan_details", case.code), **details(case, review_date=(latest + timedelta(days=1)).isoformat()))
    assert "INV-20" in {blocker.criterion for blocker in companions.blockers(fresh(case), "submit_plan")}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("review_date", "2020-01-01", "The review must lie ahead."),
        ("child_copy_given_on", "2999-01-01", "This lies in the future."),
        ("disagreement", "", "Write down what the child disagrees with."),
    ],
)
def test_details_refuse_beside_the_field(case, caseworker, field, value, sentence):
    response = post(
        caseworker, address("plan_details", case.code), **details(case, child_disagrees="on", **{"disagreement": "x", field: value})
    )
    assert response.status_code == 422
    assert [sentence] == response.context["form"].errors[field]


def test_complete_plan_is_sent(case, caseworker):
    for line in case.plan.line_list:
        post(caseworker, address("action_add", case.code, line.pk), **measure(case))
    post(caseworker, address("plan_details", case.code), **details(case))
    assert "Nothing is missing" in text_of(caseworker.get(address("plan", case.code)))
    assert post(caseworker, address("plan_submit", case.code), version=fresh(case).plan.version).status_code == 302
    assert fresh(case).plan.state == "submitted"
    response = post(caseworker, address("action_add", case.code, case.plan.line_list[0].pk), **measure(case))
    assert (response.status_code, "INV-18" in text_of(response)) == (422, True)


def test_progress_is_added_to_the_plan_in_force_and_the_plan_stays(team, caseworker):
    """INV-18."""
    case = walk_to(Step.PLAN_EXECUTION, team)
    action = case.approved_plan.action_list[0]
    url = address("progress_add", case.code, action.pk)
    assert caseworker.get(url).status_code == 200
    assert post(caseworker, url, status="done", note="Constancia de inscripción.").status_code == 302
    page = text_of(caseworker.get(address("plan", case.code)))
    assert "Constancia de inscripción." in page
    assert "Add a measure" not in page
    response = post(caseworker, address("action_add", case.code, action.line_id), **measure(case))
    assert (response.status_code, "INV-17" in text_of(response)) == (422, True)


def test_progress_needs_a_word_on_how_it_goes(team, caseworker):
    case = walk_to(Step.PLAN_EXECUTION, team)
    url = address("progress_add", case.code, case.approved_plan.action_list[0].pk)
    assert post(caseworker, url, note="Algo").status_code == 422


def test_versions_of_the_plan_show_what_changed(team, caseworker):
    case = walk_to(Step.FOLLOW_UP, team)
    services.conclude_review(
        case=case,
        by=team.caseworker,
        now=case.step_entered_at,
        held_at=case.step_entered_at,
        participants="Equipo",
        decisions="Cambiar de escuela.",
        outcome="revise_plan",
        child_views="Prefiero la otra escuela.",
    )
    case = fresh(case)
    line = case.plan.line_list[0]
    post(caseworker, address("plan_line", case.code, line.pk), version=case.plan.version, diagnosis="La escuela queda lejos.")
    page = text_of(caseworker.get(address("plan_version", case.code, 2)))
    assert "What changed since version 1" in page
    assert "La escuela queda lejos." in page
    assert caseworker.get(address("plan_version", case.code, 1)).status_code == 200
    assert caseworker.get(address("plan_version", case.code, 3)).status_code == 404


def test_plan_that_does_not_exist_yet_says_which_step_comes_first(team, caseworker):
    case = walk_to(Step.EVALUATION, team)
    for url in (address("plan", case.code), address("plan_details", case.code), address("plan_line", case.code, 1)):
        response = caseworker.get(url)
        assert response.status_code == 200
        assert "The plan begins when the evaluation is approved" in text_of(response)


def test_plan_of_another_team_is_not_found(case):
    stranger = browser(Team().caseworker)
    pages = [address("plan", case.code), address("plan_details", case.code), address("action_add", case.code, case.plan.line_list[0].pk)]
    assert [stranger.get(url).status_code for url in pages] == [404, 404, 404]


def test_line_of_another_case_is_not_found(case, caseworker, team):
    other = walk_to(Step.PLAN_DESIGN, team)
    assert caseworker.get(address("plan_line", case.code, other.plan.line_list[0].pk)).status_code == 404
    assert caseworker.get(address("action_add", case.code, other.plan.line_list[0].pk)).status_code == 404


def test_plan_page_asks_the_same_number_of_questions_with_one_and_fifty_measures(case, caseworker, django_assert_max_num_queries):
    counts = []
    line = case.plan.line_list[0]
    for extra in (1, 49):
        PlanAction.objects.bulk_create(
            PlanAction(
                line=line,
                measure_kind="other",
                description="Medida",
                responsible_organisation="DIF",
                responsible_person="Persona",
                due_on=NOW.date(),
            )
            for _ in range(extra)
        )
        with django_assert_max_num_queries(12) as counted:
            caseworker.get(address("plan", case.code))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_returned_plan_shows_the_comment(case, caseworker, team):
    write_plan(case, team, timezone.now())
    services.move_case(case=fresh(case), move="return_plan", by=team.supervisor, now=timezone.now(), reason="Falta la escuela.")
    assert "Falta la escuela." in text_of(caseworker.get(address("plan", case.code)))
