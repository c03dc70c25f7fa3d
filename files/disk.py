"""The disk: a sealed file is written whole or not at all, under a name that says nothing, readable by its owner alone."""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import storages

PART = ".part"  # of the name of what is being written


class NoRoom(Exception):
    """The disk is full, or the quota that the system gives us is."""


def root() -> Path:
    """Return the folder where files lie: outside of what a web server serves."""
    return Path(storages["default"].location)


def path_of(name: str) -> Path:
    return root() / name[:2] / name


def put(name: str, box: bytes) -> None:
    """Write a file: temporary name, on the disk for good (fsync), then its own name. Raises NoRoom and leaves nothing."""
    path = path_of(name)
    part = path.with_name(name + PART)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(box)
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
        _settle(path.parent)
    except OSError as fault:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoRoom from fault
        raise


def _settle(folder: Path) -> None:
    """Have the disk keep the new name as well as the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def get(name: str) -> bytes:
    """Return what was written under that name, or raise FileNotFoundError."""
    return path_of(name).read_bytes()


def drop(name: str) -> None:
    """Remove a file, if it is there."""
    path_of(name).unlink(missing_ok=True)


def names() -> set[str]:
    """Return the names of all files; those that are being written end in `.part`."""
    return {path.name for path in _files()}


def older_than(seconds: float) -> Iterator[str]:
    """Yield the names of the files that were written longer ago than that: no transaction is still to bring their row."""
    limit = time.time() - seconds
    for path in _files():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                yield path.name


def _files() -> Iterator[Path]:
    return (path for path in root().glob("??/*") if path.is_file())
