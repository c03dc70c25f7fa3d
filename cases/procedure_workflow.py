"""Migration procedures as one table, and what each of their states says of the child's statuses. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.choices import Accompaniment, AsylumStatus, MigrationStatus
from cases.choices_execution import ProcedureKind, Resolution
from cases.choices_execution import ProcedureState as State

PENDING = frozenset({State.FILED, State.APPEALED})
WITHOUT_STATUS = frozenset({MigrationStatus.IRREGULAR, MigrationStatus.UNKNOWN, MigrationStatus.IN_PROCEDURE})


@dataclass(frozen=True)
class ProcedureMove:
    """One row of the table; without a target the state stays and a fact is added."""

    sources: frozenset[State]
    target: State | None
    label: str | Promise


MOVES: dict[str, ProcedureMove] = {
    "ratify": ProcedureMove(frozenset({State.FILED}), None, _("Record the ratification")),
    "decide": ProcedureMove(frozenset({State.FILED}), State.DECIDED, _("Record the resolution")),
    "appeal": ProcedureMove(frozenset({State.DECIDED}), State.APPEALED, _("Record the appeal")),
    "decide_appeal": ProcedureMove(frozenset({State.APPEALED}), State.FINAL, _("Record the decision on the appeal")),
    "withdraw": ProcedureMove(PENDING, State.WITHDRAWN, _("Record that it was withdrawn")),
}


def moves_from(state: str, *, needs_ratification: bool) -> dict[str, ProcedureMove]:
    """Return the moves that leave `state`, by name; a ratification only where one is awaited."""
    return {name: move for name, move in MOVES.items() if state in move.sources and (name != "ratify" or needs_ratification)}


ASYLUM_AFTER = {
    Resolution.GRANTED: AsylumStatus.RECOGNISED,
    Resolution.COMPLEMENTARY: AsylumStatus.COMPLEMENTARY_PROTECTION,
    Resolution.REJECTED: AsylumStatus.REJECTED,
}
ASYLUM_IN = {
    State.FILED: AsylumStatus.APPLIED,
    State.APPEALED: AsylumStatus.APPEAL,
    State.WITHDRAWN: AsylumStatus.WITHDRAWN,
}


def statuses_implied(kind: str, state: str, resolution: str, granted_status: str, migration_status: str) -> dict[str, str]:
    """Return the statuses of the case that follow from a procedure in `state`, by field; nothing where none does.

    `resolution`: the last one, of the appeal where there was one. `migration_status`: the child's own before.
    """
    implied: dict[str, str] = {}
    if kind == ProcedureKind.ASYLUM:
        implied["asylum_status"] = ASYLUM_IN.get(State(state)) or ASYLUM_AFTER[Resolution(resolution)]
    if state in (State.DECIDED, State.FINAL) and granted_status:
        implied["migration_status"] = granted_status
    elif kind == ProcedureKind.REGULARISATION and state == State.FILED and migration_status in WITHOUT_STATUS:
        implied["migration_status"] = MigrationStatus.IN_PROCEDURE
    return implied


def needs_humanitarian_status(*, accompaniment: str, nationality: str, country: str, migration_status: str) -> bool:
    """Tell whether an unaccompanied foreign child still lacks a provisional humanitarian status (INV-35).

    A nationality that nobody knows counts as foreign.
    """
    return accompaniment == Accompaniment.UNACCOMPANIED and nationality != country and migration_status in WITHOUT_STATUS
