"""Migrations wait for no lock, go back as they came, and are looked at before they meet a table in use."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, migrations, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError

from idc_atd.database import HOUSE_ROLE, become
from idc_atd.operations import migration_lint as lint

pytestmark = pytest.mark.promise(42)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("ALTER TABLE cases_case ALTER COLUMN code TYPE varchar(40);", "changing-column-type"),
        ("CREATE INDEX slow ON cases_case (code);", "require-concurrent-index-creation"),
        ("ALTER TABLE cases_case RENAME COLUMN code TO name;", "renaming-column"),
        ("ALTER TABLE cases_case DROP COLUMN code;", "ban-drop-column"),
        ("ALTER TABLE cases_case ADD COLUMN n int NOT NULL;", "adding-required-field"),
        ("ALTER TABLE cases_case ADD CONSTRAINT c CHECK (code <> '');", "constraint-missing-not-valid"),
        ("ALTER TABLE cases_case ADD COLUMN n varchar(9) DEFAULT '' NOT NULL;", None),
        ("CREATE TABLE new (id bigint PRIMARY KEY); CREATE INDEX quick ON new (id);", None),
    ],
)
def test_a_statement_that_locks_or_breaks_is_named(statement, rule):
    said = lint.said_of(statement)
    assert [words.partition(":")[0] for words in said] == ([rule] if rule else []), said


def test_old_and_accepted_migrations_are_not_asked_and_every_other_is():
    before, accepted = {"cases": "0003_c"}, {"cases.0005_e": "the table is empty"}
    asked = [name for name in ("0003_c", "0004_d", "0005_e", "0006_f") if lint.is_asked(("cases", name), before, accepted)]
    assert asked == ["0004_d", "0006_f"]
    assert lint.is_asked(("new", "0001_initial"), before, accepted)


def test_what_is_listed_exists_and_has_its_reason():
    lists, names = lint.listed(), {".".join(key) for key in lint.own(lint.loader())}
    assert {f"{app}.{name}" for app, name in lists["before"].items()} <= names
    assert lists["accepted"].keys() | lists["irreversible"].keys() <= names
    assert all((lists["accepted"] | lists["irreversible"]).values())


def test_history_is_a_line():
    found = lint.loader()
    apps = {app for app, _ in lint.own(found)}
    assert {app: len(found.graph.leaf_nodes(app)) for app in apps} == dict.fromkeys(apps, 1)
    for key in lint.own(found):
        parents = [parent for parent in found.graph.nodes[key].dependencies if parent[0] == key[0]]
        assert len(parents) == (0 if key[1].startswith("0001") else 1), key


def test_a_migration_goes_back_or_says_why_not():
    found = lint.loader()
    ways = {".".join(key) for key in lint.own(found) if lint.irreversible(found.graph.nodes[key])}
    assert ways == set(lint.listed()["irreversible"])


@pytest.fixture
def another(transactional_db):
    """The connection turned to an empty copy of the database, as its owner; it is dropped at the end."""
    first = connection.settings_dict["NAME"]
    become(None)
    address = {"host": connection.settings_dict["HOST"], "user": connection.settings_dict["USER"], "dbname": "postgres"}

    def run(statement):
        with psycopg.connect(**address, autocommit=True) as server:
            server.execute(statement)

    run(f"DROP DATABASE IF EXISTS {first}_back WITH (FORCE)")
    run(f"CREATE DATABASE {first}_back TEMPLATE {first}")
    connection.settings_dict["NAME"] = f"{first}_back"
    yield
    connection.close()
    connection.settings_dict["NAME"] = first
    run(f"DROP DATABASE IF EXISTS {first}_back WITH (FORCE)")
    become(HOUSE_ROLE)


def test_the_last_migration_of_each_app_goes_back_and_forth(another):
    found = lint.loader()
    leaves = found.graph.leaf_nodes()
    tables = set(connection.introspection.table_names())
    last = [key for key in leaves if key in lint.own(found) and ".".join(key) not in lint.listed()["irreversible"]]
    parents = {key: [one for one in found.graph.nodes[key].dependencies if one[0] == key[0]] for key in last}
    gone = {key for key in last if parents[key]}
    fallen = {one for key in gone for one in found.graph.backwards_plan(key)}
    before = [parent for key in gone for parent in parents[key] if parent not in fallen]
    assert gone <= {(one.app_label, one.name) for one, is_backwards in MigrationExecutor(connection).migration_plan(before) if is_backwards}
    MigrationExecutor(connection).migrate(before)
    assert not gone & set(MigrationRecorder(connection).applied_migrations())
    MigrationExecutor(connection).migrate(leaves)
    assert MigrationExecutor(connection).migration_plan(leaves) == []
    assert set(connection.introspection.table_names()) == tables


def test_a_migration_waits_two_seconds_for_a_lock_and_no_longer(another, monkeypatch):
    class Locked(migrations.Migration):
        operations = (migrations.RunSQL("LOCK TABLE cases_case", migrations.RunSQL.noop),)

    found = {}

    def ask(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            found["lock_timeout"] = cursor.fetchone()[0]
            with transaction.atomic():
                cursor.execute("LOCK TABLE cases_case")

    monkeypatch.setattr(MigrationExecutor, "migrate", ask)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args, **kwargs: [(Locked("locked", "cases"), False)])
    given = connection.settings_dict
    with psycopg.connect(host=given["HOST"], user=given["USER"], dbname=given["NAME"]) as other:
        other.execute("LOCK TABLE cases_case IN ACCESS SHARE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            call_command("migrate", lock_timeout="200ms", verbosity=0)
    assert found["lock_timeout"] == "200ms"
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "0"
