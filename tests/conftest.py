"""The tests run as the house, their requests as the application: a missing grant, or a page that asks for too much, fails a test."""

import fcntl
import gc

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import translation

from audit.chain_sql import GENESIS
from audit.triggers import APPLICATION_ROLE
from audit.wall import HOUSE_ROLE as MAKE_HOUSE
from idc_atd.database import HOUSE_ROLE, become
from tests import template
from tests.access_world import STEPS, World, foreign_team
from tests.factories import Team
from tests.replay import STAGE
from tests.sign_in import with_second_factor

pytest_plugins = ["tests.promises"]

COUNTED = 6  # cases


def pytest_collection_finish():
    """What is there before the first test stays: nobody looks through it again for what could be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    """Where lines are counted, a test that asks the database counts its first few cases: the others reach the same, in twice the time."""
    controller = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    asks = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
    indices = item.callspec.indices.values() if hasattr(item, "callspec") else ()
    is_paused = controller and asks and any(at >= COUNTED for at in indices) and not item.get_closest_marker("no_cover")
    if is_paused:
        controller.pause()
    yield
    if is_paused:
        controller.resume()


def pytest_terminal_summary(terminalreporter, config):
    """The order of the tests is another one each time: say which, so that it can be had again."""
    if (seed := getattr(config.option, "randomly_seed", None)) is not None:
        terminalreporter.line(f"In the order of --randomly-seed={seed}")


@pytest.fixture(scope="session")
def application_role(django_db_blocker, tmp_path_factory, worker_id):
    """The role exists: made once, for it belongs to the server and not to one worker's database."""
    shared = tmp_path_factory.getbasetemp().parent if worker_id != "master" else tmp_path_factory.getbasetemp()
    with (shared / "application_role.lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connection.cursor() as cursor:
            cursor.execute(APPLICATION_ROLE + MAKE_HOUSE)
        connection.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(application_role, django_db_modify_db_settings, django_db_blocker):
    """The test database is a copy of one that is migrated already."""
    with django_db_blocker.unblock():
        template.prepare()


@pytest.fixture(scope="session")
def django_db_setup(application_role, django_db_setup):
    """The owner makes and migrates the test database; from there on every connection is the house's, which a request leaves."""
    become(HOUSE_ROLE)
    yield
    become(None)


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """Rows that a fixture of a whole module makes stand for all of its tests; what each test writes is undone as ever."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def own_worlds(module_db):
    return settled(World(STEPS[0], Team()).at_every_step())


@pytest.fixture(scope="module")
def foreign_worlds(module_db):
    return settled(World(STEPS[0], foreign_team()).at_every_step())


def settled(worlds):
    """Let the database check and chain what was written now, once, rather than at the end of every test that reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return worlds


@pytest.fixture
def team(db):
    """An authority of its own with a person of each role."""
    return Team()


@pytest.fixture
def own_world(own_worlds, db):
    """The function that gives the authority of the access table with its case at a step."""
    return lambda step: own_worlds[step].anew()


@pytest.fixture
def foreign_world(foreign_worlds, db):
    """The function that gives another authority, of another state, with its case at a step."""
    return lambda step: foreign_worlds[step].anew()


@pytest.fixture(autouse=True)
def stage():
    """A walk that an earlier test made is written as its rows, once in a test (tests/replay.py)."""
    with STAGE:
        yield


@pytest.fixture(scope="session", autouse=True)
def force_login_proves_a_factor():
    """`client.force_login` stands for the whole sign-in; the tests of sign-in itself post its forms."""
    by_password = Client.force_login

    def whole(self, user, backend=None):
        by_password(self, user, backend)
        session = self.session
        with_second_factor(session, user)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", whole)
        yield


@pytest.fixture(autouse=True)
def english():
    """A service answers in the language of the source; a page in that of its reader, who is English here unless the test says otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def flush_as_owner():
    """What empties the tables after a transactional test may pass the append-only triggers; the application may not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", execute_sql_flush_as_owner)
        yield


def execute_sql_flush_as_owner(self, statements):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")  # not a managed model: Django leaves it alone
        cursor.execute("TRUNCATE audit_link, audit_change; UPDATE audit_head SET number = 0, hash = decode(%s, 'hex')", [GENESIS])
        cursor.execute(f"SET ROLE {HOUSE_ROLE}")


@pytest.fixture
def as_owner(db):
    """Run one SQL statement as the owner of the tables, as a migration would; a refusal leaves the test's own role."""

    def execute(sql: str, parameters=None) -> list[tuple]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(sql, parameters)
            rows = cursor.fetchall() if cursor.description else []
            cursor.execute(f"SET ROLE {HOUSE_ROLE}")
        return rows

    return execute
