"""Lists of notifications: checked cell by cell, then written as one, each folio once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.models import Organisation, User
from accounts.roles import require
from audit.services import record
from audit.wall import verb
from cases import columns, sheets
from cases.choices import ImportState, LocatedPlace
from cases.columns import COLUMNS, Day
from cases.models import Child, ChildIdentity, ImportBatch, Notification
from cases.services.base import refuse
from cases.services.intake import check_notification, next_codes, refuse_addressee, search_name, with_declared_day

AT_ONCE = 1_000  # rows a statement: between two of them the progress is reported
SILENCE = timedelta(minutes=2)  # after which a job that writes is taken for dead and may be started again
MOST_QUOTED = 80  # characters of a cell that an error quotes


@dataclass(frozen=True)
class Row:
    """A row that may be written: its number in the file, and what it says of whom."""

    number: int
    child: dict
    identity: dict
    notification: dict


@verb
def upload_batch(*, by: User, source_org: Organisation, unit: Organisation, filename: str, content: bytes, now: datetime) -> ImportBatch:
    """Keep a readable file with its columns guessed; nothing of it is written yet."""
    require(by, "notification.import")
    refuse_addressee(unit)
    try:
        sheet = sheets.read(filename, content)
    except ValidationError as refusal:
        raise ValidationError({"file": refusal.messages})
    batch = ImportBatch.objects.create(
        source_org=source_org,
        unit=unit,
        filename=filename[-200:],
        content=content,
        header=sheet.header,
        mapping=columns.guess(sheet.header, remembered(by)),
        rows_total=len(sheet.rows),
        created_by=by,
    )
    record(actor=by, action="import.upload", target=batch, detail={"rows": batch.rows_total}, now=now)
    return batch


def remembered(by: User) -> dict[str, str]:
    """Return the titles that the organisation of `by` last chose for each column."""
    chosen = ImportBatch.objects.filter(created_by__organisation=by.organisation).exclude(state=ImportState.UPLOADED)
    last = chosen.order_by("-created_at").first()
    return {key: columns.searchable(last.header[at]) for key, at in last.mapping.items()} if last else {}


@verb
def check_batch(*, batch: ImportBatch, mapping: dict[str, int], by: User, now: datetime) -> ImportBatch:
    """Read every cell as `mapping` says and keep each error at its cell; nothing of the file is written yet."""
    batch = _locked(batch, by, ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)
    missing = [column for column in COLUMNS.values() if column.is_required and column.key not in mapping]
    if missing:
        raise ValidationError({column.key: _("Choose the column that holds this.") for column in missing})
    twice = [key for key, at in mapping.items() if Counter(mapping.values())[at] > 1]
    if twice:
        raise ValidationError({key: _("This column is chosen twice.") for key in twice})
    batch.mapping, batch.state, batch.failure, batch.rows_done = mapping, ImportState.CHECKED, "", 0
    rows, batch.errors = checked(batch, now)
    batch.rows_known = len(_registered(batch, rows)) if not batch.errors else 0
    batch.save()
    detail = {"rows": batch.rows_total, "errors": len(batch.errors), "known": batch.rows_known}
    record(actor=by, action="import.check", target=batch, detail=detail, now=now)
    return batch


@verb
def confirm_batch(*, batch: ImportBatch, by: User, now: datetime) -> ImportBatch:
    """Have a checked file without errors written by the worker: with the confirmation, or not at all."""
    batch = _locked(batch, by, ImportState.CHECKED, ImportState.FAILED, ImportState.RUNNING)
    if batch.state == ImportState.RUNNING and not may_restart(batch, now):
        refuse(_("This list is being written."), code="state")
    if batch.errors:
        refuse(_("The list has errors. Mend them in the file and send it again."), code="row")
    if not batch.rows_new:
        refuse(_("Every folio of this list is registered already: there is nothing to write."), code="state")
    batch.state, batch.confirmed_by, batch.confirmed_at, batch.failure, batch.rows_done = ImportState.CONFIRMED, by, now, "", 0
    batch.save()
    record(actor=by, action="import.confirm", target=batch, detail={"rows": batch.rows_new}, now=now)
    app.configure_task("cases.tasks.write_batch").defer(batch=str(batch.pk))
    return batch


@verb
def cancel_batch(*, batch: ImportBatch, by: User, now: datetime) -> ImportBatch:
    """Drop a list that was not written, and its content."""
    batch = _locked(batch, by, ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)
    batch.state, batch.content, batch.errors = ImportState.CANCELLED, b"", []
    batch.save()
    record(actor=by, action="import.cancel", target=batch, now=now)
    return batch


def _locked(batch: ImportBatch, by: User, *states: str) -> ImportBatch:
    require(by, "notification.import")
    batch = ImportBatch.objects.visible_to(by).select_for_update(of=("self",)).select_related("unit", "source_org").get(pk=batch.pk)
    if batch.state not in states:
        refuse(_("This list is “%(state)s”.") % {"state": batch.get_state_display()}, code="state")
    return batch


def checked(batch: ImportBatch, now: datetime) -> tuple[list[Row], list[list]]:
    """Return the rows that may be written and every error: [row, letter, title, value, sentence]."""
    sheet = sheets.read(batch.filename, bytes(batch.content))
    reading = _Reading(batch, now, columns.meaning_of_m(_column(sheet, batch.mapping.get("sex"))))
    rows = [row for number, values in sheet.rows if (row := reading.row(number, values))]
    return rows, reading.errors


def _column(sheet: sheets.Sheet, at: int | None) -> list:
    return [values[at] for _number, values in sheet.rows if at is not None and at < len(values)]


def preview(batch: ImportBatch, *, most: int = 20) -> list[tuple[int, list[str]]]:
    """Return the first rows of the file, their mapped cells as text in the order of COLUMNS."""
    rows = sheets.read(batch.filename, bytes(batch.content)).rows[:most]
    places = [batch.mapping[key] for key in COLUMNS if key in batch.mapping]
    return [(number, [_quoted(values[at]) if at < len(values) else "" for at in places]) for number, values in rows]


def may_restart(batch: ImportBatch, now: datetime) -> bool:
    """Tell whether a list that was confirmed may be started again: it failed, or the job that wrote it fell silent."""
    if batch.state == ImportState.RUNNING:
        return batch.beat_at is None or now - batch.beat_at >= SILENCE
    return batch.state == ImportState.FAILED and not batch.errors


def quoted_cell(cell) -> str:
    """Return a cell of the list of errors so that no spreadsheet runs it."""
    text = str(cell)
    return f"'{text}" if text.startswith(columns.FORMULA_STARTS) else text


def _quoted(value) -> str:
    return str(value)[:MOST_QUOTED]


class _Reading:
    """One reading of a file: what it needs from row to row, and the errors so far."""

    def __init__(self, batch: ImportBatch, now: datetime, bare_m: str | None):
        self.batch, self.now, self.bare_m = batch, now, bare_m
        self.zone = ZoneInfo(batch.unit.time_zone)
        self.folios: dict[str, int] = {}
        self.errors: list[list] = []

    def row(self, number: int, values: list) -> Row | None:
        """Return what a row says; None, and its errors kept, where a cell of it cannot be."""
        before, said = len(self.errors), {}
        for key, at in self.batch.mapping.items():
            value = values[at] if at < len(values) else ""
            try:
                said[key] = self._cell(COLUMNS[key], value)
            except ValidationError as refusal:
                self._add(number, key, value, refusal)
        if len(self.errors) > before:
            return None
        row = self._assembled(number, {key: value for key, value in said.items() if value is not None})
        self._check(row, values)
        return row if len(self.errors) == before else None

    def _cell(self, column: columns.Column, value):
        if columns.is_empty(value):
            if column.is_required:
                refuse(_("This cell is empty; every row needs it."), code="cell")
            return None
        columns.refuse_formula(value)
        if column.key == "sex" and str(value).strip().upper() == "M":
            if self.bare_m is None:
                refuse(_("“M” may be male or “mujer”. Write it in full."), code="cell")
            return self.bare_m
        return column.read(value)

    def _assembled(self, number: int, said: dict) -> Row:
        rooms: dict[str, dict] = {"child": {}, "identity": {}, "notification": {}}
        for key, value in said.items():
            rooms[COLUMNS[key].room][key] = value
        notified, child = rooms["notification"], rooms["child"]
        received = notified.get("received_at")
        notified["located_at"] = columns.instant(notified["located_at"], self.zone)
        notified["received_at"] = self._received(received)
        notified.setdefault("located_place_type", LocatedPlace.OTHER)
        notified.setdefault("notifier_name", self.batch.source_org.name[:150])
        notified["receiving_unit"] = self.batch.unit
        if "birth_date" in child:
            child["birth_precision"] = "exact"
        return Row(number, with_declared_day(child, self.batch.unit.day_of(notified["received_at"])), rooms["identity"], notified)

    def _received(self, received: datetime | Day | None) -> datetime:
        if received is None:
            return self.now.astimezone(self.zone)
        end = columns.instant(received, self.zone, at_end=True)
        is_today = isinstance(received, Day) and received.on == self.now.astimezone(self.zone).date()
        return self.now.astimezone(self.zone) if is_today else end

    def _check(self, row: Row, values: list) -> None:
        """Add what cannot be in a row that can be read: the rules of a single notification, and those of a list."""
        said = row.notification
        refusals = []
        if said["received_at"] > self.now:
            refusals.append(("received_at", _("This lies in the future.")))
        elif said["located_at"] > said["received_at"]:
            refusals.append(("located_at", _("This is later than the notification.")))
        else:
            try:
                check_notification(child=row.child, notification=said, now=said["received_at"])
            except ValidationError as refusal:
                refusals += [(key, text) for key, texts in refusal.message_dict.items() for text in texts]
        first = self.folios.setdefault(said["folio"], row.number)
        if first != row.number:
            refusals.append(("folio", _("Row %(row)s has the same folio.") % {"row": first}))
        for key, text in refusals:
            at = self.batch.mapping.get(key)
            value = values[at] if at is not None and at < len(values) else ""
            self._add(row.number, key, value, ValidationError(text))

    def _add(self, number: int, key: str, value, refusal: ValidationError) -> None:
        at = self.batch.mapping.get(key)
        place = [sheets.letter(at), self.batch.header[at]] if at is not None and at < len(self.batch.header) else ["", ""]
        self.errors.append([number, *place, _quoted(value), " ".join(refusal.messages)])


def _registered(batch: ImportBatch, rows: list[Row]) -> set[str]:
    """Return the folios of the list that its source has sent already."""
    folios = [row.notification["folio"] for row in rows]
    sent = Notification.objects.filter(source_org=batch.source_org, folio__in=folios)
    return set(sent.values_list("folio", flat=True))


def write_batch(*, batch_id, now: datetime) -> ImportBatch:
    """Write a confirmed list, all of it or nothing; a second run of the same list writes nothing more."""
    with transaction.atomic():
        ready = ImportBatch.objects.filter(Q(state=ImportState.CONFIRMED) | Q(state=ImportState.RUNNING, beat_at__lt=now - SILENCE))
        claimed = ready.filter(pk=batch_id).update(state=ImportState.RUNNING, beat_at=now)
    batch = ImportBatch.objects.select_related("unit", "source_org", "confirmed_by__organisation").get(pk=batch_id)
    if not claimed:
        return batch
    try:
        with translation.override(batch.confirmed_by.language), transaction.atomic(), progress(batch) as report:
            _write(batch, report, now)
    except ValidationError as refusal:
        _fail(batch, " ".join(refusal.messages), now)
    except Exception:
        _fail(batch, "", now)
        raise
    return batch


def _write(batch: ImportBatch, report, now: datetime) -> None:
    rows, errors = checked(batch, now)
    if errors:
        refuse(_("Since the check something changed: row %(row)s, %(reason)s") % {"row": errors[0][0], "reason": errors[0][4]}, code="row")
    known = _registered(batch, rows)
    new = [row for row in rows if row.notification["folio"] not in known]
    for part, codes in _with_codes(batch, new):
        people = _insert(batch, part, codes, now)
        record(actor=batch.confirmed_by, action="notification.import", target=batch, subjects=people, detail={"rows": len(part)}, now=now)
        report(len(part))
    batch.state, batch.finished_at, batch.content, batch.errors = ImportState.DONE, timezone.now(), b"", []
    batch.rows_known, batch.rows_done = len(known), len(new)
    batch.save()


def _with_codes(batch: ImportBatch, rows: list[Row]) -> Iterator[tuple[list[Row], list[str]]]:
    """Yield parts of the rows, each with a code a child: numbered by the year of the notification."""
    by_year: dict[int, list[Row]] = {}
    for row in rows:
        by_year.setdefault(row.notification["received_at"].year, []).append(row)
    for year, of_year in sorted(by_year.items()):
        codes = iter(next_codes(unit=batch.unit, year=year, count=len(of_year)))
        for start in range(0, len(of_year), AT_ONCE):
            part = of_year[start : start + AT_ONCE]
            yield part, [next(codes) for _row in part]


def _insert(batch: ImportBatch, rows: list[Row], codes: list[str], now: datetime) -> list[Child]:
    by = batch.confirmed_by
    people = [Child(code=code, created_by=by, **row.child) for code, row in zip(codes, rows, strict=True)]
    Child.objects.bulk_create(people)
    ChildIdentity.objects.bulk_create(
        ChildIdentity(child=child, search_name=search_name(row.identity), **row.identity) for child, row in zip(people, rows, strict=True)
    )
    Notification.objects.bulk_create(
        Notification(child=child, source_org=batch.source_org, created_by=by, batch=batch.pk, **row.notification)
        for child, row in zip(people, rows, strict=True)
    )
    return people


def _fail(batch: ImportBatch, reason: str, now: datetime) -> None:
    """Keep why nothing of the list was written."""
    failed = ImportBatch.objects.filter(pk=batch.pk)
    failed.update(state=ImportState.FAILED, failure=reason, rows_done=0, finished_at=now)
    batch.refresh_from_db()
    record(actor=batch.confirmed_by, action="import.fail", target=batch, now=now)


@contextmanager
def progress(batch: ImportBatch):
    """Give a function that tells of rows written, on a connection of its own: the reader sees them before the whole is there."""
    aside = connection.copy()
    done = 0

    def report(rows: int) -> None:
        nonlocal done
        done += rows
        with aside.cursor() as cursor:
            cursor.execute("UPDATE cases_importbatch SET rows_done = %s, beat_at = now() WHERE id = %s", [done, batch.pk])

    try:
        yield report
    finally:
        aside.close()
