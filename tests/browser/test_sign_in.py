"""Signing in with a security key, losing it, and what the page does when nobody is there."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Organisation, User
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


def signs_in_again(person, user):
    """As the sign-in would, in the session that the browser has."""
    name = settings.SESSION_COOKIE_NAME
    client = Client()
    client.cookies[name] = next(cookie["value"] for cookie in person.context.cookies() if cookie["name"] == name)
    client.force_login(user)
    person.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": person.address}])


@pytest.mark.promise(10)
def test_what_was_typed_where_no_draft_is_kept_is_there_after_the_next_sign_in(visit):
    """Nobody comes back for a quarter of an hour: the page is gone, nothing was done, and what was typed waits for its person."""
    admin = UserFactory(role=Role.SYSTEM_ADMIN, language="en", password=PASSWORD)
    person = visit()
    person.come_in(admin)
    page = person.page
    page.clock.install()
    page.goto(reverse("accounts:organisation_add"))
    page.fill("main [name=name]", "Procuraduría de Prueba")
    page.clock.fast_forward("14:35")
    expect(page).to_have_url(re.compile("/account/login/"))
    assert not Organisation.objects.filter(name="Procuraduría de Prueba").exists()
    signs_in_again(person, admin)
    page.goto(reverse("accounts:kept"))
    expect(page.locator("main form [name=name]")).to_have_value("Procuraduría de Prueba")
    look(person, "kept")


@pytest.mark.promise(10)
def test_a_page_at_which_nobody_is_goes_to_the_sign_in_page(visit, supervisor):
    person = visit()
    person.come_in(supervisor)
    person.page.clock.install()
    person.page.goto("/help/")
    person.page.clock.fast_forward("14:35")
    expect(person.page).to_have_url(re.compile("/account/login/"))
