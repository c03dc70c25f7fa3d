"""The only writers of monitoring visits, and of what an authority makes of them."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.services import record
from audit.wall import verb
from cases.models import Case
from cases.services.base import locked, note, refuse, refuse_future
from liberty.choices import Access, SightingOutcome
from liberty.models import DeprivationEvent, Sighting, VisitLog
from liberty.services.events import record_deprivation

LOG = "visit.log"


@verb
def log_visit(*, by: User, now: datetime, **fields) -> VisitLog:
    """Write a visit into the log of the visitor's group."""
    require(by, LOG)
    refuse_future("visited_at", fields["visited_at"], now)
    if fields["access"] != Access.ALLOWED and not fields.get("denied_reason", "").strip():
        refuse(_("Say why the visit was not allowed, and who said so."), field="denied_reason")
    if fields["access"] != Access.DENIED and not fields.get("findings", "").strip():
        refuse(_("Say what was found."), field="findings")
    visit = VisitLog.objects.create(group=by.organisation, created_by=by, **fields)
    record(actor=by, action="visit.log", target=visit, detail={"access": str(visit.access)}, now=now)
    return visit


@verb
def add_sighting(*, visit: VisitLog, code: str, says: str, by: User, now: datetime, held_since: datetime | None = None) -> Sighting:
    """Note a child by the code that was told. Whether any child has it, nothing here asks, says or takes longer to say."""
    require(by, LOG)
    visit = VisitLog.objects.visible_to(by).select_for_update(of=("self",)).get(pk=visit.pk)
    refuse_future("held_since", held_since, now)
    sighting = Sighting.objects.create(visit=visit, code=normal(code), says=says, held_since=held_since, created_by=by)
    record(actor=by, action="visit.sighting", target=sighting, now=now)
    return sighting


@verb
def record_from_sighting(*, sighting: Sighting, case: Case, by: User, now: datetime, **fields) -> DeprivationEvent:
    """Record the deprivation of liberty that a visit reports, and settle what the visit said by it."""
    sighting = _open_sighting(sighting, case, by)
    event = record_deprivation(case=case, by=by, now=now, **fields)
    _settle(sighting, case, by, now, SightingOutcome.EVENT, event=event)
    return event


@verb
def settle_sighting(*, sighting: Sighting, case: Case, outcome: str, settled_note: str, by: User, now: datetime) -> Sighting:
    """Settle what a visit said of a child without recording an event: why not, in words."""
    require(by, "liberty.record")
    case = locked(case, by)
    sighting = _open_sighting(sighting, case, by)
    if outcome == SightingOutcome.EVENT:
        refuse(_("Record the deprivation of liberty itself: that settles it."), field="outcome")
    if not settled_note.strip():
        refuse(_("Say in words what follows."), field="settled_note")
    _settle(sighting, case, by, now, outcome, settled_note=settled_note.strip())
    return sighting


def normal(code: str) -> str:
    """Return a code as it is compared: capitals, no spaces."""
    return "".join(code.upper().split())


def _open_sighting(sighting: Sighting, case: Case, by: User) -> Sighting:
    sighting = Sighting.objects.visible_to(by).select_for_update(of=("self",)).get(pk=sighting.pk)
    if sighting.code not in (case.code, case.child.code):
        refuse(_("This visit speaks of another child."), code="state")
    if sighting.settled_at:
        refuse(_("Somebody settled this already."), code="state")
    return sighting


def _settle(sighting: Sighting, case: Case, by: User, now: datetime, outcome: str, **fields) -> None:
    for name, value in {"outcome": outcome, "settled_at": now, "settled_by": by, **fields}.items():
        setattr(sighting, name, value)
    sighting.save(update_fields=["outcome", "settled_at", "settled_by", *fields])
    note(by=by, action="visit.settle", case=case, target=sighting, detail={"outcome": str(outcome)}, now=now)
