"""Documents of a case on paper: what each says, who may print it, what never stands on it."""

from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from audit.models import Event, Kind
from cases import services
from cases.choices import Step
from papers.models import Paper
from tests.cases.pages import address, browser, text_of
from tests.factories import Team, UserFactory, fresh, walk_to, write_plan

pytestmark = pytest.mark.django_db


def words(response) -> str:
    """Return the text of the PDF that was answered."""
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def team():
    return Team(name="Procuraduría de Sonora")


@pytest.fixture
def caseworker(team):
    return browser(team.caseworker)


@pytest.fixture
def planned(team):
    """A case whose plan is approved."""
    return walk_to(Step.PLAN_EXECUTION, team)


def test_plan_prints_all_that_is_signed(planned, caseworker, team):
    text = words(caseworker.get(address("plan_print", planned.code)))
    plan = planned.plan
    for expected in [
        planned.code,
        "Yesenia Caal Tzi",
        "Procuraduría de Sonora",
        "mx 2026.1",
        "To live in a family",
        "Inscribir en la escuela",
        "School enrolment",
        "Secretaría de Educación",
        "Directora de prueba",
        "12 March 2026",
        "Estoy de acuerdo.",
        plan.author.full_name,
        plan.reviewer.full_name,
        "Version 1",
        "approved on 2 March 2026",
    ]:
        assert expected in text, expected
    assert "Draft" not in text


def test_plan_prints_in_the_language_of_the_reader(planned, team):
    team.caseworker.language = "es"
    team.caseworker.save()
    response = browser(team.caseworker).get(address("plan_print", planned.code))
    assert "12 de marzo de 2026" in words(response)
    assert PdfReader(BytesIO(response.content)).trailer["/Root"]["/Lang"] == "es-MX"


def test_a_plan_that_is_not_approved_is_marked_on_every_page(team, caseworker):
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, timezone.now())
    response = caseworker.get(address("plan_print", case.code))
    assert "Draft: not approved" in words(response)
    assert all("Draft" in page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


def test_disagreement_of_the_child_is_printed(team, caseworker):
    """INV-24."""
    case = walk_to(Step.PLAN_DESIGN, team)
    plan = case.plan
    services.save_plan(
        plan=plan,
        version=plan.version,
        by=team.caseworker,
        now=timezone.now(),
        child_views="Quiero ir con mi tía.",
        child_disagrees=True,
        disagreement="No quiero vivir en un albergue.",
    )
    text = words(caseworker.get(address("plan_print", case.code)))
    assert "The child disagrees No quiero vivir en un albergue." in text


def test_a_plan_that_was_followed_by_another_says_so(team, caseworker):
    case = walk_to(Step.FOLLOW_UP, team)
    now = timezone.now()
    review = {"held_at": now, "participants": "Equipo", "decisions": "Otra escuela.", "outcome": "revise_plan", "child_views": "Sí."}
    services.record_review(case=case, by=team.caseworker, now=now, **review)
    services.move_case(case=fresh(case), move="revise_plan", by=team.caseworker, now=now, reason="Cambió la escuela.")
    assert "Draft: not approved" in words(caseworker.get(address("plan_print", case.code)))
    first = words(caseworker.get(address("plan_version_print", case.code, 1)))
    assert "Version 1" in first
    assert "Draft" not in first


def test_before_the_plan_begins_its_print_says_which_step_comes_first(team, caseworker):
    case = walk_to(Step.EVALUATION, team)
    page = text_of(caseworker.get(address("plan_print", case.code)))
    assert "The plan begins when the evaluation is approved" in page
    assert not Paper.objects.exists()


def test_the_answer_carries_no_personal_data_beside_the_pages(planned, caseworker):
    response = caseworker.get(address("plan_print", planned.code))
    paper = Paper.objects.get()
    assert response["Content-Disposition"] == f'inline; filename="plan-{paper.code}.pdf"'
    assert response["Cache-Control"] == "no-store"
    information = str(PdfReader(BytesIO(response.content)).metadata)
    assert "Yesenia" not in information
    assert "Caal" not in information


def test_each_print_is_an_export_on_the_case_and_shown_among_who_saw_it(planned, caseworker, team):
    caseworker.get(address("plan_print", planned.code))
    event = Event.objects.get(kind=Kind.EXPORT)
    assert event.action == "plan.print"
    assert {planned.pk, planned.child_id} == set(event.subjects)
    assert "The plan, on paper" in text_of(browser(team.supervisor).get(address("access_log", planned.code)))


def test_a_plan_is_printed_anew_only_when_it_changed(team, caseworker):
    case = walk_to(Step.PLAN_DESIGN, team)
    url = address("plan_print", case.code)
    assert caseworker.get(url).content == caseworker.get(url).content
    write_plan(case, team, timezone.now())
    caseworker.get(url)
    assert list(Paper.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_print_takes_a_fixed_number_of_queries(team, caseworker, django_assert_max_num_queries):
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, timezone.now())
    with django_assert_max_num_queries(22):
        caseworker.get(address("plan_print", fresh(case).code))


def test_the_pages_of_the_plan_offer_its_print(planned, caseworker):
    url = address("plan_version_print", planned.code, 1)
    assert f'href="{url}"' in text_of(caseworker.get(address("plan", planned.code)))
    assert f'href="{url}"' in text_of(caseworker.get(address("plan_version", planned.code, 1)))


def test_a_colleague_without_the_case_finds_nothing(planned, team):
    stranger = UserFactory(organisation=team.unit, role=Role.CASEWORKER)
    assert browser(stranger).get(address("plan_print", planned.code)).status_code == 404
    assert not Paper.objects.exists()
