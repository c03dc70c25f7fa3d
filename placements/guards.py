"""What a bed stands in the way of, and what it shows beside a case."""

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.clocks import evidence
from cases.companions import Blocker, Clock, Fact, Panel
from placements.choices import AddressVisibility, PlacementType, State
from placements.models import MAY_PLACE, FacilityAddress, Placement, places_children
from protocols.choices import DeadlineKey

TITLES = {
    "placement.request": _("A bed was asked for"),
    "placement.accept": _("A bed was accepted"),
    "placement.decline": _("A bed was declined"),
    "placement.withdraw": _("A request for a bed was withdrawn"),
    "placement.lapse": _("The reservation of a bed lapsed"),
    "placement.start": _("The child arrived at the place of care"),
    "placement.with_family": _("The child lives with relatives"),
    "placement.release": _("The child was handed over to the family"),
    "placement.end": _("The child left the place of care"),
    "placement.find": _("The search for a bed"),
    "placement.request_form": _("A request for a bed"),
    "placement.form": _("A form on where the child lives"),
    "placement.inbox": _("The requests for a bed"),
    "placement.packet": _("A request for a bed"),
    "resident.board": _("The occupancy board of a home"),
    "resident.list": _("The children in a home's care"),
    "resident.read": _("The care sheet"),
}
CLOSING = frozenset({"submit_closure", "close", "end_at_intake"})
OPEN = (State.ACTIVE, State.ACCEPTED, State.REQUESTED)
MOST_EARLIER = 3


def placements_of(case) -> dict[str, list[Placement]]:
    """Return the placements of a case by state, newest first: two queries while the object lives."""
    prefetch_related_objects([case], "placements__facility")
    found: dict[str, list[Placement]] = {state: [] for state in State}
    for placement in case.placements.all():
        found[placement.state].append(placement)
    return found


def blockers(case, move) -> list[Blocker]:
    """A case ends when the child has left the place and no bed is asked for any more."""
    if move not in CLOSING:
        return []
    found = placements_of(case)
    lived = _("The child lives at %(place)s: record the end of the stay first.")
    asked = _("A bed is asked for or reserved at %(place)s: withdraw it first.")
    return [Blocker("placement", lived % {"place": one.place}, "placements:end", (one.pk,), MAY_PLACE) for one in found[State.ACTIVE]] + [
        Blocker("bed_request", asked % {"place": one.place}, "placements:withdraw", (one.pk,), MAY_PLACE)
        for one in found[State.ACCEPTED] + found[State.REQUESTED]
    ]


def clocks(case) -> list[Clock]:
    """Every request for a bed waits for an answer, an accepted bed for the child, and first reception for its end."""
    found = []
    for one in case.placements.all():
        if one.requested_at and one.reply_due_at:
            answered = one.answered_at or one.withdrawn_at
            found.append(_clock(DeadlineKey.PLACEMENT_REPLY, one, one.requested_at, answered, one.reply_due_at))
        if one.reserved_until and one.state in (State.ACCEPTED, State.ACTIVE, State.ENDED):
            arrived = one.starts_at or one.withdrawn_at
            found.append(_clock(DeadlineKey.PLACEMENT_RESERVATION, one, one.answered_at, arrived, one.reserved_until))
        if one.starts_at and one.placement_type == PlacementType.FIRST_RECEPTION_CENTRE:
            found.append(_clock(DeadlineKey.FIRST_RECEPTION_MAX, one, one.starts_at, one.ends_at))
    return found


def _clock(key, placement, since, met_at, due_at=None) -> Clock:
    link = {"view": "cases:detail", "args": (placement.case.code,)}
    return Clock(key, since, met_at, evidence(placement) if met_at else "", str(placement.pk), due_at, **link)


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
        "reserved": found[State.ACCEPTED],
        "requested": found[State.REQUESTED],
        "earlier": earlier[:MOST_EARLIER],
        "may_place": places_children(user) and not case.closed_at,
        "may_order": may(user, "placement.order") and not case.closed_at,
    }
    return [Panel("placements/_panel.html", context)]


def bar(case, now) -> list[Fact]:
    """Show where the child sleeps tonight; that no bed is recorded is said aloud."""
    if case.closed_at:
        return []
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
