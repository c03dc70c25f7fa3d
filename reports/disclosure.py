"""Disclosure control: a printed table never tells how many children stand behind a small cell.

A table with its margins is a circulation: every printed number is an edge, every total a node where what comes in goes out
(Cox 1995, "Network models for complementary cell suppression"). What a reader can find out about a hidden number is then
exactly the room it has on alternating paths of hidden numbers, and the cheapest way to give it more room is a shortest path.
"""

import heapq
from collections import deque
from collections.abc import Hashable, Iterable, Sequence
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
    """A number of a table, as an edge. A fixed one is printed whatever happens: it stands elsewhere too."""

    key: Hashable
    tail: Hashable
    head: Hashable
    value: int
    fixed: bool = False


@dataclass(frozen=True)
class Rows:
    """The lines of a table in one dimension: leaves by key, each in a group that has a line of its own, or in none ("")."""

    group_of: dict[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(group for group in self.group_of.values() if group))

    def total(self, group: str, counts: dict[str, int]) -> int:
        """Return what the leaves of `group` add up to."""
        return sum(counts.get(leaf, 0) for leaf, within in self.group_of.items() if within == group)


ROOT, SINK, TOTAL = ("root",), ("sink",), ("total",)


def one_way(rows: Rows, counts: dict[str, int]) -> list[Cell]:
    """Return the cells of a list with its total and the lines of its groups; keys are ("row", name) and TOTAL."""
    cells = [Cell(("row", leaf), ("in", group) if group else ROOT, SINK, counts.get(leaf, 0)) for leaf, group in rows.group_of.items()]
    cells += [Cell(("row", group), ROOT, ("in", group), rows.total(group, counts)) for group in rows.groups]
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
        for leaf, group in rows.group_of.items():
            head = ("within", group, column) if group else ("column", column)
            cells.append(Cell(("cell", leaf, column), ("row", leaf), head, inside[leaf]))
        for group in rows.groups:
            value = rows.total(group, inside)
            cells.append(Cell(("cell", group, column), ("within", group, column), ("column", column), value))
        cells.append(Cell(("column", column), ("column", column), SINK, sum(inside.values()), fixed=True))
    return [*cells, Cell(TOTAL, SINK, ROOT, sum(by_row.values()), fixed=True)]


def protect(cells: Iterable[Cell], *, threshold: int = LEAST_THRESHOLD, spread: int = 1) -> dict[Hashable, Mark] | None:
    """Return how each number is printed, so that every hidden one may have several values; None: print nothing of the table.

    Numbers from 1 to `threshold` - 1 are hidden, and as many more as it takes until, for whoever knows the rules and all that
    is printed, the least and the greatest value of each hidden number differ by `spread` or more (by all that its own
    bounds allow, where that is less). Fixed numbers are never hidden. Zeros are printed as zeros.
    """
    if threshold < LEAST_THRESHOLD:
        raise ValueError(f"The threshold is at least {LEAST_THRESHOLD}.")
    cells = list(cells)
    if 0 < next(cell.value for cell in cells if cell.key == TOTAL) < threshold:
        return None
    table = _Network(cells, threshold)
    waiting = deque(table.hidden)
    while waiting:
        cell = waiting[0]
        if table.width(cell, spread) >= min(spread, table.widest(cell)):
            waiting.popleft()
            continue
        added = table.cheapest_cover(cell)
        if not added:
            return None
        for other in added:
            table.hidden[other] = Mark.HELD
        waiting.extend(added)
    return {cell.key: table.hidden.get(cell, Mark.SHOWN) for cell in table.cells}


class _Network:
    """A table under protection: what is hidden so far, and what room the hidden numbers leave each other."""

    def __init__(self, cells: list[Cell], threshold: int):
        self.cells, self.threshold = cells, threshold
        self.total = next(cell.value for cell in cells if cell.key == TOTAL)
        self.hidden = {cell: Mark.SMALL for cell in cells if 0 < cell.value < threshold}
        if any(cell.fixed for cell in self.hidden):
            raise ValueError("A margin below the threshold cannot be fixed: merge it first.")
        self.at: dict[Hashable, list[Cell]] = {}
        for cell in cells:
            self.at.setdefault(cell.tail, []).append(cell)
            self.at.setdefault(cell.head, []).append(cell)

    def bounds(self, cell: Cell) -> tuple[int, int]:
        """Return what everybody knows of a hidden number from its mark alone."""
        return (1, self.threshold - 1) if self.hidden.get(cell) is Mark.SMALL else (self.threshold, max(self.total, self.threshold))

    def widest(self, cell: Cell) -> int:
        """Return the difference that the mark alone allows."""
        least, most = self.bounds(cell)
        return most - least

    def width(self, cell: Cell, enough: int) -> int:
        """Return the greatest minus the least possible value of a hidden number, or `enough` as soon as it is that much."""
        least, most = self.bounds(cell)
        up = self._flow(cell, cell.head, cell.tail, min(enough, most - cell.value))
        return up + self._flow(cell, cell.tail, cell.head, min(enough - up, cell.value - least))

    def _flow(self, barred: Cell, source: Hashable, target: Hashable, enough: int) -> int:
        """Return how much can be moved from source to target along hidden numbers other than `barred`."""
        moved, sent = dict.fromkeys(self.hidden, 0), 0
        while sent < enough and (path := self._path(barred, source, target, moved)):
            step = min(enough - sent, *(self._room(cell, sign, moved) for cell, sign in path))
            for cell, sign in path:
                moved[cell] += sign * step
            sent += step
        return sent

    def _room(self, cell: Cell, sign: int, moved: dict[Cell, int]) -> int:
        least, most = self.bounds(cell)
        value = cell.value + moved[cell]
        return most - value if sign > 0 else value - least

    def _path(self, barred, source, target, moved) -> list[tuple[Cell, int]]:
        came: dict[Hashable, tuple[Cell, int, Hashable]] = {}
        queue = deque([source])
        while queue and target not in came:
            node = queue.popleft()
            for cell in self.at[node]:
                sign, far = (1, cell.head) if cell.tail == node else (-1, cell.tail)
                if cell in moved and cell != barred and far not in came and far != source and self._room(cell, sign, moved) > 0:
                    came[far] = (cell, sign, node)
                    queue.append(far)
        path, node = [], target
        while node in came:
            cell, sign, node = came[node]
            path.append((cell, sign))
        return path

    def cheapest_cover(self, cell: Cell) -> list[Cell]:
        """Return the printed numbers, of the smallest sum, that give `cell` more room once hidden; [] if none do."""
        least, most = self.bounds(cell)
        ways = [(cell.head, cell.tail)] if cell.value < most else []
        ways += [(cell.tail, cell.head)] if cell.value > least else []
        found = [cover for source, target in ways if (cover := self._cover(cell, source, target))]
        return min(found, key=lambda cover: sum(other.value for other in cover), default=[])

    def _cover(self, barred: Cell, source: Hashable, target: Hashable) -> list[Cell]:
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
            for cell in self.at[node]:
                sign, far = (1, cell.head) if cell.tail == node else (-1, cell.tail)
                if cell == barred or cell in new or not self._may_move(cell, sign):
                    continue
                is_new = cell not in self.hidden
                heapq.heappush(heap, (cost + cell.value * is_new, next(tie), far, (*new, cell) if is_new else new))
        return []

    def _may_move(self, cell: Cell, sign: int) -> bool:
        if cell in self.hidden:
            return self._room(cell, sign, {cell: 0}) > 0
        return not cell.fixed and cell.value >= self.threshold and (sign > 0 or cell.value > self.threshold)


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
