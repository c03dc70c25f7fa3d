"""The evaluation as its writers see it: a task list, six short forms, sending it for review."""

import pytest
from django.urls import reverse

from audit.models import Event
from cases import companions, services
from cases.choices import Element, Step
from cases.forms.evaluation import PARTS, ViewsPart
from cases.models import Interview
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, Team, fresh, sign_opinions, walk_to, write_evaluation

pytestmark = pytest.mark.django_db

WORDS = "Quiero vivir con mi tía en Monterrey."


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


@pytest.fixture
def caseworker(team):
    return browser(team.caseworker)


def views_form(case, **fields):
    return {"version": fresh(case).evaluation.version, "child_views": WORDS, "views_facts": "Entrevista a solas."} | fields


def test_evaluation_lists_the_child_first_and_everything_that_is_missing(case, caseworker):
    page = text_of(caseworker.get(address("evaluation", case.code)))
    assert (
        page.index("What the child says")
        < page.index("The seven elements of best interests")
        < page.index("Answers, opinions and conclusion")
    )
    for blocker in companions.blockers(fresh(case), "submit_evaluation"):
        assert f'href="{blocker.url}' in page


@pytest.mark.parametrize("element", Element)
def test_every_element_has_questions_that_help(case, caseworker, element):
    response = caseworker.get(address("evaluation_element", case.code, element.value))
    assert response.status_code == 200
    page = text_of(response)
    assert f'id="{element.value}"' in page
    assert page.count("Questions that help") >= 1


def test_unknown_element_is_no_page(case, caseworker):
    assert caseworker.get(address("evaluation_element", case.code, "shoe-size")).status_code == 404


@pytest.mark.parametrize(("first", "expected"), [("evaluation_views", 8), ("evaluation_write", 3)])
def test_the_whole_evaluation_takes_three_page_loads_or_part_by_part_eight(case, caseworker, team, first, expected):
    """The task list; one long form, or six short ones; and the task list again, from which it is sent."""
    services.record_interview(
        case=case,
        by=team.caseworker,
        now=NOW,
        kind="evaluation_interview",
        held_at=NOW,
        place_type="care_place",
        interpreter_kind="not_needed",
    )
    sign_opinions(case, team, NOW)
    loads = 1
    caseworker.get(address("evaluation", case.code))
    url = address(first, case.code)
    answers = {
        "child_views": WORDS,
        "international_protection": "no",
        "trafficking": "no",
        "return_risk": "unclear",
        "return_risk_grounds": "No se sabe quién la espera.",
        "family_restricted_rights": ["family"],
        "education_restricted_rights": ["education"],
        "option_1_solution": "regularised_stay_alternative_care",
        "option_1_speaks_for": "Lo quiere ella.",
        "option_2_text": "Reunificación con la madre",
        "option_2_risks": "La amenaza sigue.",
        "high_concerns": ["risk_on_return"],
        "conclusion": "Conviene que permanezca con su tía.",
        "risk_level": "medium",
        "risk_rationale": "Tiene red de apoyo.",
    } | {f"{element}_facts": "Lo que se sabe." for element in Element}
    while url != address("evaluation", case.code):
        assert caseworker.get(url).status_code == 200
        loads += 1
        response = post(caseworker, url, version=fresh(case).evaluation.version, **answers)
        assert response.status_code == 302, text_of(response)
        url = response.url
    loads += 1
    assert "Nothing is missing" in text_of(caseworker.get(url))
    document = fresh(case).evaluation
    assert (document.child_views, document.high_concerns) == (WORDS, ["risk_on_return"])
    assert document.restricted_rights == ["family", "education"]
    assert [option.position for option in document.option_list] == [1, 2]
    response = post(caseworker, address("evaluation_submit", case.code), version=document.version)
    assert (response.status_code, fresh(case).evaluation.state) == (302, "submitted")
    assert loads == expected


def test_saving_and_leaving_goes_back_to_the_task_list(case, caseworker):
    response = post(caseworker, address("evaluation_views", case.code), leave="1", **views_form(case))
    assert response.url == address("evaluation", case.code)


def test_disagreement_without_words_is_refused_beside_its_field(case, caseworker):
    """INV-24."""
    response = post(caseworker, address("evaluation_views", case.code), **views_form(case, child_disagrees="on"))
    assert response.status_code == 422
    assert "Write down what the child disagrees with." in text_of(response)
    assert WORDS in text_of(response)
    assert fresh(case).evaluation.child_views == ""


@pytest.mark.promise(32)
def test_two_editors_see_both_texts_and_nothing_is_lost(case, caseworker):
    stale = views_form(case)
    post(caseworker, address("evaluation_views", case.code), **views_form(case, child_views="Quiero estudiar."))
    response = post(caseworker, address("evaluation_views", case.code), **stale)
    page = text_of(response)
    assert response.status_code == 409
    assert WORDS in page
    assert "Quiero estudiar." in page
    assert fresh(case).evaluation.child_views == "Quiero estudiar."
    version = response.context["form"]["version"].value()
    assert version == fresh(case).evaluation.version
    assert post(caseworker, address("evaluation_views", case.code), **(stale | {"version": version})).status_code == 302
    assert fresh(case).evaluation.child_views == WORDS


