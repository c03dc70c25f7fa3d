"""The deadlines of a case as tasks: brought in line with its records at the end of every verb."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from cases import casefile, companions, rules
from cases.choices import TaskOutcome, TaskSource
from cases.companions import Clock
from cases.models import Case, Task

_waiting: ContextVar[dict[Case, datetime] | None] = ContextVar("waiting", default=None)


@contextmanager
def deadlines_at_the_end():
    """Bring the deadlines of every case that is written in this block in line once, when it ends: for telling long stories."""
    if _waiting.get() is not None:
        raise RuntimeError("The deadlines wait already: who tells the inner story would look for them in vain.")
    token = _waiting.set({})
    try:
        yield
        waiting = _waiting.get()
    finally:
        _waiting.reset(token)
    for case, now in waiting.items():
        refresh_deadlines(case=case, now=now)


def refresh_deadlines(*, case: Case, now: datetime) -> None:
    """Store, in the caller's transaction, every deadline that the case's records set running, and mark those that a record has met.

    An open deadline moves only forward, when risk rises; never back (INV-43). One whose ground fell away is dropped.
    What is due next for the step itself is kept on the case, for its lists.
    """
    if (waiting := _waiting.get()) is not None:
        waiting[case] = now
        return
    known = casefile.records_of(case)
    stored = {(task.kind, task.subject): task for task in known.tasks.all() if task.source == TaskSource.DEADLINE}
    running = {}
    for clock in companions.clocks(known):
        due_at = clock.due_at or known.due(clock.key, clock.since, clock.nth)
        if due_at is None:
            continue
        due_at = max(due_at, clock.since)  # a date somebody else set may have passed already: due at once
        identity = (clock.key, clock.subject)
        task = running[identity] = stored.get(identity) or Task(
            case=case,
            source=TaskSource.DEADLINE,
            kind=clock.key,
            subject=clock.subject,
            started_at=clock.since,
            due_at=due_at,
            assignee_id=clock.assignee,  # whoever it is given to later keeps it
        )
        _settle(task, clock, due_at)
    for task in (task for identity, task in stored.items() if identity not in running and task.closed_at is None):
        _write(task, closed_at=now, outcome=TaskOutcome.DROPPED)
    case.step_due_at = _due_of_step(known, running)
    if known.step_due_at != case.step_due_at:
        Case.objects.filter(pk=case.pk).update(step_due_at=case.step_due_at)


def _settle(task: Task, clock: Clock, due_at: datetime) -> None:
    fields = {"is_urgent": clock.is_urgent, "url": clock.url}
    if task.closed_at is None or task.outcome == TaskOutcome.DROPPED:
        began = min(task.started_at, clock.since)  # evidence found later may lie earlier
        fields |= {"started_at": began, "due_at": min(task.due_at, due_at), "closed_at": None, "outcome": ""}
    if clock.met_at is not None:
        fields |= {"closed_at": max(clock.met_at, clock.since), "outcome": TaskOutcome.DONE, "evidence": clock.evidence}
    _write(task, **fields)


def _write(task: Task, **fields) -> None:
    """Save the task if it is new, or those of its fields of which there is news."""
    is_new = task._state.adding
    if not is_new and all(getattr(task, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(task, name, value)
    task.save(update_fields=None if is_new else [*fields])


def _due_of_step(case: Case, running: dict[tuple[str, str], Task]) -> datetime | None:
    """Return by when the step in which the case stands should be done."""
    key = rules.DEADLINE_OF_STEP.get(case.step)
    return min((task.due_at for (kind, _subject), task in running.items() if kind == key and task.closed_at is None), default=None)
