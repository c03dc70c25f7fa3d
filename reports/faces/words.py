"""Figures and what is said of them in words, alike on every face."""

from collections.abc import Iterable

from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.demonstration import mark
from reports.disclosure import Mark
from reports.prints import Cell, Part, Print

NUMBERS = {"es": "es_MX", "en": "en_US"}  # both write 11,290 and 42.8, as Mexican authorities do
NOTHING = "–"


def plain(cell: Cell, threshold: int) -> str:
    """Return a figure as a file has it: digits, "<5", "s" or a text; "" where there is nothing to say."""
    return _written(cell, threshold, lambda value: f"{value:.{cell.decimals}f}")


def written(cell: Cell, threshold: int) -> str:
    """Return a figure as people read it: grouped digits with their unit, "<5", "s", or a dash where there is nothing to say."""
    locale = NUMBERS.get((get_language() or "es")[:2], "es_MX")
    pattern = "#,##0" + ("." + "0" * cell.decimals if cell.decimals else "")
    text = _written(cell, threshold, lambda value: format_decimal(value, pattern, locale=locale))
    return f"{text}\u00a0{unit_of(cell.unit)}" if cell.unit and cell.value is not None else text or NOTHING


def unit_of(unit: str) -> str:
    """Return a unit in the reader's language; a sign is what it is."""
    return _("nights") if unit == "nights" else unit


def _written(cell: Cell, threshold: int, number) -> str:
    words = {Mark.SMALL.value: f"<{threshold}", Mark.HELD.value: "s", "words": cell.text}
    return number(cell.value) if cell.value is not None else words.get(cell.mark, "")


def time_of(time: str) -> str:
    """Return what an indicator is about, for a reader who does not know the words flow and stock."""
    return {"flow": _("flow: in the period"), "stock": _("stock: at its end")}.get(time, "")


def base_of(part: Part, threshold: int) -> str:
    """Return the base of the percentages of a part and the number not known; "" where it has none."""
    if part.base.mark == "none" or part.base.value is None:
        return ""
    numbers = {"base": written(part.base, threshold), "unknown": written(part.unknown, threshold)}
    return _("Base of the percentages: %(base)s of whom it is known; not known: %(unknown)s.") % numbers


def made_at(report: Print) -> str:
    return date_format(timezone.localtime(report.made_at), "DATETIME_FORMAT")


def completeness(report: Print) -> str:
    """Return "97.4 %" or "at least 97.4 %"; "" where it is not computed."""
    if report.completeness.value is None:
        return ""
    text = written(report.completeness, report.threshold)
    return _("at least %(percent)s") % {"percent": text} if report.is_complete_at_least else text


def facts(report: Print) -> Iterable[tuple[str, str]]:
    """Yield what stands above the figures on every face: label and text."""
    yield _("Report"), f"{report.key} · {report.title}"
    if invented := mark():
        yield _("Demonstration"), invented
    yield _("Period"), report.period
    yield _("Period before"), report.previous
    yield _("Jurisdiction"), report.place
    yield from report.facts
    if report.base.mark != "none":
        yield report.base_label, written(report.base, report.threshold)
    yield _("Made"), made_at(report)
    if text := completeness(report):
        yield _("Data completeness"), text
    if report.versions:
        yield _("Versions of the indicators"), ", ".join(report.versions)
