"""Tables ready to be printed: counted, protected, with shares that add to one hundred."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reports.dimensions import Dimension
from reports.disclosure import LEAST_BASE, Mark, Rows, one_way, protect, tenths_of_percent, two_way
from reports.queries import Group
from reports.rules import UNKNOWN

REST = "rest:"  # what a crossed table joins into one line or column, and after it the group it is of
FEW = "few:"  # the same of what a crossed table hides, in its layers


@dataclass(frozen=True)
class Figure:
    """A number as it may be printed; without a mark the table has nothing to say there."""

    value: int | float | None = None
    mark: Mark | None = Mark.SHOWN
    decimals: int = 0


NOTHING = Figure(None, None)
Key = tuple[str, ...]  # what a number is of: a dimension, its line, the second dimension, its column ...
Held = Callable[[Key, int], bool]  # whether a number must not be printed though it is not small


def nothing_held(key: Key, value: int) -> bool:
    """Hold back nothing: for a reader who has read nothing before."""
    return False


def is_joined(key: Key) -> bool:
    """Tell whether a number is of lines or columns that were joined because each had few."""
    return any(name.startswith((REST, FEW)) for name in key)


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
    column_keys: list[Key] = field(default_factory=list)  # what each column is of
    layers: list["Table"] = field(default_factory=list)  # with a third dimension: the lines by it, a table for each column of the second

    @property
    def known_figure(self) -> Figure:
        return Figure(self.known)

    @property
    def has_hidden(self) -> bool:
        own = any(figure.mark in (Mark.SMALL, Mark.HELD) for line in self.lines for figure in (line.total, *line.cells))
        return own or any(layer.has_hidden for layer in self.layers)

    @property
    def printed(self) -> dict[Key, int]:
        """The numbers of children that stand in it by what they are of; those of joined lines and columns are of nothing else."""
        found: dict[Key, int] = {}
        for line in self.lines:
            cells = zip([(), *self.column_keys], [line.total, *line.cells], strict=False)
            names = {(self.key.partition(":")[0], line.key, *column): figure for column, figure in cells}
            found |= {key: int(figure.value) for key, figure in names.items() if figure.value is not None and not is_joined(key)}
        for layer in self.layers:
            found |= {key: value for key, value in layer.printed.items() if key not in found}
        return found


def table_of(
    dimension: Dimension,
    people: Counter[Group],
    *,
    threshold: int,
    across: Dimension | None = None,
    within: Dimension | None = None,
    held: Held = nothing_held,
) -> Table:
    """Return the protected table of one dimension, crossed with another where the numbers allow it, and with a third within that."""
    rows, counts = dimension.rows, dimension.counts(people)
    figures = figures_of(dimension, people, threshold, held)
    if figures is None:
        return Table(dimension.key, dimension.title)
    known = sum(counts.values()) - counts[UNKNOWN] if figures[UNKNOWN].mark is Mark.SHOWN else None
    shares = shares_of(rows, figures, known)
    crossing = cross(dimension, across, people, threshold=threshold, held=held) if across else None
    lines = [
        Line(name, dimension.labels[name], figures[name], shares.get(name), crossing.line(name) if crossing else [], is_part)
        for name in dimension.reading_order
        for is_part in [bool(rows.group_of.get(name))]
    ]
    columns, column_keys = [], []
    if crossing and across:
        column_keys = [(across.key, column) for column in crossing.columns]
        columns = [crossing.label(column, across) for column in crossing.columns]
        rests = [name for name in crossing.rows.group_of if name.startswith(REST)]
        lines += [Line(rest, _rest_label(rest, dimension), crossing.totals[rest], None, crossing.line(rest)) for rest in rests]
    return Table(
        dimension.key,
        dimension.title,
        lines,
        columns,
        known,
        is_crossing_refused=bool(across) and crossing is None,
        column_keys=column_keys,
        layers=layers_of(dimension, across, within, people, crossing, threshold, held) if across and within and crossing else [],
    )


def figures_of(dimension: Dimension, people: Counter[Group], threshold: int, held: Held) -> dict[str, Figure] | None:
    """Return the figures of the list of a dimension, by line; None if none may be printed."""
    rows, counts = dimension.rows, dimension.counts(people)
    values = counts | {group: rows.total(group, counts) for group in rows.groups}
    kept = {("row", name) for name, value in values.items() if held((dimension.key, name), value)}
    marks = protect(one_way(rows, counts), threshold=threshold, held=kept)
    return marks and {name: _figure(value, marks["row", name]) for name, value in values.items()}


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


def classes(dimension: Dimension, people: Counter[Group], threshold: int, held: Held = nothing_held) -> Classes | None:
    """Return classes of leaves of which each has a total that is printed; None if there are no such.

    What the list hides is joined, a class a group. Who of a class is in which of its leaves is then said nowhere but in the
    list, so no crossing tells more about a hidden line than the list does.
    """
    rows, counts = dimension.rows, dimension.counts(people)
    figures = figures_of(dimension, people, threshold, held)
    if figures is None:
        return None
    shown = {name for name, figure in figures.items() if figure.mark is Mark.SHOWN}
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


@dataclass(frozen=True)
class Crossing:
    """The inside of a crossed table as it is printed, by (line, column), and the totals of its lines."""

    down: Classes
    over: Classes
    columns: list[str]
    cells: dict[tuple[str, str], Figure]
    totals: dict[str, Figure]

    @property
    def rows(self) -> Rows:
        return self.down.rows

    def line(self, name: str) -> list[Figure]:
        """Return the cells of a line; of one that is joined with others they are said of all together."""
        return [self.cells.get((name, column), NOTHING) for column in self.columns]

    def label(self, column: str, dimension: Dimension) -> str:
        return dimension.labels.get(column) or _("All others")


def cross(dimension: Dimension, across: Dimension, people: Counter[Group], *, threshold: int, held: Held = nothing_held) -> Crossing | None:
    """Return the inside of the table of two dimensions; None if it cannot be shown."""
    down, over = classes(dimension, people, threshold, held), classes(across, people, threshold, held)
    if down is None or over is None:
        return None
    counts: Counter[tuple[str, str]] = Counter()
    for group, number in people.items():
        counts[down.of[dimension.leaf_of(group)], over.of[across.leaf_of(group)]] += number
    columns = [column for column in over.rows.group_of if any(counts[row, column] for row in down.rows.group_of)]
    found = inside(down.rows, columns, counts, threshold, lambda row, column, value: held((dimension.key, row, across.key, column), value))
    return Crossing(down, over, columns, *found) if found and len(columns) > 1 else None


def inside(rows: Rows, columns: list[str], counts: Counter[tuple[str, str]], threshold: int, held: Callable[[str, str, int], bool]):
    """Return the figures of a table whose margins are all printed, by (line, column), and the totals of its lines; None: none of it."""
    cells = two_way(rows, columns, counts)
    kept = {cell.key for cell in cells if not cell.fixed and not is_joined(cell.key) and held(*cell.key[1:], cell.value)}
    marks = protect(cells, threshold=threshold, held=kept)
    if marks is None:
        return None
    values = {cell.key: _figure(cell.value, marks[cell.key]) for cell in cells}
    names = (*rows.group_of, *rows.groups)
    return {(row, column): values["cell", row, column] for row in names for column in columns}, {row: values["row", row] for row in names}


def layers_of(
    dimension: Dimension, across: Dimension, within: Dimension, people: Counter[Group], crossing: Crossing, threshold: int, held: Held
) -> list[Table]:
    """Return the lines by a third dimension, a table for each column of the crossed one.

    A layer divides printed numbers of the crossed table and of the third dimension across the second, and nothing else; what they
    hide is joined. So it tells nothing of a hidden number there, and two layers, or those of two tables, share printed numbers alone.
    """
    beside = cross(within, across, people, threshold=threshold, held=held)
    if beside is None:
        return [Table(f"{dimension.key}:{column}", crossing.label(column, across)) for column in crossing.columns]
    counts: dict[str, Counter[tuple[str, str]]] = {column: Counter() for column in crossing.columns}
    for group, number in people.items():
        column = crossing.over.of[across.leaf_of(group)]
        line = _shown_or_joined(crossing, crossing.down.of[dimension.leaf_of(group)], column)
        part = beside.down.of[within.leaf_of(group)]
        part = part if beside.cells[part, column].mark is Mark.SHOWN else REST
        counts[column][line, part] += number
    return [_layer(dimension, across, within, crossing, column, counts[column], threshold, held) for column in crossing.columns]


def _shown_or_joined(crossing: Crossing, leaf: str, column: str) -> str:
    """Return the line under which a leaf stands in the layer of a column."""
    if crossing.cells[leaf, column].mark is Mark.SHOWN:
        return leaf
    return FEW + next((group for group in crossing.rows.above(leaf) if crossing.cells[group, column].mark is Mark.SHOWN), "")


def _layer(dimension, across, within, crossing: Crossing, column: str, counts: Counter, threshold: int, held: Held) -> Table:
    key, title = f"{dimension.key}:{column}", f"{across.title}: {crossing.label(column, across)}"
    group_of: dict[str, str] = {}
    for leaf in crossing.rows.group_of:
        line = _shown_or_joined(crossing, leaf, column)
        shown = [group for group in crossing.rows.above(leaf) if crossing.cells[group, column].mark is Mark.SHOWN]
        group_of[line] = shown[0] if shown else ""
    parts = list(dict.fromkeys(part for part in (*within.rows.group_of, REST) if any(counts[line, part] for line in group_of)))

    def is_held(line: str, part: str, value: int) -> bool:
        return held((dimension.key, line, across.key, column, within.key, part), value)

    found = inside(Rows(group_of), parts, counts, threshold, is_held)
    if found is None:
        return Table(key, title)
    cells, totals = found
    figures = {name: crossing.cells[name, column] for name in (*crossing.rows.group_of, *crossing.rows.groups)} | totals
    order = [name for name in (*dimension.reading_order, *figures) if name in figures]
    lines = [
        Line(name, _line_label(name, dimension), figures[name], None, [cells.get((name, part), NOTHING) for part in parts])
        for name in dict.fromkeys(order)
        if figures[name].value or figures[name].mark in (Mark.SMALL, Mark.HELD)
    ]
    labels = [within.labels.get(part) or _("All others") for part in parts]
    return Table(key, title, lines, labels, column_keys=[(across.key, column, within.key, part) for part in parts])


def _line_label(name: str, dimension: Dimension) -> str:
    if name.startswith(REST):
        return _rest_label(name, dimension)
    if name.startswith(FEW):
        return _("Hidden lines, together")
    return dimension.labels[name]
