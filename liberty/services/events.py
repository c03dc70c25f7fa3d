"""The only writers of deprivation events: one keyword-only function a verb, `by` the actor, `now` the instant."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from cases.choices import LocatedPlace
from cases.models import Case
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over
from liberty.choices import PlaceOfDeprivation
from liberty.models.event import DeprivationEvent

PLACE_FOUND = {
    LocatedPlace.IMMIGRATION_STATION: PlaceOfDeprivation.IMMIGRATION_STATION,
    LocatedPlace.POLICE_CUSTODY: PlaceOfDeprivation.POLICE_CELL,
    LocatedPlace.BORDER_CROSSING: PlaceOfDeprivation.BORDER_ROOM,
}


@transaction.atomic
def record_deprivation(*, case: Case, by: User, now: datetime, **fields) -> DeprivationEvent:
    """Record that the child is or was held; while it goes on, its clock runs and an urgent task stands (INV-04)."""
    require(by, "liberty.record")
    case = locked(case, by)
    refuse_if_over(case)
    refuse_future("started_at", fields["started_at"], now)
    if fields.get("ended_at"):
        _refuse_end(fields["started_at"], fields["ended_at"], fields.get("release_mechanism", ""), now)
    elif fields.get("release_mechanism"):
        refuse(_("Say until when the child was held, or leave out how it ended."), field="ended_at")
    return _record(case, by, now, fields)


@transaction.atomic
def record_notified_deprivation(*, case: Case, by: User, now: datetime) -> DeprivationEvent | None:
    """Record the event that the case's notification tells of; None where it tells of none."""
    notification = case.notification
    if notification is None or notification.held_since is None:
        return None
    fields = {
        "facility_type": PLACE_FOUND.get(notification.located_place_type, PlaceOfDeprivation.OTHER),
        "facility": notification.held_where or notification.located_place,
        "authority": notification.source_org.name,
        "started_at": notification.held_since,
        "reported_by": notification.notifier_name,
    }
    return _record(case, by, now, fields)


@transaction.atomic
def record_closed_care(*, case: Case, facility: str, authority: str, started_at: datetime, reported_by: str, by: User, now: datetime):
    """Record that the place where the child lives turned out to be closed: that is detention, whatever it is called (INV-01).

    Once a child and place: told again, it is the same event, from the earlier instant. Whoever looked may not see the case.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    found = {"facility_type": PlaceOfDeprivation.CLOSED_SHELTER, "facility": facility, "ended_at": None}
    event = DeprivationEvent.objects.filter(case=case, **found).first()
    if event is None:
        return _record(case, by, now, found | {"authority": authority, "started_at": started_at, "reported_by": reported_by})
    if started_at < event.started_at:
        event.started_at = started_at
        event.save(update_fields=["started_at"])
        note(by=by, action="liberty.record", case=case, target=event, detail={"place": str(event.facility_type)}, now=now)
    return event


@transaction.atomic
def end_deprivation(
    *, event: DeprivationEvent, ended_at: datetime, release_mechanism: str, by: User, now: datetime, release_to: str = ""
) -> DeprivationEvent:
    """Record when and how the child was let go: the evidence that meets the urgent task."""
    require(by, "liberty.record")
    case = locked(event.case, by)
    event = DeprivationEvent.objects.select_for_update().get(pk=event.pk, case=case)
    if event.ended_at:
        refuse(_("The end of this event is recorded already."), code="state")
    _refuse_end(event.started_at, ended_at, release_mechanism, now)
    event.ended_at, event.release_mechanism, event.release_to, event.ended_by = ended_at, release_mechanism, release_to, by
    event.save(update_fields=["ended_at", "release_mechanism", "release_to", "ended_by"])
    note(by=by, action="liberty.end", case=case, target=event, detail={"mechanism": str(release_mechanism)}, now=now)
    return event


def _refuse_end(started_at: datetime, ended_at: datetime, release_mechanism: str, now: datetime) -> None:
    refuse_future("ended_at", ended_at, now)
    if ended_at < started_at:
        refuse(_("INV-03: the end lies before the beginning."), field="ended_at")
    if not release_mechanism:
        refuse(_("Say how it ended."), field="release_mechanism")


def _record(case: Case, by: User, now: datetime, fields: dict) -> DeprivationEvent:
    event = DeprivationEvent.objects.create(case=case, created_by=by, ended_by=by if fields.get("ended_at") else None, **fields)
    note(by=by, action="liberty.record", case=case, target=event, detail={"place": str(event.facility_type)}, now=now)
    return event
