"""The standard reports as data: what each holds, for which period it is usually pulled, and who may read it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import CARE_PROVIDERS, OrgType, may
from reports import queries
from reports.catalogue import CATALOGUE
from reports.question import Scope
from reports.rules import INSIDE, Period

MOST_DIMENSIONS = 3  # of one table: with a fourth nearly every cell is a child
EVERYBODY = frozenset(OrgType) - CARE_PROVIDERS
POLICY = frozenset({OrgType.SIPINNA_SECRETARIAT, OrgType.HUMAN_RIGHTS_BODY, OrgType.UN_AGENCY})

BY_SEX = (("nationality", "sex"), ("age", "sex"), ("sex",), ("accompaniment", "sex"))
PLAIN = (("nationality",), ("age",), ("sex",), ("accompaniment",))

MEASURES: dict[str, tuple[str | Promise, str | Promise]] = {
    "attended": (
        _("Children attended"),
        _("Children whose case was opened in the period. Each child counts once; a flow, not the number on one day."),
    ),
    "notified": (
        _("Children notified"),
        _(
            "Children of whom the authority was notified in the period. Each child counts once; a flow, not the number on one day."
            " A notification sent twice does not count again, and one passed on counts where it was passed to."
        ),
    ),
}


@dataclass(frozen=True)
class Standard:
    """One report: its indicators by id, its tables by dimension, and for whom it is made."""

    key: str
    title: str | Promise
    purpose: str | Promise
    usual: str  # of rules.usual_periods
    indicators: tuple[str, ...] = ()
    tables: tuple[tuple[str, ...], ...] = ()
    measures: tuple[str, ...] = ("attended",)
    readers: frozenset[OrgType] = INSIDE
    capability: str = "report.read"
    is_of_own_cases: bool = False  # a caseworker reads it on the cases that are theirs
    has_centres: bool = False  # may be asked of one centre or programme

    @property
    def has_parts(self) -> bool:
        """Tell whether there is anything to print yet: the catalogue is being filled."""
        return bool(self.tables or CATALOGUE.keys() & set(self.indicators))

    def is_open_to(self, user) -> bool:
        """Tell whether `user` may read it on what they may count at all."""
        if not self.has_parts or not may(user, self.capability) or user.organisation.org_type not in self.readers:
            return False
        return self.is_of_own_cases or not queries.counts_own_cases_only(user)


@dataclass(frozen=True)
class Choice:
    """What a reader asks of a report: all that stands in the address."""

    standard: Standard
    measure: str
    period: Period
    scope: Scope
    by: tuple[str, ...] = ()  # the dimensions of one table in place of the report's own

    @property
    def tables(self) -> tuple[tuple[str, ...], ...]:
        return (self.by,) if self.by else self.standard.tables


def of(indicators: str) -> tuple[str, ...]:
    """Return the ids of indicators by their numbers."""
    return tuple(f"I-{number}" for number in indicators.split())


STANDARD: dict[str, Standard] = {
    report.key: report
    for report in (
        Standard(
            "R1",
            _("Monthly report of the protection authority"),
            _("Who was attended, how soon each step was taken, where children live, and what stays undone."),
            "last_month",
            of("01 02 03 04 09 10 12 13 16 19 20 21 23 25 26 28 29 33 34"),
            PLAIN,
            ("attended", "notified"),
            is_of_own_cases=True,
            has_centres=True,
        ),
        Standard(
            "R2",
            _("Centre sheet"),
            _("Who the children of a centre are: nationality, accompaniment, age, schooling, destination and main reason for leaving."),
            "last_quarter",
            of("01 05 06 07 16 18 19 25 37"),
            (("nationality",), ("accompaniment",), ("age",), ("sex",)),
            has_centres=True,
        ),
        Standard(
            "R3",
            _("Quarterly report for the policy secretariat and the commission"),
            _("How many children were notified and how many of them had a placement within a day, and what became of them."),
            "last_quarter",
            of("01 02 03 04 09 12 16 23 34"),
            PLAIN,
            ("attended", "notified"),
            readers=EVERYBODY,
        ),
        Standard(
            "R4",
            _("Deprivation of liberty, for the human-rights body"),
            _("How many children were deprived of their liberty, for how many hours, and how soon they were free. Never a child."),
            "last_month",
            of("09 10 11 12 30 37"),
            readers=INSIDE | POLICY,
        ),
        Standard(
            "R5",
            _("Results against their targets"),
            _("Each result beside its baseline and its target, with what was learnt."),
            "last_quarter",
            of("04 09 13 14 15 17 19 20 21 22 24 25 29 31 32"),
            has_centres=True,
        ),
        Standard(
            "R6",
            _("Access report for the data protection officer"),
            _("Who read and took out children's data, what was refused, opened in an emergency or disclosed. Of staff, never of a child."),
            "last_month",
            readers=frozenset(OrgType),
            capability="record.read",
        ),
        Standard(
            "R7",
            _("Table as the migration statistics unit prints it"),
            _("Children by country, by age up to 11 and from 12 to 17, by accompaniment and by sex."),
            "last_month",
            of("01"),
            BY_SEX,
            ("notified", "attended"),
            readers=EVERYBODY,
            is_of_own_cases=True,
        ),
        Standard(
            "R8",
            _("Country scorecard"),
            _("How far children are kept out of detention: the yearly figures by which a country is judged."),
            "last_year",
            of("09 10 11 14 15 16 17 24 26 28 29 30"),
            readers=EVERYBODY,
        ),
    )
}


def open_to(user) -> list[Standard]:
    """Return the reports that `user` may read, in their order."""
    return [report for report in STANDARD.values() if report.is_open_to(user)]
