"""Files of rows as people send them: CSV of any usual kind, or XLSX. What is no such file is refused in plain words."""

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, load_workbook

MOST_BYTES = 10_000_000
MOST_BYTES_UNPACKED = 100_000_000
MOST_MEMBERS = 1_000
MOST_ROWS = 50_000
MOST_COLUMNS = 100
MOST_CELLS = 20_000_000  # of the rectangle that the cells span, empty ones too
CELL = re.compile(rb"""<c[^>]*?\sr=["']([A-Z]{1,3})(\d{1,7})["']""")
DECLARING = tuple(word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
DELIMITERS = ",;\t|"

Value = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Sheet:
    """The titles of the columns, and the rows that hold anything, each with its number as a spreadsheet shows it."""

    header: list[str]
    rows: list[tuple[int, list[Value]]]


def letter(column: int) -> str:
    """Return the name a spreadsheet gives a column counted from 0: A ... Z, AA ..."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read(filename: str, content: bytes) -> Sheet:
    """Return the rows of a file, or refuse it with the reason."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is larger than %(size)s MB. Divide it.") % {"size": MOST_BYTES // 1_000_000})
    if not content.strip():
        raise ValidationError(_("The file is empty."))
    kind = filename.lower().rpartition(".")[2]
    if kind not in ("csv", "xlsx"):
        raise ValidationError(_("Send a CSV or XLSX file. An older workbook can be saved as XLSX."))
    rows = _workbook(content) if kind == "xlsx" else _text(content)
    header = [str(title).strip() for title in rows[0]] if rows else []
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(str(value).strip() for value in row)]
    if not any(header):
        raise ValidationError(_("The first row is empty. It holds the titles of the columns."))
    if not filled:
        raise ValidationError(_("The file has titles of columns and no rows below them."))
    if len(filled) > MOST_ROWS:
        raise ValidationError(_("The file has more than %(most)s rows. Divide it.") % {"most": MOST_ROWS})
    if len(header) > MOST_COLUMNS:
        raise ValidationError(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    return Sheet(header, filled)


def _workbook(content: bytes) -> list[list[Value]]:
    """Return the rows of the first sheet; values only, neither macros nor formulas are run or read."""
    if content.startswith(b"%PDF"):
        raise ValidationError(_("This file is called XLSX and is a PDF. Save the list as XLSX or CSV."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            is_workbook = any(member.filename == "xl/workbook.xml" for member in members)
    except zipfile.BadZipFile:
        is_workbook, members = False, []
    if not is_workbook:
        raise ValidationError(_("This file is called XLSX and is no workbook. Save the list as XLSX or CSV."))
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES_UNPACKED:
        _refuse_large()
    _refuse_hostile(content)
    try:
        return load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError):
        raise ValidationError(_("The workbook is damaged. Save the list again as XLSX or CSV."))


def _refuse_large():
    raise ValidationError(_("The workbook is too large inside. Save the list alone as a new file."))


def _refuse_hostile(content: bytes) -> None:
    """Refuse what would harm its reader: members that unpack to more than they say, declared entities, a table mostly of nothing."""
    left = MOST_BYTES_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    part = stream.read(left + 1)
                left -= len(part)
                if left < 0:
                    _refuse_large()
                _refuse_part(member.filename, part)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError):
        raise ValidationError(_("The workbook is damaged. Save the list again as XLSX or CSV."))


def _refuse_part(name: str, part: bytes) -> None:
    if any(word in part for word in DECLARING):
        raise ValidationError(_("The workbook is put together in an unusual way. Save the list alone as a new file."))
    if name.startswith("xl/worksheets/"):
        places = CELL.findall(part)
        wide = max((_number(letters) for letters, _row in places), default=0)
        tall = max((int(row) for _letters, row in places), default=0)
        if wide * tall > MOST_CELLS:
            _refuse_large()


def _number(letters: bytes) -> int:
    """Return the number of the column that a spreadsheet calls so: A is 1."""
    number = 0
    for one in letters:
        number = number * 26 + one - ord("A") + 1
    return number


def _text(content: bytes) -> list[list[Value]]:
    if content.startswith((b"%PDF", b"PK\x03\x04")) or b"\0" in content:
        raise ValidationError(_("This file is called CSV and is no text. Save the list as CSV or XLSX."))
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark))))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise ValidationError(_("The CSV cannot be read: a cell is longer than any text should be, or a quotation mark is missing."))


def _decoded(content: bytes) -> str:
    """Return the text: UTF-8, otherwise as Windows writes it."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
