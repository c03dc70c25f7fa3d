"""What a bed stands in the way of, and what it shows beside a case."""

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.choices import ClosureReason, Status
from cases.companions import Blocker, Fact, Panel
from cases.sections import Section
from placements.choices import AbsenceState, AddressVisibility, PlacementType, State
from placements.clocks import ABSENCES, STAYS, clocks
from placements.models import MAY_PLACE, Absence, FacilityAddress, Placement, places_children
from placements.unity import lacks_measure

__all__ = ["bar", "blockers", "clocks", "panels", "withheld"]

TITLES = {
    "placement.request": _("A bed was asked for"),
    "placement.accept": _("A bed was accepted"),
    "placement.decline": _("A bed was declined"),
    "placement.withdraw": _("A request for a bed was withdrawn"),
    "placement.lapse": _("The reservation of a bed lapsed"),
    "placement.expire": _("A request for a bed lapsed without an answer"),
    "placement.override": _("A place above capacity was given"),
    "placement.override_end": _("The child has a regular place now"),
    "placement.give_up": _("The place kept for the absent child was given up"),
    "placement.review": _("Review of the placement"),
    "placement.split": _("That brothers and sisters live apart was approved"),
    "placement.change_profile": _("The child moved within the house"),
    "absence.report": _("The child is absent"),
    "absence.search": _("Something was done to find the child"),
    "absence.return": _("The child came back"),
    "absence.locate": _("The child was found elsewhere"),
    "absence.interview": _("Conversation after the return"),
    "absence.give_up": _("The search ended without finding the child"),
    "absence.read": _("An absence"),
    "absence.form": _("A form on an absence"),
    "placement.start": _("The child arrived at the place of care"),
    "placement.with_family": _("The child lives with relatives"),
    "placement.release": _("The child was handed over to the family"),
    "placement.end": _("The child left the place of care"),
    "placement.find": _("The search for a bed"),
    "placement.request_form": _("A request for a bed"),
    "placement.oversight": _("The oversight of a placement"),
    "placement.form": _("A form on where the child lives"),
    "placement.inbox": _("The requests for a bed"),
    "placement.packet": _("A request for a bed"),
    "resident.board": _("The occupancy board of a home"),
    "resident.list": _("The children in a home's care"),
    "resident.read": _("The care sheet"),
}
CLOSING = frozenset({"submit_closure", "close", "end_at_intake"})
MOST_EARLIER = 3


BESIDE = {STAYS.prefetch_through: STAYS.queryset}


def placements_of(case) -> dict[str, list[Placement]]:
    """Return the placements of a case by state, newest first: one query while the object lives."""
    prefetch_related_objects([case], STAYS)
    found: dict[str, list[Placement]] = {state: [] for state in State}
    for placement in case.placements.all():
        found[placement.state].append(placement)
    return found


def absence_of(case) -> Absence | None:
    """Return the absence that goes on, or None: one query while the object lives, none where the case is not suspended by it."""
    if case.status != Status.SUSPENDED_ABSENT:
        return None
    prefetch_related_objects([case], ABSENCES)
    return next((one for one in case.absences.all() if one.is_missing), None)


def blockers(case, move) -> list[Blocker]:
    """A case ends when the child has left the place and no bed is asked for any more; no plan rests on a stay without its measure."""
    if move == "approve_plan":
        return list(_measures_lacking(case))
    return [*_placements_open(case), *_absence_open(case)] if move in CLOSING else []


def _measures_lacking(case):
    for one in placements_of(case)[State.ACTIVE]:
        if lacks_measure(case, one):
            message = _("INV-38: the child lives at %(place)s without the protective measure that orders it.") % {"place": one.place}
            yield Blocker("INV-38", message, "cases:measure_add", (case.code,), ("measure.propose",))


def _absence_open(case):
    """INV-46: an absence ends a case only after the search that the pack asks for, by its supervisor's word."""
    absence = absence_of(case)
    reason = case.closure.reason if case.closure else ""
    if reason == ClosureReason.ABSENT_SEARCH_EXHAUSTED:
        if absence is None:
            yield Blocker("INV-46", _("INV-46: no absence is on record."), "placements:absence_report", (case.code,), ("absence.record",))
        elif absence.state != AbsenceState.NOT_FOUND:
            message = _("INV-46: the search goes on. The supervisor ends it once all that it asks for is done.")
            yield Blocker("INV-46", message, "placements:absence", (absence.pk,), ("absence.record",))
    elif absence is not None:
        message = _("INV-46: the child is absent. Record first where and when the child was found.")
        yield Blocker("INV-46", message, "placements:absence", (absence.pk,), ("absence.record",))


