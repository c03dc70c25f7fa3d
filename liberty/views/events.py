"""Pages of deprivation of liberty: record an event, end it, and the wall of those that go on."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import require
from accounts.submissions import once
from audit.services import record_read
from cases.pages import read, show_form, visible_case
from cases.refusals import is_done
from liberty import services
from liberty.forms.events import EndForm, EventForm
from liberty.models import DeprivationEvent

MOST_ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@once
def event_add(request, code):
    """Record that a child is or was held."""
    case = visible_case(request, code)
    require(request.user, "liberty.record")
    form = EventForm(request.POST or None)
    given = {"case": case, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.record_deprivation, **given, **form.cleaned_data):
        messages.success(request, _("The deprivation of liberty is on record."))
        return redirect("cases:detail", code)
    read(request, case, "liberty.event_form")
    return show_form(request, form, "liberty/event_form.html", case=case, title=_("Record a deprivation of liberty"), back=_case_url(case))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def event_end(request, pk):
    """Record when and how a child was let go."""
    events = DeprivationEvent.objects.visible_to(request.user).select_related("case__child__identity", "case__unit")
    event = get_object_or_404(events, pk=pk)
    require(request.user, "liberty.record")
    form = EndForm(request.POST or None)
    given = {"event": event, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.end_deprivation, **given, **form.cleaned_data):
        messages.success(request, _("The end is on record; the clock has stopped."))
        return redirect("cases:detail", event.case.code)
    read(request, event.case, "liberty.event_form")
    title = _("End the deprivation of liberty")
    return show_form(request, form, "liberty/event_end.html", event=event, case=event.case, title=title, back=_case_url(event.case))


@require_safe
def wall(request):
    """Every child held now whom the reader may see, the longest first."""
    require(request.user, "case.read")
    ongoing = DeprivationEvent.objects.visible_to(request.user).ongoing().select_related("case__child__identity", "case__unit")
    rows = list(ongoing[: MOST_ROWS + 1])
    shown = rows[:MOST_ROWS]
    record_read(
        actor=request.user, action="liberty.wall", subjects=[subject for row in shown for subject in (row.case_id, row.case.child_id)]
    )
    context = {"title": _("Deprived of liberty now"), "rows": shown, "is_more": len(rows) > MOST_ROWS, "back": reverse("home")}
    return render(request, "liberty/wall.html", context)


def _case_url(case) -> str:
    return reverse("cases:detail", args=[case.code])
