"""Reports: counts of children, never a child. One computation, written by five faces; the address holds the choice."""

import hashlib

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import may, require
from audit.models import Kind
from audit.services import record_read
from liberty.figures import held_within
from reports import rules, services
from reports.build import in_words, is_drawn
from reports.faces import charts, sheets, words
from reports.forms import LaterForm
from reports.models import FileFormat
from reports.services import runs
from reports.services import targets as writing
from reports.services.printing import print_report
from reports.standard import open_to
from reports.views.asking import (
    answered,
    asked,
    asked_for,
    choice_of,
    download,
    record,
    refused,
    require_reader,
    standard_for,
    wishes,
    with_period,
)

MOST_EVENTS = 50  # listed below a report: who wants all has the page of the running clocks, and each case
USUAL = {
    "this_month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "last_quarter": gettext_lazy("Last quarter"),
    "last_year": gettext_lazy("Last year"),
}


@require_safe
def index(request):
    """Every report that the reader may read, with its usual period ready to be pulled."""
    require_reader(request.user)
    periods = rules.usual_periods(timezone.localdate())
    reports = [
        {"report": report, "usual": USUAL[report.usual], "period": in_words(period), "code": rules.period_code(period)}
        for report in open_to(request.user)
        for period in [periods[report.usual]]
    ]
    context = {"title": _("Reports"), "reports": reports, "now": timezone.now()} | runs.made_for(request.user)
    return render(request, "reports/index.html", context)


@require_safe
def report(request, key):
    """A report with its tables and charts; the address bar holds the choice."""
    standard = standard_for(request.user, key)
    form = asked(request, standard)
    context = {"standard": standard, "title": standard.title, "form": form, "choice": choice_of(request).urlencode()}
    if not form.is_valid():
        return render(request, "reports/report.html", context, status=422)
    made = answered(form)
    if made is None:
        return render(request, "reports/report.html", context, status=422)
    record(request, form, "report.read", Kind.READ)
    if standard.is_of_liberty and may(request.user, "case.read"):
        context |= events_of(request, form.choice())
    context |= {
        "report": made,
        "facts": list(words.facts(made))[2:],
        "usual": [(USUAL[name], with_period(request, period)) for name, period in rules.usual_periods(form.today).items()],
        "api": reverse("api:report-detail", args=[standard.key]),
        "later": LaterForm(),
        "may_set_targets": standard.has_targets and may(request.user, writing.WRITE),
        "may_publish": not made.stands and services.may_publish(choice=form.choice(), by=request.user, now=timezone.now()),
    }
    return render(request, "reports/report.html", context)


def events_of(request, choice) -> dict:
    """Return the events behind a report on liberty, of the cases that the reader may see: for the page alone, never in a file."""
    since, until = choice.period.bounds(timezone.get_current_timezone())
    found = held_within(request.user, since, until, below=choice.scope.organisation, most=MOST_EVENTS + 1)
    if found:
        record_read(actor=request.user, action="report.events", subjects=[held.event.case_id for held in found])
    return {"may_see_events": True, "events": found[:MOST_EVENTS], "has_more_events": len(found) > MOST_EVENTS}


@require_POST
def report_publish(request, key):
    """Publish the figures that the address asks for: from then on they stand."""
    require(request.user, "report.publish")
    standard = standard_for(request.user, key)
    form = asked(request, standard)
    if not form.is_valid():
        return refused(request, standard, form)
    try:
        services.publish(choice=form.choice(), by=request.user, now=timezone.now())
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return refused(request, standard, form)
    messages.success(request, _("Published. Whoever asks the same from now on gets these figures."))
    return redirect(f"{reverse('reports:report', args=[key])}?{choice_of(request).urlencode()}")


@require_safe
def report_csv(request, key):
    """The figures as a CSV file, a line each; `bom` for older Excel, `hxl` for machines that read those tags."""
    return file_of(request, key, FileFormat.CSV, lambda made: sheets.as_csv(made, **wishes(request)))


@require_safe
def report_xlsx(request, key):
    """The figures as a workbook."""
    return file_of(request, key, FileFormat.XLSX, sheets.as_xlsx)


@require_safe
def report_pdf(request, key):
    """The report on paper, kept with its code as every paper is."""
    standard = standard_for(request.user, key)
    form = asked(request, standard)
    if not form.is_valid():
        return refused(request, standard, form)
    made = answered(form)
    if made is None:
        return refused(request, standard, form)
    of, now = form.choice().scope.organisation, timezone.now()
    content = print_report(report=made, of=of, by=request.user, language=get_language()[:2], detail=asked_for(form), now=now)
    return download(content, FileFormat.PDF, f"{key}-{made.code}.pdf")


@require_safe
def report_chart(request, key, part):
    """One table of the report as a picture: what is hidden is not drawn."""
    standard = standard_for(request.user, key)
    form = asked(request, standard)
    if not form.is_valid():
        return refused(request, standard, form)
    if not is_drawn(form.choice(), part):
        raise Http404
    made = answered(form, only=part)
    if made is None:
        return refused(request, standard, form)
    found = made.part(part)
    record(request, form, "report.chart", Kind.READ, part=part)
    return HttpResponse(charts.bars(found.rows if found else ()), content_type="image/svg+xml")


def file_of(request, key, file_format, write):
    """Return the report as a file, and put one export on record with the hash of what was given."""
    standard = standard_for(request.user, key)
    form = asked(request, standard)
    if not form.is_valid():
        return refused(request, standard, form)
    made = answered(form)
    if made is None:
        return refused(request, standard, form)
    content = write(made)
    record(request, form, f"report.{file_format}", Kind.EXPORT, sha256=hashlib.sha256(content).hexdigest())
    return download(content, file_format, f"{key}-{made.code}.{file_format}")
