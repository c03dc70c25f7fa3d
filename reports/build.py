"""Making a report: computed once, protected, and laid out as one frozen structure (reports.prints)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from reports import parts, queries, rules
from reports.access import access_parts
from reports.catalogue import CATALOGUE, found
from reports.dimensions import DIMENSIONS
from reports.disclosure import LEAST_BASE, Mark
from reports.prints import EMPTY, PERCENT, Cell, Part, Print
from reports.protection import Printed, protected
from reports.question import Question
from reports.rules import Period
from reports.standard import MEASURES, MOST_DIMENSIONS, Choice
from reports.tables import Table, table_of

ACCESS = ("by-role", "by-organisation", "by-refusal")  # the parts of the report on access


@dataclass(frozen=True)
class Asked:
    """A choice at one period, and what may be printed of it."""

    choice: Choice
    period: Period
    zone: tzinfo
    threshold: int

    @cached_property
    def question(self) -> Question:
        since, until = self.period.bounds(self.zone)
        return Question(self.choice.scope, since, until, str(self.zone))

    @cached_property
    def people(self):
        """The children of the period by what they are counted under."""
        asked = self.question
        return queries.children(measure=self.choice.measure, scope=asked.scope, since=asked.since, until=asked.until, zone=asked.zone)

    @property
    def children(self) -> int:
        return sum(self.people.values())

    def table(self, dims: tuple[str, ...]) -> Table | None:
        """Return the table by these dimensions, None where there are too few children for any."""
        if self.children < self.threshold:
            return None
        first, across, within = [*(DIMENSIONS[key](self.people) for key in dims), None, None][:MOST_DIMENSIONS]
        return table_of(first, self.people, threshold=self.threshold, across=across, within=within)

    def figures(self, key: str) -> list[Printed]:
        """Return what may be printed of an indicator."""
        return protected(found(key, self.question).results, threshold=self.threshold)


def printed(choice: Choice, *, reader: User, now: datetime, only: str = "") -> Print:
    """Return the report as `reader` may see it; with `only`, of its parts no other than that one is computed."""
    standard, zone = choice.standard, timezone.get_current_timezone()
    threshold = rules.threshold_for(reader.organisation.org_type, settings.SMALL_NUMBER_THRESHOLD)
    present = Asked(choice, choice.period, zone, threshold)
    before = Asked(choice, rules.period_before(choice.period), zone, threshold)
    made = tuple(parts_of(present, before, only))
    base = base_of(present)
    completeness, is_least = completeness_of(made, base, threshold)
    is_over = timezone.localdate(now) >= rules.next_month(choice.period.last)
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
        notes=tuple(notes_of(choice, made, threshold, is_over=is_over)),
        parts=made,
    )


def is_drawn(choice: Choice, part: str) -> bool:
    """Tell whether the report has a picture of that name, whatever the figures."""
    of_indicators = any(part.startswith(f"{key}-") for key in choice.standard.indicators)
    return of_indicators or part in {*map(parts.table_key, choice.tables), *(ACCESS if choice.standard.is_of_access else ())}


def parts_of(present: Asked, before: Asked, only: str) -> Iterable[Part]:
    """Yield the parts of the report: its tables of children, then each area with its figures and its own tables."""
    choice = present.choice
    for dims in choice.tables:
        if only in ("", parts.table_key(dims)) and (table := present.table(dims)):
            yield from table_parts(dims, table, present, before)
    for number, (title, keys) in enumerate(choice.standard.areas, start=1):
        wanted = [key for key in keys if not only or only.startswith(f"{key}-")]
        found = [(key, CATALOGUE[key], present.figures(key), before.figures(key)) for key in wanted]
        figures = parts.figures_part(number, str(title), found)
        if not only and (figures.rows or figures.notes):
            yield figures
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


def notes_of(choice: Choice, made: Iterable[Part], threshold: int, *, is_over: bool) -> Iterable[str]:
    """Yield what a reader must know to read the figures rightly."""
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
