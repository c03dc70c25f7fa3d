"""The chain after a kill -9 of the server under load: no link broken, no number missing, nothing lost that was acknowledged."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from idc_atd.database import APP_ROLE
from idc_atd.embedded import Server

SECONDS = float(os.environ.get("CRASH_SECONDS", "2"))  # of load; `make soak` takes longer
WRITERS = 8
INSERT = """
INSERT INTO audit_event (at, kind, action, actor_role, subjects, target_type, target_id, reason, detail, request_id)
VALUES (now(), 'write', %s, '', '{}', '', '', '', '{}', '')
"""


@pytest.fixture
def server():
    """A server of its own whose data must not be lost, with the tables of the record."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # root's server runs as nobody
        server = Server(Path(name) / "postgres", scratch=False)
        server.join()
        try:
            assert "Running migrations" in manage(server, "migrate", "audit")
            yield server
        finally:
            server.leave()


def manage(server: Server, *arguments: str) -> str:
    """Run a command of the site, as the owner, on this server; return what it printed."""
    given = {"DATABASE_URL": server.url("idc_atd"), "DATABASE_ROLE": ""}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout + done.stderr


def write(server: Server, nth: int, acknowledged: list[str]) -> None:
    """Write events, one or three a transaction, until the server is gone; tell which it has acknowledged."""
    count = 0
    try:
        with psycopg.connect(server.url("idc_atd"), autocommit=True) as connection:
            connection.execute(f"SET ROLE {APP_ROLE}")
            while True:
                actions = [f"test.{nth}.{count + more}" for more in range(1 + 2 * (count % 2))]
                with connection.transaction():
                    for action in actions:
                        connection.execute(INSERT, [action])
                acknowledged += actions
                count += len(actions)
    except psycopg.OperationalError:
        return


@pytest.mark.promise(28)
def test_the_chain_is_whole_after_the_server_was_killed_under_load(server):
    acknowledged: list[list[str]] = [[] for _ in range(WRITERS)]
    writers = [threading.Thread(target=write, args=[server, nth, acknowledged[nth]]) for nth in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(SECONDS)
    postmaster = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    orphans = postmaster.children(recursive=True)
    postmaster.send_signal(signal.SIGKILL)
    for writer in writers:
        writer.join(60)
    psutil.wait_procs([postmaster, *orphans], timeout=60)
    again = Server(server.data, scratch=False)
    again.join()
    try:
        told = manage(again, "audit", "verify")
        with psycopg.connect(again.url("idc_atd")) as connection:
            kept = {action for (action,) in connection.execute("SELECT action FROM audit_event")}
            numbers = connection.execute("SELECT count(*), max(number) FROM audit_link").fetchone()
    finally:
        again.leave()
    promised = {action for actions in acknowledged for action in actions}
    assert told == f"The record is whole: {len(kept)} events, 0 heads kept elsewhere compared.\n"
    assert numbers == (len(kept), len(kept))
    assert all(acknowledged)
    assert promised <= kept
    print(f"{len(kept)} events, {len(promised)} acknowledged")
