"""Disclosure control: a printed table never tells how many children stand behind a small cell.

A table with its margins is a circulation: every printed number is an edge, every total a node where what comes in goes out
(Cox 1995, "Network models for complementary cell suppression"). What a reader can find out about a hidden number is then
exactly the room it has on alternating paths of hidden numbers, and the cheapest way to give it more room is a shortest path.
"""

import heapq
from collections import deque
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import count

LEAST_THRESHOLD = 5  # children: counts below it are never printed; a body outside may ask for more, nobody for less
LEAST_BASE = 10  # children: on a smaller base no percentage is printed


class Mark(Enum):
    """How a number is printed."""

    SHOWN = "shown"
    SMALL = "small"  # between 1 and the threshold: "<5"
    HELD = "held"  # at least the threshold, hidden to protect another: "s"


@dataclass(frozen=True)
class Cell:
    """A number of a table, as an edge.

    A fixed one is printed whatever happens: it stands elsewhere too. A silent one is printed nowhere and no mark tells its size,
    yet whoever works it out learns it: what is left of a base, how far the answers of which several are possible overlap.
    """

    key: Hashable
    tail: Hashable
    head: Hashable
    value: int
    fixed: bool = False
    silent: bool = False
    least: int = 0  # of a silent one


@dataclass(frozen=True)
class Rows:
    """The lines of a table in one dimension: leaves by key, each in a group that has a line of its own, or in none ("").

    `within` says of a group which group it is part of itself.
    """

    group_of: dict[str, str] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> list[str]:
        """The groups, from the outermost inwards."""
        return list(dict.fromkeys(group for leaf in self.group_of for group in reversed(self.above(leaf))))

    def above(self, leaf: str) -> list[str]:
        """Return the groups that hold a leaf, from the nearest outwards."""
        found, group = [], self.group_of[leaf]
        while group:
            found.append(group)
            group = self.within.get(group, "")
        return found

    def leaves(self, group: str) -> list[str]:
        """Return the leaves of a group, also those of the groups within."""
        return [leaf for leaf in self.group_of if group in self.above(leaf)]

    def total(self, group: str, counts: dict[str, int]) -> int:
        """Return what the leaves of `group` add up to."""
        return sum(counts.get(leaf, 0) for leaf in self.leaves(group))


ROOT, SINK, TOTAL = ("root",), ("sink",), ("total",)


def one_way(rows: Rows, counts: dict[str, int], *, silent: Iterable[str] = ()) -> list[Cell]:
    """Return the cells of a list with its total and the lines of its groups; keys are ("row", name) and TOTAL."""

    def under(group: str) -> Hashable:
        return ("in", group) if group else ROOT

    unsaid = frozenset(silent)
    cells = [Cell(("row", leaf), under(group), SINK, counts.get(leaf, 0), silent=leaf in unsaid) for leaf, group in rows.group_of.items()]
    cells += [Cell(("row", group), under(rows.within.get(group, "")), ("in", group), rows.total(group, counts)) for group in rows.groups]
    return [*cells, Cell(TOTAL, SINK, ROOT, sum(counts.get(leaf, 0) for leaf in rows.group_of), fixed=True)]


def two_way(rows: Rows, columns: Sequence[str], counts: dict[tuple[str, str], int]) -> list[Cell]:
    """Return the cells of a table with all its margins; the margins are fixed, the inside is ("cell", row, column)."""
    by_row = {leaf: sum(counts.get((leaf, column), 0) for column in columns) for leaf in rows.group_of}
    cells = [
        Cell(cell.key, cell.tail, ("row", cell.key[1]) if cell.head == SINK else cell.head, cell.value, fixed=True)
        for cell in one_way(rows, by_row)
        if cell.key != TOTAL
    ]
    for column in columns:
        inside = {leaf: counts.get((leaf, column), 0) for leaf in rows.group_of}

        def over(group: str, column: str = column) -> Hashable:
            return ("within", group, column) if group else ("column", column)

        cells += [Cell(("cell", leaf, column), ("row", leaf), over(group), inside[leaf]) for leaf, group in rows.group_of.items()]
        for group in rows.groups:
            value = rows.total(group, inside)
            cells.append(Cell(("cell", group, column), over(group), over(rows.within.get(group, "")), value))
        cells.append(Cell(("column", column), ("column", column), SINK, sum(inside.values()), fixed=True))
    return [*cells, Cell(TOTAL, SINK, ROOT, sum(by_row.values()), fixed=True)]


