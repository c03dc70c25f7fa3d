"""Lists of notifications: upload, name the columns, check every cell, confirm, see it written."""

import csv
import io

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.demonstration import mark
from accounts.roles import require
from accounts.submissions import once
from audit.models import Kind
from audit.services import record_read
from cases import services
from cases.choices import ImportState
from cases.columns import COLUMNS
from cases.forms.imports import MappingForm, UploadForm
from cases.models import ImportBatch
from cases.pages import show_form
from cases.refusals import add_refusal, is_done
from cases.services import imports

MOST_LISTED = 50
MOST_ERRORS_SHOWN = 200
BEFORE_WRITING = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)


def visible_batch(request, pk) -> ImportBatch:
    """Return the list of that key, if the reader imports for its unit: 403 to a role that does not, 404 to a stranger."""
    require(request.user, "notification.import")
    batches = ImportBatch.objects.visible_to(request.user).select_related("unit", "source_org", "created_by")
    return get_object_or_404(batches, pk=pk)


@require_safe
def import_list(request):
    """The lists that were sent in, newest first."""
    require(request.user, "notification.import")
    batches = ImportBatch.objects.visible_to(request.user).select_related("unit", "source_org", "created_by")
    batches = batches.defer("content", "errors")[:MOST_LISTED]
    return render(request, "cases/imports/list.html", {"title": _("Imported lists"), "batches": batches})


@require_http_methods(["GET", "HEAD", "POST"])
@once
def import_new(request):
    """Upload a file."""
    require(request.user, "notification.import")
    form = UploadForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        file = facts.pop("file")
        try:
            batch = services.upload_batch(by=request.user, now=timezone.now(), filename=file.name, content=file.read(), **facts)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("cases:import_mapping", pk=batch.pk)
    return show_form(
        request,
        form,
        title=_("Import a list of notifications"),
        lead=_("Nothing is written before you have seen the list checked and confirmed it."),
        submit=_("Upload"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def import_mapping(request, pk):
    """Say which column holds what; then every cell is checked."""
    batch = visible_batch(request, pk)
    if batch.state not in BEFORE_WRITING:
        return redirect("cases:import_progress", pk=pk)
    form = MappingForm(request.POST or None, batch=batch)
    if request.method == "POST" and form.is_valid():
        verb = {"batch": batch, "mapping": form.mapping(), "by": request.user, "now": timezone.now()}
        if is_done(form, services.check_batch, **verb):
            return redirect("cases:import_check", pk=pk)
    return show_form(
        request,
        form,
        "cases/imports/mapping.html",
        title=_("Which column holds what"),
        caption=batch.filename,
        batch=batch,
        submit=_("Check the list"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def import_check(request, pk):
    """What would be written, every error at its cell, and the two buttons: confirm, cancel."""
    batch = visible_batch(request, pk)
    if batch.state == ImportState.UPLOADED:
        return redirect("cases:import_mapping", pk=pk)
    if batch.state not in BEFORE_WRITING:
        return redirect("cases:import_progress", pk=pk)
    errors = []
    if request.method == "POST":
        verb = services.cancel_batch if request.POST.get("act") == "cancel" else services.confirm_batch
        try:
            verb(batch=batch, by=request.user, now=timezone.now())
        except ValidationError as refusal:
            errors = refusal.messages
        else:
            return redirect("cases:import_progress", pk=pk)
    return show_check(request, batch, errors)


def show_check(request, batch, errors):
    """Return the checked list; its first rows name children, so that it was read is on record."""
    context = {
        "title": _("The list, checked"),
        "batch": batch,
        "columns": [COLUMNS[key].label for key in COLUMNS if key in batch.mapping],
        "rows": imports.preview(batch),
        "errors": errors,
        "has_errors": bool(errors),
        "cell_errors": batch.errors[:MOST_ERRORS_SHOWN],
        "more_errors": max(0, len(batch.errors) - MOST_ERRORS_SHOWN),
    }
    record_read(actor=request.user, action="import.preview", subjects=[], target=batch, detail={"rows": len(context["rows"])})
    return render(request, "cases/imports/check.html", context, status=422 if errors else 200)


@require_safe
def import_errors(request, pk):
    """Every error of the list as a file, to be mended beside it."""
    batch = visible_batch(request, pk)
    text = io.StringIO()
    writer = csv.writer(text)
    if invented := mark():
        writer.writerow([invented])
    writer.writerow([_("Row"), _("Column"), _("Title"), _("Value"), _("What is wrong")])
    writer.writerows([imports.quoted_cell(cell) for cell in error] for error in batch.errors)
    record_read(
        actor=request.user, action="import.errors", subjects=[], target=batch, kind=Kind.EXPORT, detail={"errors": len(batch.errors)}
    )
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="errors.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@once
def import_progress(request, pk):
    """How far the list is; htmx asks again every two seconds, a link does it without JavaScript. POST starts a stopped one again."""
    batch = visible_batch(request, pk)
    errors = []
    if request.method == "POST":
        try:
            services.confirm_batch(batch=batch, by=request.user, now=timezone.now())
        except ValidationError as refusal:
            errors = refusal.messages
        else:
            return redirect("cases:import_progress", pk=pk)
    context = {
        "title": _("Import"),
        "batch": batch,
        "errors": errors,
        "has_errors": bool(errors),
        "may_restart": imports.may_restart(batch, timezone.now()),
    }
    page = "cases/imports/_progress.html" if request.htmx else "cases/imports/progress.html"
    return render(request, page, context, status=422 if errors else 200)
