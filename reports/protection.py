"""What may be printed of what an indicator computed: the one place where results become figures.

Every face (page, paper, spreadsheet, file, address of the API, chart and its words) writes these lines and computes nothing.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from reports.disclosure import LEAST_BASE, Mark, Rows, one_way, overlapping, protect, tenths_of_percent
from reports.results import Amount, Count, Counted, Distribution, Result, Share, Spread
from reports.rules import UNKNOWN
from reports.tables import NOTHING, Figure, Held, Key, nothing_held

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


def protected(results: Iterable[Result], *, threshold: int, held: Held = nothing_held) -> list[Printed]:
    """Return what may be printed of each result for a reader of this threshold, in the same order; nothing of which `held` says no.

    Results that are given together (those of one indicator) are protected together: a part within another part is a line of its
    list, and a number that is hidden under one of them is printed under none of the others.
    """
    results = list(results)
    kept = {
        at: frozenset(name for (_key, name), value in numbers(result).items() if held((result.key, name), value))
        for at, result in enumerate(results)
    }
    while True:
        done = _all_printed(results, kept, threshold)
        hidden = {number for at, result in enumerate(results) for name, number in linked(result).items() if is_hidden(done[at], name)}
        more = {
            at: kept[at]
            | {name for name, number in linked(result).items() if number in hidden and not is_hidden(done[at], name)}
            | beside_main(at, results, done, threshold)
            for at, result in enumerate(results)
        }
        if more == kept:
            return [done[at] for at in range(len(results))]
        kept = more


def beside_main(at: int, results: list[Result], done: dict[int, Printed], threshold: int) -> frozenset[str]:
    """Return the classes of several answers that would tell of the list of main ones beside it.

    Whoever gave an answer as the main one gave it among others: the number of those who gave it besides is a number as well, and
    where nobody gave several both lists are the same.
    """
    several = results[at]
    if not (isinstance(several, Distribution) and several.is_multiple):
        return frozenset()
    names: set[str] = set()
    for place, main in enumerate(results):
        if isinstance(main, Distribution) and not main.is_multiple and set(main.counts) & set(several.counts) - {UNKNOWN}:
            shown = {line.key for line in done[place].lines if line.figure.mark is Mark.SHOWN}
            for name in set(several.counts) & set(main.counts) - {UNKNOWN}:
                besides = abs(several.counts[name] - main.counts[name])
                if (name not in shown and main.counts[name]) or 0 < besides < threshold:
                    names.add(name)
    return frozenset(names)


def numbers(result: Result) -> dict[Key, int]:
    """Return what of a result somebody could subtract from the same of another period or place, by (result, name)."""
    match result:
        case Count(of=of) | Share(of=of) | Distribution(of=of) | Spread(of=of) if of in OF_NO_CHILD:
            return {}
        case Count(value=value):
            found = {"value": value}
        case Share(part=part, base=base):
            found = {"part": part, "rest": base - part, KNOWN: base}
        case Distribution(counts=counts):
            found = counts
        case Spread(n=n):
            found = {"n": n}
        case Amount(behind=behind):
            found = {"behind": behind}
    return {(result.key, name): value for name, value in found.items()}


def said(results: Iterable[Result], printed: Iterable[Printed]) -> dict[Key, int]:
    """Return those of the numbers of results that stand in what is printed of them."""
    found: dict[Key, int] = {}
    for result, one in zip(results, printed, strict=True):
        figures = {line.key: line.figure for line in one.lines} | {KNOWN: one.base, UNKNOWN: one.unknown}
        if isinstance(result, Amount):
            figures["behind"] = figures["value"]
        found |= {key: value for key, value in numbers(result).items() if figures.get(key[1], NOTHING).value is not None}
    return found


def linked(result: Result) -> dict[str, int]:
    """Return the numbers of a result that another of the same indicator may repeat."""
    match result:
        case Count(of=of, value=value) if of not in OF_NO_CHILD:
            return {"value": value}
        case Spread(of=of, n=n) if of not in OF_NO_CHILD:
            return {"n": n}
        case Share(of=of, part=part, base=base) if of not in OF_NO_CHILD:
            return {"part": part, KNOWN: base}
    return {}


def is_hidden(printed: Printed, name: str) -> bool:
    """Tell whether a number of `linked` is held back though it is not small; small ones are hidden wherever they stand."""
    figure = printed.base if name == KNOWN else next(line.figure for line in printed.lines if line.key == name)
    return figure.mark is Mark.HELD


def _all_printed(results: list[Result], held: dict[int, frozenset[str]], threshold: int) -> dict[int, Printed]:
    done: dict[int, Printed] = {}
    for chain in chains(results):
        shares = [results[at] for at in chain]
        if isinstance(shares[0], Share):
            done |= dict(zip(chain, nested(shares, threshold, [held[at] for at in chain]), strict=True))
        else:
            done[chain[0]] = PRINTED[type(shares[0])](shares[0], threshold, held[chain[0]])
    return done


def chains(results: list[Result]) -> list[list[int]]:
    """Return the places of the results, shares that lie one within the other together, from the widest to the narrowest."""
    inner = {result.within: at for at, result in enumerate(results) if isinstance(result, Share) and result.within}
    if len(inner) < sum(isinstance(result, Share) and bool(result.within) for result in results):
        raise ValueError("Two shares lie within the same one: say of one of them that it lies within the other.")
    found = []
    for at, result in enumerate(results):
        if not (isinstance(result, Share) and result.within):
            chain = [at]
            while isinstance(results[chain[-1]], Share) and results[chain[-1]].key in inner:
                chain.append(inner[results[chain[-1]].key])
            found.append(chain)
    return found


def count(result: Count, threshold: int, held: Collection[str]) -> Printed:
    """Return a count: "<5" where it is small and children stand behind it."""
    figure = Figure(None, Mark.HELD) if held else number(result.value, result.of, threshold)
    return Printed(result.key, result.label, Kind.COUNT, result.of, [PrintedLine("value", result.label, figure)])


def nested(shares: list[Share], threshold: int, held: list[Collection[str]]) -> list[Printed]:
    """Return parts of one base, each within the one before: a list of part, rest and not known, of which each may hide another.

    Who is in a part and not in the next one is a number as well, though nobody prints it.
    """
    whole = shares[0]
    if any((share.base, share.unknown) != (whole.base, whole.unknown) for share in shares):
        raise ValueError("A share within another is of the same base.")
    parts = [f"part{depth}" for depth in range(len(shares))]
    group_of, within, counts = {"rest": KNOWN, UNKNOWN: ""}, {}, {"rest": whole.base - whole.part, UNKNOWN: whole.unknown}
    for depth, share in enumerate(shares):
        above = parts[depth - 1] if depth else KNOWN
        if depth + 1 == len(shares):
            group_of[parts[depth]], counts[parts[depth]] = above, share.part
        else:
            within[parts[depth]] = above
            group_of[f"left{depth}"], counts[f"left{depth}"] = parts[depth], share.part - shares[depth + 1].part
    silent = [name for name in group_of if name.startswith("left")]
    kept = {parts[depth] if name == "part" else name for depth, names in enumerate(held) for name in names if name != "rest" or not depth}
    figures = list_of(Rows(group_of, within), counts, whole.of, threshold, silent=silent, held=kept)
    if figures is None:
        return [too_few(share, Kind.SHARE, {"part": share.label, "rest": _("All others of whom it is known")}) for share in shares]
    return [_share(share, figures, parts[depth], is_widest=not depth) for depth, share in enumerate(shares)]


def _share(share: Share, figures: dict[str, Figure], name: str, *, is_widest: bool) -> Printed:
    base = figures[KNOWN]
    rest = figures["rest"] if is_widest else NOTHING
    if not is_widest and base.value is not None and figures[name].value is not None:
        rest = Figure(base.value - figures[name].value)
    pair = {"part": figures[name], "rest": rest}
    shares = of_base(pair, ["part", "rest"], base)
    labels = {"part": share.label, "rest": _("All others of whom it is known")}
    lines = [PrintedLine(key, labels[key], pair[key], share=shares.get(key)) for key in pair]
    return Printed(share.key, share.label, Kind.SHARE, share.of, lines, base, figures[UNKNOWN], why_no_percent(base))


def distribution(result: Distribution, threshold: int, held: Collection[str]) -> Printed:
    """Return classes that add up, with their shares of the known; or, where one may be in several, each with its own."""
    classes = [name for name in result.counts if name != UNKNOWN]
    if result.is_multiple:
        return multiple(result, classes, threshold, held)
    rows = Rows(dict.fromkeys(classes, KNOWN) | {UNKNOWN: ""})
    figures = list_of(rows, result.counts, result.of, threshold, held=held)
    if figures is None:
        return too_few(result, Kind.DISTRIBUTION, {name: result.labels[name] for name in classes})
    shares = of_base(figures, classes, figures[KNOWN])
    lines = [PrintedLine(name, result.labels[name], figures[name], share=shares.get(name)) for name in classes]
    notes = why_no_percent(figures[KNOWN])
    return Printed(result.key, result.label, Kind.DISTRIBUTION, result.of, lines, figures[KNOWN], figures[UNKNOWN], notes)


def multiple(result: Distribution, classes: list[str], threshold: int, held: Collection[str]) -> Printed:
    """Return classes of which one may be in several, each hidden where those in it, or those outside of it, are few."""
    base, unknown = result.base or 0, result.counts.get(UNKNOWN, 0)
    notes = [_("More than one answer is possible: the percentages add up to more than 100.")]
    marks: dict | None = {("row", name): Mark.SHOWN for name in classes}
    is_few = result.of not in OF_NO_CHILD and 0 < unknown < threshold  # then the base, which would tell it, is not printed either
    if is_few and base + unknown < 3 * threshold:
        marks = None
    elif result.of not in OF_NO_CHILD:
        cells = overlapping({name: result.counts[name] for name in classes}, base, unknown=unknown * is_few)
        marks = protect(cells, threshold=threshold, held={("row", name) for name in held})
    if marks is None:
        return too_few(result, Kind.DISTRIBUTION, {name: result.labels[name] for name in classes})
    known = NOTHING if is_few else Figure(base)
    lines = []
    for name in classes:
        mark = marks["row", name]
        figure = Figure(result.counts[name] if mark is Mark.SHOWN else None, mark)
        percent = of_base({name: figure}, [name], known).get(name)
        lines.append(PrintedLine(name, result.labels[name], figure, share=percent))
    notes += why_no_percent(known)
    return Printed(result.key, result.label, Kind.DISTRIBUTION, result.of, lines, known, number(unknown, result.of, threshold), notes)


def spread(result: Spread, threshold: int, held: Collection[str]) -> Printed:
    """Return the median and the 90th percentile of so many values; of few values neither."""
    is_free = result.of in OF_NO_CHILD
    least = LEAST_VALUES if is_free else max(LEAST_VALUES, threshold)
    is_shown = bool(result.n) if is_free else result.n >= least and not held
    n = Figure(None, Mark.HELD) if held else number(result.n, result.of, threshold)
    lines = [
        PrintedLine("n", _("Number of values"), n),
        PrintedLine("median", _("Median"), value_of(result.median, is_shown), result.unit),
        PrintedLine("p90", _("90th percentile"), value_of(result.p90, is_shown), result.unit),
    ]
    notes = [] if is_shown or not result.n else [_("No median: of fewer than %(least)s values there is none.") % {"least": least}]
    return Printed(result.key, result.label, Kind.SPREAD, result.of, lines, notes=notes)


def amount(result: Amount, threshold: int, held: Collection[str]) -> Printed:
    """Return a sum or a mean; one that few children make up is not printed."""
    least = max(threshold, LEAST_BASE) if result.is_mean else threshold
    is_few = 0 < result.behind < least or bool(held)
    line = PrintedLine("value", result.label, value_of(result.value, not is_few, result.decimals), result.unit)
    notes = [_("Not printed: it is of fewer than %(least)s children.") % {"least": least}] if is_few else []
    return Printed(result.key, result.label, Kind.AMOUNT, Counted.CHILDREN, [line], notes=notes)


PRINTED: dict[type, Callable[..., Printed]] = {Count: count, Distribution: distribution, Spread: spread, Amount: amount}


def number(value: int, of: Counted, threshold: int) -> Figure:
    """Return a number by itself, "<5" where it is a small one of children."""
    is_small = of not in OF_NO_CHILD and 0 < value < threshold
    return Figure(None, Mark.SMALL) if is_small else Figure(value)


def value_of(value: float | None, is_shown: bool, decimals: int = 1) -> Figure:
    """Return an amount, or nothing where there is none or it may not be printed."""
    return Figure(round(value, decimals), decimals=decimals) if is_shown and value is not None else NOTHING


def list_of(
    rows: Rows, counts: dict[str, int], of: Counted, threshold: int, *, silent: Collection[str] = (), held: Collection[str] = ()
) -> dict[str, Figure] | None:
    """Return the figures of a list and its groups, protected together; None where nothing of it may be printed."""
    values = {name: counts.get(name, 0) for name in rows.group_of if name not in silent}
    values |= {group: rows.total(group, counts) for group in rows.groups}
    if of in OF_NO_CHILD:
        return {name: Figure(value) for name, value in values.items()}
    marks = protect(one_way(rows, counts, silent=silent), threshold=threshold, held={("row", name) for name in held})
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
