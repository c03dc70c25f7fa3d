"""What children are counted under: the lines of each table, fixed in number and order whatever the counts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.choices import Accompaniment, Sex
from cases.countries import FREQUENT, country_name
from reports.disclosure import Rows
from reports.queries import Group
from reports.rules import ADULT, AGE_BANDS, AGE_ROWS, UNKNOWN, age_band

LEADING = FREQUENT[:4]  # countries with a line of their own; an order by size would tell which of two hidden numbers is the greater
OTHER = "other"
TITLES = {
    "nationality": gettext_lazy("Nationality"),
    "age": gettext_lazy("Age on the day of the event"),
    "sex": gettext_lazy("Sex at registration"),
    "accompaniment": gettext_lazy("Accompaniment"),
}


@dataclass(frozen=True)
class Dimension:
    """How children fall into the lines of a table."""

    key: str
    title: str
    rows: Rows
    labels: dict[str, str]
    leaf_of: Callable[[Group], str]

    def counts(self, people: Counter[Group]) -> dict[str, int]:
        """Return the number of children of each leaf."""
        counts = dict.fromkeys(self.rows.group_of, 0)
        for group, number in people.items():
            counts[self.leaf_of(group)] += number
        return counts

    @property
    def reading_order(self) -> list[str]:
        """The lines from top to bottom: each group above its leaves."""
        order: dict[str, None] = {}
        for leaf, group in self.rows.group_of.items():
            order |= dict.fromkeys([group, leaf] if group else [leaf])
        return list(order)


def nationality(people: Counter[Group]) -> Dimension:
    """Four countries, then every other one that occurs below "Other countries"."""
    others = sorted({group.nationality for group in people if group.nationality} - set(LEADING), key=country_name)
    group_of = dict.fromkeys(LEADING, "") | dict.fromkeys(others, OTHER) | {UNKNOWN: ""}
    labels = {code: country_name(code) for code in (*LEADING, *others)} | {OTHER: _("Other countries"), UNKNOWN: _("Not known")}
    return Dimension("nationality", str(TITLES["nationality"]), Rows(group_of), labels, lambda group: group.nationality or UNKNOWN)


def age() -> Dimension:
    """The two bands of the migration statistics, finer ones within, and who had turned 18."""
    bands = dict.fromkeys((*AGE_BANDS, *(group for group, _least, _most in AGE_BANDS.values())))
    labels = {band: _("%(least)s to %(most)s years") % dict(zip(("least", "most"), band.split("-"), strict=True)) for band in bands}
    labels |= {ADULT: _("18 years or over"), UNKNOWN: _("Not known")}
    return Dimension("age", str(TITLES["age"]), AGE_ROWS, labels, lambda group: age_band(group.age))


def sex() -> Dimension:
    return _of_choices("sex", Sex, lambda group: group.sex)


def accompaniment() -> Dimension:
    return _of_choices("accompaniment", Accompaniment, lambda group: group.accompaniment)


def _of_choices(key, choices, leaf_of) -> Dimension:
    labels = {value: str(label) for value, label in choices.choices}
    return Dimension(key, str(TITLES[key]), Rows(dict.fromkeys(labels, "")), labels, leaf_of)


DIMENSIONS: dict[str, Callable[[Counter[Group]], Dimension]] = {
    "nationality": nationality,
    "age": lambda people: age(),
    "sex": lambda people: sex(),
    "accompaniment": lambda people: accompaniment(),
}
