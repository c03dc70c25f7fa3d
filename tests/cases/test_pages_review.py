"""The reviewer's page: what is approved, by whom, as it was read."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases import services
from cases.choices import Step
from tests.cases.pages import address, browser, post, text_of
from tests.factories import Team, fresh, propose_closure, sign_opinions, walk_to, write_evaluation, write_plan

pytestmark = pytest.mark.django_db

KINDS = {
    "evaluation": (Step.EVALUATION, write_evaluation, "approve_evaluation", "return_evaluation", Step.PLAN_DESIGN),
    "plan": (Step.PLAN_DESIGN, write_plan, "approve_plan", "return_plan", Step.PLAN_EXECUTION),
    "closure": (Step.FOLLOW_UP, propose_closure, "close", "return_closure", Step.CLOSED),
}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def case(team, kind):
    step, write, *_ = KINDS[kind]
    case = walk_to(step, team)
    write(case, team, timezone.now())
    return fresh(case)


@pytest.fixture
def supervisor(team):
    return browser(team.supervisor)


def form_of(page):
    """What the reviewer's browser sends back with either button."""
    return {"version": page.context["document"].version, "as_read": page.context["as_read"]}


def test_approving_takes_one_page_and_one_press(case, kind, supervisor):
    url = address(f"{kind}_review", case.code)
    page = supervisor.get(url)
    response = post(supervisor, url, move=KINDS[kind][2], **form_of(page))
    assert response.url == address("detail", case.code)
    assert fresh(case).step == KINDS[kind][4]
    document = getattr(fresh(case), kind)
    assert kind != "closure" or document.state == "approved"


def test_reviewer_sees_the_child_s_words_before_the_buttons(case, kind, supervisor):
    """INV-21, INV-24."""
    document = getattr(case, kind)
    type(document).objects.filter(pk=document.pk).update(child_disagrees=True, disagreement="No quiere mudarse de ciudad.")
    page = text_of(supervisor.get(address(f"{kind}_review", case.code)))
    assert page.index(document.child_views) < page.index("Your decision")
    assert "No quiere mudarse de ciudad." in page


def test_returning_needs_a_comment(case, kind, supervisor):
    url = address(f"{kind}_review", case.code)
    page = supervisor.get(url)
    response = post(supervisor, url, move=KINDS[kind][3], comment="", **form_of(page))
    assert response.status_code == 422
    assert "Say why: the reason stays on record." in text_of(response)
    assert getattr(fresh(case), kind).state == "submitted"


def test_returning_gives_it_back_with_the_comment(case, kind, supervisor):
    url = address(f"{kind}_review", case.code)
    response = post(supervisor, url, move=KINDS[kind][3], comment="Falta hablar con la tía.", **form_of(supervisor.get(url)))
    assert response.status_code == 302
    document = getattr(fresh(case), kind)
    assert (document.state, document.review_comment) == ("returned", "Falta hablar con la tía.")


SECTION = {
    "evaluation": ("family", "evaluation_element", ("family",)),
    "plan": ("right-education", "plan", ()),
    "closure": ("summary", "closure", ()),
}


def test_a_comment_on_a_section_is_reason_enough_and_stands_at_that_section(case, kind, supervisor, team):
    key, page, args = SECTION[kind]
    url = address(f"{kind}_review", case.code)
    comment = {f"on_{key}": "¿Quién habló con la tía?"}
    assert post(supervisor, url, move=KINDS[kind][3], **comment, **form_of(supervisor.get(url))).status_code == 302
    document = getattr(fresh(case), kind)
    assert document.section_comments == {key: "¿Quién habló con la tía?"}
    assert document.review_comment.endswith(": ¿Quién habló con la tía?")
    author = browser(team.caseworker)
    assert "¿Quién habló con la tía?" in text_of(author.get(address(page, case.code, *args)))
    assert "¿Quién habló con la tía?" in text_of(author.get(address(kind, case.code)))


def test_a_comment_on_a_section_that_is_not_there_is_refused(case, kind, team):
    with pytest.raises(ValidationError, match="no such section"):
        services.move_case(case=case, move=KINDS[kind][3], by=team.supervisor, now=timezone.now(), comments={"shoes": "¿Cuáles?"})


def test_the_child_s_voice_stands_before_what_changed(team, supervisor):
    """INV-24: first, with its weight."""
    case = walk_to(Step.PLAN_DESIGN, team)
    services.move_case(case=case, move="return_to_evaluation", by=team.caseworker, now=case.step_entered_at, reason="Nuevos hechos.")
    document = fresh(case).evaluation
    now = timezone.now()
    weight = {"views": {"weight": "Pesa más que todo lo demás."}}
    services.save_evaluation(evaluation=document, version=document.version, by=team.caseworker, now=now, elements=weight)
    sign_opinions(case, team, now)
    services.submit_document(document=document, version=document.version, by=team.caseworker, now=now)
    page = text_of(supervisor.get(address("evaluation_review", case.code)))
    assert page.index("Pesa más que todo lo demás.") < page.index("What changed since version 1")
    for text in ("Lo que se recomienda.", "Reunificación con la tía", "Por verificar."):
        assert text in page


