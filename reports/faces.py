"""The faces of a report: how its figures are written on a page and in a file. Nothing is computed here."""

import csv
import io
from collections.abc import Iterable

from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.attended import Report
from reports.disclosure import LEAST_BASE, Mark
from reports.tables import Figure

NUMBERS = {"es": "es_MX", "en": "en_US"}  # both write 11,290 and 42.8, as Mexican authorities do
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")  # what a spreadsheet would run


def written(figure: Figure, threshold: int) -> str:
    """Return a figure as the page prints it: grouped digits, "<5", "s", or a dash where there is nothing to say."""
    if figure.value is None:
        return _plain(figure, threshold) or "–"
    digits = "#,##0" + (f".{'0' * figure.decimals}" if figure.decimals else "")
    return format_decimal(figure.value, digits, locale=NUMBERS.get((get_language() or "es")[:2], "es_MX"))


def _plain(figure: Figure, threshold: int) -> str:
    words = {Mark.SMALL: f"<{threshold}", Mark.HELD: "s"}
    return f"{figure.value:.{figure.decimals}f}" if figure.value is not None else words.get(figure.mark, "")


def percent(share: int | None) -> str:
    """Return a share in tenths of a percent as "42.8", "" for none."""
    return "" if share is None else f"{share // 10}.{share % 10}"


def period_in_words(report: Report) -> str:
    """Return "January 2019 to October 2019", or the one month."""
    first, last = (date_format(month, "YEAR_MONTH_FORMAT") for month in (report.period.first, report.period.last))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def notes(report: Report) -> list[str]:
    """Return what a reader must know to read the figures rightly."""
    sentences = [report.definition]
    if not report.is_over:
        sentences.append(_("The period is not over: the figures still grow."))
    if report.has_hidden:
        marks = {"small": f"<{report.threshold}", "most": report.threshold - 1, "held": "s"}
        sentences.append(
            _("“%(small)s” is 1 to %(most)s children; “%(held)s” is more, hidden so that nobody works out a small one; 0 is none.") % marks
        )
    sentences.append(
        _("Percentages are of the children of whom it is known, on a base of %(base)s or more, and add up to 100.") % {"base": LEAST_BASE}
    )
    return sentences


def as_csv(report: Report, *, bom: bool) -> bytes:
    """Return the report as a UTF-8 file whose cells no spreadsheet runs as formulas; `bom` helps older Excel with accents."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([neutral(cell) for cell in row] for row in lines(report))
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def neutral(cell: str) -> str:
    """Return the text of a cell so that a spreadsheet shows it and never runs it."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def lines(report: Report) -> Iterable[list[str]]:
    """Yield the lines of the file: what it is, then one line for each line of each table."""
    yield [_("Report"), report.title]
    yield [_("Period"), period_in_words(report)]
    yield [_("Jurisdiction"), report.place]
    yield [_("Children"), _plain(report.base, report.threshold)]
    yield [_("Made"), timezone.localtime(report.made_at).isoformat(timespec="minutes")]
    for note in notes(report):
        yield [_("Note"), note]
    yield []
    columns = next((table.columns for table in report.tables if table.columns), [])
    yield [_("Table"), _("Code"), _("Line"), _("Children"), _("Percent of known"), *columns]
    for table in report.tables:
        if not table.lines:
            yield [table.title, table.key, _("Too few children to print this table"), "", ""]
        for line in table.lines:
            cells = [_plain(figure, report.threshold) for figure in line.cells]
            yield [table.title, line.key, line.label, _plain(line.total, report.threshold), percent(line.share), *cells]
