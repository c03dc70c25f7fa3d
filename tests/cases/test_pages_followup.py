"""Visits, reviews and the proposal to close."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cases import companions, services
from cases.choices import ReviewOutcome, Step
from tests.cases.pages import address, browser, post, text_of
from tests.factories import fresh, local_today, propose_closure, walk_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(team):
    return walk_to(Step.FOLLOW_UP, team)


@pytest.fixture
def caseworker(team):
    return browser(team.caseworker)


def instant() -> str:
    """The minute that runs now, as the caseworker's browser writes it."""
    return timezone.localtime(timezone=ZoneInfo("America/Hermosillo")).strftime("%Y-%m-%dT%H:%M")


def visit(**fields):
    return {"kind": "in_care", "held_at": instant(), "seen_child": "on", "risk_level": "low", "text": "Está contenta."} | fields


def review(**fields):
    return {
        "held_at": instant(),
        "participants": "Equipo, la niña y su tía",
        "child_views": "Me gusta la escuela.",
        "decisions": "Sigue el plan.",
        "outcome": "continue",
    } | fields


def closure(**fields):
    return {
        "version": 0,
        "child_views": "Estoy de acuerdo.",
        "reason": "plan_objectives_met",
        "durable_solution": "asylum_recognised",
        "summary": "Se restituyeron sus derechos.",
        "child_informed_on": local_today().isoformat(),
        "contact_route": "Procuraduría, teléfono de prueba",
        "papers_back": "child",
        "endpoint_not_measured": "No quiso contestar.",
    } | fields


def test_visit_is_recorded(case, caseworker):
    url = address("visit_add", case.code)
    assert caseworker.get(url).status_code == 200
    assert post(caseworker, url, **visit()).url == address("detail", case.code)
    assert fresh(case).last_visit.text == "Está contenta."


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"held_at": "2999-01-01T10:00"}, "held_at", "This lies in the future."),
        ({"seen_child": "", "seen_alone": "on"}, "seen_alone", "A child who was not seen was not seen alone."),
    ],
)
def test_visit_refuses_beside_the_field_and_keeps_the_text(case, caseworker, fields, field, sentence):
    response = post(caseworker, address("visit_add", case.code), **visit(**fields))
    assert response.status_code == 422
    assert response.context["form"].errors[field] == [sentence]
    assert "Está contenta." in text_of(response)


@pytest.mark.parametrize(
    ("outcome", "step", "page"),
    [
        (ReviewOutcome.CONTINUE, Step.PLAN_EXECUTION, "plan"),
        (ReviewOutcome.REVISE_PLAN, Step.PLAN_DESIGN, "plan"),
        (ReviewOutcome.REASSESS, Step.EVALUATION, "evaluation"),
        (ReviewOutcome.CLOSE, Step.FOLLOW_UP, "closure"),
        (ReviewOutcome.REFER_BID, Step.FOLLOW_UP, "detail"),
    ],
)
def test_review_takes_the_case_where_its_outcome_says(case, caseworker, outcome, step, page):
    response = post(caseworker, address("review_add", case.code), **review(outcome=outcome.value))
    assert response.url == address(page, case.code)
    assert fresh(case).step == step
    assert fresh(case).last_review.outcome == outcome


def test_review_says_what_will_follow(case, caseworker):
    assert "the case goes back to its execution at once" in text_of(caseworker.get(address("review_add", case.code)))


def test_review_without_the_child_s_view_is_refused(case, caseworker):
    """INV-21."""
    response = post(caseworker, address("review_add", case.code), **review(child_views=""))
    assert response.status_code == 422
    assert "INV-21" in response.context["form"].errors["child_views"][0]
    assert fresh(case).step == Step.FOLLOW_UP
    assert fresh(case).last_review is None


def test_review_before_the_follow_up_is_refused(team, caseworker):
    """INV-17."""
    case = walk_to(Step.PLAN_EXECUTION, team)
    assert "The plan is reviewed in the follow-up." in text_of(caseworker.get(address("review_add", case.code)))
    response = post(caseworker, address("review_add", case.code), **review())
    assert response.status_code == 422
    assert "INV-17" in text_of(response)


