"""Every component and every kind of field: accessible in both colours and widths, nothing typed is lost."""

import pytest

from accounts.models import Organisation
from accounts.roles import OrgType
from tests.browser.conftest import NARROW, WIDE

pytestmark = [pytest.mark.urls("tests.browser.gallery"), pytest.mark.django_db(transaction=True)]

SEND = "main form[data-form] .govuk-button-group .govuk-button"
LOOKS = [pytest.param(WIDE, "light", id="wide-light"), pytest.param(NARROW, "dark", id="narrow-dark")]


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
@pytest.mark.parametrize("address", ["/gallery", "/one-thing", "/conflict"])
def test_components_are_accessible_and_fit(visit, address, viewport, scheme):
    person = visit(viewport=viewport, color_scheme=scheme)
    person.page.goto(address)
    assert person.violations() == []
    assert not person.scrolls_sideways()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_refused_form_is_accessible_and_leads_to_each_field(visit, scheme):
    person = visit(color_scheme=scheme)
    page = person.page
    page.goto("/one-thing")
    page.click(SEND)
    page.wait_for_selector(".govuk-error-summary:focus")
    assert person.violations() == []
    links = page.locator(".govuk-error-summary__list a")
    assert links.count() == 10
    for link in links.all():
        link.click()
        assert "#" + page.evaluate("document.activeElement.id") == link.get_attribute("href")


def test_a_refused_form_keeps_what_was_typed(visitor):
    page = visitor.page
    page.goto("/one-thing")
    typed = {"name": "Wilmer", "note": "Habló", "born_day": "31", "born_month": "febrero", "born_year": "2011"}
    for name, text in typed.items():
        page.fill(f"[name={name}]", text)
    page.check("[name=risk][value=high]")
    page.click(SEND)
    page.wait_for_selector(".govuk-error-summary")
    assert {name: page.input_value(f"[name={name}]") for name in typed} == typed
    assert page.is_checked("[name=risk][value=high]")


def test_an_organisation_is_found_by_a_part_of_its_name_without_javascript(visit):
    for name in ("CAS Nogales", "CAS Hermosillo", "DIF Tapachula"):
        Organisation.objects.create(name=name, org_type=OrgType.CAS_PUBLIC, level="unit")
    page = visit(java_script_enabled=False).page
    page.goto("/one-thing")
    page.fill("[name=unit_q]", "cas")
    page.click(SEND)
    assert page.locator("[name=unit]").count() == 2
    page.get_by_label("CAS Nogales").check()
    page.click(SEND)
    assert page.get_by_label("CAS Nogales").is_checked()
    assert page.locator("#id_unit_error").count() == 0


def test_exit_leaves_for_a_neutral_page_and_takes_its_place_in_the_history(visitor, settings):
    page = visitor.page
    page.goto("/account/login/")
    page.goto("/gallery")
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(f"{settings.EXIT_URL}/**")
    page.go_back()
    assert page.url.endswith("/account/login/")


def test_exit_is_a_plain_link_without_javascript(visit, settings):
    person = visit(java_script_enabled=False)
    person.page.goto("/gallery")
    person.page.click("[data-exit] a")
    assert person.left_for == [f"{settings.EXIT_URL}/"]


def test_a_double_click_sends_a_form_once(visitor):
    page = visitor.page
    page.goto("/one-thing")
    posts = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    page.dblclick(SEND)
    page.wait_for_selector(".govuk-error-summary")
    assert len(posts) == 1


def test_a_text_too_large_is_not_sent_and_stays(visitor, settings):
    page = visitor.page
    page.goto("/one-thing")
    text = "á" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    page.locator("[name=note]").evaluate("(box, text) => { box.value = text }", text)
    page.click(SEND)
    assert page.is_visible("#too-long")
    assert page.evaluate("document.querySelector('[name=note]').value.length") == len(text)


def test_a_text_too_large_without_javascript_answers_in_plain_words_and_going_back_keeps_it(visit, settings):
    page = visit(java_script_enabled=False).page
    page.goto("/one-thing")
    page.fill("[name=name]", "Wilmer")
    page.fill("[name=note]", "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE * 2))
    page.click(SEND)
    assert page.locator("h1").inner_text()
    page.go_back()
    assert page.input_value("[name=name]") == "Wilmer"
