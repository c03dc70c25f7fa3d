"""The frame of every page: sign-in, header, navigation, errors, exit."""

import pytest

from accounts.models import Organisation, User
from accounts.roles import OrgType, Role
from tests.browser.conftest import NARROW, PASSWORD, WIDE

# What test_axe.py does not look at: the dark colours.
LOOKS = [pytest.param("es-MX", WIDE, "dark", id="es-wide-dark"), pytest.param("en-GB", NARROW, "dark", id="en-narrow-dark")]


@pytest.fixture
def caseworker(transactional_db):
    unit = Organisation.objects.create(
        name="Procuraduría de Protección, Hermosillo", org_type=OrgType.PROTECTION_AUTHORITY_STATE, level="unit", state="SON"
    )
    return User.objects.create_user("ana@example.org", PASSWORD, full_name="Ana Robles", organisation=unit, role=Role.CASEWORKER)


@pytest.mark.parametrize(("locale", "viewport", "scheme"), LOOKS)
def test_sign_in_page_is_accessible_and_fits(visit, locale, viewport, scheme):
    person = visit(locale=locale, viewport=viewport, color_scheme=scheme)
    person.page.goto("/account/login/")
    assert person.page.locator("html").get_attribute("lang") == locale[:2]
    assert person.violations() == []
    assert not person.scrolls_sideways()


@pytest.mark.parametrize(("locale", "viewport", "scheme"), LOOKS)
def test_frame_of_a_signed_in_page_is_accessible_and_fits(visit, caseworker, locale, viewport, scheme):
    caseworker.language = locale[:2]
    caseworker.save()
    person = visit(viewport=viewport, color_scheme=scheme)
    person.sign_in(caseworker)
    assert "Ana Robles" in person.page.inner_text("header")
    assert person.violations() == []
    assert not person.scrolls_sideways()


def test_sign_in_with_a_wrong_password_says_so_and_keeps_the_address(visitor, caseworker):
    visitor.sign_in(caseworker, password="not the password")
    page = visitor.page
    page.wait_for_selector(".govuk-error-summary:focus")
    assert page.input_value("[name=login]") == caseworker.email
    assert page.title().startswith("Error:")
    assert visitor.violations() == []


def test_sign_in_and_out_and_language_work_without_javascript(visit, caseworker):
    person = visit(java_script_enabled=False)
    person.sign_in(caseworker)
    assert "Ana Robles" in person.page.inner_text("header")
    person.page.click("button[name=language][value=en]")
    assert person.page.locator("html").get_attribute("lang") == "en"
    caseworker.refresh_from_db()
    assert caseworker.language == "en"
    person.page.click("[data-sign-out] button")
    assert person.page.url.endswith("/account/login/")


def test_a_page_that_does_not_exist_is_accessible(visitor):
    visitor.page.goto("/no/such/page")
    assert visitor.page.locator("h1").count() == 1
    assert visitor.violations() == []


def test_skip_link_is_the_first_stop_of_the_keyboard(visitor):
    visitor.page.goto("/account/login/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
