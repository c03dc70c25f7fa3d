"""Pages of the places of care: what is free, licence and doors, profiles and their places."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases.pages import show_form
from cases.refusals import is_done, shown
from cases.versioning import Stale
from placements import services
from placements.candidates import with_counts
from placements.forms import FacilityForm, ProfileForm
from placements.models import Facility, FacilityAddress, Profile, places_children

MOST_ROWS = 50


def reader(request) -> None:
    """Return for whoever works in a home or places children, otherwise raise PermissionDenied."""
    if not (may(request.user, "resident.read") or places_children(request.user)):
        raise PermissionDenied("facility")


def own(request):
    """Return the facilities that the reader manages: those of the own organisation and below."""
    require(request.user, "facility.manage")
    return Facility.objects.visible_to(request.user).filter(organisation__in=request.user.own_units())


@require_safe
def facility_list(request):
    """Every place of care that the reader may see, with what is free."""
    reader(request)
    rows = list(with_counts(Facility.objects.visible_to(request.user), timezone.now())[: MOST_ROWS + 1])
    for facility in rows:
        add_totals(facility)
    context = {
        "title": _("Places and beds"),
        "rows": rows[:MOST_ROWS],
        "is_more": len(rows) > MOST_ROWS,
        "today": timezone.localdate(),
        "may_manage": may(request.user, "facility.manage"),
    }
    return render(request, "placements/facility_list.html", context)


def add_totals(facility) -> None:
    """Put on a facility, and on each profile, what is free, occupied and reserved."""
    profiles = facility.profiles.all()
    for profile in profiles:
        profile.free = max(profile.places - profile.occupied - profile.reserved, 0)
    for name in ("places", "occupied", "reserved", "free"):
        setattr(facility, name, sum(getattr(profile, name) for profile in profiles))


@require_safe
def facility_detail(request, pk):
    """One place: its profiles with what is free, occupied and reserved; licence, doors, address for whom it is meant."""
    reader(request)
    user = request.user
    facility = get_object_or_404(with_counts(Facility.objects.visible_to(user), timezone.now()), pk=pk)
    add_totals(facility)
    context = {
        "title": facility.name,
        "facility": facility,
        "address": FacilityAddress.objects.visible_to(user).filter(facility=facility).first(),
        "today": timezone.localdate(),
        "may_manage": may(user, "facility.manage") and facility.organisation.path.startswith(user.organisation.path),
        "back": reverse("placements:facility_list"),
    }
    return render(request, "placements/facility_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def facility_add(request):
    """Add a place of care to the reader's organisation."""
    require(request.user, "facility.manage")
    form = FacilityForm(request.POST or None, initial={"state": request.user.organisation.state})
    saving = {"facility": None}
    return edit(request, form, services.save_facility, saving, _("Add a place of care"), reverse("placements:facility_list"))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def facility_edit(request, pk):
    """Change what a place says of itself."""
    facility = get_object_or_404(own(request).select_related("address"), pk=pk)
    form = FacilityForm(request.POST or None, instance=facility, initial=facility_initial(facility))
    return edit(
        request,
        form,
        services.save_facility,
        {"facility": facility},
        _("Change the facts of %(place)s") % {"place": facility.name},
        facility_url(facility),
    )


def facility_initial(facility) -> dict:
    """Return what the form shows beyond the facility's own fields."""
    address = getattr(facility, "address", None)
    shown = {name: getattr(address, name) for name in ("text", "phone", "visibility")} if address else {}
    return shown | {"version": facility.version}


@require_http_methods(["GET", "HEAD", "POST"])
@once
def profile_add(request, pk):
    """Add a profile to a place."""
    facility = get_object_or_404(own(request), pk=pk)
    form = ProfileForm(request.POST or None)
    saving = {"facility": facility, "profile": None}
    return edit(
        request, form, services.save_profile, saving, _("Add a profile to %(place)s") % {"place": facility.name}, facility_url(facility)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def profile_edit(request, pk):
    """Change whom a profile takes and how many places it has."""
    profile = get_object_or_404(own_profiles(request), pk=pk)
    form = ProfileForm(request.POST or None, instance=profile, initial={"version": profile.version})
    saving = {"facility": profile.facility, "profile": profile}
    return edit(
        request,
        form,
        services.save_profile,
        saving,
        _("Change the profile: %(profile)s") % {"profile": profile},
        facility_url(profile.facility),
    )


def own_profiles(request):
    return Profile.objects.visible_to(request.user).filter(facility__in=own(request)).select_related("facility")


def facility_url(facility) -> str:
    return reverse("placements:facility_detail", args=[facility.pk])


def edit(request, form, verb, saving: dict, title: str, back: str):
    """Save a valid form and lead back; show it again where refused (422), both texts where somebody else was first (409)."""
    if request.method == "POST" and form.is_valid():
        try:
            if is_done(form, verb, by=request.user, now=timezone.now(), **saving, **form.split()):
                messages.success(request, _("Saved."))
                return redirect(back)
        except Stale as lost:
            return conflict(request, form, lost.current, title, back)
    return show_form(request, form, title=title, back=back, submit=_("Save"))


def conflict(request, form, current, title: str, back: str):
    """Show what was typed beside what stands now; the form goes on over the fresh version."""
    initial = facility_initial(current) if isinstance(current, Facility) else {}
    fresh = type(form)(instance=current, initial=initial)
    rows = [(field.label, shown(field, field.value()), shown(field, fresh[field.name].value())) for field in form.visible_fields()]
    data = request.POST.copy()
    data["version"] = current.version
    context = {"title": title, "rows": rows, "form": type(form)(data, instance=current), "theirs_url": back, "back": back}
    return render(request, "conflict.html", context, status=409)
