"""Pages of the places of care: what is free, licence and doors, profiles and their places, who looked and who visited."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases.pages import both_texts, show_form
from cases.refusals import is_done
from cases.versioning import Stale
from placements import figures, services
from placements.board import board_of
from placements.candidates import standing_of, with_counts
from placements.choices import FAMILY_BASED
from placements.forms import ADDRESS, HOUSEHOLD, CheckForm, FacilityForm, ProfileForm, VisitForm
from placements.models import Facility, FacilityAddress, FosterHome, LibertyCheck, Placement, Profile, SupervisedVisit, places_children
from placements.rules import standing_reasons, takes
from placements.views.chips import Chip
from placements.views.requests import record_requests

MOST_ROWS = 300
MOST_VISITS = 10
MONTH = timedelta(days=30)
NARROWING = ("free", "kind", "state")


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
    """Every place of care that the reader may see, with what is free; narrowed to what the address says."""
    reader(request)
    user, now = request.user, timezone.now()
    narrowing = {name: request.GET.get(name, "") for name in NARROWING}
    facilities = Facility.objects.visible_to(user).filter(is_active=True)
    states = sorted({state for state in facilities.values_list("state", flat=True).distinct().order_by("state") if state})
    if narrowing["state"]:
        facilities = facilities.filter(state=narrowing["state"])
    if narrowing["kind"] == "family":
        facilities = facilities.filter(facility_type__in=FAMILY_BASED)
    rows = list(with_counts(facilities, now)[: MOST_ROWS + 1])
    for facility in rows:
        add_totals(facility)
    shown = [facility for facility in rows[:MOST_ROWS] if not narrowing["free"] or facility.free]
    context = {
        "title": _("Places and beds"),
        "rows": shown,
        "totals": {name: sum(getattr(one, name) for one in shown) for name in ("free", "occupied", "reserved", "held", "places")},
        "is_more": len(rows) > MOST_ROWS,
        "chips": chips(request, narrowing, states),
        "may_manage": may(user, "facility.manage"),
        "now": now,
    }
    if places_children(user):
        context |= {"admitted": figures.admitted(user, now - MONTH, now), "refused": figures.refused(user, now - MONTH, now)}
    return render(request, "placements/facility_list.html", context)


def chips(request, narrowing: dict, states: list[str]) -> list[Chip]:
    """Return what the list can be narrowed to: free places, families, a state; one whose value stands is taken away again."""
    found = [Chip.of(request, "free", "1", _("A place is free now")), Chip.of(request, "kind", "family", _("Care in a family"))]
    return found + [Chip.of(request, "state", state, state) for state in states if len(states) > 1]


@require_safe
def board(request, pk):
    """The occupancy board of one place; who is in which place, for those who look after the children."""
    reader(request)
    user, now = request.user, timezone.now()
    facility = get_object_or_404(with_counts(Facility.objects.visible_to(user), now), pk=pk)
    add_totals(facility)
    cared_for = list(Placement.objects.visible_to(user).cared_for_by(user).filter(facility=facility))
    if cared_for:
        record_requests(request, "resident.board", cared_for)
    found = board_of(facility, now, {one.pk for one in cared_for}, is_taking=facility.is_taking)
    context = {"title": _("Occupancy"), "board": found, "facility": facility, "is_named": bool(cared_for), "now": now}
    return render(request, "placements/board.html", context | {"back": facility_url(facility)})


def add_totals(facility) -> None:
    """Put on a facility, and on each profile, what is free, occupied and reserved; a place that takes no child has nothing free."""
    profiles = facility.profiles.all()
    today = facility.organisation.day_of(timezone.now())
    facility.warnings = [reason for reason in standing_reasons(standing_of(facility), today) if not reason.fits]
    facility.is_taking = takes(facility.warnings)
    for profile in profiles:
        profile.free = max(profile.places - profile.occupied - profile.reserved - profile.held, 0) if facility.is_taking else 0
    for name in ("places", "occupied", "reserved", "held", "free"):
        setattr(facility, name, sum(getattr(profile, name) for profile in profiles))


@require_safe
def facility_detail(request, pk):
    """One place: its profiles with what is free, occupied and reserved; licence, doors, address and household for whom they are meant."""
    reader(request)
    user = request.user
    facility = get_object_or_404(with_counts(Facility.objects.visible_to(user), timezone.now()), pk=pk)
    add_totals(facility)
    is_own = facility.organisation.path.startswith(user.organisation.path)
    home = FosterHome.objects.visible_to(user).filter(facility=facility).first()
    context = {
        "title": facility.name,
        "facility": facility,
        "address": FacilityAddress.objects.visible_to(user).filter(facility=facility).first(),
        "home": home,
        "visits": SupervisedVisit.objects.visible_to(user).filter(home=home)[:MOST_VISITS] if home else [],
        "checks": LibertyCheck.objects.visible_to(user).filter(facility=facility),
        "may_manage": may(user, "facility.manage") and is_own,
        "may_inspect": may_inspect(user, facility),
        "back": reverse("placements:facility_list"),
    }
    return render(request, "placements/facility_detail.html", context)


def may_inspect(user, facility) -> bool:
    """Tell whether the reader may record whether this place is open: never one of the own organisation."""
    return may(user, "facility.inspect") and facility.organisation_id != user.organisation_id


@require_http_methods(["GET", "HEAD", "POST"])
@once
def check_add(request, pk):
    """Record whether a place is open, by the eight questions; say what follows."""
    require(request.user, "facility.inspect")
    facility = get_object_or_404(Facility.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    form = CheckForm(request.POST or None, initial={"held_at": timezone.now(), "inspector": request.user.full_name})
    given = {"facility": facility, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.record_check, **given, **form.cleaned_data):
        messages.success(request, after_check(facility))
        return redirect(facility_url(facility))
    title = _("Is %(place)s open?") % {"place": facility.name}
    return show_form(request, form, title=title, back=facility_url(facility), submit=_("Record the checklist"))


def after_check(facility) -> str:
    """Say in one sentence what the checklist did, and what it did not."""
    facility.refresh_from_db(fields=["is_open_door"])
    if facility.is_open_door:
        return _(
            "The place is open and takes children. Nothing else ended by it: a deprivation of liberty that is on record ends when"
            " whoever works the case records when and how."
        )
    return _(
        "The place takes no child any more. Each child who lives there is recorded as deprived of liberty, and their teams have the"
        " urgent task to move them."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def visit_add(request, pk):
    """Record a supervised visit to a foster home of the reader's programme."""
    facility = get_object_or_404(own(request), pk=pk)
    home = get_object_or_404(FosterHome.objects.visible_to(request.user), facility=facility)
    form = VisitForm(request.POST or None, initial={"visited_on": timezone.localdate(), "visitor": request.user.full_name})
    given = {"home": home, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.record_supervised_visit, **given, **form.cleaned_data):
        messages.success(request, _("The visit is on record."))
        return redirect(facility_url(facility))
    title = _("Visit to %(place)s") % {"place": facility.name}
    return show_form(request, form, title=title, back=facility_url(facility), submit=_("Record the visit"))


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
    facility = get_object_or_404(own(request).select_related("address", "foster_home"), pk=pk)
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
    home = getattr(facility, "foster_home", None)
    shown = {name: getattr(address, name) for name in ADDRESS} if address else {}
    shown |= {name: getattr(home, name) for name in HOUSEHOLD} if home else {}
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
            return both_texts(request, form, standing(form, lost.current), lost.current.version, title=title, back=back)
    return show_form(request, form, title=title, back=back, submit=_("Save"))


def standing(form, current):
    """Return the function that makes the form of what stands now, with the data of a request or without."""
    initial = facility_initial(current) if isinstance(current, Facility) else {}
    return lambda data: type(form)(data, instance=current, initial=initial)
