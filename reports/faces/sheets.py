"""A report as files for a spreadsheet: CSV with a line a figure, and XLSX with its tables and the same lines."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from accounts.demonstration import mark
from reports.faces import words
from reports.prints import Cell, Print

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")  # what a spreadsheet would run
TAGS = (
    "#meta+table",
    "#indicator+code",
    "#indicator+version",
    "#meta+time",
    "#group+code",
    "#group+name",
    "#meta+column",
    "#indicator+value",
    "#indicator+unit",
)  # the same columns for machines that read the Humanitarian Exchange Language
WIDTHS = (46, 14, 14, 14, 14, 14)
LONGEST_NAME = 31  # of a sheet


def neutral(cell: str) -> str:
    """Return the text of a cell so that a spreadsheet shows it and never runs it."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def as_csv(report: Print, *, bom: bool = False, hxl: bool = False) -> bytes:
    """Return the report as a UTF-8 file whose cells no spreadsheet runs as formulas; `bom` helps older Excel with accents."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([neutral(str(cell)) for cell in row] for row in about(report))
    writer.writerow([])
    writer.writerow(heads())
    if hxl:
        writer.writerow(TAGS)
    writer.writerows([neutral(cell) for cell in row] for row in lines(report))
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def about(report: Print) -> Iterable[list[str]]:
    """Yield what stands above the figures: what it is, and how to read it."""
    yield from (list(fact) for fact in words.facts(report))
    yield from ([_("Note"), note] for note in report.notes)


def heads() -> list[str]:
    return [
        _("Table"),
        _("Indicator"),
        _("Version"),
        _("Flow or stock"),
        _("Code"),
        _("Line"),
        _("Column"),
        _("Value"),
        _("Unit"),
    ]


def lines(report: Print) -> Iterable[list[str]]:
    """Yield one line a figure; a part without any has one that says why."""
    for part in report.parts:
        if not part.rows:
            yield [part.title, "", "", "", part.key, " ".join(part.notes), "", "", ""]
        for row in part.rows:
            for column, cell in zip(part.columns, row.cells, strict=True):
                if cell.mark != "none":
                    version = str(row.version or "")
                    value = words.plain(cell, report.threshold)
                    yield [part.title, row.indicator, version, row.time, row.key, row.label, column.label, value, cell.unit]


def as_xlsx(report: Print) -> bytes:
    """Return the report as a workbook: one sheet to read, one with a line a figure. No text in it is a formula or a link."""
    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        book.set_properties({"title": report.title, "author": report.place, "created": report.made_at.replace(tzinfo=None)})
        look = {
            "title": book.add_format({"bold": True, "font_size": 16, "font_color": "#0b5a5e"}),
            "part": book.add_format({"bold": True, "font_size": 13, "font_color": "#0b5a5e"}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#eef4f4"}),
            "number_head": book.add_format(
                {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right", "bg_color": "#eef4f4"}
            ),
            "label": book.add_format({"text_wrap": True, "valign": "top"}),
            "part_label": book.add_format({"text_wrap": True, "valign": "top", "indent": 1}),
            "muted": book.add_format({"font_color": "#4f5b5f"}),
            "text": book.add_format({"align": "right", "valign": "top"}),
        }
        Reading(book, look, report).write()
        data_sheet(book, look, report)
    return file.getvalue()


class Reading:
    """The sheet that people read, written line after line."""

    def __init__(self, book: Workbook, look: dict, report: Print):
        self.book, self.look, self.report, self.at = book, look, report, 0
        self.sheet = book.add_worksheet(report.key)
        self.formats: dict[tuple, object] = {}
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width)
        self.sheet.set_column(len(WIDTHS), len(WIDTHS) + 20, WIDTHS[-1])
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&L&F&R&P / &N")
        self.sheet.set_header(f"&C{mark()}")

    def write(self) -> None:
        self.line([(self.report.title, self.look["title"])])
        for label, text in words.facts(self.report):
            self.line([(label, self.look["label"]), (text, None)])
        for note in self.report.notes:
            self.line([(note, None)])
        for part in self.report.parts:
            self.at += 1
            self.line([(part.title, self.look["part"])])
            if part.rows:
                heads = [(column.label, self.look["number_head"]) for column in part.columns]
                self.line([(_("Line"), self.look["head"]), *heads])
            for row in part.rows:
                label = f"{row.indicator} · {row.label}" if part.is_figures else row.label
                self.line([(label, self.look["part_label" if row.is_part else "label"]), *((cell, None) for cell in row.cells)])
            for note in (words.base_of(part, self.report.threshold), *part.notes):
                if note:
                    self.line([(note, self.look["muted"])])

    def line(self, cells) -> None:
        for column, (value, style) in enumerate(cells):
            if isinstance(value, Cell):
                self.figure(column, value)
            else:
                self.sheet.write_string(self.at, column, neutral(value), style)
        self.at += 1

    def figure(self, column: int, cell: Cell) -> None:
        if cell.value is not None:
            self.sheet.write_number(self.at, column, cell.value, self.number(cell))
        else:
            self.sheet.write_string(self.at, column, neutral(words.written(cell, self.report.threshold)), self.look["text"])

    def number(self, cell: Cell):
        """Return the format of a number: grouped digits, decimals, its unit."""
        known = (cell.unit, cell.decimals)
        if known not in self.formats:
            unit = f' "{words.unit_of(cell.unit)}"' if cell.unit else ""
            shape = "#,##0" + ("." + "0" * cell.decimals if cell.decimals else "") + unit
            self.formats[known] = self.book.add_format({"num_format": shape, "valign": "top"})
        return self.formats[known]


def data_sheet(book: Workbook, look: dict, report: Print) -> None:
    """Write the lines of the CSV as a sheet, with numbers as numbers."""
    sheet = book.add_worksheet(_("Data")[:LONGEST_NAME])
    sheet.set_column(0, 0, 30)
    sheet.set_column(5, 6, 30)
    sheet.freeze_panes(1, 0)
    sheet.set_header(f"&C{mark()}")
    for column, head in enumerate(heads()):
        sheet.write_string(0, column, head, look["head"])
    for at, row in enumerate(lines(report), start=1):
        for column, text in enumerate(row):
            if column == VALUE and is_number(text):
                sheet.write_number(at, column, float(text))
            else:
                sheet.write_string(at, column, neutral(text))


VALUE = 7  # the column of the figures


def is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdigit()
