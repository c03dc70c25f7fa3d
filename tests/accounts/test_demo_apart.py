"""The demonstration cannot be switched on over real people, nor left behind where real work begins."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from accounts.checks import demo_is_apart
from tests.factories import UserFactory
from tests.sign_in import by_password

pytestmark = [pytest.mark.django_db, pytest.mark.promise(74)]
WHERE = {"databases": ["default"]}


def test_an_empty_database_suits_both(settings):
    assert demo_is_apart(**WHERE) == []
    settings.DEMO = True
    assert demo_is_apart(**WHERE) == []


def test_demo_mode_over_real_people_is_refused(settings):
    UserFactory()
    assert demo_is_apart(**WHERE) == []
    settings.DEMO = True
    UserFactory(email="caseworker@demo.example")  # even if somebody opened such an account since
    assert [error.id for error in demo_is_apart(**WHERE)] == ["accounts.E001"]
    with pytest.raises(SystemCheckError, match="real people"):
        call_command("check", databases=["default"])


def test_who_was_invited_at_a_demonstration_does_not_end_it(settings):
    settings.DEMO = True
    UserFactory(email="org.admin@demo.example")
    UserFactory()
    assert demo_is_apart(**WHERE) == []


def test_demo_accounts_over_real_work_are_refused_until_they_are_closed():
    visitor = UserFactory(email="caseworker@demo.example")
    assert [error.id for error in demo_is_apart(**WHERE)] == ["accounts.E002"]
    visitor.is_active = False
    visitor.save()
    assert demo_is_apart(**WHERE) == []


def test_the_server_does_not_start_over_a_refused_database(settings):
    UserFactory(email="caseworker@demo.example")
    path = settings.BASE_DIR / "idc_atd" / "wsgi.py"
    with pytest.raises(ImproperlyConfigured, match="demo.example"):
        exec(compile(path.read_text(), path, "exec"), {})  # noqa: S102 - as the server does, which imports it once a process


def test_demo_accounts_do_not_sign_in_outside_of_a_demonstration(settings):
    visitor, client = UserFactory(email="caseworker@demo.example"), Client(headers={"Accept-Language": "en"})
    assert by_password(client, visitor).status_code == 200
    settings.DEMO = True
    assert by_password(client, visitor).status_code == 302


def test_the_banner_is_on_every_page_of_a_demonstration(settings):
    client = Client(headers={"Accept-Language": "en"})
    assert "every case here is invented" not in client.get(reverse("account_login")).content.decode()
    settings.DEMO = True
    client.force_login(UserFactory(email="caseworker@demo.example", language="en"))
    for name in ("home", "help", "cases:list", "mfa_index"):
        assert "every case here is invented" in client.get(reverse(name)).content.decode(), name
