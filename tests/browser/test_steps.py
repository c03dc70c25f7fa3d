"""The fewest steps to finish: page loads from signed in, counted and held below the limits agreed for each task."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Level
from accounts.roles import OrgType, Role
from cases import services
from cases.choices import Element, Step
from cases.services.family import join_family
from tests.browser.conftest import PASSWORD
from tests.browser.hands import press, words, write
from tests.factories import (
    CaseFactory,
    ChildIdentityFactory,
    OrganisationFactory,
    Team,
    UserFactory,
    fresh,
    grant,
    sign_opinions,
    walk_to,
    write_plan,
)
from tests.placements.homes import FacilityFactory, ProfileFactory, request


@pytest.fixture
def team(transactional_db):
    """An authority whose people write Spanish and may sign in at a browser."""
    team = Team(name="Procuraduría de Protección de Sonora")
    for person in (team.intake, team.caseworker, team.supervisor, team.approver, team.notifier):
        person.language = "es"
        person.set_password(PASSWORD)
        person.save()
    return team


@pytest.fixture
def house(team):
    """A shelter with free places, and the person who answers for it."""
    organisation = OrganisationFactory(name="Centro Tin Otoch", org_type=OrgType.CAS_PUBLIC, level=Level.UNIT)
    house = ProfileFactory(facility=FacilityFactory(organisation=organisation, name="Tin Otoch"), places=12).facility
    house.manager = UserFactory(organisation=organisation, role=Role.SHELTER_MANAGER, language="es", password=PASSWORD)
    return house


@pytest.fixture
def signed_in(visit):
    """Return the browser of somebody who has just signed in: they see their work, and have loaded nothing since."""

    def sign_in(user):
        person = visit()
        person.sign_in(user)
        return person

    return sign_in


@pytest.fixture
def within(record_steps):
    """Hold a task to its limit and note it for the table at the end."""

    def check(task: str, person, limit: int, note: str = ""):
        record_steps.append((task, person.loads, limit, note))
        assert person.loads <= limit, task

    return check


def at_case(person, case) -> None:
    """Follow the first link to the case from where the person is."""
    with person.page.expect_navigation():
        person.page.locator(f"main a[href='{reverse('cases:detail', args=[case.code])}']").first.click()


def test_notify_a_child_takes_seven_pages(team, signed_in, within):
    officer = signed_in(team.notifier)
    press(officer, "Notify a child")
    pages = (
        {"folio": "INM-SON-77", "located_at": "2026-03-02T06:10", "located_place_type": "immigration_station"},
        {"given_names": "Yesenia", "surname_1": "Caal", "sex": "female", "declared_age": "15"},
        {"accompaniment": "unaccompanied"},
        {"primary_language": "kek"},
        {"is_held": "no"},
    )
    for fields in pages:
        write(officer, **fields)
        press(officer, "Save and continue")
    press(officer, "Send the notification")
    assert officer.page.locator("#receipt").is_visible()
    within("Notify a child", officer, 7, "the receipt is the seventh answer")


def test_the_most_urgent_case_is_one_press_from_home(team, signed_in, within):
    case = walk_to(Step.PLAN_EXECUTION, team)
    worker = signed_in(team.caseworker)
    at_case(worker, case)
    assert case.code in worker.page.inner_text("main")
    within("Open today's most urgent case", worker, 1)


def test_a_contact_note_takes_two_pages(team, signed_in, within):
    case = walk_to(Step.EVALUATION, team)
    worker = signed_in(team.caseworker)
    at_case(worker, case)
    worker.page.locator("main").get_by_role("button", name=words("Add a note")).click()
    worker.page.locator("#note form").wait_for()
    assert worker.violations() == []
    write(worker, place_type="phone", text="Habló con su tía.")
    press(worker)
    assert "Habló con su tía." in worker.page.inner_text("#timeline")
    within("Add a contact note", worker, 2)


def test_a_bed_request_is_answered_in_two_pages(team, house, signed_in, within):
    case = CaseFactory(unit=team.unit)
    grant(case, team.intake)
    request(case, house, team.intake)
    manager = signed_in(house.manager)
    with manager.page.expect_navigation():
        manager.page.locator("main a[href^='/requests/']").first.click()
    manager.page.locator("[name=accept-profile]").first.check()
    press(manager, "Accept and reserve the place")
    assert manager.page.locator("h1").inner_text()
    within("Answer a bed request", manager, 2)


def test_a_plan_is_approved_in_two_pages(team, signed_in, within):
    case = walk_to(Step.PLAN_DESIGN, team)
    write_plan(case, team, case.step_entered_at)
    supervisor = signed_in(team.supervisor)
    with supervisor.page.expect_navigation():
        supervisor.page.locator(f"main a[href='{reverse('cases:plan_review', args=[case.code])}']").first.click()
    press(supervisor, "Approve")
    assert fresh(case).step == Step.PLAN_EXECUTION
    within("Approve a plan", supervisor, 2)


def test_a_case_is_found_by_half_a_name_in_two_pages(team, signed_in, within):
    case = CaseFactory(unit=team.unit, child=ChildIdentityFactory(given_names="Wilmer", surname_1="Choc").child)
    CaseFactory(unit=team.unit)
    supervisor = signed_in(team.supervisor)
    with supervisor.page.expect_navigation():
        supervisor.page.locator(f"header a[href='{reverse('cases:list')}'], nav a[href='{reverse('cases:list')}']").first.click()
    supervisor.page.fill("[name=q]", "wilmer cho")
    expect(supervisor.page.locator("#results tbody tr")).to_have_count(1)
    at_case(supervisor, case)
    within("Find a case by a half-remembered name", supervisor, 2, "the list narrows as one types")


def test_a_bed_is_requested_in_three_pages(team, house, signed_in, within):
    case = CaseFactory(unit=team.unit)
    grant(case, team.intake)
    intake = signed_in(team.intake)
    at_case(intake, case)
    press(intake, "Find a bed")
    intake.page.locator(".candidate .govuk-button").first.click()
    intake.page.locator(".candidate form").wait_for()
    assert intake.violations() == []
    write(intake, child_views="Quiere llamar a su tía.", reason_family_based_not_possible="No hay familia disponible hoy.")
    press(intake, "Send the request")
    assert "Tin Otoch" in intake.page.inner_text("#placement")
    within("Request a bed", intake, 3)


def test_the_monthly_report_is_pulled_in_two_pages(team, signed_in, within):
    walk_to(Step.EVALUATION, team)
    approver = signed_in(team.approver)
    with approver.page.expect_navigation():
        approver.page.locator(f"nav a[href='{reverse('reports:index')}']").first.click()
    with approver.page.expect_download() as download:
        approver.page.locator(f"main a[href^='{reverse('reports:xlsx', args=['R1'])}']").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")
    within("Pull the monthly report as XLSX", approver, 2)


def test_evaluation_and_plan_of_a_sibling_take_the_fewest_pages(team, signed_in, within):
    """The interview and the opinions of the team are on record; what the brother's case says is copied and checked."""
    brother = walk_to(Step.PLAN_EXECUTION, team)
    case = walk_to(Step.EVALUATION, team)
    join_family(case.child, brother.child)
    sign_opinions(case, team, case.step_entered_at)
    services.record_interview(
        case=case,
        by=team.caseworker,
        now=case.step_entered_at,
        kind="evaluation_interview",
        held_at=case.step_entered_at,
        place_type="care_place",
        interpreter_kind="not_needed",
    )
    worker = signed_in(team.caseworker)
    at_case(worker, case)
    press(worker, "Go on with the evaluation")
    press(worker, "Begin from it")
    write(worker, child_views="Quiero quedarme con mi hermano.", conclusion="Conviene que permanezcan juntos.")
    write(worker, risk_level="medium", risk_rationale="Tiene a su hermano.")
    for element in Element:
        if element != Element.FAMILY:
            write(worker, **{f"{element}_facts": "Lo que dijo ella."})
    worker.page.click("#education summary")
    write(worker, education_restricted_rights=["education"])
    press(worker, "Save and send for review")
    assert fresh(case).evaluation.state == "submitted"
    within("Evaluation of a sibling", worker, 4, "case, evaluation, one page for all of it, sent")
    services.move_case(case=fresh(case), move="approve_evaluation", by=team.supervisor, now=timezone.now())
    worker.page.goto("/")
    worker.loads = 0
    at_case(worker, case)
    press(worker, "Go on with the plan")
    press(worker, "Begin from it")
    press(worker, "Change")
    write(worker, child_participated=True, child_views="Está de acuerdo.", copied_checked=True)
    press(worker)
    press(worker, "Send for review")
    assert fresh(case).plan.state == "submitted"
    within("Plan of a sibling", worker, 6, "case, plan, copied, what holds for all of it, saved, sent")
