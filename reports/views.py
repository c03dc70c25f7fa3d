"""Reports: counts of children, never a child. One computation, written by five faces; the address holds the choice."""

import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import CARE_PROVIDERS, may, require
from accounts.submissions import once
from audit.models import Kind
from audit.services import record_read
from cases.refusals import is_done
from papers.choices import PaperKind
from papers.services import print_paper
from reports import rules, runs, services, targets
from reports.build import in_words, is_drawn, made, threshold_of
from reports.faces import charts, paper, sheets, words
from reports.forms import LaterForm, ReportForm, TargetForm
from reports.models import Target
from reports.prints import Print
from reports.question import Scope
from reports.standard import STANDARD, Choice, Standard, open_to

USUAL = {
    "this_month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "last_quarter": gettext_lazy("Last quarter"),
    "last_year": gettext_lazy("Last year"),
}
OF_THE_FILE = ("bom", "hxl")  # how a file is written is no choice of what is in it
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    context |= {
        "report": made,
        "facts": list(words.facts(made))[2:],
        "usual": [(USUAL[name], with_period(request, period)) for name, period in rules.usual_periods(form.today).items()],
        "api": reverse("api:report-detail", args=[standard.key]),
        "later": LaterForm(),
        "may_see_events": standard.is_of_liberty and may(request.user, "case.read"),
        "may_set_targets": standard.has_targets and may(request.user, targets.WRITE),
        "may_publish": not made.stands and services.may_publish(choice=form.choice(), by=request.user, now=timezone.now()),
    }
    return render(request, "reports/report.html", context)


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
    return file_of(request, key, "csv", "text/csv; charset=utf-8", lambda made: sheets.as_csv(made, **wishes(request)))


@require_safe
def report_xlsx(request, key):
    """The figures as a workbook."""
    return file_of(request, key, "xlsx", XLSX, sheets.as_xlsx)


@require_safe
def report_pdf(request, key):
    """The report on paper, kept with its code as every paper is."""
    standard = standard_for(request.user, key)
    form = asked(request, standard)
    if not form.is_valid():
        return refused(request, standard, form)
    now = timezone.now()
    made = answered(form)
    if made is None:
        return refused(request, standard, form)
    page = print_paper(
        kind=PaperKind.REPORT,
        subject=form.choice().scope.organisation,
        about=[],
        template=paper.TEMPLATE,
        values=paper.values_of(made),
        language=get_language()[:2],
        place=request.user.organisation,
        by=request.user,
        now=now,
        detail=asked_for(form),
    )
    return download(bytes(page.pdf), "application/pdf", f"{key}-{made.code}.pdf")


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


def file_of(request, key, ending, content_type, write):
    """Return the report as a file, and put one export on record with the hash of what was given."""
    standard = standard_for(request.user, key)
    form = asked(request, standard)
    if not form.is_valid():
        return refused(request, standard, form)
    made = answered(form)
    if made is None:
        return refused(request, standard, form)
    content = write(made)
    record(request, form, f"report.{ending}", Kind.EXPORT, sha256=hashlib.sha256(content).hexdigest())
    return download(content, content_type, f"{key}-{made.code}.{ending}")


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


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
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


@require_safe
def target_list(request):
    """Every result of the report on results, with what its baseline and target are."""
    require(request.user, targets.WRITE)
    context = {"title": _("Targets and what was learnt"), "lines": lines_of(request.user).items()}
    return render(request, "reports/target_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def target_write(request, line):
    """Write the next version of a baseline, a target and what was learnt of one result."""
    require(request.user, targets.WRITE)
    row, standing = lines_of(request.user).get(line, (None, None))
    if row is None:
        raise Http404
    own = Target.objects.visible_to(request.user).filter(organisation=request.user.organisation, line=line)
    versions = list(own.select_related("by"))
    form = TargetForm(request.POST or None, initial=first_words(standing) | {"version": versions[0].version if versions else 0})
    given = {"line": line, "unit": row.unit, "by": request.user, "now": timezone.now()}
    if form.is_valid() and is_done(form, targets.set_target, **given, **form.cleaned_data):
        messages.success(request, _("The target is written."))
        return redirect("reports:target_list")
    context = {"form": form, "title": row.label, "row": row, "versions": versions, "caption": row.indicator, "submit": _("Write it")}
    context["back"] = reverse("reports:target_list")
    return render(request, "reports/target.html", context, status=422 if form.errors else 200)


def first_words(standing) -> dict:
    """Return what stands, to be written on."""
    return {name: getattr(standing, name) for name in targets.TEXTS} if standing else {}


def lines_of(user) -> dict:
    """Return the results to which a target can be set, each with what stands for the organisation of `user`: line -> (row, target)."""
    standing = targets.standing(user.organisation)
    last = rules.usual_periods(timezone.localdate())["last_quarter"]
    results = Choice(STANDARD["R5"], "attended", last, Scope(user.organisation))
    report = made(results, threshold=threshold_of(user), now=timezone.now()).print  # for its lines: no figure of it is shown
    return {row.key: (row, standing.get(row.key)) for part in report.parts if part.is_figures for row in part.rows}
