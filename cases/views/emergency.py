"""Files opened in an emergency: asked for, listed, judged; and the record for those who watch over it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh_factor_to
from accounts.roles import require
from accounts.submissions import once
from audit.services import record_read
from cases import services
from cases.forms.emergency import CodeForm, EmergencyForm, JudgeForm
from cases.models import Emergency
from cases.pagination import page_of
from cases.record import accounts_that_try, events_of, found_on_record
from cases.refusals import is_done, kept_in

WRITE = require_http_methods(["GET", "HEAD", "POST"])


@WRITE
@fresh_factor_to("POST")
@once
def emergency_open(request):
    """Ask to read a file that is not one's own, by its exact code and with a reason."""
    require(request.user, "case.break_glass")
    form, now = EmergencyForm(request.POST or None), timezone.now()
    opened: list[Emergency] = []
    if request.method == "POST":
        verb = kept_in(opened, services.open_in_emergency)
        if form.is_valid() and is_done(form, verb, by=request.user, now=now, **form.cleaned_data):
            messages.success(request, _("The file is open to you for four hours, to read."))
            return redirect("cases:detail", code=opened[0].case.code)
        services.count_refused(by=request.user, now=now)
    context = {"title": _("Open a file in an emergency"), "form": form, "submit": _("Open the file"), "back": reverse("home")}
    return render(request, "cases/emergency_open.html", context, status=422 if form.errors else 200)


@require_safe
def emergency_list(request):
    """The files opened in an emergency, newest first, with what was judged of each."""
    require(request.user, "emergency.review")
    found = Emergency.objects.visible_to(request.user).select_related("case", "person__organisation", "reviewer")
    page = page_of(found, request.GET, by="opened_at")
    record_read(actor=request.user, action="emergency.list", subjects=[one.case_id for one in page.rows])
    context = {"title": _("Files opened in an emergency"), "page": page, "now": timezone.now(), "back": reverse("home")}
    return render(request, "cases/emergency_list.html", context)


@WRITE
@once
def emergency_review(request, pk):
    """Who opened which file and why, what they read, and whether it was justified."""
    found = Emergency.objects.visible_to(request.user).select_related("case", "person__organisation", "reviewer")
    emergency = get_object_or_404(found, pk=pk)
    require(request.user, "emergency.review")
    form, given = JudgeForm(request.POST or None), {"emergency": emergency, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.review_emergency, **given, **form.cleaned_data):
        messages.success(request, _("Your judgement is on record."))
        return redirect("cases:emergency_list")
    case = emergency.case
    record_read(actor=request.user, action="emergency.read", subjects=[case, case.child_id], target=emergency)
    context = {
        "title": _("A file opened in an emergency"),
        "emergency": emergency,
        "form": form,
        "may_judge": emergency.reviewed_at is None and emergency.person_id != request.user.pk,
        "acts": events_of(emergency),
        "now": timezone.now(),
        "back": reverse("cases:emergency_list"),
        "submit": _("Put it on record"),
    }
    return render(request, "cases/emergency_review.html", context, status=422 if form.errors else 200)


@WRITE
def record(request):
    """Whose file is asked about, by its exact code; and the accounts that try closed doors."""
    require(request.user, "record.read")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if case := found_on_record(request.user, form.cleaned_data["code"]):
            return redirect("cases:access_log", code=case.code)
        form.add_error("code", _("There is no file of this code in your authority."))
    context = {
        "title": _("Who has seen what"),
        "form": form,
        "submit": _("Show who has seen it"),
        "alarms": accounts_that_try(timezone.now()),
        "back": reverse("home"),
    }
    return render(request, "cases/record.html", context, status=422 if form.errors else 200)
