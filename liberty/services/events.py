"""The only writers of deprivation events: one keyword-only function a verb, `by` the actor, `now` the instant."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import Role, require
from audit.wall import verb
from cases.choices import LocatedPlace, TaskKind
from cases.models import Case
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over
from cases.services.work import raise_task
from cases.versioning import save_over
from liberty.choices import PlaceOfDeprivation, Stated
from liberty.models import DeprivationEvent, EventCorrection
from liberty.models.event import FACTS

PLACE_FOUND = {
    LocatedPlace.IMMIGRATION_STATION: PlaceOfDeprivation.IMMIGRATION_STATION,
    LocatedPlace.POLICE_CUSTODY: PlaceOfDeprivation.POLICE_CELL,
    LocatedPlace.BORDER_CROSSING: PlaceOfDeprivation.BORDER_ROOM,
}


@verb
def record_deprivation(*, case: Case, by: User, now: datetime, **fields) -> DeprivationEvent:
    """Record that the child is or was held; while it goes on, its clock runs and an urgent task stands (INV-04)."""
    require(by, "liberty.record")
    case = locked(case, by)
    refuse_if_over(case)
    _refuse_facts(fields, now)
    same = {name: fields.get(name, "") for name in ("facility_type", "facility", "started_at")}
    if DeprivationEvent.objects.standing().filter(case=case, **same).exists():
        refuse(_("This is on record already: the same place since the same hour."), field="started_at")
    return _record(case, by, now, fields)


@verb
def correct_deprivation(*, event: DeprivationEvent, version: int, reason: str, by: User, now: datetime, **fields) -> DeprivationEvent:
    """Put a wrong entry right; what stood there before stays on record with the reason. Raises Stale if it changed meanwhile."""
    case, event = _locked_event(event, by)
    refuse_withdrawn(event)
    if not reason.strip():
        refuse(_("Say why the entry was wrong: what stood there stays on record."), field="reason")
    if event.ended_at and not fields.get("ended_at"):
        refuse(_("An end that is recorded is not taken away. If the child is held again, record it as a new event."), field="ended_at")
    if not event.ended_at and fields.get("ended_at"):
        refuse(_("The end is recorded on its own page, not as a correction."), field="ended_at")
    _refuse_facts(fields, now)
    changes = {
        name: [_as_text(getattr(event, name)), _as_text(fields[name])]
        for name in FACTS
        if name in fields and fields[name] != getattr(event, name)
    }
    if not changes:
        refuse(_("Nothing differs from what is on record."))
    save_over(event, version=version, **{name: fields[name] for name in changes})
    EventCorrection.objects.create(event=event, at=now, reason=reason.strip(), changes=changes, created_by=by)
    detail = {"fields": ", ".join(changes)}
    note(by=by, action="liberty.correct", case=case, target=event, reason=reason.strip(), detail=detail, now=now)
    _protect(event, case, by, now)
    return event


@verb
def withdraw_deprivation(*, event: DeprivationEvent, version: int, reason: str, by: User, now: datetime) -> DeprivationEvent:
    """Withdraw an event that never was: it stays readable with the reason, and counts no more."""
    case, event = _locked_event(event, by, "case.approve")
    refuse_withdrawn(event)
    if not reason.strip():
        refuse(_("Say why the entry was wrong: what stood there stays on record."), field="reason")
    save_over(event, version=version, withdrawn_at=now)
    EventCorrection.objects.create(event=event, at=now, reason=reason.strip(), is_withdrawal=True, created_by=by)
    note(by=by, action="liberty.withdraw", case=case, target=event, reason=reason.strip(), now=now)
    return event


@verb
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
        "known_at": notification.received_at,
    }
    return _record(case, by, now, fields)


@verb
def record_closed_care(*, case: Case, facility: str, authority: str, started_at: datetime, reported_by: str, by: User, now: datetime):
    """Record that the place where the child lives turned out to be closed: that is detention, whatever it is called (INV-01).

    Once a child and place: told again, it is the same event, from the earlier instant. Whoever looked may not see the case.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    found = {"facility_type": PlaceOfDeprivation.CLOSED_SHELTER, "facility": facility, "ended_at": None}
    event = DeprivationEvent.objects.standing().filter(case=case, **found).first()
    if event is None:
        return _record(case, by, now, found | {"authority": authority, "started_at": started_at, "reported_by": reported_by})
    if started_at < event.started_at:
        event.started_at = started_at
        event.save(update_fields=["started_at"])
        note(by=by, action="liberty.record", case=case, target=event, detail={"place": str(event.facility_type)}, now=now)
    return event


