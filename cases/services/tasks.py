"""Tasks that people give each other; and who does what a deadline or a rule asks for."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import SUPERVISING, may, require
from audit.wall import verb
from cases.choices import TaskKind, TaskOutcome, TaskSource
from cases.models import Case, Task
from cases.services.base import locked, note, refuse, refuse_if_over
from cases.versioning import save_over


@verb
def add_task(
    *, case: Case, text: str, due_at: datetime, by: User, now: datetime, assignee: User | None = None, is_urgent: bool = False
) -> Task:
    """Add what a person asks for to the tasks of a case, for `assignee` or, without one, for the person responsible."""
    require(by, "task.give")
    case = locked(case, by)
    refuse_if_over(case)
    if not text.strip():
        refuse(_("Say what is to be done."), field="text")
    if due_at < now:
        refuse(_("This lies in the past."), field="due_at")
    _refuse_stranger(case, assignee)
    fields = {"text": text.strip(), "due_at": due_at, "started_at": now, "is_urgent": is_urgent, "assignee": assignee, "created_by": by}
    task = Task.objects.create(case=case, source=TaskSource.PERSON, kind=TaskKind.OTHER, **fields)
    note(by=by, action="task.add", case=case, target=task, detail=_of(assignee), now=now)
    return task


@verb
def reassign_task(*, task: Task, version: int, by: User, now: datetime, assignee: User | None = None) -> Task:
    """Give an open task to another person, or back to the person responsible; raise Stale if it changed meanwhile."""
    require(by, "task.give")
    case = locked(task.case, by)
    if not may_reassign(task, case, by):
        raise PermissionDenied("reassign_task")
    _refuse_stranger(case, assignee)
    save_over(task, version=version, assignee=assignee)
    _refuse_done(task)
    note(by=by, action="task.reassign", case=case, target=task, detail=_of(assignee), now=now)
    return task


@verb
def complete_task(*, task: Task, version: int, done: str, by: User, now: datetime) -> Task:
    """Close a task with the words that say what was done; one that a record meets is met by that record alone (INV-45)."""
    require(by, "case.read")
    case = locked(task.case, by)
    if not is_for(task, case, by):
        raise PermissionDenied("complete_task")
    if not task.is_ticked_off:
        _refuse_tick(task)
    if not done.strip():
        refuse(_("Say what was done: it stays on record."), field="note")
    save_over(task, version=version, note=done.strip())
    _refuse_done(task)
    task.closed_at, task.closed_by, task.outcome = max(now, task.started_at), by, TaskOutcome.DONE
    task.save(update_fields=["closed_at", "closed_by", "outcome"])
    note(by=by, action="task.complete", case=case, target=task, detail={"kind": task.kind}, now=now)
    return task


def is_for(task: Task, case: Case, user: User) -> bool:
    """Tell whether `user` may say that the task is done: whose it is, the person responsible, and those who supervise."""
    return task.assignee_id == user.pk or user.role in SUPERVISING or _is_responsible(case, user)


def may_reassign(task: Task, case: Case, user: User) -> bool:
    """Tell whether `user` may give the task to somebody else: the person responsible, and those who supervise."""
    return may(user, "task.give") and (user.role in SUPERVISING or _is_responsible(case, user))


def _refuse_tick(task: Task) -> None:
    """Refuse to tick off what only its evidence ends, with the page that supplies it."""
    words = _("INV-45: this is not ticked off: it ends by the record that shows it was done.")
    refuse(format_html('{} <a href="{}">{}</a>', words, task.url, _("Go to where it is recorded")) if task.url else words)


def _is_responsible(case: Case, user: User) -> bool:
    return case.designation is not None and case.designation.person_id == user.pk


def _refuse_done(task: Task) -> None:
    if task.closed_at is not None:
        refuse(_("This task is closed already."))


def _refuse_stranger(case: Case, assignee: User | None) -> None:
    if assignee is not None and not Case.objects.visible_to(assignee).filter(pk=case.pk).exists():
        refuse(_("This person may not see the case. Give them access first, or choose another."), field="assignee")


def _of(assignee: User | None) -> dict:
    return {"assignee": str(assignee.pk) if assignee else ""}
