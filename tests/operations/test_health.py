"""Whoever watches learns whether the site lives and whether it is ready, and nothing else."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts import letters
from idc_atd.operations import health, schema
from tests.factories import UserFactory

pytestmark = pytest.mark.promise(50)
PLAIN = {"/health/live": b"ok", "/health/ready": b"ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", PLAIN)
def test_the_answer_is_two_letters_and_tells_no_version(address, settings):
    settings.SECURE_SSL_REDIRECT = True  # whoever watches from within the machine is not led to https
    response = Client().get(address)
    assert (response.status_code, response.content) == (200, PLAIN[address])
    assert not {"Server", "X-Powered-By", "Set-Cookie"} & set(response.headers)


@pytest.mark.django_db
def test_readiness_costs_two_cheap_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        Client().get("/health/ready")


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(as_owner):
    app, name = next(iter(schema.newest()))
    as_owner("UPDATE django_migrations SET name = 'of another release' WHERE app = %s AND name = %s", [app, name])
    response = Client().get("/health/ready")
    assert (response.status_code, response.content) == (503, b"not ready")
    assert Client().get("/health/live").status_code == 200


@pytest.mark.django_db
def test_a_later_release_of_the_database_is_ready_for_this_code(as_owner):
    as_owner("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_of_the_next_release', now())")
    assert health.is_ready()


def test_not_ready_while_the_database_rests(monkeypatch, django_db_blocker, django_db_setup):
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")
        ready, live = Client().get("/health/ready"), Client().get("/health/live")
        connection.close()
    assert (ready.status_code, ready.content, live.status_code) == (503, b"not ready", 200)
    assert b"127.0.0.1" not in ready.content


@pytest.mark.django_db
def test_the_command_tells_of_a_worker_at_rest(capsys, as_owner):
    call_command("health")
    assert "Ready" in capsys.readouterr().out
    letters.tell(UserFactory(), "password_changed")
    call_command("health")
    as_owner("UPDATE procrastinate_events SET at = now() - interval '20 minutes'")
    with pytest.raises(CommandError, match="waited for 20 minutes"):
        call_command("health")
    call_command("health", most_minutes=30)
