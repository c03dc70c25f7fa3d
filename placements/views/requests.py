"""Pages of asking for a bed: find one, request it, answer the request, withdraw it."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
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
from placements import rules, services
from placements.candidates import FILTERS, alternatives, candidates, narrowed
from placements.choices import State
from placements.forms import AcceptForm, DeclineForm, OverrideForm, RequestForm, WithdrawForm
from placements.models import Facility, FacilityAddress, Placement, Profile, places_children
from placements.rules import Code
from placements.views.chips import Chip
from protocols.choices import DeadlineKey

MOST_ROWS = 50
TOLD_FOR = timedelta(days=2)  # how long a withdrawn request stays in the inbox


def placer(request) -> None:
    """Return for a role that asks for beds, otherwise raise PermissionDenied."""
    if not places_children(request.user):
        raise PermissionDenied("placement")


@require_safe
def find(request, code):
    """Where the child could live tonight, the best first, with every reason; narrowed to what the reader insists on."""
    case = visible_case(request, code)
    placer(request)
    now = timezone.now()
    every = candidates(case, request.user, now)
    found = narrowed(every, [code for code in request.GET.getlist("only") if code in FILTERS])
    fitting = [one for one in found if one.may_be_asked]
    unfit = [one for one in found if not one.may_be_asked]
    read(request, case, "placement.find")
    context = {
        "title": _("Find a bed"),
        "case": case,
        "chips": filters_of(request, every),
        "fitting": fitting[:MOST_ROWS],
        "unfit": unfit[:MOST_ROWS],
        "count": len(fitting),
        "count_unfit": len(unfit),
        "declined": [one for one in every if one.declined],
        "alternatives": alternatives(every),
        "back": reverse("cases:detail", args=[code]),
    }
    return render(request, "placements/find.html", context)


def filters_of(request, found) -> list[Chip]:
    """Return what the reader may insist on; brothers and sisters only where the child has some."""
    labels = {
        Code.FREE: _("A place is free now"),
        Code.FAMILY: _("Care in a family"),
        Code.SIBLINGS: _("With brothers and sisters"),
        Code.LANGUAGE: _("Speaks the child's language"),
        Code.NEAR: _("In the same state"),
    }
    has_siblings = any(reason.code == Code.SIBLINGS for one in found for reason in one.reasons)
    codes = [code for code in labels if code != Code.SIBLINGS or has_siblings]
    return [Chip.of(request, "only", code, labels[code], is_many=True) for code in codes]


@require_http_methods(["GET", "HEAD", "POST"])
@once
def request_add(request, code, pk):
    """Ask one place for a bed."""
    case = visible_case(request, code)
    placer(request)
    facility = get_object_or_404(Facility.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    needs = case.notification.immediate_needs if case.notification else ""
    form = RequestForm(request.POST or None, facility=facility, initial={"urgent_needs": needs, "expected_at": timezone.now()})
    given = {"case": case, "facility": facility, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.request_bed, **given, **form.cleaned_data):
        messages.success(request, _("%(place)s was asked for a bed. The reply clock runs.") % {"place": facility.name})
        return redirect("cases:detail", code)
    read(request, case, "placement.request_form")
    address = FacilityAddress.objects.visible_to(request.user).filter(facility=facility).first()
    context = {"case": case, "facility": facility, "address": address, "back": reverse("placements:find", args=[code])}
    return show_form(request, form, "placements/request_form.html", title=_("Request a bed"), action=request.path, **context)


@require_safe
def request_list(request):
    """The inbox of a home: what waits for its answer, who is expected, and what was withdrawn."""
    require(request.user, "placement.answer")
    now = timezone.now()
    asked = Placement.objects.visible_to(request.user).asked_of(request.user).select_related("child", "facility", "case__unit")
    waiting = list(asked.filter(state=State.REQUESTED).order_by("reply_due_at")[:MOST_ROWS])
    expected = list(asked.filter(state=State.ACCEPTED).order_by("expected_at")[:MOST_ROWS])
    withdrawn = list(asked.filter(state=State.WITHDRAWN, withdrawn_at__gt=now - TOLD_FOR).order_by("-withdrawn_at")[:MOST_ROWS])
    too_late = Q(answered_at=None, reply_due_at__gt=now - TOLD_FOR) | Q(reserved_until__gt=now - TOLD_FOR)
    lapsed = list(asked.filter(too_late, state=State.EXPIRED).order_by("-requested_at")[:MOST_ROWS])
    record_requests(request, "placement.inbox", [*waiting, *expected, *withdrawn, *lapsed])
    context = {
        "title": _("Requests for a bed"),
        "waiting": waiting,
        "expected": expected,
        "withdrawn": withdrawn,
        "lapsed": lapsed,
        "now": now,
    }
    return render(request, "placements/request_list.html", context)


def record_requests(request, action: str, rows) -> None:
    """Put on record whose requests the reader was shown."""
    record_read(actor=request.user, action=action, subjects=[subject for row in rows for subject in (row.case_id, row.child_id)])


@require_http_methods(["GET", "HEAD", "POST"])
@once
def request_detail(request, pk):
    """What a home must know to answer, and both answers on the same page. No name before acceptance."""
    require(request.user, "placement.answer")
    asked = Placement.objects.visible_to(request.user).asked_of(request.user)
    placement = get_object_or_404(asked.select_related("child", "facility__organisation", "case__unit", "requested_by"), pk=pk)
    now, is_accepted = timezone.now(), request.POST.get("answer") == "accept"
    posted = request.POST if request.method == "POST" else None
    accept = AcceptForm(posted if is_accepted else None, profiles=fitting_profiles(request.user, placement, now), prefix="accept")
    decline = DeclineForm(posted if not is_accepted else None, prefix="decline")
    form, verb = (accept, services.accept_request) if is_accepted else (decline, services.decline_request)
    if posted and form.is_valid() and is_done(form, verb, placement=placement, by=request.user, now=now, **form.cleaned_data):
        return after_answer(request, placement, is_accepted)
    record_requests(request, "placement.packet", [placement])
    context = {"title": _("Request for a bed"), "placement": placement, "accept": accept, "decline": decline, "form": form}
    context |= {"waits": placement.state == State.REQUESTED, "back": reverse("placements:request_list"), "now": now}
    return render(request, "placements/request_detail.html", context, status=422 if posted else 200)


def fitting_profiles(user, placement, now):
    """Return the profiles of the house that take this child, with what is free."""
    profiles = Profile.objects.visible_to(user).filter(facility=placement.facility_id)
    age = placement.child.age_for_care_on(placement.facility.organisation.day_of(now))
    if placement.adults:
        profiles = profiles.filter(takes_families=True)
    fitting = [profile.pk for profile in profiles if not rules.misfit(profile, placement.child.sex, age)]
    return profiles.filter(pk__in=fitting).counted(now)


def after_answer(request, placement, is_accepted):
    """Say what happened and lead to the child's care sheet, or back to the inbox."""
    if is_accepted:
        messages.success(request, _("Accepted: the place is reserved, and the team that asked knows."))
        return redirect("placements:resident_detail", placement.pk)
    messages.success(request, _("Declined: the team that asked knows."))
    return redirect("placements:request_list")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def withdraw(request, pk):
    """Take a request or a reservation back."""
    placer(request)
    placement = get_object_or_404(visible_placements(request), pk=pk)
    case = visible_case(request, placement.case.code)
    form = WithdrawForm(request.POST or None)
    given = {"placement": placement, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.withdraw_request, **given, **form.cleaned_data):
        messages.success(request, _("Withdrawn: %(place)s is told.") % {"place": placement.place})
        return redirect("cases:detail", case.code)
    read(request, case, "placement.form")
    context = {"title": _("Withdraw the request"), "case": case, "placement": placement, "submit": _("Withdraw it")}
    return show_form(request, form, "placements/stay_form.html", back=reverse("cases:detail", args=[case.code]), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def override(request, pk):
    """Give a child a place above capacity: the head of the authority, for three days at most."""
    require(request.user, "placement.override")
    now = timezone.now()
    placement = get_object_or_404(visible_placements(request).select_related("child", "facility__organisation"), pk=pk)
    case = visible_case(request, placement.case.code)
    profiles = fitting_profiles(request.user, placement, now)
    initial = {"until": case.due(DeadlineKey.CAPACITY_OVERRIDE, now), "profile": profiles.first()}
    form = OverrideForm(request.POST or None, profiles=profiles, initial=initial)
    given = {"placement": placement, "by": request.user, "now": now}
    if request.method == "POST" and form.is_valid() and is_done(form, services.override_capacity, **given, **form.cleaned_data):
        messages.success(request, _("A place above capacity is reserved: the house and the supervisor see it."))
        return redirect("cases:detail", case.code)
    read(request, case, "placement.form")
    context = {"title": _("Give a place above capacity"), "case": case, "placement": placement, "submit": _("Give the place")}
    return show_form(request, form, "placements/stay_form.html", back=reverse("cases:detail", args=[case.code]), **context)


def visible_placements(request):
    """Return the placements the reader may see, with what their pages show."""
    return Placement.objects.visible_to(request.user).select_related("case", "facility", "profile")
