"""Tasks: those of a case, and the reader's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import SUPERVISING, require
from accounts.submissions import once
from audit.services import record_read
from cases import services
from cases.colleagues import people_who_see
from cases.forms.task import CompleteForm, KindForm, ReassignForm, TaskForm
from cases.models import Task
from cases.models.task import KINDS
from cases.pages import read, visible_case
from cases.pagination import page_of
from cases.todo import spans
from cases.views.documents import WRITE, answer, conflict, document_page

TEAM = "team"


@require_safe
def task_list(request):
    """What waits for the reader, what is due first on top; or, for who supervises, what is overdue in the team."""
    require(request.user, "case.read")
    whose = request.GET.get("whose", "") if request.user.role in SUPERVISING else ""
    tasks, now = Task.objects.visible_to(request.user).open(), timezone.now()
    tasks = tasks.exclude(escalated_at=None) if whose == TEAM else tasks.of(request.user)
    form = KindForm(request.GET, kinds=KINDS)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    if kind:
        tasks = tasks.filter(kind=kind)
    page = page_of(tasks.select_related("case__child__identity", "assignee"), request.GET, by="due_at", ascending=True)
    record_read(actor=request.user, action="task.list", subjects=sorted({task.case_id for task in page.rows}))
    title = _("Overdue in the team") if whose == TEAM else _("My tasks")
    context = {"title": title, "page": page, "spans": spans(page.rows, now), "form": form, "whose": whose, "kind": kind, "now": now}
    return render(request, "cases/task_list.html", context)


@WRITE
@once
def task_add(request, code):
    """Ask something of somebody who sees the case."""
    case = visible_case(request, code)
    require(request.user, "task.give")
    form = TaskForm(request.POST or None, people=people_who_see(case, request.user))

    def save():
        services.add_task(case=case, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The task is on the list."))

    def again():
        return _page(request, case, form, title=_("Add a task"), submit=_("Add"))

    return answer(request, form, save, done=lambda: _tasks_of(case), again=again, stale=again)


@WRITE
@once
def task_reassign(request, code, pk):
    """Give a task to another person."""
    case, task = _task(request, code, pk)
    require(request.user, "task.give")
    if not services.may_reassign(task, case, request.user):
        raise PermissionDenied("task_reassign")
    people = people_who_see(case, request.user)
    form = ReassignForm(request.POST or None, instance=task, people=people)

    def save():
        given = {"version": form.cleaned_data["version"], "assignee": form.cleaned_data["assignee"]}
        services.reassign_task(task=task, by=request.user, now=timezone.now(), **given)
        messages.success(request, _("The task waits for that person now."))

    def again():
        return _page(request, case, form, title=_("Give the task to another person"), submit=_("Give"), lead=task.title)

    def stale(current):
        return _conflict(request, case, form, ReassignForm(instance=current, people=people), current)

    return answer(request, form, save, done=lambda: _tasks_of(case), again=again, stale=stale)


@WRITE
@once
def task_complete(request, code, pk):
    """Say what was done; what its evidence alone ends has no form, only the way there."""
    case, task = _task(request, code, pk)
    if not services.is_for(task, case, request.user):
        raise PermissionDenied("task_complete")
    form = CompleteForm(request.POST or None, instance=task)

    def save():
        done = {"version": form.cleaned_data["version"], "done": form.cleaned_data["note"]}
        services.complete_task(task=task, by=request.user, now=timezone.now(), **done)
        messages.success(request, _("The task is done, and what was done is on record."))

    def again():
        context = {"task": task} if task.is_ticked_off else {"task": task, "evidence_url": task.url}
        return _page(request, case, form, template="cases/task_complete.html", title=task.title, submit=_("It is done"), **context)

    def stale(current):
        return _conflict(request, case, form, CompleteForm(instance=current), current)

    return answer(request, form, save, done=lambda: _tasks_of(case), again=again, stale=stale)


def _task(request, code, pk):
    case = visible_case(request, code)
    task = get_object_or_404(Task.objects.visible_to(request.user), case=case, pk=pk)
    task.case = case
    return case, task


def _tasks_of(case) -> str:
    return reverse("cases:detail", args=[case.code]) + "#tasks"


def _page(request, case, form, *, template="cases/form.html", **context):
    read(request, case, "task.form")
    return document_page(request, case, template, form=form, status=422 if form.errors else 200, **context)


def _conflict(request, case, form, fresh_form, current):
    read(request, case, "task.form")
    return conflict(request, case, form, fresh_form, current, title=current.title, theirs_url=_tasks_of(case))
