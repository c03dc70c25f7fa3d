"""Guessing is slowed down in the database, keeps nobody out who signs in from elsewhere, and tells nobody who has an account."""

import os
import re
import statistics
import time
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import get_hasher
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Attempt
from accounts.sign_in_rules import Step
from audit.models import Event
from tests.factories import NOW, UserFactory
from tests.sign_in import by_password, enrol_app

pytestmark = pytest.mark.django_db
TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="submission_key" value="[\w-]+"')


def visitor(address: str = "192.0.2.1") -> Client:
    return Client(REMOTE_ADDR=address, headers={"Accept-Language": "en"})


def guess(user, times: int, client=None):
    client = client or visitor()
    return [by_password(client, user, f"wrong guess {n}").content.decode() for n in range(times)]


@pytest.mark.promise(7)
def test_after_five_failures_the_right_password_is_refused_too_and_nobody_else_is_kept_out():
    user = UserFactory()
    *wrong, locked = guess(user, 6)
    assert all("The address or the password is not right." in page for page in wrong)
    assert "Too many attempts. Try again in 15 minutes" in locked
    assert "Too many attempts" in by_password(visitor(), user).content.decode()
    assert by_password(visitor("192.0.2.2"), user).status_code == 302  # the person, at their own desk
    assert by_password(visitor(), UserFactory()).status_code == 302  # a colleague at the same address
    assert Event.objects.filter(action="account.locked", target_id=str(user.pk)).count() == 2


@pytest.mark.promise(7)
def test_the_lock_ends_by_itself_and_what_was_refused_meanwhile_does_not_prolong_it():
    user = UserFactory()
    guess(user, 9)
    assert Attempt.objects.count() == 5
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert by_password(visitor(), user).status_code == 302


@pytest.mark.promise(7)
def test_thirty_failures_an_hour_close_an_address_for_everybody():
    for _ in range(6):
        guess(UserFactory(), 5)
    other = UserFactory()
    assert "Too many attempts" in by_password(visitor(), other).content.decode()
    assert by_password(visitor("192.0.2.2"), other).status_code == 302


@pytest.mark.promise(7)
def test_signing_in_to_ones_own_account_does_not_wash_away_guesses_at_others():
    mine, victim = UserFactory(), UserFactory()
    for _ in range(2):
        guess(victim, 3)
        assert by_password(visitor(), mine).status_code == 302
    assert "Too many attempts" in by_password(visitor(), victim).content.decode()


@pytest.mark.promise(7)
def test_codes_are_counted_for_the_person_wherever_they_are_tried():
    user = UserFactory()
    for place in range(4):
        for _ in range(5):
            services.begin_attempt(step=Step.CODE, who=str(user.pk), where=f"192.0.2.{place}", target=user, now=NOW)
    with pytest.raises(ValidationError, match="Too many"):
        services.begin_attempt(step=Step.CODE, who=str(user.pk), where="192.0.2.99", target=user, now=NOW)


@pytest.mark.promise(7)
def test_codes_are_counted_on_the_page_too():
    user, client = UserFactory(), visitor()
    enrol_app(user)
    by_password(client, user)
    pages = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode() for _ in range(6)]
    assert ["Too many attempts" in page for page in pages] == [False] * 5 + [True]


def test_the_table_names_neither_people_nor_addresses_and_forgets_within_an_hour(as_owner):
    user = UserFactory()
    guess(user, 1)
    [row] = as_owner("SELECT * FROM accounts_attempt")
    assert user.email not in str(row)
    assert "192.0.2.1" not in str(row)
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=61))
    guess(user, 1)
    assert Attempt.objects.count() == 1


@pytest.mark.promise(8)
def test_the_pages_say_the_same_whether_or_not_there_is_such_an_account():
    user, pages = UserFactory(email="somebody@example.org"), []
    UserFactory(email="inactives@example.org", is_active=False)
    for email in ("somebody@example.org", "notabody@example.org", "inactives@example.org"):
        wrong = {"login": email, "password": "wrong guess"}
        answers = [visitor().post(reverse("account_login"), wrong) for _ in range(6)]  # the sixth is locked out
        answers += [visitor().post(reverse("account_reset_password"), {"email": email})]
        bodies = [TOKENS.sub("", answer.content.decode()).replace(email, "") for answer in answers]
        pages.append([(answer.status_code, answer.headers.get("Location"), body) for answer, body in zip(answers, bodies, strict=True)])
    assert pages[0] == pages[1] == pages[2]
    assert user.email not in str(pages)


@pytest.mark.promise(8)
def test_for_an_unknown_address_a_password_is_hashed_just_as_for_a_known_one(monkeypatch):
    hasher = type(get_hasher())
    hashed, encode = [], hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, password, *args: hashed.append(password) or encode(self, password, *args))
    user = UserFactory()
    hashed.clear()
    guess(user, 1)
    visitor().post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong guess 0"})
    assert hashed == ["wrong guess 0", "wrong guess 0"]


@pytest.mark.promise(8)
@pytest.mark.skipif("TRIES" not in os.environ, reason="a measurement: make soak")
@pytest.mark.parametrize(("name", "field"), [("account_login", "login"), ("account_reset_password", "email")])
def test_known_and_unknown_addresses_take_as_long(name, field, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    tries = int(os.environ["TRIES"])
    known = [user.email for user in UserFactory.create_batch(tries)]
    spent = {"known": [], "unknown": []}
    for nth in range(tries):  # by turns: what else the machine does meets both
        for which, address in (("known", known[nth]), ("unknown", f"nobody{nth}@example.org")):
            client = visitor(f"192.0.{len(which)}.{nth % 250}")
            begun = time.perf_counter()
            client.post(reverse(name), {"password": "wrong guess", field: address})
            spent[which].append(time.perf_counter() - begun)
    medians = {which: statistics.median(times) for which, times in spent.items()}
    print(name, {which: f"{median * 1000:.1f} ms" for which, median in medians.items()})
    assert 0.8 < medians["known"] / medians["unknown"] < 1.25
