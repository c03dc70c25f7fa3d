"""Exports of rows (DP-6): asked for with a purpose, approved by a second person, fetched for a day, written by the database.

A row is a case. It has no name, no code, no text that somebody typed; the child is a pseudonym that holds within one export only,
the birth date an age band, the place a state, an instant its month.
"""

import csv
import hashlib
import io
import os
import re
import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pyzipper
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.demonstration import mark
from accounts.models import User
from accounts.roles import PROTECTION_AUTHORITIES, may, require
from audit.models import Kind
from audit.services import record, record_read
from audit.wall import verb
from cases.services.base import refuse
from reports import database
from reports.faces.sheets import FORMULA_STARTS, neutral
from reports.indicators.base import REAL
from reports.models import LEAST_PURPOSE, Export, ExportFile, ExportState
from reports.question import UNITS, units_below
from reports.rules import ADULT, AGE_BANDS, UNKNOWN, month_after
from reports.services.notices import announce

LASTS = timedelta(hours=24)  # from the approval
MOST_AN_HOUR = 5  # requests of one person
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # of passphrases: thirty-two

YEARS = """CASE WHEN child.birth_date IS NOT NULL AND child.birth_precision IN ('exact', 'year_month', 'year')
    THEN EXTRACT(YEAR FROM age(c.opened_at::date, child.birth_date))
    WHEN child.declared_age IS NOT NULL
    THEN child.declared_age + COALESCE(EXTRACT(YEAR FROM age(c.opened_at::date, child.declared_on)), 0) END"""
BANDS = " ".join(f"WHEN years BETWEEN {least} AND {most} THEN '{band}'" for band, (_group, least, most) in AGE_BANDS.items())

# column of the file -> its expression; none of them is a text that somebody typed.
COLUMNS = {
    "child": "left(encode(sha256(%(key)s::bytea || sha256(%(key)s::bytea || uuid_send(child_id))), 'hex'), 16)",
    "state": "state",
    "opened": "to_char(opened_at, 'YYYY-MM')",
    "closed": "to_char(closed_at, 'YYYY-MM')",
    "age": f"CASE WHEN years IS NULL THEN '{UNKNOWN}' {BANDS} WHEN years >= 18 THEN '{ADULT}' ELSE '{UNKNOWN}' END",
    "sex": "sex",
    "nationality": "nationality",
    "accompaniment": "accompaniment",
    "migration_status": "migration_status",
    "asylum": "asylum_status",
    "step": "step",
    "status": "status",
    "risk": "risk_level",
    "closure_reason": "closure_reason",
    "durable_solution": "durable_solution",
}
FROM = f"""
FROM cases_case c JOIN accounts_organisation o ON o.id = c.unit_id JOIN cases_child child ON child.id = c.child_id
WHERE c.opened_at >= %(since)s AND c.opened_at < %(until)s AND {REAL} AND c.unit_id {UNITS}
"""
ROWS = f"""
SELECT {", ".join(f"{expression} AS {name}" for name, expression in COLUMNS.items())} FROM (
    SELECT c.opened_at, c.closed_at, c.accompaniment, c.migration_status, c.asylum_status, c.step, c.status, c.risk_level, c.closure_reason,
        c.durable_solution, COALESCE(child.merged_into_id, child.id) AS child_id, child.sex, child.nationality, o.state, {YEARS} AS years
    {FROM} LIMIT %(most)s
) cases
"""
NUMBER = f"SELECT count(*) FROM (SELECT 1 {FROM} LIMIT %(most)s + 1) rows"
STARTS = "".join(start for start in FORMULA_STARTS if start != "\0")  # no text of PostgreSQL holds that one


def may_request(user: User) -> bool:
    """Tell whether `user` may ask for rows: by role, and only within an authority that protects children."""
    return may(user, "export.request") and user.organisation.org_type in PROTECTION_AUTHORITIES