def overlapping(counts: dict[str, int], base: int, *, unknown: int = 0) -> list[Cell]:
    """Return the cells of classes of which one may be in several: ("row", name) of each, and the base with the unknown as TOTAL.

    Who is outside of a class is told by it and the base; and everyone of whom it is known is in one class at least. An `unknown`
    is given where it is hidden: then the base is as well, and the key of the former is ("row", "unknown").
    """
    answers, outside, whole = ("answers",), ("outside",), base + unknown
    cells = [Cell(TOTAL, SINK, answers, whole, fixed=True)]
    for name, value in counts.items():
        cells.append(Cell(("row", name), answers, ("of", name), value))
        cells.append(Cell(("out", name), outside, ("of", name), whole - value, silent=True, least=min(unknown, 1)))
        cells.append(Cell(("base", name), ("of", name), SINK, whole, fixed=True))
    if unknown:
        cells.append(Cell(("row", "unknown"), answers, SINK, unknown))
    cells.append(Cell(("overlap",), SINK, answers, sum(counts.values()) - base, silent=True))
    return [*cells, Cell(("outside",), SINK, outside, whole * len(counts) - sum(counts.values()), silent=True)]


@dataclass(frozen=True)
class Attacker:
    """Somebody who works out hidden numbers: whether the meaning of the marks is known, and the range that must stay open."""

    knows_marks: bool
    spread: int


def protect(
    cells: Iterable[Cell], *, threshold: int = LEAST_THRESHOLD, spread: int = 1, held: Collection[Hashable] = ()
) -> dict[Hashable, Mark] | None:
    """Return how each number is printed, so that every hidden one may have several values; None: print nothing of the table.

    Numbers from 1 to `threshold` - 1 are hidden, those of the keys `held`, and as many more as it takes until two attackers fail.
    For whoever knows the rules and all that is printed, the least and the greatest value of each hidden number differ by `spread`
    or more (by all that its own bounds allow, where that is less); for whoever knows only that no number is negative, by
    `threshold` or more. Fixed numbers are never hidden. Zeros are printed as zeros. Silent numbers have no mark in the answer.
    """
    if threshold < LEAST_THRESHOLD:
        raise ValueError(f"The threshold is at least {LEAST_THRESHOLD}.")
    cells = list(cells)
    if 0 < next(cell.value for cell in cells if cell.key == TOTAL) < threshold:
        return None
    table = _Network(cells, threshold, held)
    attackers = [Attacker(knows_marks=True, spread=spread), Attacker(knows_marks=False, spread=threshold)]
    waiting = deque((edge, attacker) for edge in table.guarded() for attacker in attackers)
    while waiting:
        edge, attacker = waiting[0]
        added = table.missing_cover(edge, attacker)
        if added is None:
            return None
        if not added:
            waiting.popleft()
            continue
        for other in added:
            table.hidden[other] = Mark.HELD
        waiting.extend((other, attacker) for other in added for attacker in attackers)
    return {cell.key: table.hidden.get(edge, Mark.SHOWN) for edge, cell in enumerate(table.cells) if not cell.silent}


NO_END = 10**9  # more than any number of children


