"""Pages of living somewhere: arrival, end, relatives, and what a home sees of the children it cares for."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases.models import Case, FamilyGroup, Relative
from cases.pages import read, show_form, visible_case
from cases.refusals import is_done
from placements import services
from placements.choices import State
from placements.forms import ChangeProfileForm, EndForm, FamilyForm, ReleaseForm, ReviewForm, SiblingExceptionForm, StartForm
from placements.models import Absence, Placement, SiblingException, places_children
from placements.prints import responsible_for
from placements.views.requests import MOST_ROWS, fitting_profiles, placer, record_requests, visible_placements

RESIDENT = ("child__identity", "facility", "profile", "case__unit", "case__notification")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def start(request, pk):
    """Record that a child arrived: the team from the case, the home from its own list."""
    user = request.user
    if not (places_children(user) or may(user, "placement.answer")):
        raise PermissionDenied("placement.start")
    placement = get_object_or_404(visible_placements(request).select_related("child__identity"), pk=pk)
    is_home = not Case.objects.visible_to(user).filter(pk=placement.case_id).exists()
    if is_home and not Placement.objects.visible_to(user).cared_for_by(user).filter(pk=pk).exists():
        raise Http404  # before acceptance a home knows no name, and after the end it knows none any more
    before = placement.case.placements.living().exclude(pk=pk).first()
    form = StartForm(request.POST or None, before=before, initial={"starts_at": timezone.now()})
    given = {"placement": placement, "by": user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.start_placement, **given, **form.cleaned_data):
        messages.success(request, _("The arrival is on record."))
        return redirect("placements:resident_detail", pk) if is_home else redirect("cases:detail", placement.case.code)
    read(request, placement.case, "placement.form")
    back = reverse("placements:resident_detail", args=[pk]) if is_home else reverse("cases:detail", args=[placement.case.code])
    context = {"title": _("Record the arrival"), "case": placement.case, "placement": placement, "submit": _("The child arrived")}
    return show_form(request, form, "placements/stay_form.html", back=back, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def end(request, pk):
    """Record that a child left."""
    placer(request)
    placement = get_object_or_404(visible_placements(request), pk=pk)
    case = visible_case(request, placement.case.code)
    form = EndForm(request.POST or None, initial={"ends_at": timezone.now()})
    given = {"placement": placement, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.end_placement, **given, **form.cleaned_data):
        messages.success(request, _("The end of the stay is on record; the place is free."))
        return redirect("cases:detail", case.code)
    read(request, case, "placement.form")
    context = {"title": _("End the stay"), "case": case, "placement": placement, "submit": _("Record the end")}
    return show_form(request, form, "placements/stay_form.html", back=reverse("cases:detail", args=[case.code]), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def with_family(request, code):
    """Record that a child lives with relatives."""
    case = visible_case(request, code)
    require(request.user, "placement.order")
    before = case.placements.living().first()
    known = {
        "relatives": Relative.objects.visible_to(request.user).filter(child=case.child_id),
        "has_siblings": FamilyGroup.objects.visible_to(request.user).filter(members__child=case.child_id).exists(),
    }
    form = FamilyForm(request.POST or None, before=before, **known, initial={"starts_at": timezone.now()})
    given = {"case": case, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.place_with_family, **given, **form.split()):
        messages.success(request, _("Where the child lives is on record."))
        return redirect("cases:detail", code)
    read(request, case, "placement.form")
    context = {"title": _("The child lives with relatives"), "case": case, "submit": _("Record it")}
    return show_form(request, form, "placements/stay_form.html", back=reverse("cases:detail", args=[code]), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def release(request, code):
    """Record that the child was handed over to a relative: with that the stay in care ends."""
    case = visible_case(request, code)
    require(request.user, "placement.order")
    relatives = Relative.objects.visible_to(request.user).filter(child=case.child_id)
    form = ReleaseForm(request.POST or None, relatives=relatives, initial={"released_at": timezone.now()})
    given = {"case": case, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.release_child, **given, **form.cleaned_data):
        messages.success(request, _("The hand-over is on record. The visits after it are due on their days."))
        return redirect("cases:detail", code)
    read(request, case, "placement.form")
    context = {"title": _("Hand the child over to the family"), "case": case, "submit": _("Record the hand-over")}
    return show_form(request, form, "placements/stay_form.html", back=reverse("cases:detail", args=[code]), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change_profile(request, pk):
    """Move a child within the house: the team from the case, the home from its own list."""
    user, now = request.user, timezone.now()
    if not (places_children(user) or may(user, "placement.answer")):
        raise PermissionDenied("placement.move")
    placement = get_object_or_404(visible_placements(request).select_related("child__identity", "facility__organisation"), pk=pk)
    is_home = not Case.objects.visible_to(user).filter(pk=placement.case_id).exists()
    if is_home and not Placement.objects.visible_to(user).cared_for_by(user).filter(pk=pk).exists():
        raise Http404
    profiles = fitting_profiles(user, placement, now).exclude(pk=placement.profile_id)
    form = ChangeProfileForm(request.POST or None, profiles=profiles, initial={"starts_at": now})
    given = {"placement": placement, "by": user, "now": now}
    if request.method == "POST" and form.is_valid() and is_done(form, services.change_profile, **given, **form.cleaned_data):
        messages.success(request, _("The child moved within the house; the stay goes on without a gap."))
        return redirect("placements:resident_list") if is_home else redirect("cases:detail", placement.case.code)
    read(request, placement.case, "placement.form")
    back = reverse("placements:resident_detail", args=[pk]) if is_home else reverse("cases:detail", args=[placement.case.code])
    context = {"title": _("Move within the house"), "case": placement.case, "placement": placement, "submit": _("Record the move")}
    return show_form(request, form, "placements/stay_form.html", back=back, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def review(request, pk):
    """Record how the child lives in the place."""
    require(request.user, "case.work")
    placement = get_object_or_404(visible_placements(request), pk=pk)
    case = visible_case(request, placement.case.code)
    is_split = SiblingException.objects.visible_to(request.user).filter(placement=placement).exists()
    form = ReviewForm(request.POST or None, is_split=is_split, initial={"held_at": timezone.now()})
    given = {"placement": placement, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.review_placement, **given, **form.cleaned_data):
        messages.success(request, _("The review is on record; the next one has its date."))
        return redirect("cases:detail", case.code)
    read(request, case, "placement.oversight")
    context = {"title": _("Review of the placement"), "case": case, "placement": placement, "submit": _("Save the review")}
    return show_form(request, form, "placements/stay_form.html", back=reverse("cases:detail", args=[case.code]), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def sibling_exception(request, pk):
    """Approve that a child lives apart from brothers and sisters."""
    require(request.user, "placement.order")
    placement = get_object_or_404(visible_placements(request), pk=pk)
    case = visible_case(request, placement.case.code)
    form = SiblingExceptionForm(request.POST or None)
    given = {"placement": placement, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.approve_sibling_exception, **given, **form.cleaned_data):
        messages.success(request, _("Approved. How they live apart is reviewed within a fortnight."))
        return redirect("cases:detail", case.code)
    read(request, case, "placement.oversight")
    context = {"title": _("Brothers and sisters live apart"), "case": case, "placement": placement, "submit": _("Approve it")}
    return show_form(request, form, "placements/stay_form.html", back=reverse("cases:detail", args=[case.code]), **context)


@require_safe
def resident_list(request):
    """The children whom the reader's home cares for or expects."""
    require(request.user, "resident.read")
    cared_for = Placement.objects.visible_to(request.user).cared_for_by(request.user).select_related(*RESIDENT)
    rows = list(cared_for.order_by("facility__name", "-state", "starts_at")[: MOST_ROWS + 1])
    record_requests(request, "resident.list", rows[:MOST_ROWS])
    context = {"title": _("Children in our care"), "rows": rows[:MOST_ROWS], "is_more": len(rows) > MOST_ROWS}
    return render(request, "placements/resident_list.html", context)


@require_safe
def resident_detail(request, pk):
    """The care sheet of one child: what those who look after the child must know, and nothing else of the case."""
    require(request.user, "resident.read")
    cared_for = Placement.objects.visible_to(request.user).cared_for_by(request.user)
    placement = get_object_or_404(cared_for.select_related(*RESIDENT), pk=pk)
    read(request, placement.case, "resident.read")
    context = {
        "title": placement.child.identity.full_name or placement.child.code,
        "placement": placement,
        "child": placement.child,
        "responsible": responsible_for(placement),
        "is_expected": placement.state == State.ACCEPTED,
        "absence": Absence.objects.visible_to(request.user).missing().filter(placement=placement).first(),
        "back": reverse("placements:resident_list"),
    }
    return render(request, "placements/resident_detail.html", context)
