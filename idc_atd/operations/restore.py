"""Bringing a backup back: into a database and a folder that are empty, and nowhere else; then whether all of it came."""

import hashlib
import io
import json
import re
import subprocess
import tarfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from audit import chain
from files import disk
from files.services import compared
from idc_atd.operations import tables
from idc_atd.operations.archive import Opening

A_FILE = re.compile(r"^files/([0-9a-f]{32})$")
A_PIECE = re.compile(r"^dump/(\d{6})$")


class CannotRestore(Exception):
    """The place is not empty, or the archive is not whole."""


def bring_back(path: Path) -> dict:
    """Restore the archive; return what it says of itself. A fault before the rows are whole leaves the database empty."""
    if found := tables.names():
        raise CannotRestore(f"The database is not empty: it has {len(found)} tables, {found[0]} among them.")
    if found := disk.names():
        raise CannotRestore(f"The folder of files is not empty: {len(found)} lie in {disk.root()}.")
    with path.open("rb") as source, tarfile.open(mode="r|", fileobj=io.BufferedReader(Opening(source, settings.BACKUP_KEYS))) as tar:
        first = tar.next()
        if first is None or first.name != "about.json":
            raise CannotRestore("The archive does not say what it is.")
        about = json.load(tar.extractfile(first))
        tables.make_roles(about["roles"])
        connection.close()
        member, dump = _restore_rows(tar)
        count = 0
        while member is not None and (found := A_FILE.match(member.name)):
            disk.put(found[1], tar.extractfile(member).read())
            count += 1
            member = tar.next()
        if member is None or member.name != "end.json":
            raise CannotRestore("The archive ends before its end.")
        end = json.load(tar.extractfile(member))
        if tar.next() is not None:
            raise CannotRestore("Something follows the end of the archive.")
    if end["dump"] != dump or count + len(end["without"]) != about["files"]:
        raise CannotRestore("What came is not what the archive says.")
    return about | end


def _restore_rows(tar: tarfile.TarFile) -> tuple[tarfile.TarInfo | None, str]:
    """Give the dump to pg_restore, which keeps all of it or nothing; return the member that follows and the hash of what was given."""
    command = [
        tables.program("pg_restore"),
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={connection.settings_dict['NAME']}",
    ]
    seen, number = hashlib.sha256(), 0
    with subprocess.Popen(command, env=tables.environment(), stdin=subprocess.PIPE) as target:  # noqa: S603 - our own program, no shell
        try:
            while (member := tar.next()) is not None and (found := A_PIECE.match(member.name)):
                if int(found[1]) != number:
                    raise CannotRestore("A piece of the dump is missing.")
                piece = tar.extractfile(member).read()
                seen.update(piece)
                target.stdin.write(piece)
                number += 1
        except BrokenPipeError:
            member = None  # it ended by itself, and has said why
        except BaseException:
            target.kill()
            raise
        target.stdin.close()
    if target.returncode:
        raise CannotRestore("pg_restore failed: the reason is above. The database is as it was.")
    return member, seen.hexdigest()


def wrong_after(about: dict) -> list[str]:
    """Return what is not as the archive says: rows by table, the record and its head, every attachment opened."""
    there, found = about["counts"], tables.counts()
    unlike = (name for name in sorted(found.keys() | there.keys()) if found.get(name) != there.get(name))
    wrong = [f"{name}: {there.get(name)} rows in the archive, {found.get(name)} here" for name in unlike]
    verdict = chain.verify([chain.Head(**about["head"])])
    if verdict.broken is not None:
        wrong.append(f"the record is broken at {verdict.broken}: {verdict.why}")
    files = compared(is_opened=True)
    wrong += [f"a file is missing: {name}" for name in files.rows_without_file]
    wrong += [f"a file does not open: {name}" for name in files.unreadable]
    return wrong