@verb
def request_export(*, since, until, purpose: str, by: User, now: datetime) -> Export:
    """Put on record that `by` asks for the rows of their organisation; nothing can be fetched before somebody else approves it."""
    require(by, "export.request")
    if not may_request(by):
        raise PermissionDenied("export.request")
    purpose = purpose.strip()
    if len(purpose) < LEAST_PURPOSE:
        refuse(_("DP-6: say what the rows are for, in %(count)s letters or more.") % {"count": LEAST_PURPOSE}, field="purpose", code="DP-6")
    if until < since:
        refuse(_("The period ends before it begins."), field="until")
    User.objects.select_for_update().get(pk=by.pk)  # requests of one person are counted one after the other
    if Export.objects.filter(requested_by=by, requested_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        refuse(_("You asked for %(count)s exports in the last hour: wait before you ask for another.") % {"count": MOST_AN_HOUR})
    export = Export(organisation=by.organisation, since=since, until=until, purpose=purpose, requested_by=by, requested_at=now)
    if rows_of(export) > settings.EXPORT_ROWS:
        refuse(_("These are more than %(count)s rows: ask for a shorter period.") % {"count": settings.EXPORT_ROWS}, field="until")
    export.created_by = by
    export.save()
    _note("export.request", export, by, now, reason=purpose)
    return export


@verb
def approve_export(*, export: Export, by: User, now: datetime) -> Export:
    """Let the one who asked fetch the rows for a day: from now on, or once the worker has written them where they are many."""
    export = _to_decide(export, by)
    export.state, export.expires_at, export.key = ExportState.APPROVED, now + LASTS, os.urandom(32)
    export = _decided(export, "export.approve", by, now)
    if rows_of(export) > settings.EXPORT_ROWS_AT_ONCE:
        ExportFile.objects.create(export=export)
        app.configure_task("reports.tasks.write_export").defer(export=str(export.pk))
    else:
        announce(export.requested_by, "reports:export", export.pk)
    return export


@verb
def refuse_export(*, export: Export, reason: str, by: User, now: datetime) -> Export:
    """Refuse the rows, with the reason that the one who asked reads."""
    export = _to_decide(export, by)
    if not reason.strip():
        refuse(_("Say why the rows are not given."), field="reason")
    export.state, export.reason = ExportState.REFUSED, reason.strip()
    return _decided(export, "export.refuse", by, now)


def _to_decide(export: Export, by: User) -> Export:
    """Return the export, locked, if `by` may decide on it and nobody has: of two approvals at once one takes effect."""
    require(by, "export.approve")
    found = Export.objects.visible_to(by).select_for_update(of=("self",)).get(pk=export.pk)
    if found.requested_by_id == by.pk:
        refuse(_("DP-6: nobody approves what they asked for themselves."), code="DP-6")
    if found.state != ExportState.REQUESTED:
        refuse(_("Somebody has decided on this export already."))
    return found


def _decided(export: Export, action: str, by: User, now: datetime) -> Export:
    export.decided_by, export.decided_at = by, now
    export.save()
    _note(action, export, by, now, reason=export.reason)
    return export


def _note(action: str, export: Export, by: User, now: datetime, reason: str = "") -> None:
    detail = {"since": str(export.since), "until": str(export.until)}
    record(actor=by, action=action, target=export, reason=reason, detail=detail, now=now)


def forget_ended(*, now: datetime) -> int:
    """Forget the files and the keys of the exports that have ended: their pseudonyms cannot be made again. Returns how many."""
    ExportFile.objects.filter(export__expires_at__lte=now).delete()
    return Export.objects.filter(key__isnull=False, expires_at__lte=now).update(key=None)


def prepare_file(*, export_id, now: datetime) -> None:
    """Write the file of a long export, saying how far it is, and tell who asked for it; a second call for the same changes nothing.

    Where it fails nothing stands in the way: the file is then written when it is fetched, as that of a short export.
    """
    waiting = Export.objects.filter(file__content=None).select_related("organisation", "requested_by", "decided_by")
    export = waiting.filter(pk=export_id).first()
    if not export or not export.is_open(now):
        return
    out, person = io.BytesIO(), export.requested_by
    try:
        with translation.override(person.language), timezone.override(ZoneInfo(export.organisation.time_zone)):
            rows = write_rows(export, out, now=now, tell=ExportFile.objects.filter(pk=export_id, content=None).update)
        with transaction.atomic():
            file = ExportFile.objects.select_for_update().get(pk=export_id, content=None)
            file.content, file.rows, file.progress = out.getvalue(), rows, 100
            file.save()
            announce(person, "reports:export", export_id)
    except ExportFile.DoesNotExist:
        return  # another call was faster, or its day is over
    except Exception:
        with transaction.atomic():
            ExportFile.objects.filter(pk=export_id, content=None).delete()
            announce(person, "reports:export", export_id)
        raise


@verb
def write_file(*, export: Export, by: User, out, now: datetime, passphrase: str = "") -> str:
    """Write the file of an approved export to `out`, put it on record with its hash, and return that.

    With a passphrase it is a ZIP locked with it (AES-256), to be carried by hand; the passphrase is kept nowhere.

    `out` is a binary file: nothing of it is given away before the record is written, and if that fails nothing is.
    Raises Export.DoesNotExist for whoever did not ask for it, ValidationError once it has ended.
    """
    require(by, "export.request")
    if not may_request(by):
        raise PermissionDenied("export.request")
    export = Export.objects.visible_to(by).select_related("organisation", "requested_by", "decided_by").get(pk=export.pk, requested_by=by)
    if not export.is_open(now) or not by.is_over(export.organisation_id):
        refuse(_("The link has ended: a file can be fetched for 24 hours after its approval. Ask for it again."))
    if export.is_being_written:
        refuse(_("The file is being written: the page says how far it is."))
    digest = hashlib.sha256()
    if passphrase:
        refuse_weak(passphrase)
        plain = io.BytesIO()
        rows = _written(export, plain, now)
        _Hashed(out, digest).write(locked(plain.getvalue(), f"export-{export.reference}.csv", passphrase))
    else:
        rows = _written(export, _Hashed(out, digest), now)
    detail = {"rows": rows, "sha256": digest.hexdigest(), "purpose": export.purpose} | ({"locked": True} if passphrase else {})
    record_read(actor=by, action="export.fetch", subjects=[], target=export, kind=Kind.EXPORT, detail=detail)
    return digest.hexdigest()


def _written(export: Export, out, now: datetime) -> int:
    """Write what the worker wrote, or the rows as they are now where there are few; return how many."""
    if not export.is_long:
        return write_rows(export, out, now=now)
    out.write(export.file.content)
    return export.file.rows


def new_passphrase() -> str:
    """Return a passphrase of a hundred random bits, in letters and digits that are not taken for each other."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(5))


def refuse_weak(passphrase: str) -> None:
    """Refuse a passphrase that is not one of ours: what people choose is guessed."""
    if not re.fullmatch(f"([{LETTERS}]{{4}}-){{4}}[{LETTERS}]{{4}}", passphrase):
        refuse(_("Take the passphrase that the page proposes: it cannot be guessed."))


def locked(content: bytes, name: str, passphrase: str) -> bytes:
    """Return a ZIP with that one file, which opens with the passphrase alone: AES-256, as 7-Zip and others read it."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as packet:
        packet.setpassword(passphrase.encode())
        packet.setencryption(pyzipper.WZ_AES, nbits=256)
        packet.writestr(name, content)
    return out.getvalue()


class _Hashed:
    """A file that hashes what it is given."""

    def __init__(self, out, digest):
        self.out, self.digest = out, digest

    def write(self, content) -> None:
        self.digest.update(content)
        self.out.write(content)


def write_rows(export: Export, out, *, now: datetime, tell: Callable[..., object] | None = None) -> int:
    """Write the watermark and the rows of an export to the binary file `out` and return how many rows: memory stays flat.

    The database writes the lines (COPY); what it sends is passed on piece by piece. Where somebody wants to know how far it is, it
    writes month by month, and before each `tell(progress=)` is called with a number of one hundred.
    """
    head, rows = io.StringIO(), 0
    lines = csv.writer(head)
    lines.writerows([neutral(cell) for cell in line] for line in watermark(export, now))
    lines.writerow([])
    lines.writerow(COLUMNS)
    out.write(head.getvalue().encode())
    statement, values = f"COPY ({_neutral_rows()}) TO STDOUT (FORMAT csv)", _values(export)
    pieces = _months(export) if tell else [(values["since"], values["until"])]
    for number, (first, next_first) in enumerate(pieces):
        if tell:
            tell(progress=100 * number // len(pieces))
        values |= {"since": first, "until": next_first, "most": settings.EXPORT_ROWS - rows}
        # Bound before: the cursor of Django that notes statements (DEBUG) copies without parameters.
        with database.cursor() as cursor, cursor.copy(cursor.mogrify(statement, values)) as copy:
            for piece in copy:
                out.write(piece)
                rows += bytes(piece).count(b"\n")  # no cell holds one
    return rows


def watermark(export: Export, now: datetime):
    """Yield the first lines of the file: what it is, whose it is and what it may be used for."""
    if invented := mark():
        yield [invented]
    yield [_("Rows without names of cases opened"), f"{export.since} – {export.until}", export.organisation.name]
    yield [
        _("Given to"),
        f"{export.requested_by.full_name} <{export.requested_by.email}>",
        timezone.localtime(now).isoformat(timespec="minutes"),
    ]
    yield [_("Approved by"), export.decided_by.full_name, timezone.localtime(export.decided_at).isoformat(timespec="minutes")]
    yield [_("For this purpose and no other"), " ".join(export.purpose.split())]
    yield [_("Export"), export.reference, _("Do not pass it on; destroy it when the purpose is met.")]


def rows_of(export: Export) -> int:
    """Return how many rows it has: one more than are allowed where it has more."""
    with database.cursor() as cursor:
        cursor.execute(NUMBER, _values(export))
        return cursor.fetchone()[0]


def _neutral_rows() -> str:
    """The statement of the rows whose cells no spreadsheet runs as formulas."""
    cells = (f"CASE WHEN {name} <> '' AND strpos(%(starts)s, left({name}, 1)) > 0 THEN '''' || {name} ELSE {name} END" for name in COLUMNS)
    return f"SELECT {', '.join(cells)} FROM ({ROWS}) rows"


def _months(export: Export) -> list[tuple[datetime, datetime]]:
    """The months of the period, of the first and the last only its days: each from an instant to the next."""
    days, end = [export.since], export.until + timedelta(days=1)
    while (first := month_after(days[-1], 1)) < end:
        days.append(first)
    return list(pairwise(_midnight(export, day) for day in (*days, end)))


def _midnight(export: Export, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(export.organisation.time_zone))


def _values(export: Export) -> dict:
    return {
        "since": _midnight(export, export.since),
        "until": _midnight(export, export.until + timedelta(days=1)),
        "units": units_below(export.organisation),
        "key": bytes(export.key or b""),
        "most": settings.EXPORT_ROWS,
        "starts": STARTS,
    }
