"""Signing in as a person does it: password, then a second factor; with the password alone nothing opens but the page to set one up."""

import itertools
import json
import uuid
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts import services
from accounts.middleware import ALWAYS_OPEN
from accounts.roles import ROLES_WITH_KEYS, OrgType, Role
from accounts.second_factor_rules import KEY, PAPER, as_printed
from audit.models import Event
from tests.factories import NOW, OrganisationFactory, UserFactory
from tests.sign_in import Key, by_password, code_at, enrol_app, security_key, with_second_factor
from tests.test_access import PATTERNS

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(headers={"Accept-Language": "en"})


def person(role=Role.CASEWORKER, **facts):
    if role == Role.MIGRATION_NOTIFIER:
        facts["organisation"] = OrganisationFactory(org_type=OrgType.MIGRATION_AUTHORITY)
    return UserFactory(role=role, **facts)


def any_address(name: str) -> str:
    """Return an address of that name; what it names need not exist."""
    pattern = PATTERNS[name].pattern
    names = list(pattern.regex.groupindex)
    for values in itertools.product([uuid.UUID(int=0), 1, "NO-SUCH-1", "set-password", "1", "json"], repeat=len(names)):
        try:
            return reverse(name, kwargs=dict(zip(names, values, strict=True)))
        except NoReverseMatch:
            continue
    raise AssertionError(name)


def names_for(role: str) -> list[str]:
    """Every address for one role with an app and one with a key; for each other role a tenth of them, another one each."""
    names, nth = sorted(PATTERNS), list(Role).index(role)
    return names if role in (Role.CASEWORKER, Role.SUPERVISOR) else names[nth % 10 :: 10]


@pytest.mark.promise(2)
@pytest.mark.parametrize("role", Role)
def test_a_password_alone_reaches_nothing_but_setting_up_a_second_factor(client, role):
    user = person(role)
    by_password(client, user)
    assert client.session["_auth_user_id"] == str(user.pk)
    door = reverse("mfa_add_webauthn" if role in ROLES_WITH_KEYS else "mfa_activate_totp")
    assert client.get(reverse("home"))["Location"] == door
    assert client.get(door).status_code == 200
    client.raise_request_exception = False
    reached = []
    for name in set(names_for(role)) - ALWAYS_OPEN:
        for method in ("GET", "POST"):
            url = any_address(name)
            answer = client.generic(method, url)
            is_api_refusal = "/api/" in url and answer.status_code == 403
            is_refused = is_api_refusal or answer.status_code == 404 or answer.get("Location") == door
            if url != door and not is_refused:
                reached.append(f"{method} {url}: {answer.status_code}")
    assert reached == []


@pytest.mark.promise(2)
def test_who_is_confined_still_has_the_help_the_language_and_the_way_out(client):
    by_password(client, person())
    assert client.get(reverse("help")).status_code == 200
    assert client.post(reverse("set_language"), {"language": "es"}).status_code == 302
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")


@pytest.mark.promise(2, 6)
def test_the_first_sign_in_sets_up_the_app_and_shows_ten_codes_once(client):
    user = person()
    by_password(client, user)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["secret"].replace(" ", "")
    assert secret not in str(client.session["app_secret"])
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 422
    shown = client.post(reverse("mfa_activate_totp"), {"code": code_at(secret)})
    assert len(shown.context["codes"]) == 10
    assert client.get(reverse("home")).status_code == 200
    text = client.get(reverse("mfa_index")).content.decode()
    assert "10 codes are left" in text
    assert [code for code in shown.context["codes"] if code in text] == []
    assert services.kinds_of(user) == {"totp", PAPER}


@pytest.mark.promise(3)
def test_the_second_step_asks_for_the_code_of_the_app_and_takes_it_once(client):
    user = person()
    code = code_at(enrol_app(user))
    assert by_password(client, user)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("home")).status_code == 302  # the password alone signs nobody in
    assert "That is not right" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200
    assert Event.objects.get(action="account.sign_in").detail == {"factors": ["totp"]}
    thief = Client(headers={"Accept-Language": "en"})
    by_password(thief, user)
    assert "used already" in thief.post(reverse("mfa_authenticate"), {"code": code}).content.decode()


@pytest.mark.promise(6)
def test_a_printed_code_signs_in_once(client):
    user = person()
    enrol_app(user)
    printed = as_printed(services.make_codes(by=user, now=NOW)[0])
    by_password(client, user)
    assert client.post(reverse("mfa_authenticate"), {"code": printed}).status_code == 302
    again = Client()
    by_password(again, user)
    assert again.post(reverse("mfa_authenticate"), {"code": printed}).status_code == 200