@verb
def end_deprivation(
    *,
    event: DeprivationEvent,
    ended_at: datetime,
    release_mechanism: str,
    by: User,
    now: datetime,
    release_to: str = "",
    release_to_kind: str = "",
) -> DeprivationEvent:
    """Record when and how the child was let go: the evidence that meets the urgent task."""
    case, event = _locked_event(event, by)
    refuse_withdrawn(event)
    if event.ended_at:
        refuse(_("The end of this event is recorded already."), code="state")
    _refuse_end(event.started_at, ended_at, release_mechanism, now)
    event.ended_at, event.release_mechanism, event.ended_by = ended_at, release_mechanism, by
    event.release_to, event.release_to_kind = release_to, release_to_kind
    event.version += 1
    event.save(update_fields=["ended_at", "release_mechanism", "release_to", "release_to_kind", "ended_by", "version"])
    note(by=by, action="liberty.end", case=case, target=event, detail={"mechanism": str(release_mechanism)}, now=now)
    return event


def supervisor_of(case: Case) -> User | None:
    """Return who supervises the case: of the authority responsible, otherwise of the nearest above it; None where nobody does."""
    for organisation in Organisation.objects.above(case.unit):
        supervisors = User.objects.filter(organisation=organisation, role=Role.SUPERVISOR, is_active=True)
        if found := supervisors.order_by("created_at").first():
            return found
    return None


def _locked_event(event: DeprivationEvent, by: User, capability: str = "liberty.record") -> tuple[Case, DeprivationEvent]:
    require(by, capability)
    case = locked(event.case, by)
    return case, DeprivationEvent.objects.select_for_update().get(pk=event.pk, case=case)


def refuse_withdrawn(event: DeprivationEvent) -> None:
    """Refuse to build on an entry that never was."""
    if event.withdrawn_at:
        refuse(_("This event was withdrawn as a wrong entry. Record what happened as a new one."), code="state")


def _refuse_facts(fields: dict, now: datetime) -> None:
    refuse_future("started_at", fields["started_at"], now)
    if fields.get("ended_at"):
        _refuse_end(fields["started_at"], fields["ended_at"], fields.get("release_mechanism", ""), now)
    elif fields.get("release_mechanism"):
        refuse(_("Say until when the child was held, or leave out how it ended."), field="ended_at")
    if fields.get("mistreatment_reported") == Stated.YES and not fields.get("mistreatment", "").strip():
        refuse(_("Write down what is reported: the supervisor is asked to protect the child at once."), field="mistreatment")


def _refuse_end(started_at: datetime, ended_at: datetime, release_mechanism: str, now: datetime) -> None:
    refuse_future("ended_at", ended_at, now)
    if ended_at < started_at:
        refuse(_("INV-03: the end lies before the beginning."), field="ended_at")
    if not release_mechanism:
        refuse(_("Say how it ended."), field="release_mechanism")


def _record(case: Case, by: User, now: datetime, fields: dict) -> DeprivationEvent:
    ended_by = by if fields.get("ended_at") else None
    event = DeprivationEvent.objects.create(case=case, created_by=by, ended_by=ended_by, **({"known_at": now} | fields))
    note(by=by, action="liberty.record", case=case, target=event, detail={"place": str(event.facility_type)}, now=now)
    _protect(event, case, by, now)
    return event


def _protect(event: DeprivationEvent, case: Case, by: User, now: datetime) -> None:
    """Ask who supervises, urgently and once an event, to protect a child of whom mistreatment is reported."""
    subject = str(event.pk)
    if event.mistreatment_reported != Stated.YES or case.tasks.filter(kind=TaskKind.PROTECT_MISTREATED, subject=subject).exists():
        return
    who, url = supervisor_of(case), reverse("liberty:event", args=[event.pk])
    given = {"case": case, "due_at": now, "by": by, "now": now, "is_urgent": True, "assignee": who, "subject": subject, "url": url}
    raise_task(kind=TaskKind.PROTECT_MISTREATED, **given)


def _as_text(value) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value or "")
