"""Pages of deprivation of liberty: record an event, read it, put it right, end it, and the wall of those that go on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from audit.services import record_read
from cases.pages import both_texts, printed, read, show_form, visible_case
from cases.refusals import is_done
from cases.versioning import Stale
from liberty import guards, rules, services
from liberty.choices import Confidence, PlaceOfDeprivation
from liberty.event_prints import event_sheet
from liberty.forms.events import CorrectionForm, EndForm, EventForm, WithdrawEventForm
from liberty.history import lines_of
from liberty.models import DeprivationEvent, Sighting
from liberty.thresholds import thresholds_of

MOST_ROWS = 50
WRITE = require_http_methods(["GET", "HEAD", "POST"])


@WRITE
@once
def event_add(request, code):
    """Record that a child is or was held."""
    case = visible_case(request, code)
    require(request.user, "liberty.record")
    sighting, now = sighting_for(request, case), timezone.now()
    form = EventForm(request.POST or None, initial=told_by(sighting))
    earlier = guards.events_of(case)
    given = {"case": case, "by": request.user, "now": now} | ({"sighting": sighting} if sighting else {})
    verb = services.record_from_sighting if sighting else services.record_deprivation
    if request.method == "POST" and form.is_valid() and is_done(form, verb, **given, **form.cleaned_data):
        messages.success(request, _("The deprivation of liberty is on record."))
        period = (form.cleaned_data["started_at"], form.cleaned_data["ended_at"])
        if rules.overlaps(period, [event.period for event in earlier], now):
            messages.info(request, _("It overlaps with an event on record already: the hours that both tell are counted once."))
        return redirect("cases:detail", code)
    read(request, case, "liberty.event_form")
    return show_form(request, form, "liberty/event_form.html", case=case, title=_("Record a deprivation of liberty"), back=case_url(case))


def sighting_for(request, case) -> Sighting | None:
    """Return what a visit said of this child, where the address names it: the event is recorded from it."""
    named = request.GET.get("sighting", "")
    if not named:
        return None
    try:
        found = Sighting.objects.visible_to(request.user).open().select_related("visit__group").get(pk=named)
    except (Sighting.DoesNotExist, ValidationError):
        raise Http404
    if found.code not in (case.code, case.child.code):
        raise Http404
    return found


def told_by(sighting: Sighting | None) -> dict:
    """Return what a visit says already of the event."""
    if sighting is None:
        return {}
    visit = sighting.visit
    is_held = visit.place_type in PlaceOfDeprivation.values
    return {
        "facility_type": visit.place_type if is_held else PlaceOfDeprivation.CLOSED_SHELTER,
        "facility": visit.place,
        "started_at": sighting.held_since,
        "reported_by": f"{visit.visitors}, {visit.group.name}"[:200],
        "source_confidence": Confidence.CONFIRMED,
    }


@require_safe
def event(request, pk):
    """One event: where, since when, how the child is treated, its clock and limits, and what was put right."""
    found = visible_event(request, pk)
    case, user, now = found.case, request.user, timezone.now()
    corrections = list(found.corrections.select_related("created_by"))
    read(request, case, "liberty.read", event=str(pk))
    may_record = may(user, "liberty.record") and not found.withdrawn_at
    context = {
        "title": _("Deprivation of liberty"),
        "event": found,
        "case": case,
        "thresholds": thresholds_of(found, now),
        "corrections": [(one, lines_of(one)) for one in corrections],
        "complaints": list(found.complaints.all()),
        "may_complain": may(user, "rights.complain") and not found.withdrawn_at,
        "may_record": may_record,
        "may_withdraw": may(user, "case.approve") and not found.withdrawn_at,
        "back": case_url(case),
    }
    return render(request, "liberty/event.html", context)


@WRITE
@once
def event_correct(request, pk):
    """Put a wrong entry right."""
    found = visible_event(request, pk)
    require(request.user, "liberty.record")
    return _change(request, found, CorrectionForm, services.correct_deprivation, _("Put this entry right"), "liberty/event_form.html")


@WRITE
@once
def event_withdraw(request, pk):
    """Withdraw an event that never was."""
    found = visible_event(request, pk)
    require(request.user, "case.approve")
    return _change(request, found, WithdrawEventForm, services.withdraw_deprivation, _("Withdraw this entry"), "liberty/event_end.html")


def _change(request, found, form_class, verb, title, template):
    """Show the form of a change, or make it; both texts where somebody else was first (409)."""

    def over(event, data):
        whole = issubclass(form_class, EventForm)
        return form_class(data, instance=event) if whole else form_class(data, initial={"version": event.version})

    form, back = over(found, request.POST or None), reverse("liberty:event", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            if is_done(form, verb, event=found, by=request.user, now=timezone.now(), **form.cleaned_data):
                messages.success(request, _("It is on record, with the reason."))
                return redirect("liberty:event", found.pk)
        except Stale as lost:
            read(request, found.case, "liberty.event_form")
            current = lost.current
            return both_texts(request, form, lambda data: over(current, data), current.version, title=title, back=back)
    read(request, found.case, "liberty.event_form")
    page = {
        "event": found,
        "case": found.case,
        "title": title,
        "submit": _("Put on record"),
        "back": back,
    }
    return show_form(request, form, template, **page)


@WRITE
@once
def event_end(request, pk):
    """Record when and how a child was let go."""
    found = visible_event(request, pk)
    require(request.user, "liberty.record")
    form = EndForm(request.POST or None)
    given = {"event": found, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.end_deprivation, **given, **form.cleaned_data):
        messages.success(request, _("The end is on record; the clock has stopped."))
        return redirect("cases:detail", found.case.code)
    read(request, found.case, "liberty.event_form")
    page = {"title": _("End the deprivation of liberty"), "submit": _("Record the end"), "back": case_url(found.case)}
    return show_form(request, form, "liberty/event_end.html", event=found, case=found.case, **page)


@require_safe
def event_paper(request, pk):
    """The report of one event, on paper."""
    found = visible_event(request, pk)
    return printed(request, found.case, event_sheet(found, timezone.now()))


@require_safe
def wall(request):
    """Every child held now whom the reader may see, the longest first."""
    require(request.user, "case.read")
    now = timezone.now()
    ongoing = DeprivationEvent.objects.visible_to(request.user).ongoing().select_related("case__child__identity", "case__unit")
    rows = list(ongoing[: MOST_ROWS + 1])
    shown = rows[:MOST_ROWS]
    record_read(
        actor=request.user, action="liberty.wall", subjects=[subject for row in shown for subject in (row.case_id, row.case.child_id)]
    )
    lines = [(row, thresholds_of(row, now)) for row in shown]
    may_record = may(request.user, "liberty.record")
    context = {"title": _("Deprived of liberty now"), "rows": lines, "is_more": len(rows) > MOST_ROWS, "may_record": may_record}
    return render(request, "liberty/wall.html", context | {"back": reverse("home")})


def visible_event(request, pk) -> DeprivationEvent:
    """Return the event with its case if the reader may see it; otherwise a 404."""
    events = DeprivationEvent.objects.visible_to(request.user).select_related("case__child__identity", "case__unit", "created_by")
    return get_object_or_404(events, pk=pk)


def case_url(case) -> str:
    return reverse("cases:detail", args=[case.code])
