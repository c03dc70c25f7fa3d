"""Second factors: kept sealed, each code good once, the last one never taken away; every change on record and told by letter."""

import json
import threading
from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import services, tasks
from accounts.roles import Role
from accounts.second_factor_rules import APP, DEMO, KEY, PAPER, app_code, as_printed
from audit.models import Event
from sealing import BadSeal
from tests.factories import NOW, UserFactory
from tests.sign_in import security_key

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
pytestmark = pytest.mark.django_db


def code_at(now) -> str:
    return app_code(SECRET, int(now.timestamp()) // 30)


def app_of(user, now=NOW) -> Authenticator:
    return services.add_app(secret=SECRET, code=code_at(now), by=user, now=now)


def read_letters() -> list[str]:
    for job in ProcrastinateJob.objects.filter(task_name="accounts.tasks.send_letter").order_by("id"):
        tasks.send_letter(**job.args)
    return [letter.body for letter in mail.outbox]


@pytest.fixture
def person():
    return UserFactory()


def test_an_app_is_set_up_with_the_code_it_shows(person):
    with pytest.raises(ValidationError, match="not the code"):
        services.add_app(secret=SECRET, code="000000", by=person, now=NOW)
    app_of(person)
    assert services.kinds_of(person) == {APP}
    assert services.code_of_the_app(services.factors_of(person)[0], NOW) == code_at(NOW)


@pytest.mark.promise(4)
def test_no_secret_is_in_the_table(person, as_owner):
    app_of(person)
    codes = services.make_codes(by=person, now=NOW)
    table = json.dumps(as_owner("SELECT data FROM mfa_authenticator"))
    assert "v1." in table
    assert [secret for secret in [SECRET, *codes, *map(as_printed, codes)] if secret in table] == []


@pytest.mark.promise(4)
def test_a_secret_moved_to_another_person_does_not_open(person):
    mine, theirs = app_of(person), app_of(UserFactory())
    mine.data = theirs.data
    mine.save()
    with pytest.raises(BadSeal):
        services.check_code(user=person, code=code_at(NOW + timedelta(minutes=2)), now=NOW + timedelta(minutes=2))


@pytest.mark.promise(4)
def test_what_the_library_itself_would_keep_is_sealed_too():
    kept = get_adapter().encrypt(SECRET)
    assert SECRET not in kept
    assert get_adapter().decrypt(kept) == SECRET


@pytest.mark.promise(3)
def test_a_code_of_the_app_is_right_once(person):
    app_of(person)
    later = NOW + timedelta(minutes=1)
    assert services.check_code(user=person, code=code_at(NOW), now=NOW) is None  # it set the app up
    assert services.check_code(user=person, code=code_at(later), now=later) == APP
    assert services.check_code(user=person, code=code_at(later), now=later) is None
    assert services.check_code(user=person, code=code_at(later - timedelta(seconds=30)), now=later) is None  # an older one
    assert services.check_code(user=UserFactory(), code=code_at(later), now=later) is None


@pytest.mark.promise(3)
@pytest.mark.django_db(transaction=True)
def test_of_two_processes_that_are_shown_the_same_code_one_is_told_no(person):
    """The other connection begins while the first has checked the code and not committed yet: it waits for the row, then refuses."""
    app_of(person)
    later = NOW + timedelta(minutes=1)
    answers = []

    def other_process():
        answers.append(services.check_code(user=person, code=code_at(later), now=later))
        connection.close()

    with transaction.atomic():
        assert services.check_code(user=person, code=code_at(later), now=later) == APP
        other = threading.Thread(target=other_process)
        other.start()
        other.join(0.3)
        assert answers == []
    other.join(10)
    assert answers == [None]


@pytest.mark.promise(6)
def test_each_printed_code_is_right_once_and_its_use_is_told_and_on_record(person):
    app_of(person)
    codes = services.make_codes(by=person, now=NOW)
    assert services.check_code(user=person, code=as_printed(codes[3]).upper(), now=NOW) == PAPER
    assert services.check_code(user=person, code=codes[3], now=NOW) is None
    assert services.check_code(user=person, code=codes[0], now=NOW) == PAPER
    assert [event.detail for event in Event.objects.filter(action="account.code_use").order_by("pk")] == [{"left": 9}, {"left": 8}]
    *_changes, ninth, eighth = read_letters()
    assert "9 codes are left" in ninth
    assert "8 codes are left" in eighth
    assert all(code not in eighth + ninth for code in codes)


@pytest.mark.promise(6)
def test_new_printed_codes_put_an_end_to_the_earlier_ones(person):
    app_of(person)
    earlier, later = (services.make_codes(by=person, now=NOW) for _ in range(2))
    assert all(services.check_code(user=person, code=code, now=NOW) is None for code in earlier)
    assert services.check_code(user=person, code=later[0], now=NOW) == PAPER


def test_without_app_or_key_there_are_no_printed_codes(person):
    with pytest.raises(ValidationError, match="first"):
        services.make_codes(by=person, now=NOW)


@pytest.mark.promise(5)
def test_a_lost_key_is_removed_but_never_the_last_factor(person):
    lost = security_key(person)
    with pytest.raises(ValidationError, match="only key"):
        services.remove_key(key=lost.pk, by=person, now=NOW)
    security_key(person, "new key")
    services.remove_key(key=lost.pk, by=person, now=NOW)
    assert [factor.data["name"] for factor in services.factors_of(person)] == ["new key"]
    with pytest.raises(Authenticator.DoesNotExist):
        services.remove_key(key=security_key(UserFactory()).pk, by=person, now=NOW)


def test_every_change_is_on_record_and_told_by_letter_without_a_word_of_the_person(person):
    app_of(person)
    services.add_key(name="blue", credential={}, by=person, now=NOW)
    services.make_codes(by=person, now=NOW)
    actions = list(Event.objects.filter(actor=person.pk).order_by("pk").values_list("action", flat=True))
    assert actions == ["account.factor_add", "account.factor_add", "account.codes_make"]
    letters = read_letters()
    assert len(letters) == 3
    assert "If it was not you" in letters[0]
    assert person.full_name not in "".join(letters)
    assert person.email not in json.dumps(list(ProcrastinateJob.objects.values_list("args", flat=True)))


def test_an_administrator_takes_away_the_factors_of_who_lost_them_never_their_own(person):
    admin = UserFactory(role=Role.ORG_ADMIN, organisation=person.organisation)
    app_of(person)
    services.make_codes(by=person, now=NOW)
    services.reset_factors(user=person, by=admin, now=NOW)
    assert services.kinds_of(person) == set()
    with pytest.raises(ValidationError, match="one's own"):
        services.reset_factors(user=admin, by=admin, now=NOW)
    with pytest.raises(PermissionDenied):
        services.reset_factors(user=admin, by=person, now=NOW)
    assert Event.objects.get(action="user.factors_reset").actor == admin.pk


@pytest.mark.promise(74)
def test_the_code_of_the_demonstration_is_right_there_and_nowhere_else(person, settings):
    visitor = UserFactory(email="caseworker@demo.example")
    assert settings.DEMO_CODE == ""
    for code in ("246810", ""):
        assert services.check_code(user=visitor, code=code, now=timezone.now()) is None
    settings.DEMO_CODE = "246810"  # even then
    assert services.check_code(user=visitor, code="246810", now=NOW) is None
    settings.DEMO = True
    assert services.check_code(user=visitor, code="246 810", now=NOW) == DEMO
    assert services.check_code(user=person, code="246810", now=NOW) is None  # a real account in a demonstration
    assert services.check_code(user=visitor, code="", now=NOW) is None


def test_a_key_is_among_at_most_ten(person):
    for _ in range(10):
        security_key(person)
    with pytest.raises(ValidationError, match="enough"):
        services.add_key(name="", credential={}, by=person, now=NOW)
    assert KEY in services.kinds_of(person)
