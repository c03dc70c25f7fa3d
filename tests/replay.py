"""What a walk through the services wrote, written again as rows: a test begins where the walk ends, without its statements.

The rows are those of a walk that really was made, in an earlier test of this process. They are written once a test at
most and with their own keys, which no sequence gives twice; only the people and organisations are those of the test.
"""

import json
from functools import cache

from django.apps import apps
from django.db import connection

# Parts are written before the document that they belong to: its approval forbids to add any.
FIRST = (
    "cases_evaluationelement",
    "cases_evaluationoption",
    "cases_opinion",
    "cases_planline",
    "cases_planaction",
    "determinations_dossierelement",
    "determinations_dossieroption",
)
RECORDED: dict[tuple, tuple[dict, dict]] = {}  # what was walked -> its people and organisations, and its rows by table


class Stage:
    """The test that runs: whether it may still begin with rows of an earlier walk."""

    def __init__(self):
        self.is_free = False

    def __enter__(self):
        self.is_free = True

    def __exit__(self, *exception):
        self.is_free = False


STAGE = Stage()


@cache
def tables() -> list[str]:
    """Return every table of ours, the parts first."""
    ours = [model._meta.db_table for model in apps.get_models() if model._meta.managed]
    return [*FIRST, *(table for table in ours if table not in FIRST)]


def replayed(key: tuple, cast: dict[str, str], walk):
    """Return the key of the case that `walk()` gives, by its rows where it was walked before with another `cast` (name -> key).

    Only inside the transaction of a test, which undoes it all.
    """
    if not STAGE.is_free or not connection.in_atomic_block:
        return walk()
    STAGE.is_free = False
    if key not in RECORDED:
        before = _rows()
        case = walk()
        RECORDED[key] = (cast, case, _new(_rows(), before))
        return case
    recorded_cast, case, rows = RECORDED[key]
    _write(rows, {recorded_cast[name]: cast[name] for name in recorded_cast})
    return case


def _rows() -> dict[str, list[dict]]:
    """Return what this transaction wrote, by table."""
    one = "SELECT '{0}', to_jsonb(t)::text FROM {0} t WHERE t.xmin::text::bigint >= pg_current_xact_id()::text::bigint"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables()))
        found: dict[str, list] = {}
        for table, row in cursor.fetchall():
            found.setdefault(table, []).append(row)
    return found


def _new(after: dict, before: dict) -> dict[str, list]:
    known = {table: set(rows) for table, rows in before.items()}
    return {table: [row for row in rows if row not in known.get(table, ())] for table, rows in after.items()}


def _write(rows: dict[str, list], cast: dict[str, str]) -> None:
    statements, texts = [], []
    for table in tables():
        if rows.get(table):
            statements.append(f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s)")
            texts.append(f"[{','.join(rows[table])}]")
    whole = json.dumps(texts)
    for old, new in cast.items():
        whole = whole.replace(old, new)
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements), json.loads(whole))
