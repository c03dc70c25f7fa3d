"""The report on children attended: one computation, the same figures on every face."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from reports import dimensions, queries, rules
from reports.disclosure import Mark
from reports.queries import Group
from reports.question import Scope
from reports.rules import Period
from reports.tables import Figure, Table, table_of

MEASURES: dict[str, tuple[str | Promise, str | Promise]] = {
    "attended": (
        gettext_lazy("Children attended"),
        gettext_lazy("Children whose case was opened in the period. Each child counts once; a flow, not the number on one day."),
    ),
    "notified": (
        gettext_lazy("Children notified"),
        gettext_lazy(
            "Children of whom the authority was notified in the period. Each child counts once; a flow, not the number on one day."
            " A notification sent twice does not count again, and one passed on counts where it was passed to."
        ),
    ),
}


@dataclass(frozen=True)
class Report:
    """What was asked and what came of it."""

    title: str
    definition: str
    period: Period
    place: str
    threshold: int
    made_at: datetime
    base: Figure
    tables: list[Table]

    @property
    def has_hidden(self) -> bool:
        return any(table.has_hidden for table in self.tables)

    @property
    def is_over(self) -> bool:
        """Whether the period has ended, so that its figures no longer grow."""
        return timezone.localdate(self.made_at) >= rules.next_month(self.period.last)


def attended(*, reader: User, measure: str, period: Period, scope: Scope, by_sex: bool, now: datetime) -> Report:
    """Return the report as `reader` may see it: counted once by the database and protected before any face prints it."""
    zone = timezone.get_current_timezone()
    since, until = period.bounds(zone)
    people = queries.children(measure=measure, scope=scope, since=since, until=until, zone=str(zone))
    threshold = rules.threshold_for(reader.organisation.org_type, settings.SMALL_NUMBER_THRESHOLD)
    title, definition = MEASURES[measure]
    base = sum(people.values())
    is_small = 0 < base < threshold
    return Report(
        title=str(title),
        definition=str(definition),
        period=period,
        place=_("Cases of %(person)s") % {"person": scope.own_cases_of} if scope.own_cases_of else scope.organisation.name,
        threshold=threshold,
        made_at=now,
        base=Figure(None, Mark.SMALL) if is_small else Figure(base),
        tables=tables_of(people, threshold, by_sex=by_sex) if base and not is_small else [],
    )


def tables_of(people: Counter[Group], threshold: int, *, by_sex: bool) -> list[Table]:
    """Return the four tables, protected.

    Crossed tables share only the printed totals of their columns. Any two of them fit together in some population, so together
    they tell no more than each alone; a second column dimension would break that, and needs the tables protected as one.
    """
    sex = dimensions.sex()
    across = sex if by_sex else None
    return [
        table_of(dimensions.nationality(people), people, threshold=threshold, across=across),
        table_of(dimensions.age(), people, threshold=threshold, across=across),
        table_of(sex, people, threshold=threshold),
        table_of(dimensions.accompaniment(), people, threshold=threshold, across=across),
    ]
