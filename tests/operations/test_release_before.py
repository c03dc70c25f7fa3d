"""The release before works on the tables of this one: for minutes both run side by side (minutes: `make soak`, DRILLS=1)."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from idc_atd.embedded import Server
from idc_atd.operations import schema

DATABASE = "test_idc_atd"  # as the tests of the release before call theirs
SMOKE = [  # signing in, the list, the page of a case, notifying a child, deciding on it
    "tests/accounts/test_sign_in.py",
    "tests/cases/test_worklist.py",
    "tests/cases/test_pages_case.py",
    "tests/cases/test_pages_notification.py",
]
FEWEST = 30  # of them that must have run


def run(*command, folder: Path = settings.BASE_DIR, **environment: str) -> str:
    """Return what a program printed; fail with it where it failed."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {"cwd": folder, "env": clean | environment, "capture_output": True, "text": True, "check": False, "timeout": 1_200}
    done = subprocess.run(command, **given)  # noqa: S603 - our own programs and git
    assert done.returncode == 0, (done.stdout + done.stderr)[-5_000:]
    return done.stdout


def commit_before() -> str:
    """Return the last release; while there is none, the commit before the newest migration."""
    if tags := run("git", "tag", "--merged", "HEAD", "--sort=-creatordate").split():
        return tags[0]
    newest = run("git", "log", "-1", "--format=%H", "--", "*/migrations/0*.py").strip()
    return f"{newest}^"


@pytest.fixture
def before():
    """The release before, in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "before"
        run("git", "worktree", "add", "--quiet", "--detach", str(folder), commit_before())
        try:
            (folder / "static").mkdir(exist_ok=True)
            (folder / "static" / "build").symlink_to((settings.BASE_DIR / "static" / "build").resolve())
            run(sys.executable, "-m", "babel.messages.frontend", "-q", "compile", "-d", "locale", "-D", "django", folder=folder)
            yield folder
        finally:
            run("git", "worktree", "remove", "--force", str(folder))


@pytest.fixture
def server():
    """A server of its own, with a database of this release's tables."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # root's server runs as nobody
        server = Server(Path(name) / "postgres", scratch=True)
        server.join()
        try:
            with psycopg.connect(server.url("idc_atd"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            for command in ("migrate", "createcachetable"):
                run(sys.executable, "manage.py", command, DATABASE_URL=server.url(DATABASE), DATABASE_ROLE="", DEBUG="1")
            yield server
        finally:
            server.leave()


@pytest.mark.promise(42)
@pytest.mark.skipif("DRILLS" not in os.environ, reason="minutes: make soak")
def test_the_release_before_works_on_the_tables_of_this_one(server, before):
    newer = [(app, name) for app, name in schema.newest() if app_is_ours(app) and not (before / app / "migrations" / f"{name}.py").exists()]
    assert newer, "the release before has the same tables: nothing would be tried"
    with psycopg.connect(server.url(DATABASE)) as connection:
        if harm := os.environ.get("HARM"):  # to see this test fail: HARM="ALTER TABLE cases_case RENAME COLUMN code TO name"
            connection.execute(harm)
            connection.commit()
        applied = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
    assert set(newer) <= applied
    smoke = [path for path in SMOKE if (before / path).exists()]
    arguments = ["-m", "pytest", "-q", "--tb=short", "--reuse-db", "-p", "no:cacheprovider", *smoke]
    said = run(sys.executable, *arguments, folder=before, DATABASE_URL=server.url("idc_atd"))
    assert said.count(".") >= FEWEST, said
    with psycopg.connect(server.url(DATABASE)) as connection:  # it was this database, and nobody made it anew
        assert set(newer) <= set(connection.execute("SELECT app, name FROM django_migrations").fetchall())


def app_is_ours(app: str) -> bool:
    return (settings.BASE_DIR / app / "migrations").is_dir()
