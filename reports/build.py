"""Making a report: computed once, protected, and laid out as one frozen structure (reports.prints)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from reports import parts, queries, rules
from reports.access import access_parts
from reports.catalogue import CATALOGUE, Measure, found
from reports.differencing import BASE, Guard, Pull, Query
from reports.dimensions import DIMENSIONS
from reports.disclosure import LEAST_BASE, Mark
from reports.memory import Memory
from reports.prints import EMPTY, PERCENT, Cell, Part, Print
from reports.protection import Printed, protected, said
from reports.question import Question
from reports.rules import Period
from reports.standard import MEASURES, MOST_DIMENSIONS, Choice
from reports.tables import Key, Table, table_of
from reports.targets import standing, with_targets

ACCESS = ("by-role", "by-organisation", "by-refusal")  # the parts of the report on access


@dataclass(frozen=True)
class Asked:
    """A choice at one period, and what may be printed of it."""

    choice: Choice
    period: Period
    zone: tzinfo
    threshold: int
    earlier: Sequence[Pull] = ()  # what the reader's organisation has read before
    beside: "Asked | None" = None  # what this is printed next to, and after
    said: dict[Key, int] = field(default_factory=dict)  # the numbers that are printed, by what they are of
    memory: Memory = field(default_factory=Memory)  # what need not be counted again

    @cached_property
    def query(self) -> Query:
        scope = self.choice.scope
        care = "/".join(str(one.pk) for one in (scope.facility, scope.programme) if one)
        return Query(self.choice.measure, scope.organisation.path, self.period.first, self.period.last, care)

    @cached_property
    def guard(self) -> Guard:
        earlier = [*self.earlier, *([self.beside.pull] if self.beside and self.earlier else [])]
        return Guard(self.query, earlier, self.threshold, self.children if self.choice.tables and earlier else 0)

    @cached_property
    def is_blank(self) -> bool:
        """Tell whether nothing of it may stand beside the report, because of what the reader has besides."""
        return self.beside is not None and bool(self.earlier) and self.guard.is_told(BASE, self.guard.base)

    @property
    def pull(self) -> Pull:
        """What is read with this answer."""
        is_printed = bool(self.choice.tables) and (self.children >= self.threshold or not self.children) and not self.is_blank
        base = {BASE: self.children} if is_printed else {}
        crossed = [frozenset(dims[depth] for dims in self.choice.tables if len(dims) > depth) for depth in (1, 2)]
        return Pull(self.query, base | self.said, *crossed)

    @cached_property
    def question(self) -> Question:
        since, until = self.period.bounds(self.zone)
        return Question(self.choice.scope, since, until, str(self.zone), self.memory)

    @cached_property
    def people(self):
        """The children of the period by what they are counted under."""
        return queries.children(self.question, measure=self.choice.measure)

    @property
    def children(self) -> int:
        return sum(self.people.values())

    def table(self, dims: tuple[str, ...]) -> Table | None:
        """Return the table by these dimensions, None where there are too few children for any."""
        if self.children < self.threshold or self.is_blank:
            return None
        first, across, within = [*(DIMENSIONS[key](self.people) for key in dims), None, None][:MOST_DIMENSIONS]
        table = table_of(first, self.people, threshold=self.threshold, across=across, within=within, held=self.guard.held())
        self.said.update(table.printed)
        return table

    def figures(self, key: str) -> list[Printed]:
        """Return what may be printed of an indicator."""
        if self.is_blank:
            return []
        results = found(key, self.question).results
        guard = self.guard.at_the_end() if CATALOGUE[key].measure is Measure.STOCK else self.guard
        printed = protected(results, threshold=self.threshold, held=guard.held(key))
        self.said.update({(key, *number): value for number, value in said(results, printed).items()})
        return printed


def threshold_of(reader: User) -> int:
    """Return the count below which nothing is printed for `reader`."""
    return rules.threshold_for(reader.organisation.org_type, settings.SMALL_NUMBER_THRESHOLD)


@dataclass(frozen=True)
class Made:
    """A report as it was made, and what is read with it: of its period, and of the one before that stands beside it."""

    print: Print
    pulls: tuple[Pull, ...]
    children: int


def made(
    choice: Choice, *, threshold: int, now: datetime, earlier: Sequence[Pull] = (), only: str = "", memory: Memory | None = None
) -> Made:
    """Return the report for a reader of this threshold whose organisation has `earlier`; of its parts no other than `only` is computed.

    What `memory` knows is not counted again. Raises ValidationError where it may not be printed at all beside what the reader has.
    """
    zone, memory = timezone.get_current_timezone(), memory or Memory()
    present = Asked(choice, choice.period, zone, threshold, earlier, memory=memory)
    if earlier:
        present.guard.refuse(*({dims[depth] for dims in choice.tables if len(dims) > depth} for depth in (1, 2)))
    before = Asked(choice, rules.period_before(choice.period), zone, threshold, earlier, beside=present, memory=memory)
    report = printed(choice, present, before, now, only)
    return Made(report, (present.pull, before.pull), present.children if choice.tables else 0)


def children_of(choice: Choice, threshold: int, memory: Memory) -> int:
    """Return how many children the tables of the report count."""
    return Asked(choice, choice.period, timezone.get_current_timezone(), threshold, memory=memory).children


def printed(choice: Choice, present: Asked, before: Asked, now: datetime, only: str) -> Print:
    """Return the report laid out."""
    standard, threshold = choice.standard, present.threshold
    made = tuple(parts_of(present, before, only))
    base = base_of(present)
    completeness, is_least = completeness_of(made, base, threshold)
    is_over = rules.is_over(choice.period, timezone.localdate(now))
    return Print(
        key=standard.key,
        title=str(standard.title),
        purpose=str(standard.purpose),
        period=in_words(choice.period),
        previous=in_words(before.period),
        place=place_of(choice),
        since=f"{choice.period.first:%Y-%m}",
        until=f"{choice.period.last:%Y-%m}",
        code=rules.period_code(choice.period),
        threshold=threshold,
        made_at=now,
        base=base,
        base_label=str(MEASURES[choice.measure][0]),
        completeness=completeness,
        is_complete_at_least=is_least,
        facts=tuple(facts_of(choice)),
        versions=tuple(f"{key} v{CATALOGUE[key].version}" for key in standard.indicators),
        notes=tuple(notes_of(choice, made, threshold, is_over=is_over, since=present.memory.since)),
        parts=made,
    )


def is_drawn(choice: Choice, part: str) -> bool:
    """Tell whether the report has a picture of that name, whatever the figures."""
    of_indicators = any(part.startswith(f"{key}-") for key in choice.standard.indicators)
    return of_indicators or part in {*map(parts.table_key, choice.tables), *(ACCESS if choice.standard.is_of_access else ())}


def parts_of(present: Asked, before: Asked, only: str) -> Iterable[Part]:
    """Yield the parts of the report: its tables of children, then each area with its figures and its own tables."""
    choice = present.choice
    figures = {key: present.figures(key) for key in choice.standard.indicators if not only or only.startswith(f"{key}-")}
    tables = [(dims, present.table(dims)) for dims in choice.tables if only in ("", parts.table_key(dims))]
    for dims, table in tables:
        if table:
            yield from table_parts(dims, table, present, before)
    aims = standing(choice.scope.organisation) if choice.standard.has_targets and not only else {}
    for number, (title, keys) in enumerate(choice.standard.areas, start=1):
        found = [(key, CATALOGUE[key], figures[key], before.figures(key)) for key in keys if key in figures]
        area = parts.figures_part(number, str(title), found)
        if not only and (area.rows or area.notes):
            yield with_targets(area, aims) if choice.standard.has_targets else area
        yield from (part for part in parts.distribution_parts(found) if only in ("", part.key))
    if choice.standard.is_of_access:
        yield from (part for part in access_parts(present.question, before.question) if only in ("", part.key))


def table_parts(dims: tuple[str, ...], table: Table, present: Asked, before: Asked) -> Iterable[Part]:
    """Yield the table, and where it has a third dimension, that within each column of the second."""
    titles = [DIMENSIONS[key](present.people).title for key in dims]
    indicator = "I-01" if present.choice.measure == "attended" else ""
    version = CATALOGUE[indicator].version if indicator else 0
    yield parts.table_part(dims, titles, table, before.table(dims[:1]), indicator=indicator, version=version)
    for number, layer in enumerate(table.layers, start=1):
        yield parts.layer_part(f"{parts.table_key(dims)}-{number}", titles[-1], layer, indicator=indicator, version=version)


def base_of(asked: Asked) -> Cell:
    """Return the number of children of the tables; nothing where the report has none."""
    if not asked.choice.tables:
        return EMPTY
    return Cell(None, Mark.SMALL.value) if 0 < asked.children < asked.threshold else Cell(asked.children)


def completeness_of(made: Iterable[Part], base: Cell, threshold: int) -> tuple[Cell, bool]:
    """Return the share of what is known over all fields that the report breaks children down by, and whether it is the least it can be.

    It is made of printed numbers alone: of one that is small and hidden the most that it can be counts as not known, and a field
    of which more is hidden does not count.
    """
    if base.value is None or base.value < LEAST_BASE:
        return EMPTY, False
    known = unknown = 0
    is_least = False
    for part in made:
        if part.unknown.mark == Mark.SMALL.value:
            known, unknown, is_least = known + int(base.value) - threshold + 1, unknown + threshold - 1, True
        elif part.unknown.value is not None and part.base.value is not None:
            known, unknown = known + int(part.base.value), unknown + int(part.unknown.value)
    fields = known + unknown
    return (Cell(known * 1000 // fields / 10, unit=PERCENT, decimals=1), is_least) if fields else (EMPTY, False)


def in_words(period: Period) -> str:
    """Return "January 2019 to October 2019", or the one month."""
    first, last = (date_format(month, "YEAR_MONTH_FORMAT") for month in (period.first, period.last))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def place_of(choice: Choice) -> str:
    own = choice.scope.own_cases_of
    return _("Cases of %(person)s") % {"person": own} if own else choice.scope.organisation.name


def facts_of(choice: Choice) -> Iterable[tuple[str, str]]:
    """Yield what else was chosen."""
    if choice.scope.facility:
        yield _("Centre"), choice.scope.facility.name
    if choice.scope.programme:
        yield _("Programme"), choice.scope.programme.name


def notes_of(choice: Choice, made: Iterable[Part], threshold: int, *, is_over: bool, since: datetime | None) -> Iterable[str]:
    """Yield what a reader must know to read the figures rightly; `since` is when they were counted, if before now."""
    if since is not None:
        at = date_format(timezone.localtime(since), "DATETIME_FORMAT")
        yield _("So many cases are counted once a day: figures as of %(at)s. Have the report made later to count anew.") % {"at": at}
    if choice.tables:
        yield str(MEASURES[choice.measure][1])
    if not is_over:
        yield _("The period is not over: the figures still grow.")
    if choice.standard.is_of_access:
        yield _("What staff of the jurisdiction did with children's data, from the record. These are acts of staff: no number is hidden.")
        return
    marks = {"small": f"<{threshold}", "most": threshold - 1, "held": "s"}
    if any(part.has_hidden for part in made):
        yield (
            _("“%(small)s” is 1 to %(most)s children; “%(held)s” is more, hidden so that nobody works out a small one; 0 is none.") % marks
        )
    else:
        yield _("Of fewer than %(threshold)s children no number is printed; here none had to be hidden.") % {"threshold": threshold}
    yield _("Percentages are of the children of whom it is known, on a base of %(base)s or more, and add up to 100.") % {"base": LEAST_BASE}
    if choice.tables:
        yield _("Data completeness is the share of what is known over all the fields by which children are broken down here.")
