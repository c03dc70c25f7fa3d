"""Tasks as their readers see them: the panel of a case, and lists in spans of time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import services
from cases.models import Case, Task

FAR = timedelta(days=30)
OVERDUE, TODAY, WEEK, LATER = "overdue", "today", "week", "later"
SPANS = {OVERDUE: _("Overdue"), TODAY: _("Today"), WEEK: _("This week"), LATER: _("Later")}


@dataclass(frozen=True)
class Line:
    """One open task of a case: for whom, where this reader supplies its evidence, and what the reader may do with it."""

    task: Task
    who: str
    url: str
    may_complete: bool
    may_reassign: bool


@dataclass(frozen=True)
class Span:
    """A heading and the tasks due in that time."""

    title: str | Promise
    is_overdue: bool
    tasks: list[Task]


@dataclass(frozen=True)
class Todo:
    """The open tasks of a case, the urgent first; what is due in more than thirty days apart."""

    near: list[Line]
    far: list[Line]


def todo_of(case: Case, user, now: datetime) -> Todo:
    """Return the open tasks of a case as `user` sees them: no query beyond the case's own."""
    lines = [_line(task, case, user) for task in case.open_tasks]
    near = [line for line in lines if line.task.is_urgent or line.task.due_at < now + FAR]
    return Todo(near, [line for line in lines if line not in near])


def _line(task: Task, case: Case, user) -> Line:
    person = case.designation.person if case.designation else None
    waits_for = task.assignee_id or (person.pk if person else None)
    is_own = waits_for == user.pk or waits_for is None
    who = task.given_to or (person.full_name if person else "")
    may_complete = task.is_ticked_off and services.is_for(task, case, user)
    return Line(task, who, task.url if is_own else "", may_complete, services.may_reassign(task, case, user))


def ends_of(now: datetime) -> tuple[datetime, datetime]:
    """Return when today ends and when this week of seven days does, where the reader is."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight, midnight + timedelta(days=6)


def span_of(due_at: datetime, now: datetime) -> str:
    """Return into which span of time an instant falls."""
    today, week = ends_of(now)
    if due_at < now:
        return OVERDUE
    return TODAY if due_at < today else WEEK if due_at < week else LATER


def spans(tasks: list[Task], now: datetime) -> list[Span]:
    """Return tasks in order of their due under the headings of their time, empty ones left out."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        found.setdefault(span_of(task.due_at, now), []).append(task)
    return [Span(title, name == OVERDUE, found[name]) for name, title in SPANS.items() if name in found]
