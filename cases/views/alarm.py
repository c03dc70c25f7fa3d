"""Alarms on how the files are read: those that wait, those that were answered, and one with what was read."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import require
from accounts.submissions import once
from audit.services import record_read
from cases import services
from cases.alarm_rules import MANY_CHILDREN
from cases.forms.emergency import AlarmForm
from cases.models import Alarm
from cases.pagination import page_of
from cases.record import acts_before, codes_on_record
from cases.refusals import is_done

WRITE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def alarm_list(request):
    """The alarms of one's units, newest first, with what was answered to each."""
    require(request.user, "emergency.review")
    found = Alarm.objects.visible_to(request.user).select_related("person__organisation", "answer__by")
    page = page_of(found, request.GET, by="raised_at")
    context = {"title": _("Alarms"), "page": page, "many": MANY_CHILDREN, "back": reverse("home")}
    return render(request, "cases/alarm_list.html", context)


@WRITE
@once
def alarm(request, pk):
    """Who read what when, and the answer of whoever looked into it."""
    found = Alarm.objects.visible_to(request.user).select_related("person__organisation", "answer__by")
    one = get_object_or_404(found, pk=pk)
    require(request.user, "emergency.review")
    form, given = AlarmForm(request.POST or None), {"alarm": one, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.answer_alarm, **given, **form.cleaned_data):
        messages.success(request, _("Your answer is on record."))
        return redirect("cases:alarm_list")
    codes = codes_on_record(request.user, one.subjects)
    record_read(actor=request.user, action="alarm.read", subjects=[*codes], target=one)
    context = {
        "title": _("An alarm"),
        "alarm": one,
        "form": form,
        "may_answer": not hasattr(one, "answer") and one.person_id != request.user.pk,
        "is_own": one.person_id == request.user.pk,
        "codes": codes.values(),
        "acts": acts_before(one),
        "back": reverse("cases:alarm_list"),
        "submit": _("Put it on record"),
    }
    return render(request, "cases/alarm.html", context, status=422 if form.errors else 200)