class _Network:
    """A table under protection: what is hidden so far, and what room the hidden numbers leave each other. Edges are numbered."""

    def __init__(self, cells: list[Cell], threshold: int, held: Collection[Hashable]):
        self.cells, self.threshold = cells, threshold
        self.total = next(cell.value for cell in cells if cell.key == TOTAL)
        self.values = [cell.value for cell in cells]
        self.hidden: dict[int, Mark | None] = {}  # None: silent
        for edge, cell in enumerate(cells):
            if cell.silent:
                self.hidden[edge] = None
            elif 0 < cell.value < threshold:
                self.hidden[edge] = Mark.SMALL
            elif cell.key in held and cell.value:
                self.hidden[edge] = Mark.HELD
        if any(cells[edge].fixed for edge in self.hidden):
            raise ValueError("A margin below the threshold cannot be fixed: merge it first.")
        self.at: dict[Hashable, list[tuple[int, int, Hashable]]] = {}
        for edge, cell in enumerate(cells):
            if not cell.fixed and (cell.value or cell.silent):
                self.at.setdefault(cell.tail, []).append((edge, 1, cell.head))
                self.at.setdefault(cell.head, []).append((edge, -1, cell.tail))

    def guarded(self) -> list[int]:
        """Return what must not be worked out: all that is marked, and what is silent and small."""
        return [edge for edge, mark in self.hidden.items() if mark is not None or 0 < self.values[edge] < self.threshold]

    def bounds(self, edge: int, attacker: Attacker) -> tuple[int, int]:
        """Return what the attacker knows of a hidden number without any other."""
        mark = self.hidden.get(edge, Mark.HELD)
        if mark is None:
            return self.cells[edge].least, NO_END
        if not attacker.knows_marks:
            return 0, max(self.total, self.threshold)
        return (1, self.threshold - 1) if mark is Mark.SMALL else (self.threshold, max(self.total, self.threshold))

    def missing_cover(self, edge: int, attacker: Attacker) -> list[int] | None:
        """Return the printed numbers, of the smallest sum, to hide so that `edge` has more room; [] if it has enough, None if none help."""
        least, most = self.bounds(edge, attacker)
        value, cell = self.values[edge], self.cells[edge]
        enough = min(attacker.spread, most - least)
        up, moved_up = self._flow(edge, cell.head, cell.tail, min(enough, most - value), attacker)
        down, moved_down = self._flow(edge, cell.tail, cell.head, min(enough - up, value - least), attacker)
        if up + down >= enough:
            return []
        covers = []
        if up < most - value:
            covers.append(self._cover(edge, cell.head, cell.tail, moved_up, attacker))
        if down < value - least:
            covers.append(self._cover(edge, cell.tail, cell.head, moved_down, attacker))
        return min(filter(None, covers), key=lambda cover: sum(self.values[other] for other in cover), default=None)

    def _flow(self, barred: int, source: Hashable, target: Hashable, enough: int, attacker: Attacker) -> tuple[int, dict[int, int]]:
        """Return how much can be moved from source to target along hidden numbers other than `barred`, and where."""
        moved: dict[int, int] = {}
        sent = 0
        while sent < enough and (path := self._path(barred, source, target, moved, attacker)):
            step = min(enough - sent, *(self._room(edge, sign, moved, attacker) for edge, sign in path))
            for edge, sign in path:
                moved[edge] = moved.get(edge, 0) + sign * step
            sent += step
        return sent, moved

    def _room(self, edge: int, sign: int, moved: dict[int, int], attacker: Attacker) -> int:
        least, most = self.bounds(edge, attacker)
        value = self.values[edge] + moved.get(edge, 0)
        return most - value if sign > 0 else value - least

    def _path(self, barred: int, source: Hashable, target: Hashable, moved: dict[int, int], attacker: Attacker) -> list[tuple[int, int]]:
        came: dict[Hashable, tuple[int, int, Hashable]] = {}
        queue = deque([source])
        while queue and target not in came:
            node = queue.popleft()
            for edge, sign, far in self.at.get(node, ()):
                if (
                    edge in self.hidden
                    and edge != barred
                    and far not in came
                    and far != source
                    and self._room(edge, sign, moved, attacker) > 0
                ):
                    came[far] = (edge, sign, node)
                    queue.append(far)
        path, node = [], target
        while node in came:
            edge, sign, node = came[node]
            path.append((edge, sign))
        return path

    def _cover(self, barred: int, source: Hashable, target: Hashable, moved: dict[int, int], attacker: Attacker) -> list[int]:
        """Return what a shortest path newly hides; a state is a node and whether something new was hidden on the way."""
        tie = count()
        heap: list = [(0, next(tie), source, ())]
        done = set()
        while heap:
            cost, _, node, new = heapq.heappop(heap)
            if node == target and new:
                return list(new)
            if (node, bool(new)) in done:
                continue
            done.add((node, bool(new)))
            for edge, sign, far in self.at.get(node, ()):
                if edge == barred or edge in new or self._room(edge, sign, moved, attacker) <= 0:
                    continue
                is_new = edge not in self.hidden
                heapq.heappush(heap, (cost + self.values[edge] * is_new, next(tie), far, (*new, edge) if is_new else new))
        return []


def tenths_of_percent(counts: Sequence[int], whole: int = 1000) -> list[int]:
    """Return the share of each count in tenths of a percent, adding up to `whole` exactly (largest remainder)."""
    base = sum(counts)
    if not base:
        return [0] * len(counts)
    shares = [divmod(number * whole, base) for number in counts]
    left = whole - sum(share for share, _ in shares)
    by_remainder = sorted(range(len(counts)), key=lambda at: -shares[at][1])
    favoured = set(by_remainder[:left])
    return [share + (at in favoured) for at, (share, _) in enumerate(shares)]
