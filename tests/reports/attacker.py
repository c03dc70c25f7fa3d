"""Who works out hidden numbers: a linear programme (HiGHS) over all that is printed."""

from dataclasses import dataclass, field

import numpy
from scipy.optimize import linprog
from scipy.sparse import csr_array

from reports.disclosure import Mark
from reports.tables import Figure

HIDDEN = (Mark.SMALL, Mark.HELD)


@dataclass
class Attack:
    """What is printed, as linear statements on how many children there are of each kind in each of several crossings."""

    size: int
    equal: list[tuple[dict[int, int], int]] = field(default_factory=list)
    hidden: dict[frozenset[int], Mark | None] = field(default_factory=dict)  # None: said nowhere, yet not to be found out

    def reads(self, figure: Figure, members):
        members = frozenset(members)
        if figure.value is not None:
            self.equal.append((dict.fromkeys(members, 1), figure.value))
        elif figure.mark in HIDDEN:
            assert self.hidden.setdefault(members, figure.mark) is figure.mark

    def assert_fails(self, threshold: int) -> int:
        """Assert that neither attacker works out a hidden number, and return how many were tried."""
        for knows_marks, enough in ((True, 1), (False, threshold)):
            for members, width in self.narrow(threshold, enough - 1e-6, knows_marks=knows_marks):
                raise AssertionError(f"{self.hidden[members]} within {width} for {knows_marks=}")
        return len(self.hidden)

    def narrow(self, threshold: int, enough: float, *, knows_marks: bool):
        """Yield each hidden number whose greatest and least possible values differ by less than `enough`.

        A few populations that fit what is printed, found in as many directions, settle most numbers; each other has its own extremes.
        """
        equal, known = matrix([row for row, _value in self.equal], self.size), [value for _row, value in self.equal]
        lines, most = [], []
        if knows_marks:
            for members, mark in self.hidden.items():
                if mark is None:
                    continue
                lines.append(dict.fromkeys(members, -1))
                most.append(-1 if mark is Mark.SMALL else -threshold)
                if mark is Mark.SMALL:
                    lines.append(dict.fromkeys(members, 1))
                    most.append(threshold - 1)
        less = matrix(lines, self.size) if lines else None
        aims = {members: numpy.isin(numpy.arange(self.size), list(members)).astype(float) for members in self.hidden}
        least, greatest = dict.fromkeys(aims, numpy.inf), dict.fromkeys(aims, -numpy.inf)

        def solve(objective):
            found = linprog(objective, A_ub=less, b_ub=most or None, A_eq=equal, b_eq=known, method="highs")
            assert found.status in (0, 3), found.message  # optimal, or without end
            for members, aim in aims.items() if found.status == 0 else ():
                value = float(aim @ found.x)
                least[members], greatest[members] = min(least[members], value), max(greatest[members], value)
            return found.fun if found.status == 0 else -numpy.inf

        chance = numpy.random.default_rng(1)
        for _attempt in range(16 if len(aims) > 8 else 0):
            solve(sum(sign * aim for sign, aim in zip(chance.normal(size=len(aims)), aims.values(), strict=True)))
        for members, aim in aims.items():
            if greatest[members] - least[members] < enough and (width := -solve(-aim) - solve(aim)) < enough:
                yield members, width


def matrix(rows, size):
    entries = [(value, at, column) for at, row in enumerate(rows) for column, value in row.items()]
    values, down, over = zip(*entries, strict=True)
    return csr_array((values, (down, over)), shape=(len(rows), size))
