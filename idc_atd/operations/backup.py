"""A backup: one sealed file with the rows of one instant (pg_dump) and every attachment they speak of.

Nothing of it is ever in the clear on a disk.
"""

import hashlib
import io
import json
import os
import subprocess
import tarfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from audit import chain
from audit.wall import HOUSE
from files import disk
from files.models import StoredFile
from idc_atd.operations import tables
from idc_atd.operations.archive import Sealing

PIECE = 4 << 20  # bytes of the dump in one member of the archive


def back_up(path: Path, *, now: datetime) -> dict:
    """Write the archive whole or not at all, readable by its owner alone; return what it says of itself."""
    if not settings.BACKUP_KEYS:
        raise ImproperlyConfigured("BACKUP_KEYS or BACKUP_KEY_FILE must name the key that seals backups: nothing is kept in the clear.")
    if hidden := tables.narrowed():
        raise ImproperlyConfigured(
            f"The login of DATABASE_URL is not shown every row of {len(hidden)} tables, {hidden[0]} among them: a backup would lack them."
            f" As a superuser: `GRANT {HOUSE} TO ...` or `ALTER ROLE ... BYPASSRLS`."
        )
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            sealed = Sealing(out, settings.BACKUP_KEYS)
            about = _write(sealed, now)
            sealed.finish()
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return about


def _write(sealed: Sealing, now: datetime) -> dict:
    """Write what the archive says of itself, the dump and the files; all of them are of one instant of the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        names = [pk.hex for pk in StoredFile.objects.order_by("pk").values_list("pk", flat=True)]
        about = {
            "made_at": now.isoformat(timespec="seconds"),
            "counts": tables.counts(),
            "head": asdict(chain.head()),
            "roles": tables.roles(),
            "files": len(names),
            "without": [],
        }
        with tarfile.open(mode="w|", fileobj=sealed, bufsize=tarfile.BLOCKSIZE) as tar:
            _add(tar, "about.json", json.dumps(about).encode())
            about["dump"] = _add_dump(tar, snapshot)
            for name in names:
                try:
                    _add(tar, f"files/{name}", disk.get(name))
                except FileNotFoundError:
                    about["without"].append(name)
            _add(tar, "end.json", json.dumps({"dump": about["dump"], "without": about["without"]}).encode())
    return about


def _add_dump(tar: tarfile.TarFile, snapshot: str) -> str:
    """Add the dump piece by piece as it comes; return its hash. Raises CalledProcessError where pg_dump fails."""
    left_out = [f"--exclude-table-data=public.{name}" for name in tables.PASSING]
    ruled = [] if tables.passes_policies() else ["--enable-row-security"]  # and every row is shown to it: back_up has asked
    command = [tables.program("pg_dump"), "--format=custom", "--no-owner", f"--snapshot={snapshot}", *ruled, *left_out]
    seen, number = hashlib.sha256(), 0
    with subprocess.Popen(command, env=tables.environment(), stdout=subprocess.PIPE) as dump:  # noqa: S603 - our own program, no shell
        while piece := dump.stdout.read(PIECE):
            seen.update(piece)
            _add(tar, f"dump/{number:06}", piece)
            number += 1
    if dump.returncode:
        raise subprocess.CalledProcessError(dump.returncode, command[0])
    return seen.hexdigest()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))
