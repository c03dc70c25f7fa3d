"""Pages of monitoring visits: the log of a group, and what an authority makes of what a visit says of its children."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from audit.services import record_read
from cases.models import Case
from cases.pages import read, show_form
from cases.pagination import page_of
from cases.refusals import is_done, kept_in
from liberty import services
from liberty.forms.visits import SettleForm, SightingForm, VisitForm
from liberty.models import Sighting, VisitLog
from liberty.services.visits import LOG
from liberty.visit_prints import visit_sheet
from papers.services import print_paper

WRITE = require_http_methods(["GET", "HEAD", "POST"])


def own_visit(request, pk) -> VisitLog:
    """Return a visit of the reader's own group; otherwise a 404."""
    require(request.user, LOG)
    return get_object_or_404(VisitLog.objects.visible_to(request.user).select_related("group", "created_by"), pk=pk)


@require_safe
def visit_list(request):
    """The log of the reader's group, the newest visit first."""
    require(request.user, LOG)
    page = page_of(VisitLog.objects.visible_to(request.user), request.GET, by="visited_at")
    record_read(actor=request.user, action="visit.list", subjects=[])
    return render(request, "liberty/visit_list.html", {"title": _("Visits"), "page": page})


@WRITE
@once
def visit_add(request):
    """Log a visit."""
    require(request.user, LOG)
    form = VisitForm(request.POST or None, initial={"visited_at": timezone.now(), "visitors": request.user.full_name})
    if request.method == "POST" and form.is_valid():
        logged: list[VisitLog] = []
        if is_done(form, kept_in(logged, services.log_visit), by=request.user, now=timezone.now(), **form.cleaned_data):
            messages.success(request, _("The visit is in the log. Add the children you saw, one by one."))
            return redirect("liberty:visit", logged[0].pk)
    return show_form(request, form, title=_("Log a visit"), submit=_("Put it in the log"), back=reverse("liberty:visit_list"))


@require_safe
def visit(request, pk):
    """One visit of the own group, with the codes as they were typed."""
    found = own_visit(request, pk)
    record_read(actor=request.user, action="visit.read", subjects=[], target=found)
    context = {"title": found.place, "visit": found, "sightings": list(found.sightings.all()), "back": reverse("liberty:visit_list")}
    return render(request, "liberty/visit.html", context)


@WRITE
@once
def sighting_add(request, pk):
    """Name a child by code: the answer is the same whether a child has it or not."""
    found = own_visit(request, pk)
    form = SightingForm(request.POST or None)
    given = {"visit": found, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.add_sighting, **given, **form.cleaned_data):
        messages.success(request, _("It is in the log. If the code is of a child in somebody's care, that authority finds it there."))
        return redirect("liberty:visit", pk)
    page = {
        "title": _("A child you saw"),
        "caption": found.place,
        "submit": _("Add to the log"),
        "back": reverse("liberty:visit", args=[pk]),
    }
    return show_form(request, form, **page)


@require_safe
def visit_paper(request, pk):
    """The record of a visit, on paper."""
    found = own_visit(request, pk)
    sheet = visit_sheet(found, list(found.sightings.all()))
    paper = print_paper(
        kind=sheet.kind,
        subject=sheet.subject,
        about=[],
        template=sheet.template,
        values=sheet.values,
        language=sheet.language,
        place=found.group,
        by=request.user,
        now=timezone.now(),
    )
    headers = {"Content-Disposition": f'inline; filename="{paper.filename}"'}
    return HttpResponse(bytes(paper.pdf), content_type="application/pdf", headers=headers)


def sighting_of_case(request, pk) -> tuple[Sighting, Case]:
    """Return what a visit says of a child, and the child's newest case, if the reader may see that case; otherwise a 404."""
    require(request.user, "case.read")
    sighting = get_object_or_404(Sighting.objects.visible_to(request.user).select_related("visit__group"), pk=pk)
    cases = Case.objects.visible_to(request.user).select_related("child__identity", "unit")
    case = cases.filter(code=sighting.code).first() or cases.filter(child__code=sighting.code).first()  # the newest first
    if case is None:
        raise Http404
    return sighting, case


@WRITE
@once
def sighting(request, pk):
    """What a visit says of one child, for the authority whose case it is: record the event, or settle it in words."""
    found, case = sighting_of_case(request, pk)
    if request.method == "POST":
        require(request.user, "liberty.record")
    form = SettleForm(request.POST or None)
    given = {"sighting": found, "case": case, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.settle_sighting, **given, **form.cleaned_data):
        messages.success(request, _("It is settled."))
        return redirect("cases:detail", case.code)
    read(request, case, "visit.sighting_read", sighting=str(pk))
    page = {"title": _("A visit reports this child"), "submit": _("Settle it"), "back": reverse("cases:detail", args=[case.code])}
    may_settle = may(request.user, "liberty.record") and not found.settled_at
    return show_form(request, form, "liberty/sighting.html", sighting=found, visit=found.visit, case=case, may_settle=may_settle, **page)