def test_closure_is_proposed_saved_again_and_sent(case, caseworker, team):
    url = address("closure", case.code)
    assert caseworker.get(url).status_code == 200
    post(caseworker, address("visit_add", case.code), **visit())
    post(caseworker, address("review_add", case.code), **review(outcome="close"))
    assert post(caseworker, url, **closure(summary="Borrador.")).status_code == 302
    assert post(caseworker, url, **closure(version=fresh(case).closure.version)).status_code == 302
    assert "Nothing is missing" in text_of(caseworker.get(url))
    assert post(caseworker, address("closure_submit", case.code), version=fresh(case).closure.version).status_code == 302
    assert fresh(case).closure.state == "submitted"
    assert "It waits for its reviewer" in text_of(caseworker.get(url))


def test_closure_names_what_stands_in_the_way_with_links_that_lead_to_pages(case, caseworker):
    post(caseworker, address("closure", case.code), **closure())
    page = text_of(caseworker.get(address("closure", case.code)))
    for blocker in companions.blockers(fresh(case), "submit_closure"):
        assert f'href="{blocker.url}"' in page
        assert caseworker.get(blocker.url).status_code == 200


def test_two_editors_of_a_proposal_see_both_texts(case, caseworker):
    url = address("closure", case.code)
    post(caseworker, url, **closure())
    version = fresh(case).closure.version
    post(caseworker, url, **closure(version=version, summary="Vive con su tía."))
    response = post(caseworker, url, **closure(version=version, summary="Terminó el plan."))
    assert response.status_code == 409
    assert "Vive con su tía." in text_of(response)
    assert "Terminó el plan." in text_of(response)
    again = closure(version=response.context["form"]["version"].value(), summary="Terminó el plan.")
    assert post(caseworker, url, **again).status_code == 302
    assert fresh(case).closure.summary == "Terminó el plan."


def test_two_first_proposals_do_not_overwrite_each_other(case, caseworker):
    post(caseworker, address("closure", case.code), **closure(summary="Vive con su tía."))
    response = post(caseworker, address("closure", case.code), **closure(summary="Terminó el plan."))
    assert response.status_code == 409
    assert fresh(case).closure.summary == "Vive con su tía."


@pytest.mark.parametrize("field", ["reason", "durable_solution", "summary"])
def test_closure_needs_its_reason_solution_and_summary(case, caseworker, field):
    response = post(caseworker, address("closure", case.code), **closure(**{field: ""}))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}


def test_closure_before_the_follow_up_says_which_step_comes_first(team, caseworker):
    case = walk_to(Step.PLAN_EXECUTION, team)
    assert "Closing is proposed in the follow-up" in text_of(caseworker.get(address("closure", case.code)))
    response = post(caseworker, address("closure", case.code), **closure())
    assert (response.status_code, "INV-17" in text_of(response)) == (422, True)


def test_closed_case_shows_its_closure_to_the_supervisor(team):
    case = walk_to(Step.CLOSED, team)
    page = text_of(browser(team.supervisor).get(address("closure", case.code)))
    assert "Se restituyeron sus derechos." in page
    assert "Save the proposal" not in page


def test_supervisor_does_not_write_visits_reviews_or_closures(case, team):
    supervisor = browser(team.supervisor)
    assert supervisor.get(address("visit_add", case.code)).status_code == 403
    assert supervisor.get(address("review_add", case.code)).status_code == 403
    assert post(supervisor, address("closure", case.code), **closure()).status_code == 403


def test_new_proposal_after_reopening_is_a_new_version(case, team, caseworker):
    propose_closure(case, team, timezone.now())
    services.move_case(case=fresh(case), move="close", by=team.supervisor, now=timezone.now())
    services.move_case(case=fresh(case), move="reopen", by=team.supervisor, now=timezone.now(), reason="Volvió.")
    type(case).objects.filter(pk=case.pk).update(step=Step.FOLLOW_UP)
    assert post(caseworker, address("closure", case.code), **closure()).status_code == 302
    assert (fresh(case).closure.number, fresh(case).closure.state) == (2, "draft")