def test_a_text_that_changed_meanwhile_is_shown_beside_what_was_read(case, kind, supervisor, team):
    url = address(f"{kind}_review", case.code)
    read = form_of(supervisor.get(url))
    now = timezone.now()
    services.move_case(case=case, move=KINDS[kind][3], by=team.supervisor, now=now, reason="Corregir.")
    document = getattr(fresh(case), kind)
    save = {
        "evaluation": lambda: services.save_evaluation(
            evaluation=document, version=document.version, by=team.caseworker, now=now, child_views="Cambié de opinión."
        ),
        "plan": lambda: services.save_plan(
            plan=document, version=document.version, by=team.caseworker, now=now, child_views="Cambié de opinión."
        ),
        "closure": lambda: services.propose_closure(
            case=fresh(case), version=document.version, by=team.caseworker, now=now, child_views="Cambié de opinión."
        ),
    }
    save[kind]()
    document = getattr(fresh(case), kind)
    services.submit_document(document=document, version=document.version, by=team.caseworker, now=now)
    response = post(supervisor, url, move=KINDS[kind][2], comment="Bien hecho.", **read)
    page = text_of(response)
    assert response.status_code == 409
    assert "The text changed while you were reading" in page
    assert "Cambié de opinión." in page
    assert "Bien hecho." in page
    assert fresh(case).step == KINDS[kind][0]


def test_second_approver_is_told_in_words(case, kind, supervisor, team):
    url = address(f"{kind}_review", case.code)
    read = form_of(supervisor.get(url))
    approver = browser(team.approver)
    assert post(supervisor, url, move=KINDS[kind][2], **read).status_code == 302
    response = post(approver, url, move=KINDS[kind][2], **read)
    assert response.status_code in (200, 409, 422)
    assert "INV-17" in text_of(response)


def test_author_does_not_see_the_buttons_and_may_not_approve(case, kind, team):
    """INV-15."""
    response = browser(team.caseworker).get(address(f"{kind}_review", case.code))
    assert response.status_code == 403
    team.caseworker.role = "supervisor"
    team.caseworker.save()
    author = browser(team.caseworker)
    page = author.get(address(f"{kind}_review", case.code))
    assert "Your decision" not in text_of(page)
    response = post(author, address(f"{kind}_review", case.code), move=KINDS[kind][2], **form_of(page))
    assert response.status_code == 422
    assert "INV-15" in text_of(response)


def test_unknown_decision_is_not_found(case, kind, supervisor):
    url = address(f"{kind}_review", case.code)
    assert post(supervisor, url, move="reopen", **form_of(supervisor.get(url))).status_code == 404


def test_review_of_another_authority_is_not_found(case, kind):
    assert browser(Team().supervisor).get(address(f"{kind}_review", case.code)).status_code == 404


def test_review_before_the_document_exists_says_which_step_comes_first(team, supervisor, kind):
    case = walk_to(Step.INTAKE, team)
    response = supervisor.get(address(f"{kind}_review", case.code))
    assert response.status_code == 200
    assert "Not yet" in text_of(response)


def test_review_shows_what_changed_since_the_version_before(team, supervisor):
    case = walk_to(Step.PLAN_DESIGN, team)
    services.move_case(case=case, move="return_to_evaluation", by=team.caseworker, now=case.step_entered_at, reason="Nuevos hechos.")
    case = fresh(case)
    document = case.evaluation
    services.save_evaluation(
        evaluation=document, version=document.version, by=team.caseworker, now=timezone.now(), conclusion="Conviene que viva con su tía."
    )
    sign_opinions(case, team, timezone.now())
    services.submit_document(document=document, version=document.version, by=team.caseworker, now=timezone.now())
    page = supervisor.get(address("evaluation_review", case.code))
    assert [(before, now) for _label, before, now in page.context["changes"]] == [
        ("Conviene que permanezca.", "Conviene que viva con su tía.")
    ]
    assert "What changed since version 1" in text_of(page)


def test_versions_of_the_evaluation_are_read_by_number(team, supervisor):
    case = walk_to(Step.PLAN_DESIGN, team)
    assert supervisor.get(address("evaluation_version", case.code, 1)).status_code == 200
    assert supervisor.get(address("evaluation_version", case.code, 2)).status_code == 404


def test_blockers_are_named_and_the_approve_button_is_away(team, supervisor):
    case = walk_to(Step.EVALUATION, team)
    write_evaluation(case, team, timezone.now())
    document = fresh(case).evaluation
    type(document).objects.filter(pk=document.pk).update(conclusion="")
    page = supervisor.get(address("evaluation_review", case.code))
    assert "It cannot be approved yet" in text_of(page)
    assert 'value="approve_evaluation"' not in text_of(page)
    response = post(supervisor, address("evaluation_review", case.code), move="approve_evaluation", **form_of(page))
    assert response.status_code == 422
    assert "The conclusion and its reasons are not written." in text_of(response)
