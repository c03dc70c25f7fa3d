"""Two reports that lie one within the other: what the second must not print because the first is known.

January and the first quarter, a unit and its state: whoever has both subtracts. Pure functions of plain values.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reports.tables import Held, Key

BASE: Key = ("base",)  # the children of the report


@dataclass(frozen=True)
class Query:
    """Which children a report counts: whose (the path of an organisation; a centre or a programme), and in which months."""

    measure: str
    scope: str
    first: date
    last: date
    care: str = ""  # "" for everybody's

    def lies_in(self, other: "Query") -> bool:
        """Tell whether every child counted here is counted there."""
        is_there = self.scope.startswith(other.scope) and other.care in ("", self.care)
        return self.measure == other.measure and is_there and other.first <= self.first and self.last <= other.last

    def is_apart_from(self, other: "Query") -> bool:
        """Tell whether the two count no month of a unit twice."""
        is_elsewhere = not (self.scope.startswith(other.scope) or other.scope.startswith(self.scope))
        return is_elsewhere or self.last < other.first or other.last < self.first


@dataclass(frozen=True)
class Pull:
    """What somebody of an organisation has read: the numbers that were printed, by what they are of, and the dimensions crossed."""

    query: Query
    cells: dict[Key, int]
    across: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Guard:
    """What must stay unprinted in the answer to `query` for readers who have all of `earlier`."""

    query: Query
    earlier: Sequence[Pull] = ()
    threshold: int = 5
    base: int = 0  # of the answer
    near: list[Pull] = field(init=False, repr=False)

    def __post_init__(self):
        near = [pull for pull in self.earlier if pull.query.lies_in(self.query) or self.query.lies_in(pull.query)]
        wider = [pull.query for pull in near if self.query.lies_in(pull.query)]
        near += [pull for pull in self.earlier if pull not in near and any(pull.query.lies_in(query) for query in wider)]
        object.__setattr__(self, "near", near)

    def refuse(self, across: Iterable[str] = (), within: Iterable[str] = ()) -> None:
        """Refuse an answer that differs by a few children from what is known, or that divides the same children otherwise."""
        if self.is_told(BASE, self.base):
            self.refuse_whole()
        same = [pull for pull in self.near if pull.query == self.query]
        for chosen, known in ((set(across), "across"), (set(within), "within")):
            had = set().union(*(getattr(pull, known) for pull in same))
            if chosen and had and chosen != had:
                raise ValidationError(
                    _(
                        "Not printed: your organisation already has these children divided by something else, and two ways of dividing"
                        " them could be laid over each other until single children show. Choose the same dimension again."
                    )
                )

    def refuse_whole(self) -> NoReturn:
        """Refuse all of it."""
        raise ValidationError(
            _(
                "Not printed: together with a report that your organisation already has, it would differ by fewer than %(k)s children,"
                " and who they are could be worked out. Choose the same period and place again, or one that differs by more."
            )
            % {"k": self.threshold}
        )

    def is_told(self, key: Key, value: int) -> bool:
        """Tell whether a number, printed, would tell of a few children, or of a number that is hidden elsewhere."""
        here = Pull(self.query, {key: value, BASE: self.base})
        for whole, arranged in self.arrangements:
            if whole is None or key in whole.cells:
                parts = arranged if whole is None else ([*family, here] for family in arranged)
                if any(self._tells(key, whole or here, family) for family in parts):
                    return True
        return False

    @cached_property
    def arrangements(self) -> list[tuple[Pull | None, list[list[Pull]]]]:
        """The wholes of which the answer is a part, None for the answer itself, each with the sets of its other parts."""
        if not self.near:
            return []
        found: list[tuple[Pull | None, list[list[Pull]]]] = [
            (None, families([pull for pull in self.near if pull.query.lies_in(self.query)]))
        ]
        for whole in self.near:
            if self.query.lies_in(whole.query):
                parts = [pull for pull in self.near if pull.query.lies_in(whole.query) and pull.query.is_apart_from(self.query)]
                found.append((whole, families(parts)))
        return found

    def _tells(self, key: Key, whole: Pull, parts: list[Pull]) -> bool:
        said = [pull for pull in parts if key in pull.cells]
        if not said:
            return False
        left = whole.cells[key] - sum(pull.cells[key] for pull in said)
        if 0 < (abs(left) if len(said) == 1 else left) < self.threshold:
            return True
        if len(said) != len(parts) - 1 or BASE not in whole.cells or any(BASE not in pull.cells for pull in parts):
            return False
        return sum(pull.cells[BASE] for pull in parts) >= whole.cells[BASE]  # together they are all: the one that is hidden comes out

    def held(self, *prefix: str) -> Held:
        """Return the question that tables and results ask of each of their numbers; `prefix` names the indicator."""
        return lambda key, value: self.is_told((*prefix, *key), value)

    def at_the_end(self) -> "Guard":
        """Return the guard of what stands on the last day: of periods that end on another day it is of other children."""
        return Guard(self.query, [pull for pull in self.earlier if pull.query.last == self.query.last], self.threshold, self.base)


MOST_BEGUN = 200  # sets of reports that are laid together


def families(pieces: Sequence[Pull]) -> list[list[Pull]]:
    """Return sets of pulls that count nobody twice: none, each alone, and with each as many as go together.

    These are of the same place and as long, of the same months and as deep in the tree, and whatever fits, wide or narrow ones first.
    """
    wide = sorted(pieces, key=lambda pull: (len(pull.query.scope), -span(pull.query)))
    by_place, by_months = groups(wide, lambda query: query.scope), groups(wide, lambda query: (query.first, query.last))
    alike = groups(wide, lambda query: (query.scope, span(query)))
    level = groups(wide, lambda query: (query.first, query.last, query.scope.count("/")))
    found: dict[tuple[int, ...], list[Pull]] = {(): []} | {(id(pull),): [pull] for pull in wide}
    for group in (*alike, *level, *by_place, *by_months, wide):
        for order in (group, group[::-1]):
            left = {id(pull) for pull in group}
            for first in order[:MOST_BEGUN]:
                if id(first) in left:
                    family = [first]
                    for pull in order:
                        if all(pull.query.is_apart_from(other.query) for other in family):
                            family.append(pull)
                    left -= set(map(id, family))
                    found[tuple(sorted(map(id, family)))] = family
    return list(found.values())


def groups(pulls: Sequence[Pull], by: Callable[[Query], Hashable]) -> list[list[Pull]]:
    """Return the pulls that have the same in common, in their order."""
    found: dict[Hashable, list[Pull]] = {}
    for pull in pulls:
        found.setdefault(by(pull.query), []).append(pull)
    return list(found.values())


def span(query: Query) -> int:
    """Return the number of months."""
    return (query.last.year - query.first.year) * 12 + query.last.month - query.first.month + 1


def is_calendar_unit(first: date, last: date) -> bool:
    """Tell whether the months are one month, quarter, half or year of the calendar."""
    months = span(Query("", "", first, last))
    return months in (1, 3, 6, 12) and (first.month - 1) % months == 0


def refuse_free_period(first: date, last: date, *, is_over: bool) -> None:
    """Refuse to a reader outside the protection authorities all but a calendar unit that is over."""
    if not is_calendar_unit(first, last):
        raise ValidationError({"until": _("Choose a month, a quarter, a half or a year of the calendar.")})
    if not is_over:
        raise ValidationError({"until": _("The period is not over: it can be read when its last month has ended.")})


def refuse_short_period(first: date, last: date, *, children: int, threshold: int) -> None:
    """Refuse a month of a place with few children: it gets a quarter or longer."""
    if first == last and 0 < children < threshold:
        raise ValidationError({"until": _("So few children in one month: choose a quarter or longer.")})
