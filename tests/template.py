"""The migrated database that every test database is a copy of: made once, and again when a migration changes.

Migrating an empty database takes a quarter of a minute, copying one a moment. Whatever a copy lacks is migrated as ever.
"""

import ast
import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = settings.BASE_DIR
PREFIX = "migrated_"
# Beside the migrations and what they import: which apps there are, and of which releases what migrates them is.
ALSO = ("idc_atd/settings.py", "requirements.txt", "tests/template.py")


def prepare() -> None:
    """Let the test database be made from the template of the present migrations; make that where it is missing."""
    name = f"{PREFIX}{key()}"
    with (settings.VAR_DIR / "tests-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = _names()
        if name not in known:
            for stale in known:
                _run(f'DROP DATABASE "{stale}"')
            _make(name)
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def key() -> str:
    """Return what changes with the migrations and whatever they import of ours."""
    whole = hashlib.sha256()
    for path in sorted({*_sources(), *(ROOT / name for name in ALSO)}):
        whole.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return whole.hexdigest()[:16]


def _sources() -> set[Path]:
    """Return the files of the migrations and of every module of ours that they lead to."""
    waiting = [path for path in ROOT.glob("*/migrations/*.py") if path.parts[-3] != "tests"]
    found = set(waiting)
    while waiting:
        for name in _imported(waiting.pop()):
            path = _file(name)
            if path and path not in found:
                found.add(path)
                waiting.append(path)
    return found


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            package = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            module = ".".join([*package, *([node.module] if node.module else [])])
            names |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return names


def _file(module: str) -> Path | None:
    stem = ROOT.joinpath(*module.split("."))
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()), None)


def _names() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return [name for (name,) in cursor.fetchall()]


def _run(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _make(name: str) -> None:
    """Migrate an empty database under another name, so that one half made is never copied."""
    served, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    meant = test["NAME"]
    test["NAME"] = f"{PREFIX}unfinished"
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        test["NAME"] = meant
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = served
    _run(f'ALTER DATABASE "{PREFIX}unfinished" RENAME TO "{name}"')
