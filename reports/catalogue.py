"""The catalogue of indicators: each a definition with its base, formula, unit, version and source, and where it is computed.

A change of what an indicator counts is a new version of it: every print names the versions it was made with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.indicators import children
from reports.question import Question
from reports.results import Finding, Result


class Measure(StrEnum):
    """What time an indicator is about."""

    FLOW = "flow"  # what happened in the period
    STOCK = "stock"  # what stands at its end


@dataclass(frozen=True)
class Indicator:
    """What is counted, of whom, how, and who says so."""

    title: str | Promise
    base: str | Promise
    formula: str | Promise
    unit: str | Promise
    measure: Measure
    compute: Callable[[Question], list[Result]]
    source: str | Promise
    version: int = 1


CATALOGUE: dict[str, Indicator] = {
    "I-01": Indicator(
        _("Children newly attended"),
        _("Children whose case was opened in the period"),
        _("Each child once, whatever the number of cases"),
        _("children"),
        Measure.FLOW,
        children.newly_attended,
        _("Programme for alternatives to detention"),
    ),
    "I-02": Indicator(
        _("Children with an open case"),
        _("Children with a case that is not over at the end of the period"),
        _("Each child once"),
        _("children"),
        Measure.STOCK,
        children.open_at_end,
        _("Programme for alternatives to detention"),
    ),
}


def found(key: str, question: Question) -> Finding:
    """Return what the indicator finds; raises KeyError for one that is not in the catalogue."""
    indicator = CATALOGUE[key]
    return Finding(key, indicator.version, indicator.compute(question))
