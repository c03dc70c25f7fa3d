"""Signing in with a security key, losing it, and what the page does when nobody is there."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.roles import Role
from tests.browser.conftest import NARROW, PASSWORD, WIDE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
KEY = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True, "isUserVerified": True}


@pytest.fixture
def supervisor():
    return UserFactory(role=Role.SUPERVISOR, full_name="Rosa Figueroa", language="es", password=PASSWORD)


def look(person, name: str) -> None:
    """The page is whole on a desk and in the hand, for eyes and for ears (SHOTS=/folder keeps pictures)."""
    for width, size in (("1280", WIDE), ("360", NARROW)):
        person.page.set_viewport_size(size)
        assert person.violations() == [], name
        assert person.scrolls_sideways() == [], name
        if folder := os.environ.get("SHOTS"):
            person.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    person.page.set_viewport_size(WIDE)


def give_password(person, user):
    person.page.goto("/account/login/")
    person.page.fill("[name=login]", user.email)
    person.page.fill("[name=password]", PASSWORD)
    person.page.click("main button.govuk-button:not([type=button])")


def use_key(page):
    page.wait_for_selector("body.js-enabled")
    page.click("[data-security-key]")


def printed_codes(page) -> list[str]:
    return page.locator(".codes code").all_inner_texts()


@pytest.mark.promise(5)
def test_a_key_is_set_up_signs_in_is_lost_and_is_removed(visit, supervisor):
    person = visit()
    page = person.page
    keys = person.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    first = keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | {"automaticPresenceSimulation": True}})["authenticatorId"]

    give_password(person, supervisor)
    expect(page).to_have_url(re.compile("/account/factors/key/$"))
    look(person, "key-add")
    page.fill("[name=name]", "llave azul")
    use_key(page)
    expect(page.locator(".codes li")).to_have_count(10)
    look(person, "codes")
    [code, *_rest] = printed_codes(page)
    page.goto("/")
    expect(page.locator("h1")).to_be_visible()
    page.click("[data-sign-out] button")

    give_password(person, supervisor)
    expect(page).to_have_url(re.compile("/account/login/code/$"))
    look(person, "second-step-key")
    use_key(page)
    expect(page).to_have_url(re.compile(r":\d+/$"))
    page.click("[data-sign-out] button")

    keys.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})  # lost
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | {"automaticPresenceSimulation": True}})
    give_password(person, supervisor)
    use_key(page)
    expect(page.locator("[data-key-wrong]")).to_be_visible()  # another key is no answer
    page.click("main summary")
    page.fill("#printed", code)
    page.click("main details button")
    expect(page).to_have_url(re.compile(r":\d+/$"))
    page.goto("/account/factors/")
    page.click("#keys form button")
    expect(page.locator("#keys form")).to_have_count(1)  # the last one stays
    page.goto("/account/factors/key/")
    page.fill("[name=name]", "llave nueva")
    use_key(page)
    expect(page.locator("#keys form")).to_have_count(2)
    look(person, "factors")
    page.click("#keys li:has-text('llave azul') button")
    expect(page.locator("#keys form")).to_have_count(1)
    expect(page.locator("#keys")).to_contain_text("llave nueva")
    page.goto("/sessions/")
    expect(page.locator("main h1")).to_have_text("Dónde tiene sesión abierta")
    look(person, "sessions")


def test_the_pages_of_the_app_are_whole(visit):
    user = UserFactory(full_name="Ana Robles", language="en", password=PASSWORD)
    person = visit(locale="en-GB")
    give_password(person, user)
    expect(person.page).to_have_url(re.compile("/account/factors/app/$"))
    look(person, "app-add")
    person.page.fill("[name=code]", "000000")
    person.page.click("main form button.govuk-button")
    expect(person.page.locator(".govuk-error-summary")).to_be_visible()
    look(person, "app-add-wrong")
    person.context.clear_cookies()
    person.sign_in(User.objects.get(pk=user.pk))
    person.page.goto("/account/confirm/")
    look(person, "confirm")
    person.page.goto("/account/factors/codes/")
    look(person, "codes-make")


@pytest.mark.promise(10)
def test_two_minutes_before_the_end_the_page_asks_and_whoever_is_there_stays(visit, supervisor):
    person = visit()
    person.come_in(supervisor)
    page = person.page
    page.clock.install()
    page.goto("/help/")
    dialog = page.locator("#idle")
    page.clock.fast_forward("12:20")
    expect(dialog).not_to_be_visible()
    page.clock.fast_forward("00:15")
    expect(dialog).to_be_visible()
    look(person, "idle")
    page.click("[data-idle-stay]")
    expect(dialog).not_to_be_visible()
    page.clock.fast_forward("12:20")
    expect(dialog).not_to_be_visible()
