"""Migrations that would lock or rewrite a table in use, or break the release that still serves: the SQL of each, read by squawk.

What is older than the list of idc_atd/operations/migrations.toml, and what is accepted there with a reason, is not asked.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

LISTED = Path(__file__).with_name("migrations.toml")
# What this house decides otherwise: statements are not repeated, names have a length, a migration waits two seconds for its locks
# (the command `migrate`) and runs in one transaction.
NOT_ASKED = (
    "prefer-robust-stmts",
    "prefer-text-field",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "require-timeout-settings",
    "require-enum-value-ordering",
)


def listed() -> dict:
    return tomllib.loads(LISTED.read_text())


def loader() -> MigrationLoader:
    """Return the migrations of the files; what is applied in a database is not asked."""
    found = MigrationLoader(None, replace_migrations=False)
    found.connection = connection  # to write SQL for, not to be asked
    return found


def own(found: MigrationLoader) -> list[tuple[str, str]]:
    """Return the migrations of our own apps, by name."""
    return sorted(key for key in found.graph.nodes if (settings.BASE_DIR / key[0] / "migrations").is_dir())


def is_asked(key: tuple[str, str], before: dict[str, str], accepted: dict[str, str]) -> bool:
    """Tell whether a migration is newer than the last of its app that is not asked, and not accepted by name."""
    app, name = key
    return name > before.get(app, "") and ".".join(key) not in accepted


def sql_of(found: MigrationLoader, key: tuple[str, str]) -> str:
    return "\n".join(found.collect_sql([(found.graph.nodes[key], False)]))


def said_of(sql: str) -> list[str]:
    """Return what squawk says of statements that run in one transaction on tables in use."""
    program = Path(sys.executable).with_name("squawk")
    command = [str(program), "--reporter=json", "--assume-in-transaction", "--pg-version=15.0", f"--exclude={','.join(NOT_ASKED)}"]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return [f"{one['rule_name']}: {one['message']}" for one in json.loads(done.stdout or "[]")]


def faults() -> Iterator[str]:
    """Yield what is wrong with each migration that is asked."""
    found, lists = loader(), listed()
    for key in own(found):
        if is_asked(key, lists["before"], lists["accepted"]):
            yield from (f"{'.'.join(key)}: {words}" for words in said_of(sql_of(found, key)))


def irreversible(migration: Migration) -> bool:
    return any(not operation.reversible for operation in migration.operations)