def _placements_open(case) -> list[Blocker]:
    found = placements_of(case)
    lived = _("The child lives at %(place)s: record the end of the stay first.")
    asked = _("A bed is asked for or reserved at %(place)s: withdraw it first.")
    return [Blocker("placement", lived % {"place": one.place}, "placements:end", (one.pk,), MAY_PLACE) for one in found[State.ACTIVE]] + [
        Blocker("bed_request", asked % {"place": one.place}, "placements:withdraw", (one.pk,), MAY_PLACE)
        for one in found[State.ACCEPTED] + found[State.REQUESTED]
    ]


def parts(case, section) -> list[Fact]:
    """Where the child lives belongs to the part on where the child is."""
    if section != Section.LOCATION:
        return []
    return [Fact(_("Lives at"), str(one.place)) for one in placements_of(case)[State.ACTIVE]]


def withheld(case) -> list[str]:
    """The addresses and telephones of shelters that nobody outside the child's team may know stand on no letter (INV-56)."""
    hidden = Q(facility__facility_type=PlacementType.SPECIALISED_PROTECTION_SHELTER) | Q(visibility=AddressVisibility.RESTRICTED)
    addresses = FacilityAddress.objects.filter(hidden, facility__placements__case=case).values_list("text", "phone")
    return [word for pair in addresses for word in pair if word.strip()]


def panels(case, user, now) -> list[Panel]:
    """Show where the child lives, what bed is reserved, and every request with its clock."""
    found = placements_of(case)
    answered = found[State.DECLINED] + found[State.EXPIRED] + found[State.ENDED] + found[State.WITHDRAWN]
    earlier = sorted(answered, key=lambda one: one.ends_at or one.withdrawn_at or one.answered_at or one.requested_at, reverse=True)
    context = {
        "case": case,
        "now": now,
        "active": found[State.ACTIVE],
        "away": found[State.ABSENT],
        "absence": absence_of(case),
        "unmeasured": [one.pk for one in found[State.ACTIVE] if lacks_measure(case, one)],
        "reserved": found[State.ACCEPTED],
        "requested": found[State.REQUESTED],
        "earlier": earlier[:MOST_EARLIER],
        "may_place": places_children(user) and not case.closed_at,
        "may_order": may(user, "placement.order") and not case.closed_at,
        "may_override": may(user, "placement.override") and not case.closed_at,
        "may_review": may(user, "case.work") and not case.closed_at,
        "may_report": may(user, "absence.record") and not case.closed_at,
    }
    return [Panel("placements/_panel.html", context)]


def bar(case, now) -> list[Fact]:
    """Show where the child sleeps tonight, or since when nobody knows it; that no bed is recorded is said aloud."""
    if case.closed_at:
        return []
    if (absence := absence_of(case)) is not None:
        return [Fact(_("Absent"), absence.get_type_display(), "high", absence.starts_at)]
    found = placements_of(case)
    label = _("Sleeps tonight")
    if found[State.ACTIVE]:
        return [Fact(label, found[State.ACTIVE][0].place)]
    if found[State.ACCEPTED]:
        return [Fact(label, _("Bed reserved at %(place)s") % {"place": found[State.ACCEPTED][0].place}, "info")]
    since = max([case.notified_at, *(one.ends_at for one in found[State.ENDED])])
    release = next(iter(case.releases.all()), None)
    if release and release.released_at >= since:
        return [Fact(label, _("With the family: %(receiver)s") % {"receiver": release.receiver}, "good", release.released_at)]
    assessment = case.rapid_assessment
    if assessment and assessment.where_tonight:
        said = _("No bed recorded; said at intake: %(place)s") % {"place": assessment.where_tonight}
        return [Fact(label, said, "attention", since)]
    return [Fact(label, _("No bed recorded"), "attention", since)]
