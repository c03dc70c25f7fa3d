"""The watch over the record: what was read since it last looked, and what of that is an alarm (promise 31)."""

import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.chain import head
from audit.models import Event, Kind
from audit.services import record
from audit.wall import verb
from cases.alarm_rules import SEALED_READS, WITHIN, is_bulk, is_night, too_many
from cases.choices_access import AlarmKind
from cases.emergency_rules import LEAST_LETTERS
from cases.models import Alarm, AlarmAnswer, AlarmWatch, Case, Child
from cases.services.base import refuse

AT_ONCE = 20_000  # links of the chain looked at in one go
BETWEEN = "SELECT event_id FROM audit_link WHERE number > %s AND number <= %s"
SHOWN = (Kind.READ, Kind.EXPORT)


@verb
def raise_alarms(*, now: datetime) -> int:
    """Look at what was recorded since the last time, in the order of the chain, and raise the alarms it gives; return how many.

    One watch at a time. Where nothing was recorded it costs two queries.
    """
    watch = AlarmWatch.objects.select_for_update().first() or AlarmWatch.objects.create()
    until = min(head().number, watch.number + AT_ONCE)
    if until == watch.number:
        return 0
    events = _events(watch.number, until)
    watch.number = until
    watch.save(update_fields=["number"])
    people = User.objects.select_related("organisation").in_bulk({event.actor for event in events})
    events = [event for event in events if event.actor in people]
    found = [*_sealed(events), *_by_night(events, people), *_many(events)]
    return _raise(found, people, now)


def _events(since: int, until: int) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute(BETWEEN, [since, until])
        ids = [pk for (pk,) in cursor.fetchall()]
    found = Event.objects.filter(pk__in=ids, kind__in=SHOWN, actor__isnull=False)
    return list(found.only("at", "kind", "action", "actor", "subjects", "target_id").order_by("at", "pk"))


def _sealed(events: list[Event]) -> Iterable[tuple]:
    """Any reading of a sealed note; the same note by the same person is told once an hour."""
    for event in events:
        if event.action in SEALED_READS:
            yield AlarmKind.SEALED, event, f"{event.target_id}:{event.at:%Y%m%d%H}", event.subjects


def _by_night(events: list[Event], people: dict) -> Iterable[tuple]:
    for event in events:
        zone = zoneinfo.ZoneInfo(people[event.actor].organisation.time_zone)
        if event.kind == Kind.EXPORT and is_bulk(event.action) and is_night(event.at.astimezone(zone)):
            yield AlarmKind.NIGHT, event, str(event.pk), event.subjects


def _many(events: list[Event]) -> Iterable[tuple]:
    """More children within the hour than anybody's work asks for: looked for in the hour before what is new, too."""
    actors = {event.actor for event in events if event.subjects}
    if not actors:
        return
    span = {"at__gt": min(event.at for event in events) - WITHIN, "at__lte": max(event.at for event in events)}
    shown = Event.objects.filter(actor__in=actors, kind__in=SHOWN, **span).exclude(subjects=[]).order_by("at", "pk")
    of_actor = defaultdict(list)
    for event in shown.only("at", "actor", "subjects"):
        of_actor[event.actor].append(event)
    children = _children({subject for event in shown for subject in event.subjects})
    silent = span["at__gt"] - WITHIN  # an alarm before that silences nothing that is looked at here
    earlier = Alarm.objects.filter(kind=AlarmKind.MANY, person__in=actors, at__gt=silent).order_by("at").values_list("person", "at")
    last = dict(earlier)
    for actor, read in of_actor.items():
        reads = [(event.at, frozenset(children[one] for one in event.subjects if one in children)) for event in read]
        at_instant = {event.at: event for event in read}
        for at, whom in too_many(reads, last.get(actor)):
            yield AlarmKind.MANY, at_instant[at], f"{at:%Y%m%d%H%M%S%f}", sorted(whom)


def _children(ids: set[UUID]) -> dict[UUID, UUID]:
    """Return the child of each of the ids that is a case's or a child's."""
    of_cases = dict(Case.objects.filter(pk__in=ids).values_list("pk", "child"))
    rest = Child.objects.filter(pk__in=ids - set(of_cases)).values_list("pk", flat=True)
    return of_cases | {child: child for child in rest}


def _raise(found: list[tuple], people: dict, now: datetime) -> int:
    if not found:
        return 0
    children = _children({subject for _kind, _event, _key, subjects in found for subject in subjects})
    units = defaultdict(set)
    for child, unit in Case.objects.filter(child__in=set(children.values())).values_list("child", "unit"):
        units[child].add(unit)
    alarms = []
    for kind, event, key, subjects in found:
        whom = sorted({children[subject] for subject in subjects if subject in children})
        places = set().union({people[event.actor].organisation_id}, *(units[child] for child in whom))
        given = {"person_id": event.actor, "at": event.at, "raised_at": now, "event": event.pk}
        alarms.append(Alarm(key=f"{kind}:{event.actor}:{key}", kind=kind, subjects=whom, units=sorted(places), **given))
    before = set(Alarm.objects.filter(key__in=[alarm.key for alarm in alarms]).values_list("key", flat=True))
    new = {alarm.key: alarm for alarm in alarms if alarm.key not in before}
    Alarm.objects.bulk_create(new.values())
    return len(new)


@verb
def answer_alarm(*, alarm: Alarm, reason: str, by: User, now: datetime) -> AlarmAnswer:
    """Say what an alarm was, once; nobody answers for oneself."""
    require(by, "emergency.review")
    alarm = Alarm.objects.visible_to(by).get(pk=alarm.pk)
    if alarm.person_id == by.pk:
        refuse(_("INV-15: this alarm is about you. Another person must answer it."), code="INV-15")
    if len(reason.strip()) < LEAST_LETTERS:
        refuse(_("Say it in a sentence: what it was, and what follows from it."), field="reason")
    answer, is_first = AlarmAnswer.objects.get_or_create(alarm=alarm, defaults={"by": by, "at": now, "reason": reason.strip()})
    if not is_first:
        refuse(_("Somebody has answered this already."), code="state")
    record(actor=by, action="alarm.answer", target=alarm, subjects=alarm.subjects, detail={"alarm": alarm.kind}, now=now)
    return answer
