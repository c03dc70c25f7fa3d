"""Losing everything and coming back: from a sealed backup (promise 40), and to the second before a mistake (promise 41)."""

import os
import time

import psycopg
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from audit.services import record
from drills import PRIMARY
from drills.cluster import ARCHIVE, FOLDER, Cluster, until
from files import services
from sealing.keys import new_key_text
from tests.factories import NOW
from tests.files import samples

FILES = int(os.environ.get("FILES", "200"))


def timed(what: str, act) -> None:
    start = time.monotonic()
    act()
    print(f"  {what}: {time.monotonic() - start:.1f} s", flush=True)


def drill_backup(country) -> None:
    """Back up, restore into an empty database and an empty folder, compare."""
    print("backup and restore (promise 40)")
    settings.BACKUP_KEYS = [new_key_text()]
    person: User = country.supervisors[0]
    for number in range(FILES):
        services.keep(name=f"{number}.pdf", declared="", content=samples.pdf(), by=person, now=NOW)
        record(actor=person, action="drill.happened", now=NOW)
    path, first = FOLDER / "night.backup", connection.settings_dict["NAME"]
    timed("back up", lambda: call_command("backup", path))
    with psycopg.connect(PRIMARY.server.url("postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE restored")
    location = settings.STORAGES["default"]["OPTIONS"]["location"]

    def turn(name, folder):
        connection.close()
        connection.settings_dict["NAME"] = name
        settings.STORAGES["default"]["OPTIONS"]["location"] = folder
        storages._storages.clear()

    turn("restored", FOLDER / "restored-files")
    try:
        timed("restore and verify", lambda: call_command("restore", path, "--verify"))
    finally:
        turn(first, location)
        with psycopg.connect(PRIMARY.server.url("postgres"), autocommit=True) as server:
            server.execute("DROP DATABASE restored WITH (FORCE)")
        path.unlink(missing_ok=True)


def drill_instant(country) -> None:
    """Delete a case; go back to the instant before from a base backup and the archived log; the case is there."""
    print("back to the instant before a mistake (promise 41)")
    start = time.monotonic()
    restored = PRIMARY.copied("restored", "archive_mode = off\n")
    print(f"  base backup: {time.monotonic() - start:.1f} s", flush=True)
    case = PRIMARY.value("SELECT id FROM cases_case ORDER BY id LIMIT 1")
    instant = PRIMARY.value("SELECT clock_timestamp()::text")
    time.sleep(1)
    PRIMARY.ask(f"SET session_replication_role = replica; DELETE FROM cases_case WHERE id = '{case}'")
    last = PRIMARY.value("SELECT pg_walfile_name(pg_switch_wal())")
    count = "SELECT count(*) FROM cases_case WHERE id = %s"
    if PRIMARY.value(count, [case]) != 0:
        raise SystemExit("The case was not deleted.")

    def is_archived():
        return (ARCHIVE / last).exists()

    until(is_archived)
    start = time.monotonic()
    restored.configure(f"restore_command = 'cp {ARCHIVE}/%f %p'\nrecovery_target_time = '{instant}'\nrecovery_target_action = 'promote'\n")
    restored.signal_file("recovery.signal")
    restored.start()

    def is_back():
        return not restored.value("SELECT pg_is_in_recovery()")

    until(is_back)
    print(f"  to {instant}: {time.monotonic() - start:.1f} s", flush=True)
    if restored.value(count, [case]) != 1:
        raise SystemExit("FAILED: the case is not back.")
    print("  the case is back")
    restored.server.leave()


def standby_of(primary: Cluster, name: str) -> Cluster:
    """Return a streaming replica that answers."""
    return primary.copied(name, "archive_mode = off\nmax_standby_streaming_delay = 15min\n", "-R").start()
