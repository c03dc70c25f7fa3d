"""Reports: counts of children, never a child."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.roles import CARE_PROVIDERS, require
from audit.models import Kind
from audit.services import record_read
from reports import attended as computation
from reports import faces, rules
from reports.forms import AttendedForm, first_choice

USUAL = {
    "this_month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "last_quarter": gettext_lazy("Last quarter"),
    "last_year": gettext_lazy("Last year"),
}


@require_safe
def attended(request):
    """The children attended or notified in a period; the address bar holds the choice."""
    form = asked(request)
    report = computed(request, form, "report.attended") if form.is_valid() else None
    context = {
        "title": _("Children attended"),
        "form": form,
        "report": report,
        "period": faces.period_in_words(report) if report else "",
        "notes": faces.notes(report) if report else [],
        "choice": request.GET.urlencode(),
        "usual": [(label, with_period(request.GET, period)) for label, period in usual(form.today)],
    }
    return render(request, "reports/attended.html", context, status=200 if form.is_valid() else 422)


@require_safe
def attended_csv(request):
    """The same figures as a file."""
    form = asked(request)
    if not form.is_valid():
        return render(request, "reports/attended.html", {"title": _("Children attended"), "form": form}, status=422)
    report = computed(request, form, "")
    content = faces.as_csv(report, bom="bom" in request.GET)
    record(request, form, report, "report.attended_csv", Kind.EXPORT, sha256=hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"{form.cleaned_data['measure']}-{report.period.first:%Y-%m}-{report.period.last:%Y-%m}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def asked(request) -> AttendedForm:
    """Return the form as the address fills it, for a reader who may read reports on a jurisdiction or on their own cases."""
    require(request.user, "report.read")
    if request.user.organisation.org_type in CARE_PROVIDERS:
        raise PermissionDenied("report.read")
    today = timezone.localdate()
    choice = request.GET.copy()
    choice.pop("bom", None)  # how the file is written is no choice of what is in it
    return AttendedForm(choice or first_choice(today), reader=request.user, today=today)


def computed(request, form, action):
    """Return the report, and put on record that it was read unless the caller does."""
    report = computation.attended(reader=request.user, now=timezone.now(), **form.question())
    if action:
        record(request, form, report, action, Kind.READ)
    return report


def record(request, form, report, action, kind, **detail):
    """Put on record what was asked; a report names no child."""
    question = form.question()
    asked_for = {
        "measure": question["measure"],
        "since": f"{report.period.first:%Y-%m}",
        "until": f"{report.period.last:%Y-%m}",
        "by_sex": question["by_sex"],
    }
    organisation = question["scope"].organisation
    record_read(actor=request.user, action=action, subjects=[], target=organisation, kind=kind, detail=asked_for | detail)


def usual(today):
    """Yield the label and the period of what is asked for most."""
    return [(USUAL[name], period) for name, period in rules.usual_periods(today).items()]


def with_period(choice, period) -> str:
    """Return the query of the present choice for another period."""
    other = choice.copy()
    other["since"], other["until"] = f"{period.first:%Y-%m}", f"{period.last:%Y-%m}"
    other.setdefault("measure", "attended")
    return other.urlencode()
