"""What changes with the authority responsible, in one instant: the unit, the person, the access, the tasks. Called by transfers."""

from datetime import datetime

from accounts.models import Organisation, User
from cases.choices import Because, Status, Step, TaskOutcome
from cases.models import Case
from cases.services.moves import TRANSFER_OUT, end_designation, enter, give_designation

# Access that was given by the authority that is responsible no longer; a home and a service keep theirs while they care for the child.
OF_THE_AUTHORITY = (
    Because.INTAKE,
    Because.DESIGNATION,
    Because.SUPERVISION,
    Because.OPINION,
    Because.PARTS,
    Because.TRANSFER,
    Because.BREAK_GLASS,
)


def mark_transfer(case: Case, *, is_pending: bool) -> None:
    """Let the status of a case at work say that a transfer is under way, or no longer; an absence is said before it."""
    before, after = (Status.OPEN, Status.PENDING_TRANSFER) if is_pending else (Status.PENDING_TRANSFER, Status.OPEN)
    if case.status == before:
        case.status = after
        case.version += 1
        case.save(update_fields=["status", "version"])


def change_responsibility(case: Case, *, unit: Organisation, person: User, by: User, reason: str, now: datetime, **designation) -> None:
    """Let `unit` be responsible from `now` on, with `person`; the authority before sees the case no more (INV-11, INV-33)."""
    end_designation(case, reason, now)
    case.grants.in_force(now).filter(because__in=OF_THE_AUTHORITY).update(ends_at=now)
    case.tasks.open().exclude(assignee=None).exclude(assignee__organisation__path__startswith=unit.path).update(assignee=None)
    case.unit = unit
    case.status = Status.OPEN
    case.version += 1
    case.save(update_fields=["unit", "status", "version"])
    give_designation(case, person=person, by=by, now=now, accepted_at=now, **designation)


def end_abroad(case: Case, *, by: User, reason: str, now: datetime) -> None:
    """End the case where an authority of another country is responsible now; its file stays with `case.unit`."""
    end_designation(case, reason, now)
    case.grants.filter(ends_at=None).exclude(because=Because.TRANSFER).update(ends_at=now)
    case.tasks.open().update(closed_at=now, outcome=TaskOutcome.DROPPED)
    enter(case, Step.CLOSED, TRANSFER_OUT, by, reason, now)
