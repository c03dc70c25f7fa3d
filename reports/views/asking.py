"""What is asked of a report, as the address says it: for every page and file of reports, and for the API."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.roles import CARE_PROVIDERS, may
from audit.services import record_read
from reports import rules, services
from reports.forms import ReportForm
from reports.models import FileFormat
from reports.prints import Print
from reports.standard import STANDARD, Standard

OF_THE_FILE = ("bom", "hxl")  # how a file is written is no choice of what is in it


def answered(form, only: str = "") -> Print | None:
    """Return the report, None where it may not be printed beside what the reader has: the form then says why."""
    try:
        return services.answer(choice=form.choice(), by=form.reader, now=timezone.now(), only=only)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return None


def refused(request, standard, form):
    """Return the page of the report with what is wrong, as typed."""
    context = {"standard": standard, "title": standard.title, "form": form, "choice": choice_of(request).urlencode()}
    return render(request, "reports/report.html", context, status=422)


def download(content: bytes, file_format: FileFormat, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=file_format.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def require_reader(user) -> None:
    """Return if `user` may read any report, otherwise raise PermissionDenied (a 403)."""
    if not (may(user, "report.read") or may(user, "record.read")) or user.organisation.org_type in CARE_PROVIDERS:
        raise PermissionDenied("report.read")


def standard_for(user, key: str) -> Standard:
    """Return the report of that key, for a reader who may read it."""
    require_reader(user)
    if key not in STANDARD:
        raise Http404
    if not STANDARD[key].is_open_to(user):
        raise PermissionDenied(STANDARD[key].capability)
    return STANDARD[key]


def choice_of(request):
    """Return what the address asks of the report, without how its file is written."""
    choice = request.GET.copy()
    for name in OF_THE_FILE:
        choice.pop(name, None)
    return choice


def wishes(request) -> dict[str, bool]:
    return {name: name in request.GET for name in OF_THE_FILE}


def asked(request, standard: Standard) -> ReportForm:
    """Return the form as the address fills it."""
    return ReportForm(choice_of(request), reader=request.user, standard=standard, today=timezone.localdate())


def asked_for(form) -> dict:
    """Return what the record says of a choice; a report names no child."""
    choice = form.choice()
    care = {"centre": choice.scope.facility, "programme": choice.scope.programme}
    return {
        "report": choice.standard.key,
        "measure": choice.measure,
        "since": f"{choice.period.first:%Y-%m}",
        "until": f"{choice.period.last:%Y-%m}",
        "by": list(choice.by),
    } | {name: str(one.pk) for name, one in care.items() if one}


def record(request, form, action, kind, **detail):
    """Put on record what was asked."""
    organisation = form.choice().scope.organisation
    record_read(actor=request.user, action=action, subjects=[], target=organisation, kind=kind, detail=asked_for(form) | detail)


def with_period(request, period) -> str:
    """Return the query of the present choice for another period."""
    other = choice_of(request)
    for name in ("since", "until"):
        other.pop(name, None)
    other["period"] = rules.period_code(period)
    return other.urlencode()