@pytest.mark.promise(5)
@pytest.mark.parametrize("role", sorted(ROLES_WITH_KEYS))
def test_an_app_alone_is_not_enough_for_who_oversees_or_administers(client, role, settings):
    user = person(role)
    secret = enrol_app(user)
    by_password(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code_at(secret)})
    assert client.get(reverse("home"))["Location"] == reverse("mfa_add_webauthn")
    security_key(user)
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_reauthenticate"))
    settings.SECURITY_KEYS_REQUIRED = False  # the programme has no keys yet
    assert client.get(reverse("home")).status_code == 200


def challenge_of(page) -> str:
    return json.loads(page.context["options"])["publicKey"]["challenge"]


@pytest.mark.promise(5)
def test_a_key_is_set_up_at_the_first_sign_in_and_signs_in_the_next_time(client):
    user, key = person(Role.SUPERVISOR), Key()
    by_password(client, user)
    page = client.get(reverse("mfa_add_webauthn"))
    answer = {"name": "blue key", "credential": json.dumps(key.made(challenge_of(page)))}
    assert len(client.post(reverse("mfa_add_webauthn"), answer).context["codes"]) == 10
    assert client.get(reverse("home")).status_code == 200
    client.post(reverse("account_logout"))
    by_password(client, user)
    page = client.get(reverse("mfa_authenticate"))
    assert page.context["only_key"]
    other = {"credential": json.dumps(Key().used(challenge_of(page)))}
    assert client.post(reverse("mfa_authenticate"), other).status_code == 200
    page = client.get(reverse("mfa_authenticate"))
    used = {"credential": json.dumps(key.used(challenge_of(page)))}
    assert client.post(reverse("mfa_authenticate"), used)["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.promise(5)
def test_what_a_key_answered_to_another_site_is_refused(client):
    user = person(Role.SUPERVISOR)
    by_password(client, user)
    for wrong in (Key(host="evil.example"), Key(origin="https://evil.example")):
        page = client.get(reverse("mfa_add_webauthn"))
        answer = {"name": "", "credential": json.dumps(wrong.made(challenge_of(page)))}
        assert client.post(reverse("mfa_add_webauthn"), answer).status_code == 422
    assert services.kinds_of(user) == set()


@pytest.mark.promise(5)
def test_a_session_that_used_the_app_proves_the_key_before_anything_else(client):
    user = person(Role.SUPERVISOR)
    client.force_login(user)
    assert client.get(reverse("home")).status_code == 200
    with_second_factor(client.session, user, "totp")
    security_key(user)
    assert client.get(reverse("home"))["Location"] == f"{reverse('account_reauthenticate')}?next=%2F"
    assert client.get(reverse("account_reauthenticate")).context["only_key"]
    assert KEY in services.kinds_of(user)


def test_who_gives_up_the_second_step_begins_again(client):
    user = person()
    enrol_app(user)
    by_password(client, user)
    assert client.get(reverse("account_login"))["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("account_login"), {"again": 1}).status_code == 200
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")


def test_an_administrator_takes_away_lost_factors_on_the_page_of_the_person(client):
    admin = person(Role.ORG_ADMIN)
    lost = person(organisation=admin.organisation)
    enrol_app(lost)
    client.force_login(admin)
    assert reverse("accounts:user_factors", args=[lost.pk]) in client.get(reverse("accounts:user_edit", args=[lost.pk])).content.decode()
    assert client.post(reverse("accounts:user_factors", args=[lost.pk])).status_code == 302
    assert services.kinds_of(lost) == set()
    assert client.post(reverse("accounts:user_factors", args=[admin.pk])).status_code == 422


@pytest.mark.promise(74)
def test_the_demonstration_asks_for_a_code_that_is_already_there(client, settings):
    settings.DEMO, settings.DEMO_CODE = True, "246810"
    visitor = person(email="caseworker@demo.example")
    by_password(client, visitor)
    page = client.get(reverse("mfa_authenticate"))
    assert 'value="246810"' in page.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": "246810"})["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.promise(22)
def test_nobody_can_act_as_somebody_else(settings):
    assert [name for name in PATTERNS if "hijack" in name or "impersonat" in name or "login_as" in name or "loginas" in name] == []
    requirements = (Path(settings.BASE_DIR) / "requirements.txt").read_text()
    assert [package for package in ("hijack", "impersonate", "loginas", "su==") if package in requirements] == []
