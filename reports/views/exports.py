"""Pages of the exports of rows: ask for one, decide on one, fetch it."""

from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import fresh_factor, fresh_factor_to
from accounts.roles import may, require
from accounts.submissions import once
from cases.pages import show_form
from cases.pagination import page_of
from cases.refusals import is_done
from reports.forms import DecisionForm, ExportForm
from reports.models import Export, ExportState
from reports.services import exports

IN_MEMORY = 20_000_000  # bytes of a file; what is larger, more than the rows of one export by default, waits on the disk


@require_safe
def export_list(request):
    """What the reader asked for, and for whoever approves, what waits in their organisation."""
    require_part(request.user)
    found = Export.objects.visible_to(request.user).select_related("organisation", "requested_by")
    context = {
        "title": _("Exports of rows"),
        "page": page_of(found, request.GET, by="requested_at"),
        "may_request": exports.may_request(request.user),
        "now": timezone.now(),
    }
    return render(request, "reports/export_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_factor_to("POST")
@once
def export_add(request):
    """Ask for rows."""
    if not exports.may_request(request.user):
        raise PermissionDenied("export.request")
    form = ExportForm(request.POST or None)
    if form.is_valid() and is_done(form, exports.request_export, by=request.user, now=timezone.now(), **form.cleaned_data):
        messages.success(request, _("It is asked for. Somebody else decides on it; then the file stands here for 24 hours."))
        return redirect("reports:export_list")
    lead = _("Rows without names: each child is a pseudonym that holds in this file alone. For figures, a report is enough.")
    context = {"title": _("Ask for rows"), "lead": lead, "submit": _("Ask for the rows"), "back": reverse("reports:export_list")}
    return show_form(request, form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_factor_to("POST")
@once
def export(request, pk):
    """One export: what for, and the decision of whoever may take it."""
    require_part(request.user)
    found = (
        Export.objects.visible_to(request.user).select_related("organisation", "requested_by", "decided_by", "file").defer("file__content")
    )
    asked = get_object_or_404(found, pk=pk)
    form, now = DecisionForm(request.POST or None), timezone.now()
    if request.method == "POST":
        require(request.user, "export.approve")
        if form.is_valid() and decided(request, form, asked, now):
            return redirect("reports:export", pk=pk)
    decides = asked.state == ExportState.REQUESTED and may(request.user, "export.approve") and asked.requested_by_id != request.user.pk
    context = {"title": _("Export %(reference)s") % {"reference": asked.reference}, "export": asked, "form": form if decides else None}
    context |= {"is_open": asked.requested_by_id == request.user.pk and asked.is_open(now)}
    if context["is_open"]:
        context["passphrase"] = exports.new_passphrase()
    page = "reports/_export_file.html" if request.htmx and context["is_open"] else "reports/export.html"
    return render(request, page, context, status=422 if form.errors else 200)


def decided(request, form, asked, now) -> bool:
    """Approve or refuse as the button says; False, with what is wrong on the form, where it is refused."""
    if request.POST.get("decision") == "approve":
        done = is_done(form, exports.approve_export, export=asked, by=request.user, now=now)
    else:
        done = is_done(form, exports.refuse_export, export=asked, by=request.user, now=now, reason=form.cleaned_data["reason"])
    if done:
        messages.success(request, _("It is on record."))
    return done


@require_safe
@fresh_factor
def export_file(request, pk):
    """The rows as a CSV file, for who asked for them, until they end; on record with its hash before the first byte leaves."""
    return _given(request, pk)


@require_POST
@fresh_factor
def export_locked(request, pk):
    """The same as a ZIP that opens with the passphrase of the page, to be carried by hand."""
    return _given(request, pk, passphrase=request.POST.get("passphrase", "") or "-")


def _given(request, pk, passphrase: str = ""):
    require(request.user, "export.request")
    asked = get_object_or_404(Export.objects.visible_to(request.user), pk=pk, requested_by=request.user)
    now = timezone.now()
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it once it is sent
    try:
        exports.write_file(export=asked, by=request.user, out=out, now=now, passphrase=passphrase)
    except ValidationError as refusal:
        context = {
            "title": _("Export %(reference)s") % {"reference": asked.reference},
            "export": asked,
            "form": None,
            "refusal": refusal.messages,
        }
        return render(request, "reports/export.html", context, status=422)
    out.seek(0)
    ending, content_type = ("zip", "application/zip") if passphrase else ("csv", "text/csv; charset=utf-8")
    return FileResponse(out, as_attachment=True, filename=f"export-{asked.reference}.{ending}", content_type=content_type)


def require_part(user) -> None:
    """Return for whoever asks or decides, otherwise refuse."""
    if not (exports.may_request(user) or may(user, "export.approve")):
        raise PermissionDenied("export.request")
