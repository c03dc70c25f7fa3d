"""Baselines, targets and what was learnt: listed, and written in versions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import require
from accounts.submissions import once
from audit.wall import house
from cases.refusals import is_done
from reports import rules, targets
from reports.build import made, threshold_of
from reports.forms import TargetForm
from reports.models import Target
from reports.question import Scope
from reports.services import targets as writing
from reports.standard import STANDARD, Choice


@require_safe
def target_list(request):
    """Every result of the report on results, with what its baseline and target are."""
    require(request.user, writing.WRITE)
    context = {"title": _("Targets and what was learnt"), "lines": lines_of(request.user).items()}
    return render(request, "reports/target_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def target_write(request, line):
    """Write the next version of a baseline, a target and what was learnt of one result."""
    require(request.user, writing.WRITE)
    row, standing = lines_of(request.user).get(line, (None, None))
    if row is None:
        raise Http404
    own = Target.objects.visible_to(request.user).filter(organisation=request.user.organisation, line=line)
    versions = list(own.select_related("by"))
    form = TargetForm(request.POST or None, initial=first_words(standing) | {"version": versions[0].version if versions else 0})
    given = {"line": line, "unit": row.unit, "by": request.user, "now": timezone.now()}
    if form.is_valid() and is_done(form, writing.set_target, **given, **form.cleaned_data):
        messages.success(request, _("The target is written."))
        return redirect("reports:target_list")
    context = {"form": form, "title": row.label, "row": row, "versions": versions, "caption": row.indicator, "submit": _("Write it")}
    context["back"] = reverse("reports:target_list")
    return render(request, "reports/target.html", context, status=422 if form.errors else 200)


def first_words(standing) -> dict:
    """Return what stands, to be written on."""
    return {name: getattr(standing, name) for name in writing.TEXTS} if standing else {}


def lines_of(user) -> dict:
    """Return the results to which a target can be set, each with what stands for the organisation of `user`: line -> (row, target)."""
    standing = targets.standing(user.organisation)
    last = rules.usual_periods(timezone.localdate())["last_quarter"]
    results = Choice(STANDARD["R5"], "attended", last, Scope(user.organisation))
    with house("the lines of a report, none of its figures"):
        report = made(results, threshold=threshold_of(user), now=timezone.now()).print  # for its lines: no figure of it is shown
    return {row.key: (row, standing.get(row.key)) for part in report.parts if part.is_figures for row in part.rows}
