"""The standard reports as data: what each holds, for which period it is usually pulled, and who may read it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import CARE_PROVIDERS, OrgType, may
from reports import queries
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
    areas: tuple[tuple[str | Promise, tuple[str, ...]], ...] = ()  # indicators under the question that they answer
    tables: tuple[tuple[str, ...], ...] = ()
    measures: tuple[str, ...] = ("attended",)
    readers: frozenset[OrgType] = INSIDE
    capability: str = "report.read"
    is_of_own_cases: bool = False  # a caseworker reads it on the cases that are theirs
    has_centres: bool = False  # may be asked of one centre or programme
    is_of_liberty: bool = False  # whoever may see the cases is led to the events themselves
    has_targets: bool = False  # prints baseline, target and what was learnt beside each result
    is_of_access: bool = False  # counts what staff did, from the record

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for _title, keys in self.areas for key in keys))

    def is_open_to(self, user) -> bool:
        """Tell whether `user` may read it on what they may count at all."""
        if not may(user, self.capability) or user.organisation.org_type not in self.readers:
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
            (
                (_("Who was attended"), of("01 02 34")),
                (_("Liberty"), of("09 10 11 12")),
                (_("Steps of the procedure"), of("04 13 28 26")),
                (_("Where children live"), of("03 16 19 25")),
                (_("What was done for them"), of("20 21 29 23")),
                (_("Who does the work"), of("33")),
            ),
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
            ((_("The children of the centre"), of("01 05 06 07")), (_("The centre"), of("18 19 25 37"))),
            (("nationality",), ("accompaniment",), ("age",), ("sex",)),
            has_centres=True,
        ),
        Standard(
            "R3",
            _("Quarterly report for the policy secretariat and the commission"),
            _("How many children were notified and how many of them had a placement within a day, and what became of them."),
            "last_quarter",
            (
                (_("From the notification to a placement"), of("03 12")),
                (_("Who was attended"), of("01 02 34")),
                (_("What became of them"), of("04 09 16 23")),
            ),
            PLAIN,
            ("attended", "notified"),
            readers=EVERYBODY,
        ),
        Standard(
            "R4",
            _("Deprivation of liberty, for the human-rights body"),
            _("How many children were deprived of their liberty, for how many hours, and how soon they were free. Never a child."),
            "last_month",
            ((_("Deprived of liberty"), of("09 10 11 12")), (_("Restrictions and complaints"), of("30 37"))),
            readers=INSIDE | POLICY,
            is_of_liberty=True,
        ),
        Standard(
            "R5",
            _("Results against their targets"),
            _("Each result beside its baseline and its target, with what was learnt."),
            "last_quarter",
            (
                (_("How children are, and what they say"), of("22 32 14 15")),
                (_("Liberty and care"), of("09 16 17 19 25")),
                (_("What is done, and when"), of("04 13 20 21 29 31")),
                (_("What lasts"), of("23 24")),
            ),
            has_centres=True,
            has_targets=True,
        ),
        Standard(
            "R6",
            _("Access report for the data protection officer"),
            _("Who read and took out children's data, what was refused, opened in an emergency or disclosed. Of staff, never of a child."),
            "last_month",
            readers=frozenset(OrgType),
            capability="record.read",
            is_of_access=True,
        ),
        Standard(
            "R7",
            _("Table as the migration statistics unit prints it"),
            _("Children by country, by age up to 11 and from 12 to 17, by accompaniment and by sex."),
            "last_month",
            ((_("Who was attended"), of("01")),),
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
            (
                (_("Are children kept out of detention?"), of("09 10 11")),
                (_("Are they heard, represented and understood?"), of("14 15 28")),
                (_("Do they live in families and in the community?"), of("03 16 17")),
                (_("Are limits on their freedom few, and reviewed?"), of("30")),
                (_("Can they ask for protection, learn, and stay with their families?"), of("26 29 24")),
            ),
            readers=EVERYBODY,
        ),
    )
}


def open_to(user) -> list[Standard]:
    """Return the reports that `user` may read, in their order."""
    return [report for report in STANDARD.values() if report.is_open_to(user)]
