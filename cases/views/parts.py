"""Parts of a file: read by whom they were opened to, and opened and closed by who supervises the case (DP-3)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import require
from accounts.submissions import once
from cases import services
from cases.forms.parts import OpenPartsForm
from cases.pages import read, show_form, visible_case
from cases.parts import file_in_parts, may_be_given, parts_of
from cases.parts import openings as openings_of
from cases.refusals import is_done


@require_safe
def parts(request, code):
    """The parts of a file that are open to the reader, and nothing else of it."""
    found = file_in_parts(request.user, code)
    if found is None:
        raise Http404
    case, sections = found
    read(request, case, "parts.read", sections=sorted(sections))
    context = {"title": _("Parts of a file"), "case": case, "parts": parts_of(case, sections), "back": reverse("home")}
    return render(request, "cases/parts.html", context)


@require_safe
def openings(request, code):
    """To whom parts of this file are or were open, by whom and why."""
    case = visible_case(request, code)
    require(request.user, "case.open_parts")
    read(request, case, "parts.list")
    context = {"title": _("Who sees parts of this file"), "case": case, "rows": openings_of(case), "now": timezone.now()}
    return render(request, "cases/openings.html", context | {"back": reverse("cases:detail", args=[code])})


@require_http_methods(["GET", "HEAD", "POST"])
@once
def parts_open(request, code):
    """Open parts of the file to a colleague."""
    case = visible_case(request, code)
    require(request.user, "case.open_parts")
    form = OpenPartsForm(request.POST or None, people=may_be_given(case, request.user))
    given = {"case": case, "by": request.user, "now": timezone.now()}
    back = reverse("cases:openings", args=[code])
    if form.is_valid() and is_done(form, services.open_parts, **given, **form.cleaned_data):
        messages.success(request, _("The parts are open. It is on record, and ends by itself."))
        return redirect(back)
    read(request, case, "parts.form")
    texts = {"title": _("Open parts of this file to a colleague"), "submit": _("Open them")}
    return show_form(request, form, "cases/work_form.html", case=case, action=request.path, back=back, **texts)


@require_POST
@once
def parts_close(request, code, pk):
    """End an opening before its day."""
    case = visible_case(request, code)
    require(request.user, "case.open_parts")
    grant = get_object_or_404(openings_of(case).filter(ends_at__gt=timezone.now()), pk=pk)
    try:
        services.close_parts(grant=grant, by=request.user, now=timezone.now())
        messages.success(request, _("The parts are closed."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("cases:openings", code=code)
