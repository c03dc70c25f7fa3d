"""Sessions end by themselves, on the server; they die with what they rested on; their person sees and ends them."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Session, User
from accounts.roles import Role
from accounts.sign_in_rules import ABSOLUTE, IDLE, Ended, device_of, ended
from accounts.tasks import forget_sessions
from audit.models import Event
from tests.factories import UserFactory
from tests.sign_in import by_password, code_at, enrol_app, security_key

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
EDGE = f"{CHROME} Edg/130.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def person():
    return UserFactory()


def browser(user, agent: str = FIREFOX) -> Client:
    client = Client(headers={"Accept-Language": "en", "User-Agent": agent})
    client.force_login(user)
    return client


def is_in(client) -> bool:
    return client.get(reverse("home")).status_code == 200


@pytest.mark.promise(10)
@pytest.mark.parametrize(
    ("age", "silence", "why"),
    [
        (0, 0, None),
        (IDLE, IDLE - 1, None),
        (IDLE, IDLE, Ended.IDLE),
        (ABSOLUTE - 1, 1, None),
        (ABSOLUTE, 1, Ended.OLD),
        (ABSOLUTE, ABSOLUTE, Ended.OLD),
    ],
)
def test_when_a_session_is_over(age, silence, why):
    assert ended(100_000 - age, 100_000 - silence, 100_000) == why


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox, Linux"),
        (CHROME, "Chrome, Windows"),
        (EDGE, "Edge, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_two_words(agent, device):
    assert device_of(agent) == device


@pytest.mark.promise(10)
def test_after_a_quarter_of_an_hour_without_a_request_the_session_is_over_and_the_sign_in_page_says_why(person):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(person)
        clock.shift(IDLE - 1)
        assert is_in(client)
        clock.shift(IDLE)
        answer = client.get(reverse("help"))
        assert answer["Location"] == f"{reverse('account_login')}?next={reverse('help')}"
        assert "nothing happened for 15 minutes" in client.get(answer["Location"]).content.decode()
        clock.shift(-IDLE)
        assert not is_in(client)  # it is gone, not asleep


@pytest.mark.promise(10)
def test_after_twelve_hours_the_session_is_over_however_busy_it_was(person):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(person)
        for _ in range(ABSOLUTE // 600 - 1):
            clock.shift(600)
            assert is_in(client)
        clock.shift(600)
        answer = client.get(reverse("home"))
        assert "12 hours had passed" in client.get(answer["Location"]).content.decode()


@pytest.mark.promise(10)
def test_what_no_person_does_keeps_no_session_alive(person):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(person)
        for _ in range(2):
            clock.shift(IDLE - 300)
            client.get(reverse("home"), headers={"X-Background": "1"})
        assert not is_in(client)


@pytest.mark.promise(10)
def test_a_form_that_arrives_too_late_is_kept_for_its_person_and_sent_after_signing_in(person):
    secret = enrol_app(person)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(person)
        clock.shift(IDLE)
        typed = urlencode({"wants_digest": ""})
        answer = client.post(reverse("accounts:letters"), typed, content_type="application/x-www-form-urlencoded")
        assert answer["Location"].startswith(reverse("account_login"))
        assert "wants_digest" not in str(dict(client.session))
        assert "cookies" not in answer["Clear-Site-Data"]  # a browser would drop the new session with the old one
        by_password(client, person)
        answer = client.post(reverse("mfa_authenticate"), {"code": code_at(secret)})
        assert answer["Location"] == reverse("accounts:kept")
        assert f'action="{reverse("accounts:letters")}"' in client.get(reverse("accounts:kept")).content.decode()
        assert User.objects.get(pk=person.pk).wants_digest
        assert client.post(reverse("accounts:letters"), {"wants_digest": ""})["Location"] == reverse("home")
        assert not User.objects.get(pk=person.pk).wants_digest
        assert client.get(reverse("accounts:kept")).status_code == 302


@pytest.mark.promise(10)
def test_what_is_kept_for_one_person_is_not_shown_to_the_next(person):
    other = UserFactory()
    secret = enrol_app(other)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(person)
        clock.shift(IDLE)
        client.post(reverse("accounts:letters"), "a=b", content_type="application/x-www-form-urlencoded")
        by_password(client, other)
        assert client.post(reverse("mfa_authenticate"), {"code": code_at(secret)})["Location"] == reverse("home")
        assert client.get(reverse("accounts:kept")).status_code == 302


@pytest.mark.promise(10)
def test_a_forged_form_is_not_kept(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    with time_machine.travel(timezone.now() + timedelta(seconds=IDLE)):
        assert client.post(reverse("accounts:letters"), "a=b", content_type="application/x-www-form-urlencoded").status_code == 403
        assert "suspended" not in client.session


@pytest.mark.promise(11)
def test_the_key_of_the_session_is_new_after_the_password_and_after_each_factor(person):
    secret, client = enrol_app(person), Client()
    client.get(reverse("account_login"))
    keys = [client.session.session_key]
    by_password(client, person)
    client.post(reverse("mfa_authenticate"), {"code": code_at(secret)})
    keys.append(client.session.session_key)
    client.post(reverse("account_reauthenticate"), {"code": code_at(secret, timezone.now() + timedelta(seconds=30))})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert Session.objects.filter(session_key__in=keys[:2]).count() == 0


def change_password(client, person, admin):
    words = "lluvia camion verde 7"
    facts = {"oldpassword": "a-long-test-password", "password1": words, "password2": words}
    assert client.post(reverse("account_change_password"), facts).status_code == 302


def change_app(client, person, admin):
    secret = client.get(reverse("mfa_activate_totp")).context["secret"].replace(" ", "")
    assert client.post(reverse("mfa_activate_totp"), {"code": code_at(secret)}).status_code == 200


def remove_key(client, person, admin):
    assert client.post(reverse("mfa_remove_webauthn", args=[security_key(person).pk])).status_code == 302


def new_codes(client, person, admin):
    security_key(person)
    assert client.post(reverse("mfa_view_recovery_codes")).status_code == 200


@pytest.mark.promise(11)
@pytest.mark.parametrize("change", [change_password, change_app, remove_key, new_codes])
def test_a_change_of_password_or_factor_ends_every_other_session_and_turns_the_key_of_this_one(person, change):
    here, elsewhere = browser(person), browser(person)
    assert is_in(elsewhere)
    if change is remove_key:
        enrol_app(person)
        here, elsewhere = browser(person), browser(person)
    change(here, person, None)
    assert is_in(here)
    assert not is_in(elsewhere)


def role(person, admin):
    facts = {"full_name": person.full_name, "language": "en", "is_trained": True}
    services.change_user(user=person, role=Role.PSYCHOLOGIST, by=admin, now=timezone.now(), **facts)


def closed(person, admin):
    services.deactivate_user(user=person, by=admin, now=timezone.now())
    services.reactivate_user(user=person, by=admin, now=timezone.now())


def factors(person, admin):
    services.reset_factors(user=person, by=admin, now=timezone.now())


def by_hand(person, admin):
    browser(admin).post(reverse("accounts:user_sessions", args=[person.pk]))


@pytest.mark.promise(11)
@pytest.mark.parametrize("act", [role, closed, factors, by_hand])
def test_an_administrators_act_ends_every_session_of_the_person_and_none_of_others(person, act):
    admin, other = UserFactory(role=Role.ORG_ADMIN, organisation=person.organisation), browser(UserFactory())
    client = browser(person)
    assert is_in(client)
    act(person, admin)
    assert not is_in(client)
    assert is_in(other)


@pytest.mark.promise(11)
def test_a_person_sees_their_sessions_and_ends_one_or_all_others(person):
    here, telephone, lost = browser(person), browser(person, IPHONE), browser(person, CHROME)
    for client in (here, telephone, lost, browser(UserFactory(), EDGE)):
        client.get(reverse("home"))
    page = here.get(reverse("accounts:session_list"))
    text = page.content.decode()
    assert len(page.context["sessions"]) == 3
    assert here.session.session_key not in text
    other = next(one for one in page.context["sessions"] if one.session_key == lost.session.session_key)
    here.post(reverse("accounts:session_end"), {"number": str(other.number)})
    assert [is_in(client) for client in (here, telephone, lost)] == [True, True, False]
    here.post(reverse("accounts:session_end"))
    assert [is_in(client) for client in (here, telephone)] == [True, False]
    assert Event.objects.filter(action="account.session_end", actor=person.pk).count() == 2


@pytest.mark.promise(11)
def test_nobody_ends_the_session_of_somebody_else_by_its_number(person):
    victim = browser(UserFactory())
    assert is_in(victim)
    browser(person).post(reverse("accounts:session_end"), {"number": victim.session["number"]})
    browser(person).post(reverse("accounts:session_end"), {"number": "no number"})
    assert is_in(victim)


def test_rows_of_sessions_that_are_over_are_dropped(person):
    browser(person)
    with time_machine.travel(timezone.now() + timedelta(seconds=IDLE + 60)):
        browser(UserFactory())
        forget_sessions(timestamp=0)
    assert Session.objects.filter(user=person).count() == 0
    assert Session.objects.count() == 1
