"""Keeping a file and giving it out again; whether the person may was asked before, by the app whose file it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from audit.wall import verb
from files import disk, scanning
from files.checks import Checked, checked
from files.choices import Scan
from files.models import StoredFile
from files.refusals import refuse
from files.rules import MEGABYTE, plain_name
from sealing import BadSeal, decrypted, encrypted, new_key, seal, unseal

log = structlog.get_logger()

UNDER_WAY = timedelta(hours=1)  # a file without a row is so long taken for one whose row is about to come
MOST_SCANNED = 200  # files of one round


@dataclass(frozen=True)
class Kept:
    """A file that was kept, and whether an electronic signature of it ended with what was taken out."""

    file: StoredFile
    was_signed: bool


class Sent(NamedTuple):
    """A file as somebody's browser sent it."""

    name: str
    declared: str
    content: bytes


class Seen(NamedTuple):
    """A file that was looked at: what would be kept of it, and what the scanner said."""

    found: Checked
    scan: Scan


def keep_all(*, sent: Sequence[Sent], by: User, now: datetime, field: str) -> list[Kept]:
    """Keep every file or none; one that is refused is refused by its name where there are several.

    All are looked at before the first is kept: the scanner takes its time, and nobody else waits for it.
    """
    seen: list[Seen] = []
    kept: list[Kept] = []
    try:
        for one in sent:
            seen.append(look_at(**one._asdict()))  # noqa: PERF401 - the one that fails is told by its place
        for one in seen:
            kept.append(_store(one, by=by, now=now))  # noqa: PERF401 - those before the one that fails are undone
    except ValidationError as refusal:
        undo(kept)
        name = plain_name(sent[len(kept) if len(seen) == len(sent) else len(seen)].name)
        words = refusal.messages if len(sent) == 1 else [f"{name}: {message}" for message in refusal.messages]
        raise ValidationError({field: words})
    except BaseException:
        undo(kept)
        raise
    return kept


def undo(kept: Sequence[Kept]) -> None:
    """Remove the files of a transaction that is about to be undone."""
    for one in kept:
        disk.drop(one.file.pk.hex)


def keep(*, name: str, declared: str, content: bytes, by: User, now: datetime) -> Kept:
    """Check, clean, seal and keep a file; raise Refused with the reason, or disk.NoRoom, and keep nothing."""
    return _store(look_at(name=name, declared=declared, content=content), by=by, now=now)


def look_at(*, name: str, declared: str, content: bytes) -> Seen:
    """Check and clean a file and have it scanned, as it was sent and as it would be kept; raise Refused with the reason."""
    found = checked(name, declared, content)
    scan = scanning.scanned(content)
    if scan == Scan.CLEAN and found.content != content:
        scan = scanning.scanned(found.content)
    if scan == Scan.INFECTED:
        refuse(_("A virus was found in this file. It was not kept; have the device it comes from looked after."), "virus")
    return Seen(found, scan)


@verb
def _store(seen: Seen, *, by: User, now: datetime) -> Kept:
    found = seen.found
    _refuse_beyond_day(by, len(found.content), now)
    file = StoredFile(kind=found.kind, size=len(found.content), sha256=found.sha256, stored_by=by, stored_at=now, scan=seen.scan)
    file.scanned_at = now if file.scan == Scan.CLEAN else None
    key = new_key()
    file.name, file.key = seal(found.name.encode(), file.context("name")), seal(key, file.context("key"))
    disk.put(file.pk.hex, encrypted(key, found.content, file.context("content")))
    try:
        file.save(force_insert=True)
    except BaseException:
        disk.drop(file.pk.hex)
        raise
    return Kept(file, found.was_signed)


def _refuse_beyond_day(by: User, size: int, now: datetime) -> None:
    """Refuse more than one person may send in a day, where that person is; two requests of theirs wait for each other."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    start = datetime.combine(by.organisation.day_of(now), time(), tzinfo=ZoneInfo(by.organisation.time_zone))
    today = StoredFile.objects.filter(stored_by=by, stored_at__gte=start).aggregate(size=Sum("size"))["size"] or 0
    if today + size > settings.FILES_A_DAY * MEGABYTE:
        words = _("You have sent as much as one person may in a day: %(most)s MB. Send the rest tomorrow, or let a colleague send it.")
        refuse(words % {"most": settings.FILES_A_DAY}, "day")


def name_of(file: StoredFile) -> str:
    """Return the name that the file came with."""
    return unseal(file.name, file.context("name")).decode()


def content_of(file: StoredFile) -> bytes:
    """Return the bytes of a file that may be given out; raise ValidationError for one that waits for the scanner or has a virus."""
    if not file.is_given_out:
        raise ValidationError(file.get_scan_display(), code="scan")
    return opened(file)


def opened(file: StoredFile) -> bytes:
    """Return the bytes of a file, or raise BadSeal, or FileNotFoundError."""
    key = unseal(file.key, file.context("key"))
    return decrypted(key, disk.get(file.pk.hex), file.context("content"))


def scan_waiting(*, now: datetime) -> int:
    """Have the scanner look at what waits for it, the first first; return how many it looked at.

    A file that does not open waits on, and the log says so: `manage.py files check --open` names it, the others are not kept waiting.
    """
    done = 0
    for pk in list(StoredFile.objects.filter(scan=Scan.WAITING).order_by("stored_at").values_list("pk", flat=True)):
        if done == MOST_SCANNED:
            break
        with transaction.atomic():
            file = StoredFile.objects.select_for_update(skip_locked=True).filter(pk=pk, scan=Scan.WAITING).first()
            if file is None:
                continue
            try:
                content = opened(file)
            except (BadSeal, FileNotFoundError):
                log.error("file_unreadable", file=file.pk.hex)
                continue
            file.scan = scanning.scanned(content)
            if file.scan == Scan.WAITING:
                break  # it cannot be asked: the rest waits too
            file.scanned_at = now
            file.save(update_fields=["scan", "scanned_at"])
            record(actor=None, action=f"file.{file.scan}", target=file, now=now)
            done += 1
    return done


@dataclass(frozen=True)
class Compared:
    """How the disk and the rows agree: ids and names of what has no other half, and of what does not open."""

    files: int
    rows_without_file: list[str]
    files_without_row: list[str]
    unreadable: list[str]

    @property
    def is_sound(self) -> bool:
        return not (self.rows_without_file or self.files_without_row or self.unreadable)


def compared(*, is_opened: bool = False) -> Compared:
    """Compare the disk with the rows, and with `is_opened` open every file; what is being written counts on neither side."""
    settled = set(disk.older_than(UNDER_WAY.total_seconds()))
    rows = {pk.hex for pk in StoredFile.objects.values_list("pk", flat=True)}
    there = disk.names()  # after the rows: a file is there before its row
    unreadable = []
    if is_opened:
        every = StoredFile.objects.iterator()
        unreadable = [file.pk.hex for file in every if file.pk.hex in there and not _opens(file)]
    return Compared(len(there), sorted(rows - there), sorted(settled - rows), unreadable)


def _opens(file: StoredFile) -> bool:
    try:
        return bool(opened(file))
    except BadSeal:
        return False


def sweep() -> int:
    """Remove the files whose row never came, as after a crash between the two; return how many.

    Never where no row is seen at all: then it is the rows that are missing.
    """
    strays = compared().files_without_row
    if not strays or not StoredFile.objects.exists():
        return 0
    for name in strays:
        disk.drop(name)
    return len(strays)
