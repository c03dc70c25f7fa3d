"""What the database itself holds, asked by raw SQL: the application's role and the rows nobody may change."""

import pytest
from django.db import DatabaseError, connection, transaction

from audit.services import record
from idc_atd.database import HOUSE_ROLE

CHANGES = ["UPDATE audit_event SET action = 'forged'", "DELETE FROM audit_event", "TRUNCATE audit_event"]


@pytest.fixture
def event(db):
    event = record(actor=None, action="test.happened")
    run("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # as a commit would: a table with pending triggers is not truncated
    return event


def run(sql: str) -> list[tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.django_db
def test_tests_run_as_the_application():
    assert run("SELECT current_user") == [(HOUSE_ROLE,)]


@pytest.mark.promise(26)
@pytest.mark.parametrize("change", CHANGES)
def test_application_has_no_grant_to_change_the_record(event, change):
    with pytest.raises(DatabaseError, match="permission denied for table audit_event"):
        run(change)
    assert run("SELECT action FROM audit_event") == [("test.happened",)]


@pytest.mark.promise(26)
@pytest.mark.parametrize("change", CHANGES)
def test_trigger_stops_even_the_owner(event, as_owner, change):
    with pytest.raises(DatabaseError, match="audit_event is append-only"):
        as_owner(change)
    assert run("SELECT action FROM audit_event") == [("test.happened",)]
    assert run("SELECT current_user") == [(HOUSE_ROLE,)]


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_no_change ON audit_event",
        "DROP FUNCTION forbid_change CASCADE",
        "SET session_replication_role = replica",
        "DROP TABLE audit_event",
        "CREATE TABLE loose (id int)",
    ],
)
def test_application_cannot_take_the_guards_away(event, change):
    with pytest.raises(DatabaseError, match="permission denied|must be owner"):
        run(change)


@pytest.mark.django_db(transaction=True)
def test_flush_between_tests_passes_the_guards_once():
    record(actor=None, action="test.happened")
    connection.ops.execute_sql_flush(['TRUNCATE "audit_event"'])
    assert run("SELECT count(*) FROM audit_event") == [(0,)]
    record(actor=None, action="test.happened")
    with pytest.raises(DatabaseError, match="permission denied"):
        run("DELETE FROM audit_event")


@pytest.mark.django_db
def test_every_table_is_readable_by_the_application():
    unreadable = run(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v') AND relnamespace = 'public'::regnamespace"
        " AND NOT has_table_privilege(current_user, oid, 'SELECT')"
    )
    assert unreadable == [("audit_change",)]  # what was overwritten is read by the owner alone


@pytest.mark.django_db
def test_letters_with_accents_fold_alike_on_every_machine():
    assert run("SELECT lower('ÁÑÜ'), 'MUÑOZ' ILIKE '%muñ%'") == [("áñü", True)]