def test_stale_element_says_which_element_each_text_belongs_to(case, caseworker):
    url = address("evaluation_element", case.code, "family")
    stale = {"version": fresh(case).evaluation.version, "family_facts": "Su tía vive en Monterrey."}
    post(caseworker, address("evaluation_views", case.code), **views_form(case))
    response = post(caseworker, url, **stale)
    assert response.status_code == 409
    assert "Family environment and relations: Facts" in text_of(response)


def test_double_click_saves_once(case, caseworker):
    fields = views_form(case, submission_key="5f6fbb46-5a3f-4a52-8a5c-0f8d1c7c7c11")
    url = address("evaluation_views", case.code)
    first, second = caseworker.post(url, fields), caseworker.post(url, fields)
    assert first.url == second.url
    assert fresh(case).evaluation.version == fields["version"] + 1


def test_incomplete_evaluation_is_not_sent_and_says_what_is_missing(case, caseworker):
    """INV-17: no step is skipped; the refusal names each missing criterion with a link."""
    response = post(caseworker, address("evaluation_submit", case.code), version=fresh(case).evaluation.version)
    assert response.status_code == 422
    assert "It was not sent" in text_of(response)
    assert f'href="{address("evaluation_conclusion", case.code)}"' in text_of(response)
    assert fresh(case).evaluation.state == "draft"


def test_stale_submission_shows_how_it_stands_now(case, caseworker, team):
    version = fresh(case).evaluation.version
    post(caseworker, address("evaluation_views", case.code), **views_form(case))
    response = post(caseworker, address("evaluation_submit", case.code), version=version)
    assert response.status_code in (409, 422)
    assert fresh(case).evaluation.state == "draft"


def test_evaluation_under_review_is_read_only(case, caseworker, team):
    """INV-18."""
    write_evaluation(case, team, NOW)
    page = text_of(caseworker.get(address("evaluation", case.code)))
    assert "It waits for its reviewer" in page
    assert caseworker.get(address("evaluation_views", case.code)).url == address("evaluation", case.code)
    response = post(caseworker, address("evaluation_views", case.code), **views_form(case))
    assert response.status_code == 422
    assert "INV-18" in text_of(response)
    assert WORDS in text_of(response)


def test_returned_evaluation_shows_the_comment(case, caseworker, team):
    write_evaluation(case, team, NOW)
    services.move_case(case=fresh(case), move="return_evaluation", by=team.supervisor, now=NOW, reason="Falta escuchar a la tía.")
    page = text_of(caseworker.get(address("evaluation", case.code)))
    assert "Falta escuchar a la tía." in page
    assert "Send for review" in page


@pytest.mark.parametrize("name", ["evaluation", "evaluation_views", "evaluation_screening", "evaluation_conclusion"])
def test_evaluation_that_does_not_exist_yet_says_which_step_comes_first(team, name):
    case = walk_to(Step.DESIGNATION, team)
    services.designate(
        case=case, person=team.caseworker, representation="substitute", no_conflict=True, by=team.supervisor, now=case.step_entered_at
    )
    response = browser(team.caseworker).get(address(name, case.code))
    assert response.status_code == 200
    assert "The evaluation begins when" in text_of(response)


def test_evaluation_of_another_team_is_not_found(case):
    stranger = browser(Team().caseworker)
    for part in (address("evaluation", case.code), address("evaluation_views", case.code)):
        assert stranger.get(part).status_code == 404


def test_supervisor_reads_but_does_not_write(case, team):
    supervisor = browser(team.supervisor)
    assert supervisor.get(address("evaluation", case.code)).status_code == 200
    assert supervisor.get(address("evaluation_views", case.code)).status_code == 403
    assert post(supervisor, address("evaluation_submit", case.code), version=1).status_code == 403


def test_reading_the_evaluation_is_on_record_once(case, caseworker, team):
    before = Event.objects.filter(action="evaluation.read").count()
    caseworker.get(address("evaluation", case.code))
    events = Event.objects.filter(action="evaluation.read")
    assert events.count() == before + 1
    assert set(events.latest("pk").subjects) == {case.pk, case.child_id}


def test_evaluation_page_asks_the_same_number_of_questions_with_one_and_fifty_interviews(
    case, caseworker, team, django_assert_max_num_queries
):
    counts = []
    for extra in (1, 49):
        Interview.objects.bulk_create(
            Interview(
                case=case,
                kind="identification_contact",
                held_at=NOW,
                place_type="care_place",
                interviewer=team.caseworker,
                interpreter_kind="none",
            )
            for _ in range(extra)
        )
        with django_assert_max_num_queries(13) as counted:
            caseworker.get(address("evaluation", case.code))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_parts_together_ask_for_every_field_that_the_guards_ask_for(case):
    asked = {name for part in PARTS for name in part._meta.fields}
    assert {"child_views", "no_views_reason", "no_interview_reason", "conclusion", "risk_level", "risk_rationale"} <= asked
    assert {element for part in PARTS for element in part.elements} == set(Element)
    assert PARTS[0] is ViewsPart


def test_addresses_of_the_guards_lead_to_pages(case, caseworker):
    for blocker in companions.blockers(fresh(case), "submit_evaluation"):
        assert caseworker.get(blocker.url).status_code == 200


def test_page_needs_a_signed_in_reader(client, case):
    response = client.get(address("evaluation", case.code))
    assert response.url.startswith(reverse("account_login"))
