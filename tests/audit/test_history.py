"""Whatever overwrites or deletes a row leaves what it said, raw SQL included; the application can neither read nor write that."""

import json

import pytest
from django.apps import apps
from django.db import DatabaseError, Error, connection, transaction
from django.utils import timezone

from accounts.models import Submission, User
from accounts.roles import Role
from audit.history import BUT, NOT_KEPT, is_kept
from cases.models import Child
from tests.access_world import BUILDERS
from tests.factories import CaseFactory, UserFactory

pytestmark = pytest.mark.django_db

OURS = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
KEPT = [model for model in OURS if is_kept(model._meta.label)]
TRIGGERS = """
SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE proname = 'audit_keep' AND tgenabled = 'O'
"""
# Another value of a column, by its type; the first column that takes it is changed.
OTHER = {
    "text": "{0} || 'x'",
    "character varying": "{0} || 'x'",
    "boolean": "NOT {0}",
    "integer": "{0} + 1",
    "bigint": "{0} + 1",
    "timestamp with time zone": "{0} + interval '1 second'",
    "date": "{0} + 1",
    "jsonb": "'{{\"changed\": true}}'",
}


def run(sql: str, *parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def changes(as_owner):
    """The function that gives what was kept of a table, first to last."""
    sql = "SELECT verb, was, row_id FROM audit_change WHERE relation = %s ORDER BY id"
    return lambda table: [(verb, json.loads(was) if isinstance(was, str) else was, row) for verb, was, row in as_owner(sql, [table])]


@pytest.mark.promise(24)
def test_every_table_is_kept_or_says_why_not():
    found = set(run(TRIGGERS))
    tables = {model._meta.db_table for model in KEPT}
    assert found == {(table, f"{table}_keep_{verb}") for table in tables for verb in ("updated", "deleted")}
    labels = {model._meta.label for model in OURS}
    assert set(NOT_KEPT) <= labels | {label.partition(".")[0] for label in labels}
    assert set(BUT) <= tables
    columns = {model._meta.db_table: {field.column for field in model._meta.concrete_fields} for model in KEPT}
    assert all(set(but) <= columns[table] for table, but in BUT.items())
    assert len(tables) > 80


def is_changed(table: str, pk: str, since: int) -> str | None:
    """Change one column of every row in raw SQL, past every other trigger; return which, None where no column takes another value."""
    columns = run("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position", table)
    for column, kind in columns:
        if kind in OTHER and column not in (pk, *BUT.get(table, ())) and not column.endswith("_id"):
            try:
                with transaction.atomic():
                    run(f"UPDATE {table} SET {column} = {OTHER[kind].format(column)} WHERE {column} IS NOT NULL")
                    if run("SELECT 1 FROM audit_change WHERE relation = %s AND id > %s AND was ? %s", table, since, column):
                        return column
            except Error:  # a closed list, a unique value, a period
                continue
    return None


@pytest.mark.promise(24)
def test_a_change_by_raw_sql_leaves_what_stood_there(own_world, own_worlds):
    """Every table that the world of the access table fills is changed and emptied, whoever forbids it to the application."""
    world = own_world("follow_up")
    for build in BUILDERS.values():
        try:
            with transaction.atomic():
                build(world, world.person(Role.SUPERVISOR))
        except Exception:  # noqa: S112 - a thing of another step
            continue
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("RESET ROLE")
    filled, unmoved = [], []
    for model in KEPT:
        table, pk = model._meta.db_table, model._meta.pk.column
        if not (count := run(f"SELECT count(*) FROM {table}")[0][0]):
            continue
        filled.append(table)
        last = run("SELECT coalesce(max(id), 0) FROM audit_change")[0][0]
        with transaction.atomic():
            run("SET LOCAL session_replication_role = replica")  # foreign keys and guards stand aside
            run(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_keep_updated, ENABLE ALWAYS TRIGGER {table}_keep_deleted")
            if not is_changed(table, pk, last):
                unmoved.append(table)
            run(f"DELETE FROM {table}")
            deleted = run(
                "SELECT count(*) FROM audit_change WHERE relation = %s AND verb = 'DELETE' AND id > %s AND was ? %s", table, last, pk
            )
            assert deleted == [(count,)], table
            transaction.set_rollback(True)
    run("SET ROLE idc_atd_house")
    assert len(filled) > 50, filled
    assert unmoved == []


@pytest.mark.promise(24)
def test_a_change_of_many_rows_at_once_leaves_each(changes):
    people = [UserFactory(full_name=f"Persona {number}") for number in range(3)]
    User.objects.filter(pk__in=[person.pk for person in people]).update(role=Role.AUDITOR)
    for person in people:
        person.full_name = "Otra"
    User.objects.bulk_update(people, ["full_name"])
    kept = [was for verb, was, _row in changes("accounts_user") if verb == "UPDATE"]
    assert [sorted(was) for was in kept] == [["role"]] * 3 + [["full_name"]] * 3
    assert sorted(was["full_name"] for was in kept[3:]) == [f"Persona {number}" for number in range(3)]


def test_an_insert_and_a_change_of_nothing_leave_nothing(changes):
    case = CaseFactory()
    Child.objects.filter(pk=case.child_id).update(sex=case.child.sex)
    assert changes("cases_child") == []


def test_what_must_be_gone_is_not_kept(changes):
    person = UserFactory()
    person.set_password("another-long-password")
    person.last_login = timezone.now()
    person.save()
    assert not {"password", "last_login"} & {name for _verb, was, _row in changes("accounts_user") for name in was}
    Submission.objects.all().delete()
    assert changes("accounts_submission") == []


@pytest.mark.promise(24, 26)
@pytest.mark.parametrize(
    "change",
    [
        "SELECT * FROM audit_change",
        "INSERT INTO audit_change (relation, row_id, verb, was) VALUES ('x', '1', 'UPDATE', '{}')",
        "UPDATE audit_change SET was = '{}'",
        "DELETE FROM audit_change",
        "TRUNCATE audit_change",
        "ALTER TABLE cases_child DISABLE TRIGGER cases_child_keep_updated",
        "SELECT audit_keep()",
    ],
)
def test_the_application_can_neither_read_nor_write_what_was_kept(change):
    with pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic():
        run(change)


@pytest.mark.promise(26)
@pytest.mark.parametrize("change", ["UPDATE audit_change SET was = '{}'", "DELETE FROM audit_change", "TRUNCATE audit_change"])
def test_not_even_the_owner_changes_what_was_kept(change, as_owner):
    case = CaseFactory()
    Child.objects.filter(pk=case.child_id).update(indigenous_people="Mam")
    with pytest.raises(DatabaseError, match="audit_change is append-only"):
        as_owner(change)
