"""Tables ready to be printed: counted, protected, with shares that add to one hundred."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reports.dimensions import Dimension
from reports.disclosure import LEAST_BASE, Mark, Rows, one_way, protect, tenths_of_percent, two_way
from reports.queries import Group
from reports.rules import UNKNOWN

REST = "rest:"  # what a crossed table joins into one line or column, and after it the group it is of


@dataclass(frozen=True)
class Figure:
    """A number as it may be printed; without a mark the table has nothing to say there."""

    value: int | float | None = None
    mark: Mark | None = Mark.SHOWN
    decimals: int = 0


NOTHING = Figure(None, None)


@dataclass(frozen=True)
class Line:
    """A line of a table: its total, its share of the known in tenths of a percent, and the total by column."""

    key: str
    label: str
    total: Figure
    share: int | None = None
    cells: list[Figure] = field(default_factory=list)
    is_part: bool = False  # of the line of its group above


@dataclass(frozen=True)
class Table:
    """One dimension; without lines where the numbers are too small to print any."""

    key: str
    title: str
    lines: list[Line] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    known: int | None = None  # children of whom it is known: the base of the shares
    is_crossing_refused: bool = False

    @property
    def known_figure(self) -> Figure:
        return Figure(self.known)

    @property
    def has_hidden(self) -> bool:
        return any(figure.mark in (Mark.SMALL, Mark.HELD) for line in self.lines for figure in (line.total, *line.cells))


def table_of(dimension: Dimension, people: Counter[Group], *, threshold: int, across: Dimension | None = None) -> Table:
    """Return the protected table of one dimension, crossed with another where the numbers allow it."""
    rows, counts = dimension.rows, dimension.counts(people)
    marks = protect(one_way(rows, counts), threshold=threshold)
    if marks is None:
        return Table(dimension.key, dimension.title)
    values = counts | {group: rows.total(group, counts) for group in rows.groups}
    figures = {name: _figure(value, marks["row", name]) for name, value in values.items()}
    known = sum(counts.values()) - counts[UNKNOWN] if figures[UNKNOWN].mark is Mark.SHOWN else None
    shares = shares_of(rows, figures, known)
    crossing = cross(dimension, across, people, threshold=threshold) if across else None
    cells, columns, rests = crossing or ({}, [], {})
    lines = [
        Line(name, dimension.labels[name], figures[name], shares.get(name), cells.get(name, [NOTHING] * len(columns)), is_part)
        for name in dimension.reading_order
        for is_part in [bool(rows.group_of.get(name))]
    ]
    lines += [Line(rest, _rest_label(rest, dimension), Figure(total), None, cells[rest]) for rest, total in rests.items()]
    return Table(dimension.key, dimension.title, lines, columns, known, is_crossing_refused=bool(across) and crossing is None)


def _figure(value: int, mark: Mark) -> Figure:
    return Figure(value if mark is Mark.SHOWN else None, mark)


def _rest_label(rest: str, dimension: Dimension) -> str:
    group = rest.removeprefix(REST)
    if group:
        return _("%(group)s: lines without figures by column, together") % {"group": dimension.labels[group]}
    return _("Lines without figures by column, together")


def shares_of(rows: Rows, figures: dict[str, Figure], known: int | None) -> dict[str, int]:
    """Return the shares that may be printed, in tenths of a percent of the known: with what is hidden as one, they add to 1000.

    They are made of printed numbers alone, so they tell nothing more; a small base has none.
    """
    if known is None or known < LEAST_BASE:
        return {}
    shown = {name: figure.value for name, figure in figures.items() if figure.value is not None and name != UNKNOWN}
    top = [name for name in shown if not rows.group_of.get(name) or rows.group_of[name] not in shown]
    shares = _with_rest(top, shown, known, 1000)
    for group in (name for name in rows.groups if name in shown):
        leaves = [leaf for leaf, within in rows.group_of.items() if within == group and leaf in shown]
        shares |= _with_rest(leaves, shown, shown[group], shares[group])
    return shares


def _with_rest(names: list[str], shown: dict[str, int], base: int, whole: int) -> dict[str, int]:
    counts = [shown[name] for name in names]
    return dict(zip(names, tenths_of_percent([*counts, base - sum(counts)], whole), strict=False))


@dataclass(frozen=True)
class Classes:
    """The leaves of a dimension as a crossed table has them: leaf -> class, and the classes in groups that have a line."""

    of: dict[str, str]
    rows: Rows


def classes(dimension: Dimension, people: Counter[Group], threshold: int) -> Classes | None:
    """Return classes of leaves of which each has a total that is printed; None if there are no such.

    What the list hides is joined, a class a group. Who of a class is in which of its leaves is then said nowhere but in the
    list, so no crossing tells more about a hidden line than the list does.
    """
    rows, counts = dimension.rows, dimension.counts(people)
    marks = protect(one_way(rows, counts), threshold=threshold)
    if marks is None:
        return None
    shown = {name for name in (*rows.group_of, *rows.groups) if marks["row", name] is Mark.SHOWN}
    within = {leaf: group if group in shown else "" for leaf, group in rows.group_of.items()}
    pool = {leaf: REST + group for leaf, group in within.items()}
    into = {leaf: leaf if leaf in shown else pool[leaf] for leaf in rows.group_of}
    for rest in sorted(set(into.values()) - set(rows.group_of)):
        if sum(counts[leaf] for leaf in into if into[leaf] == rest) < threshold:
            beside = [leaf for leaf in into if into[leaf] == leaf and pool[leaf] == rest and counts[leaf]]
            if not beside:
                return None
            into[min(beside, key=counts.__getitem__)] = rest
    return Classes(into, Rows({name: within[leaf] for leaf, name in into.items()}))


def cross(dimension: Dimension, across: Dimension, people: Counter[Group], *, threshold: int):
    """Return the inside of the table by line, its columns' titles and the totals of joined lines; None if it cannot be shown."""
    down, over = classes(dimension, people, threshold), classes(across, people, threshold)
    if down is None or over is None:
        return None
    rows = down.rows
    counts: Counter[tuple[str, str]] = Counter()
    for group, number in people.items():
        counts[down.of[dimension.leaf_of(group)], over.of[across.leaf_of(group)]] += number
    columns = [column for column in over.rows.group_of if any(counts[row, column] for row in rows.group_of)]
    cells = two_way(rows, columns, counts)
    marks = protect(cells, threshold=threshold)
    if marks is None or len(columns) < 2:
        return None
    values = {cell.key: _figure(cell.value, marks[cell.key]) for cell in cells}
    inside = {row: [values["cell", row, column] for column in columns] for row in (*rows.group_of, *rows.groups)}
    rests = {row: values["row", row].value for row in rows.group_of if row.startswith(REST)}
    return inside, [across.labels.get(column) or _("All others") for column in columns], rests
