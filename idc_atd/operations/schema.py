"""Whether the database has every migration of this code: what the files say is read once, what is applied by one query."""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader


@cache
def newest() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app, as the files have them."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def missing(alias: str = DEFAULT_DB_ALIAS) -> tuple[str, ...]:
    """Return the last migrations that are not applied; a database of a later release than this code lacks none."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        applied = set()
        if cursor.fetchone()[0]:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    return tuple(sorted(f"{app}.{name}" for app, name in newest() - applied))
