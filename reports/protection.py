"""What may be printed of what an indicator computed: the one place where results become figures.

Every face (page, paper, spreadsheet, file, address of the API, chart and its words) writes these lines and computes nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from reports.disclosure import LEAST_BASE, Mark, Rows, one_way, protect, tenths_of_percent
from reports.results import Amount, Count, Counted, Distribution, Result, Share, Spread
from reports.rules import UNKNOWN
from reports.tables import NOTHING, Figure

LEAST_VALUES = 5  # values: of fewer no median is printed
KNOWN = "known"  # the line above the classes: those of whom it is known
OF_NO_CHILD = frozenset({Counted.STAFF, Counted.PLACES})  # how many work or how many beds there are tells of no child


class Kind(StrEnum):
    """What is printed, by the kind of result it is made of."""

    COUNT = "count"
    SHARE = "share"
    DISTRIBUTION = "distribution"
    SPREAD = "spread"
    AMOUNT = "amount"


@dataclass(frozen=True)
class PrintedLine:
    """A number with its label; `share` is in tenths of a percent of the printed base, None where there is none to print.

    Keys: "value" of a count or an amount; "part" and "rest" of a share; "n", "median" and "p90" of a spread; the classes of a
    distribution, "unknown" never among them.
    """

    key: str
    label: str
    figure: Figure
    unit: str = ""  # "" for a number of what the result counts; "h", "d", "nights" ... for an amount
    share: int | None = None


@dataclass(frozen=True)
class Printed:
    """A result as a reader may see it. `base` is of whom it is known, `unknown` of how many it is not; NOTHING where neither applies."""

    key: str
    label: str
    kind: Kind
    of: Counted
    lines: list[PrintedLine] = field(default_factory=list)
    base: Figure = NOTHING
    unknown: Figure = NOTHING
    notes: list[str] = field(default_factory=list)  # sentences that belong under it: why there is no percentage, adds to more ...

    @property
    def main(self) -> PrintedLine:
        """The line that stands for the result where there is room for one: the count, the part, the median, the amount."""
        at = {line.key: line for line in self.lines}
        return next(at[key] for key in ("value", "part", "median", *at) if key in at)

    @property
    def figures(self) -> list[Figure]:
        """Everything printed of it."""
        return [*(line.figure for line in self.lines), self.base, self.unknown]

    @property
    def has_hidden(self) -> bool:
        return any(figure.mark in (Mark.SMALL, Mark.HELD) for figure in self.figures)


def protected(results: Iterable[Result], *, threshold: int) -> list[Printed]:
    """Return what may be printed of each result for a reader of this threshold, in the same order."""
    return [PRINTED[type(result)](result, threshold) for result in results]


def count(result: Count, threshold: int) -> Printed:
    """Return a count: "<5" where it is small and children stand behind it."""
    line = PrintedLine("value", result.label, number(result.value, result.of, threshold))
    return Printed(result.key, result.label, Kind.COUNT, result.of, [line])


def share(result: Share, threshold: int) -> Printed:
    """Return a part of a base: as a list of part, rest and not known, of which each may hide another."""
    counts = {"part": result.part, "rest": result.base - result.part, UNKNOWN: result.unknown}
    rows = Rows({"part": KNOWN, "rest": KNOWN, UNKNOWN: ""})
    figures = list_of(rows, counts, result.of, threshold)
    if figures is None:
        return too_few(result, Kind.SHARE, {"part": result.label})
    shares = of_base(figures, ["part", "rest"], figures[KNOWN])
    labels = {"part": result.label, "rest": _("All others of whom it is known")}
    lines = [PrintedLine(name, labels[name], figures[name], share=shares.get(name)) for name in labels]
    return Printed(result.key, result.label, Kind.SHARE, result.of, lines, figures[KNOWN], figures[UNKNOWN], why_no_percent(figures[KNOWN]))


def distribution(result: Distribution, threshold: int) -> Printed:
    """Return classes that add up, with their shares of the known; or, where one may be in several, each class for itself."""
    classes = [name for name in result.counts if name != UNKNOWN]
    if result.is_multiple:
        return multiple(result, classes, threshold)
    rows = Rows(dict.fromkeys(classes, KNOWN) | {UNKNOWN: ""})
    figures = list_of(rows, result.counts, result.of, threshold)
    if figures is None:
        return too_few(result, Kind.DISTRIBUTION, {name: result.labels[name] for name in classes})
    shares = of_base(figures, classes, figures[KNOWN])
    lines = [PrintedLine(name, result.labels[name], figures[name], share=shares.get(name)) for name in classes]
    notes = why_no_percent(figures[KNOWN])
    return Printed(result.key, result.label, Kind.DISTRIBUTION, result.of, lines, figures[KNOWN], figures[UNKNOWN], notes)


def multiple(result: Distribution, classes: list[str], threshold: int) -> Printed:
    """Return classes of which one may be in several, each hidden where it or those outside of it are few."""
    base = result.base or 0
    if 0 < base < threshold and result.of not in OF_NO_CHILD:
        return too_few(result, Kind.DISTRIBUTION, {name: result.labels[name] for name in classes})
    lines = []
    for name in classes:
        inside = result.counts[name]
        figures = list_of(Rows({"in": "", "out": ""}), {"in": inside, "out": base - inside}, result.of, threshold)
        figure = figures["in"] if figures else NOTHING
        percent = tenths_of_percent([inside, base - inside])[0] if figure.mark is Mark.SHOWN and base >= LEAST_BASE else None
        lines.append(PrintedLine(name, result.labels[name], figure, share=percent))
    unknown = number(result.counts.get(UNKNOWN, 0), result.of, threshold)
    notes = [_("More than one answer is possible: the percentages add up to more than 100."), *why_no_percent(Figure(base))]
    return Printed(result.key, result.label, Kind.DISTRIBUTION, result.of, lines, Figure(base), unknown, notes)


def spread(result: Spread, threshold: int) -> Printed:
    """Return the median and the 90th percentile of so many values; of few values neither."""
    is_free = result.of in OF_NO_CHILD
    least = LEAST_VALUES if is_free else max(LEAST_VALUES, threshold)
    is_shown = bool(result.n) if is_free else result.n >= least
    lines = [
        PrintedLine("n", _("Number of values"), number(result.n, result.of, threshold)),
        PrintedLine("median", _("Median"), value_of(result.median, is_shown), result.unit),
        PrintedLine("p90", _("90th percentile"), value_of(result.p90, is_shown), result.unit),
    ]
    notes = [] if is_shown or not result.n else [_("No median: of fewer than %(least)s values there is none.") % {"least": least}]
    return Printed(result.key, result.label, Kind.SPREAD, result.of, lines, notes=notes)


def amount(result: Amount, threshold: int) -> Printed:
    """Return a sum or a mean; one that few children make up is not printed."""
    least = max(threshold, LEAST_BASE) if result.is_mean else threshold
    is_few = 0 < result.behind < least
    line = PrintedLine("value", result.label, value_of(result.value, not is_few, result.decimals), result.unit)
    notes = [_("Not printed: it is of fewer than %(least)s children.") % {"least": least}] if is_few else []
    return Printed(result.key, result.label, Kind.AMOUNT, Counted.CHILDREN, [line], notes=notes)


PRINTED: dict[type, Callable[..., Printed]] = {Count: count, Share: share, Distribution: distribution, Spread: spread, Amount: amount}


def number(value: int, of: Counted, threshold: int) -> Figure:
    """Return a number by itself, "<5" where it is a small one of children."""
    is_small = of not in OF_NO_CHILD and 0 < value < threshold
    return Figure(None, Mark.SMALL) if is_small else Figure(value)


def value_of(value: float | None, is_shown: bool, decimals: int = 1) -> Figure:
    """Return an amount, or nothing where there is none or it may not be printed."""
    return Figure(round(value, decimals), decimals=decimals) if is_shown and value is not None else NOTHING


def list_of(rows: Rows, counts: dict[str, int], of: Counted, threshold: int) -> dict[str, Figure] | None:
    """Return the figures of a list and its groups, protected together; None where nothing of it may be printed."""
    values = counts | {group: rows.total(group, counts) for group in rows.groups}
    values = dict.fromkeys(rows.group_of, 0) | values
    if of in OF_NO_CHILD:
        return {name: Figure(value) for name, value in values.items()}
    marks = protect(one_way(rows, counts), threshold=threshold)
    if marks is None:
        return None
    return {name: Figure(value if marks["row", name] is Mark.SHOWN else None, marks["row", name]) for name, value in values.items()}


def of_base(figures: dict[str, Figure], names: list[str], base: Figure) -> dict[str, int]:
    """Return the shares of the printed numbers in tenths of a percent: with what is hidden as one, they add up to 1000."""
    if base.value is None or base.value < LEAST_BASE:
        return {}
    shown = {name: figures[name].value for name in names if figures[name].value is not None}
    return dict(zip(shown, tenths_of_percent([*shown.values(), base.value - sum(shown.values())]), strict=False))


def why_no_percent(base: Figure) -> list[str]:
    """Return the sentence that says why there is no percentage; none where there is one or nobody to speak of."""
    if base.value is None:
        return [_("No percentages: they would tell the number not known, which is hidden.")]
    return [_("No percentages: the base is below %(base)s.") % {"base": LEAST_BASE}] if 0 < base.value < LEAST_BASE else []


def too_few(result: Result, kind: Kind, labels: dict[str, str]) -> Printed:
    """Return the lines of a result without figures."""
    lines = [PrintedLine(name, label, NOTHING) for name, label in labels.items()]
    return Printed(
        result.key, result.label, kind, getattr(result, "of", Counted.CHILDREN), lines, notes=[_("Too few children to print this.")]
    )
