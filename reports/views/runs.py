"""Reports made by the worker: asked for or scheduled from a report's page, watched, fetched, ended."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.submissions import once
from reports.forms import LaterForm
from reports.models import FileFormat, ReportRun, ScheduledReport
from reports.services import runs
from reports.views.asking import asked, download, refused, standard_for


@require_POST
@once
def later(request, key):
    """Have the report that the address asks for made by the worker: now, or every month or quarter."""
    standard = standard_for(request.user, key)
    form, wish = asked(request, standard), LaterForm(request.POST)
    if not form.is_valid():
        return refused(request, standard, form)
    if not wish.is_valid():
        form.add_error(None, [f"{wish[name].label}: {text}" for name, texts in wish.errors.items() for text in texts])
        return refused(request, standard, form)
    given = {"choice": form.choice(), "by": request.user, "now": timezone.now(), "file_format": wish.cleaned_data["file_format"]}
    try:
        if every := wish.cleaned_data["every"]:
            runs.schedule_report(every=every, **given)
            messages.success(request, _("It is made by itself from now on. You find it here, and get a letter when it is ready."))
            return redirect("reports:index")
        return redirect("reports:run", runs.ask_run(**given).pk)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return refused(request, standard, form)


@require_safe
def run(request, pk):
    """How far a report is; its file once it is ready."""
    found = get_object_or_404(ReportRun.objects.visible_to(request.user).defer("content").select_related("place"), pk=pk)
    context = {"title": found.title, "run": found, "now": timezone.now(), "back": reverse("reports:index")}
    return render(request, "reports/_run.html" if request.htmx else "reports/run.html", context)


@require_safe
def run_file(request, pk):
    """The file of a report that the worker made."""
    found = get_object_or_404(ReportRun.objects.visible_to(request.user), pk=pk)
    try:
        fetched = runs.fetch(run=found, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("reports:run", pk)
    return download(bytes(fetched.content), FileFormat(fetched.file_format), fetched.name)


@require_POST
@once
def schedule_end(request, pk):
    """Let a report be made by itself no more."""
    schedule = get_object_or_404(ScheduledReport.objects.visible_to(request.user), pk=pk)
    runs.end_schedule(schedule=schedule, by=request.user, now=timezone.now())
    messages.success(request, _("It is made by itself no more."))
    return redirect("reports:index")
