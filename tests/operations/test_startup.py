"""An installation that does not keep its own rules is not served."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError, connection

from audit.wall import HOUSE, PAGE
from idc_atd.management.commands import procrastinate
from idc_atd.operations import checks, schema, serving
from idc_atd.operations.startup_rules import OF_A_REAL_DATABASE, OF_THE_DATABASE, OF_THE_INSTALLATION, Installation, Server, wrong_with
from sealing.keys import new_key_text

pytestmark = pytest.mark.promise(49)

SECRET = "q8Z-uW3x_Lr7pV1nYc5tKd9sHf2gJb4mXa6eRoTiUyPwQz0Av"  # 50 characters
SOUND = Installation(
    is_debug=False,
    is_demo=False,
    secret_key=SECRET + "Bx",
    hosts=("casos.example",),
    data_keys=1,
    cache="django.core.cache.backends.db.DatabaseCache",
    email="django.core.mail.backends.smtp.EmailBackend",
    site_url="https://casos.example",
)
SERVER = Server(
    role="idc_atd_app",
    is_superuser=False,
    passes_policies=False,
    owns=0,
    login="site",
    login_is_mighty=False,
    missing=(),
    skew=0.2,
    is_walled=True,
)
AT_HOME = {"is_debug": True, "hosts": ("localhost", "127.0.0.1", "[::1]")}
REAL = OF_THE_DATABASE + OF_A_REAL_DATABASE


def numbers(found):
    return [number for number, _ in found]


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({}, None),
        ({"is_debug": True}, "idc_atd.E010"),
        ({"is_debug": True, "hosts": ("*",)}, "idc_atd.E010"),
        ({"secret_key": ""}, "idc_atd.E011"),
        ({"secret_key": SECRET[:-1]}, "idc_atd.E011"),
        ({"secret_key": "abcd" * 20}, "idc_atd.E011"),
        ({"secret_key": "django-insecure-" + SECRET}, "idc_atd.E011"),
        ({"data_keys": 0}, "idc_atd.E012"),
        ({"hosts": ("casos.example", "*")}, "idc_atd.E013"),
        ({"cache": "django.core.cache.backends.locmem.LocMemCache"}, "idc_atd.E014"),
        ({"cache": "django.core.cache.backends.dummy.DummyCache"}, "idc_atd.E014"),
        ({"email": "django.core.mail.backends.console.EmailBackend"}, "idc_atd.E015"),
        ({"email": "django.core.mail.backends.filebased.EmailBackend"}, "idc_atd.E015"),
        ({"site_url": "http://casos.example"}, "idc_atd.E016"),
        ({"secret_key": "", "data_keys": 0, "site_url": "", **AT_HOME}, None),
        ({"secret_key": "", "data_keys": 0, "hosts": ("*",), "is_demo": True}, None),
    ],
)
def test_installation_is_refused_by_the_rule_it_breaks(change, number):
    assert numbers(wrong_with(replace(SOUND, **change), OF_THE_INSTALLATION)) == ([number] if number else [])


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({}, None),
        ({"is_superuser": True}, "idc_atd.E020"),
        ({"passes_policies": True}, "idc_atd.E020"),
        ({"owns": 1}, "idc_atd.E020"),
        ({"missing": ("cases.0002_more",)}, "idc_atd.E021"),
        ({"skew": 5.5}, "idc_atd.E022"),
        ({"skew": -5.5}, "idc_atd.E022"),
        ({"skew": 5.0}, None),
        ({"login_is_mighty": True}, "idc_atd.E023"),
        ({"is_walled": False}, "idc_atd.E024"),
    ],
)
def test_database_is_refused_by_the_rule_it_breaks(change, number):
    assert numbers(wrong_with(replace(SERVER, **change), REAL)) == ([number] if number else [])


@pytest.mark.django_db
def test_the_database_says_what_the_rules_ask(as_owner):
    facts = checks.server()
    assert (facts.role, facts.is_superuser, facts.passes_policies, facts.owns, facts.missing) == (HOUSE, False, False, 0, ())
    assert abs(facts.skew) < 1
    assert facts.login_is_mighty  # the tests sign in as the owner and step down
    assert numbers(wrong_with(facts, REAL)) == ["idc_atd.E023"]


@pytest.mark.django_db
def test_the_owner_is_known_for_one(as_owner):
    (row,) = as_owner(checks.WHO_WE_ARE)
    role, is_superuser, _, owns, *_ = row
    assert role != "idc_atd_app"
    assert is_superuser or owns


@pytest.mark.django_db
def test_a_wall_that_was_taken_down_is_missed(as_owner):
    as_owner("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY")
    assert "idc_atd.E024" in [error.id for error in checks.database_is_sound(databases=["default"])]


@pytest.mark.django_db
def test_a_login_of_its_own_that_may_only_become_the_application_is_not_mighty(as_owner):
    as_owner("CREATE ROLE site_login LOGIN IN ROLE idc_atd_app")
    (row,) = as_owner("SELECT pg_has_role('site_login', relowner, 'MEMBER') FROM pg_class WHERE relname = 'cases_case'")
    assert row == (False,)


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_missed(as_owner):
    app, name = next((app, name) for app, name in schema.newest() if app == "cases")
    as_owner("UPDATE django_migrations SET name = 'of another release' WHERE app = %s AND name = %s", [app, name])
    assert schema.missing() == (f"cases.{name}",)
    assert "idc_atd.E021" in [error.id for error in checks.database_is_sound(databases=["default"])]


def test_nothing_is_asked_of_a_database_that_is_not_named():
    assert checks.database_is_sound(databases=None) == []


@pytest.mark.django_db
def test_a_weak_installation_is_not_served_and_says_all_that_is_wrong(settings):
    settings.SECRET_KEY, settings.DATA_KEYS = "short", []
    with pytest.raises(ImproperlyConfigured) as refusal:
        serving.refuse_unsound()
    for number in ("idc_atd.E011", "idc_atd.E012", "idc_atd.E016", "security.W012"):
        assert number in str(refusal.value)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "refused"), [(PAGE, ""), (HOUSE, "idc_atd.E025"), ("none", "idc_atd.E025")])
def test_pages_are_served_as_the_role_of_pages_alone(settings, as_owner, role, refused):
    settings.DEMO = True  # whatever else is asked of the environment
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])
        if not refused:
            return serving.refuse_unsound()
        with pytest.raises(ImproperlyConfigured, match=refused) as refusal:
            serving.refuse_unsound()
    assert "DATABASE_ROLE=idc_atd_app" in str(refusal.value)
    assert ("idc_atd.E020" in str(refusal.value)) == (role == "none")  # the owner


@pytest.fixture
def begun(monkeypatch):
    """What procrastinate would have begun."""
    begun = []
    monkeypatch.setattr(procrastinate.procrastinate.Command, "handle", lambda self, *args, **options: begun.append(options["command"]))
    return begun


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "refused"), [(HOUSE, False), (PAGE, True), ("none", True)])
def test_the_worker_works_as_the_house_alone(begun, as_owner, role, refused):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])
    if refused:
        with pytest.raises(CommandError, match=r"E026.*DATABASE_ROLE=idc_atd_house, or unset it"):
            call_command("procrastinate", "worker")
    call_command("procrastinate", "healthchecks")  # what else its command does is nobody's affair
    if not refused:
        call_command("procrastinate", "worker")
    assert begun == ["healthchecks"] + ([] if refused else ["worker"])


def test_a_login_that_may_not_be_the_house_is_told_how(monkeypatch, begun):
    monkeypatch.setattr(procrastinate, "role_is_wrong", lambda rules: (_ for _ in ()).throw(ProgrammingError("permission denied")))
    with pytest.raises(CommandError, match="GRANT idc_atd_house TO"):
        call_command("procrastinate", "worker")


@pytest.mark.django_db
def test_a_developers_machine_is_served(settings):
    settings.DEBUG, settings.ALLOWED_HOSTS, settings.SECRET_KEY = True, ["localhost"], "short"
    serving.refuse_unsound()


def test_a_process_born_while_the_database_rests_asks_again():
    answers, served = [OperationalError(), OperationalError(), None], []

    def ask():
        if answer := answers.pop(0):
            raise answer

    guarded = serving.Guarded(lambda environ, start: served.append(environ), ask)
    guarded("first", None)
    assert not guarded.is_sound
    guarded("second", None)
    assert guarded.is_sound
    guarded("third", None)  # and asks no more
    assert served == ["first", "second", "third"]


def test_what_is_found_wrong_late_is_not_served():
    answers = [OperationalError(), ImproperlyConfigured("no"), ImproperlyConfigured("no")]

    def ask():
        raise answers.pop(0)

    guarded = serving.Guarded(pytest.fail, ask)
    for _ in range(2):
        with pytest.raises(ImproperlyConfigured):
            guarded({}, None)


PRODUCTION = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "SECRET_KEY": SECRET + "Bx",
    "DATA_KEYS": new_key_text(),
    "ALLOWED_HOSTS": "casos.example",
    "SITE_URL": "https://casos.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DATABASE_URL": "postgresql://site@127.0.0.1:1/none",
    "BEHIND_PROXY": "1",
}


def run(settings, arguments, environment):
    done = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


def test_check_deploy_has_nothing_to_say_of_a_sound_environment(settings):
    code, words = run(settings, ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION)
    assert code == 0, words
    assert "no issues" in words


def test_the_server_program_ends_where_the_environment_is_weak(settings):
    weak = PRODUCTION | {"DATABASE_URL": "", "DATABASE_SCRATCH": "1", "SECRET_KEY": "short"}
    code, words = run(settings, ["-c", "import idc_atd.wsgi"], weak)
    assert code != 0
    assert "idc_atd.E011" in words
    assert "short" not in words.replace("shorter", "")
