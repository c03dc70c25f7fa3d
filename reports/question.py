"""What a report is asked: whose children, and when."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import Organisation, User
from cases.models import Case

UNITS = "(SELECT id FROM accounts_organisation WHERE starts_with(path, %(path)s))"


@dataclass(frozen=True)
class Scope:
    """Whose children are counted: the units below an organisation, or one person's own cases."""

    organisation: Organisation
    own_cases_of: User | None = None


@dataclass(frozen=True)
class Question:
    """Whose children, from `since` to before `until`; days and months are those of `zone` (IANA)."""

    scope: Scope
    since: datetime
    until: datetime
    zone: str

    def of_cases(self, alias: str = "c") -> str:
        """Return the SQL condition that a row of cases_case, named `alias`, is of the scope; its values are in `values`."""
        return f"{alias}.id = ANY(%(cases)s)" if self.scope.own_cases_of else f"{alias}.unit_id IN {UNITS}"

    @cached_property
    def values(self) -> dict:
        """The values of every statement: since, until, zone, path, and cases where the scope is a person's own."""
        values = {"since": self.since, "until": self.until, "zone": self.zone, "path": self.scope.organisation.path}
        if self.scope.own_cases_of is not None:
            values["cases"] = list(Case.objects.visible_to(self.scope.own_cases_of).values_list("pk", flat=True))
        return values
