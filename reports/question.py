"""What a report is asked: whose children, and when."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from accounts.models import Organisation, User
from cases.models import Case
from placements.models import Facility
from reports import database
from reports.memory import Memory

# By id: of a list of units the planner knows how many cases each has, of a question about paths it knows nothing.
UNITS = "= ANY(%(units)s)"
# The cases of children who lived in a centre, or with a programme, for some of the period.
LIVED = """EXISTS (
    SELECT 1 FROM placements_placement lived JOIN placements_facility home ON home.id = lived.facility_id
    WHERE lived.case_id = {alias}.id AND lived.starts_at < %(until)s AND (lived.ends_at IS NULL OR lived.ends_at > %(since)s){where})"""


def units_below(organisation: Organisation) -> list:
    """Return the ids of an organisation and of all below it."""
    return list(Organisation.objects.below(organisation).order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Scope:
    """Whose children are counted: the units below an organisation, or one person's own cases.

    Of these all, or those who lived in one centre or in the care of one organisation.
    """

    organisation: Organisation
    own_cases_of: User | None = None
    facility: Facility | None = None
    programme: Organisation | None = None


@dataclass(frozen=True)
class Question:
    """Whose children, from `since` to before `until`; days and months are those of `zone` (IANA)."""

    scope: Scope
    since: datetime
    until: datetime
    zone: str
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    def ask(self, statement: str, **values) -> list[tuple]:
        """Return the rows of a statement with the values of the question and `values`; what was asked before is not asked again."""
        values = self.values | values
        return self.memory.rows(statement, values, lambda: self._fetched(statement, values))

    @staticmethod
    def _fetched(statement: str, values: dict) -> list[tuple]:
        with database.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def of_cases(self, alias: str = "c") -> str:
        """Return the SQL condition that a row of cases_case, named `alias`, is of the scope; its values are in `values`."""
        condition = f"{alias}.id = ANY(%(cases)s)" if self.scope.own_cases_of else f"{alias}.unit_id {UNITS}"
        return condition + self.of_care(alias)

    def of_care(self, alias: str = "c") -> str:
        """Return what else a case is asked where the scope is a centre or a programme: an SQL condition from AND on, "" for neither."""
        where = " AND lived.facility_id = %(facility)s" * bool(self.scope.facility)
        where += " AND home.organisation_id = %(programme)s" * bool(self.scope.programme)
        return f" AND {LIVED.format(alias=alias, where=where)}" if where else ""

    @cached_property
    def values(self) -> dict:
        """The values of every statement: since, until, zone, units, and what else the scope names."""
        scope = self.scope
        values = {"since": self.since, "until": self.until, "zone": self.zone, "units": units_below(scope.organisation)}
        values |= {name: one.pk for name, one in (("facility", scope.facility), ("programme", scope.programme)) if one}
        if self.scope.own_cases_of is not None:
            values["cases"] = list(Case.objects.visible_to(self.scope.own_cases_of).values_list("pk", flat=True))
        return values
