"""What is grave asks for a second factor of the last five minutes, and then does what was typed."""

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.second_factor_rules import FRESH
from tests.access_table import ACCESS
from tests.factories import UserFactory
from tests.sign_in import code_at, enrol_app
from tests.test_access import ROLES, address, has

pytestmark = [pytest.mark.django_db, pytest.mark.promise(12)]
CONFIRM = reverse("account_reauthenticate")

# The address and the method that asks.
GRAVE = {
    "reports:export_add": "POST",
    "reports:export": "POST",
    "reports:export_file": "GET",
    "reports:export_locked": "POST",
    "cases:sealed_note": "GET",
    "cases:sealed_reader_add": "POST",
    "cases:sealed_reader_remove": "POST",
    "cases:emergency_open": "POST",
    "accounts:user_invite": "POST",
    "accounts:user_edit": "POST",
    "accounts:user_access": "POST",
    "accounts:user_factors": "POST",
    "accounts:user_sessions": "POST",
    "accounts:organisation_add": "POST",
    "account_change_password": "GET",
    "mfa_activate_totp": "GET",
    "mfa_add_webauthn": "GET",
    "mfa_remove_webauthn": "POST",
    "mfa_view_recovery_codes": "POST",
}


def grow_stale(client, seconds: int = FRESH + 1) -> None:
    """Let the factors of the session have been proved that long ago."""
    session, at = client.session, time.time() - seconds
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [one | {"at": at} for one in session[AUTHENTICATION_METHODS_SESSION_KEY]]
    session.save()


@pytest.mark.parametrize(("name", "method"), GRAVE.items())
def test_without_a_fresh_factor_it_asks_for_one(name, method, own_world):
    row = ACCESS[name]
    world = own_world(row.step)
    role = next(role for role in ROLES if has(role, row, method))
    actor, client = world.person(role), world.client(role)
    url = address(name, world.kwargs(row.on, actor))
    if name.startswith("mfa_"):
        enrol_app(actor)  # whoever has none yet sets up the first with the password
        client.force_login(actor)
    grow_stale(client)
    answer = client.generic(method, url)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, CONFIRM)
    htmx = client.generic(method, url, headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"].startswith(CONFIRM)


@pytest.fixture
def admin():
    return UserFactory(role=Role.ORG_ADMIN)


@pytest.fixture
def client(admin, settings):
    settings.SECURITY_KEYS_REQUIRED = False
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(admin)
    return client


def test_what_was_typed_is_done_once_the_factor_is_given_and_once_only(client, admin):
    secret = enrol_app(admin)
    client.force_login(admin)
    grow_stale(client)
    facts = {"email": "nueva@example.org", "full_name": "Nueva Persona", "role": Role.CASEWORKER, "language": "en"}
    form = facts | {"organisation": str(admin.organisation_id), "submission_key": "7f1d1c64-1a3e-4c5b-9a6e-0d2f6a9b1c11"}
    asked = client.post(reverse("accounts:user_invite"), form)
    assert not User.objects.filter(email="nueva@example.org").exists()
    assert "Nueva" not in str(dict(client.session))  # what waits is sealed
    assert client.get(asked["Location"]).status_code == 200
    assert client.post(asked["Location"], {"code": "000000"}).status_code == 422
    done = client.post(asked["Location"], {"code": code_at(secret)})
    assert done["Location"] == reverse("accounts:user_list")
    assert User.objects.filter(email="nueva@example.org").count() == 1
    assert client.post(reverse("accounts:user_invite"), form)["Location"] == reverse("accounts:user_list")  # the same form again
    assert User.objects.filter(email="nueva@example.org").count() == 1
    assert "suspended" not in client.session


def test_what_is_refused_once_the_factor_is_given_stands_in_a_form_that_goes_where_it_belongs(client, admin):
    secret = enrol_app(admin)
    client.force_login(admin)
    grow_stale(client)
    address = reverse("accounts:user_invite") + "?from=list"
    asked = client.post(address, {"email": "nobody", "full_name": "Nueva Persona"})
    refused = client.post(asked["Location"], {"code": code_at(secret)})
    assert (refused.status_code, "Nueva Persona" in refused.content.decode()) == (422, True)
    assert f'action="{address}"' in refused.content.decode()


def test_a_factor_of_five_minutes_ago_is_enough(client):
    grow_stale(client, FRESH - 5)
    assert client.get(reverse("account_change_password")).status_code == 200


def test_the_password_alone_confirms_nothing(client, admin):
    enrol_app(admin)
    client.force_login(admin)
    grow_stale(client)
    assert client.post(CONFIRM, {"password": "a-long-test-password"}).status_code == 422
    assert client.get(reverse("account_change_password")).status_code == 302


def test_for_who_needs_a_key_the_app_confirms_nothing_grave(client, admin, settings):
    secret = enrol_app(admin)
    client.force_login(admin)
    settings.SECURITY_KEYS_REQUIRED = True
    grow_stale(client)
    client.post(CONFIRM, {"code": code_at(secret)})
    assert client.get(reverse("account_change_password"))["Location"].startswith(CONFIRM)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_it_leads_nowhere_else(client, admin, target):
    secret = enrol_app(admin)
    client.force_login(admin)
    assert client.post(f"{CONFIRM}?next={target}", {"code": code_at(secret)})["Location"] == reverse("home")
