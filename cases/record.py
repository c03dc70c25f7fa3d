"""Who has seen a file, for those who watch over it: by person, section, kind and day; and with whom it was shared (DP-5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery
from django.utils.functional import Promise

from accounts.models import Organisation, User
from accounts.roles import Role, may
from audit.alarms import alarms
from audit.models import Event, Kind
from cases import companions
from cases.alarm_rules import WITHIN
from cases.choices import Because
from cases.models import Alarm, Case, CaseGrant, Emergency
from cases.models.base import IsAny
from cases.pagination import Page, page_of
from cases.sections import acts_in, section_of
from cases.timeline import KIND_LABELS, SHOWN, titles_on_record

MOST_ACTS = 50


def on_record_for(user):
    """Return the cases whose record `user` may read: those one sees, and for who watches over the record all of one's authority."""
    seen = Case.objects.visible_to(user)
    if may(user, "record.read"):
        return Case.objects.filter(Q(pk__in=seen.values("pk")) | Q(unit__in=user.own_units()))
    return seen


def found_on_record(user, code: str) -> Case | None:
    return on_record_for(user).filter(code=code.strip().upper()).first()


def events_about(case: Case):
    """Return every act on record that concerned the case or the child, lists, searches and prints included."""
    told = Event.objects.filter(subjects__overlap=[case.pk, case.child_id]).order_by().values("pk")
    about = Event.objects.filter(IsAny("pk", told))  # first what speaks of them, then its order: see cases.timeline
    name = Subquery(User.objects.filter(pk=OuterRef("actor")).values("full_name")[:1])
    where = Subquery(Organisation.objects.filter(pk=OuterRef("organisation")).values("name")[:1])
    return about.annotate(who=name, where=where)


def seen_by(case: Case, params, asked: dict) -> Page:
    """Return who saw or changed the file, newest first. `asked`: person, section, kind, since, until, each where it narrows. One query."""
    acts = events_about(case)
    if person := asked.get("person"):
        acts = acts.filter(actor=person)
    if section := asked.get("section"):
        acts = acts.filter(acts_in(section))
    if kind := asked.get("kind"):
        acts = acts.filter(kind=kind)
    if since := asked.get("since"):
        acts = acts.filter(at__date__gte=since)
    if until := asked.get("until"):
        acts = acts.filter(at__date__lte=until)
    page = page_of(acts, params, by="at", size=SHOWN)
    return Page(named(page.rows), page.newer, page.older)


def named(acts: Iterable[Event]) -> list[Event]:
    """Return the acts with what each is called, the role it was done in and the section it belongs to."""
    titles, found = titles_on_record(), list(acts)
    for act in found:
        act.title = titles.get(act.action, act.action.replace(".", " ").replace("_", " "))
        act.role = Role(act.actor_role).label if act.actor_role in Role.values else ""
        act.kind_label = KIND_LABELS[act.kind]
        act.section = section_of(act.action).label
        act.is_emergency = act.detail.get("because") == Because.BREAK_GLASS
    return found


def people_on_record(case: Case) -> list[tuple[str, str]]:
    """Return whoever saw or changed the file, to choose from: one query."""
    ids = Event.objects.filter(subjects__overlap=[case.pk, case.child_id], actor__isnull=False).values("actor")
    return [(str(pk), name) for pk, name in User.objects.filter(pk__in=ids).order_by("full_name").values_list("pk", "full_name")]


def events_of(emergency: Emergency) -> list[Event]:
    """Return what the person did with the file while it was open in an emergency, the first act first."""
    times = {"at__gte": emergency.opened_at, "at__lte": emergency.ends_at}
    acts = events_about(emergency.case).filter(actor=emergency.person_id, **times).exclude(action__startswith="emergency.")
    return named(acts.order_by("at", "id")[:MOST_ACTS])


def acts_before(alarm: Alarm) -> list[Event]:
    """Return what the account of an alarm read in the hour that it closed, the last act first."""
    read = Event.objects.filter(actor=alarm.person_id, kind__in=(Kind.READ, Kind.EXPORT), at__gt=alarm.at - WITHIN, at__lte=alarm.at)
    return named(read.order_by("-at", "-id")[:MOST_ACTS])


def codes_on_record(user, children: list) -> dict:
    """Return the codes of the cases of those children whose record `user` may read, by id."""
    return dict(on_record_for(user).filter(child__in=children).order_by("code").values_list("pk", "code")[:MOST_ACTS])


@dataclass(frozen=True)
class Trying:
    """An account that the walls refused too often."""

    name: str
    organisation: str
    count: int
    last: datetime


def accounts_that_try(now: datetime) -> list[Trying]:
    found = alarms(now)
    people = User.objects.select_related("organisation").in_bulk([one.actor for one in found]) if found else {}
    known = [(one, people[one.actor]) for one in found if one.actor in people]
    return [Trying(person.full_name, person.organisation.name, one.count, one.last) for one, person in known]


@dataclass(frozen=True)
class Recipient:
    """An organisation that learns of a child: as what, since when and until when; never a person."""

    organisation: str
    because: str  # of Because, or "disclosure"
    label: str | Promise
    since: datetime
    until: datetime | None = None


def recipients(case: Case) -> list[Recipient]:
    """Return every organisation that has or had access to the file or was sent a part of it, and as what, the earliest first."""
    grants = CaseGrant.objects.filter(case=case).select_related("user__organisation", "unit").order_by("starts_at", "pk")
    found: dict[tuple[str, str], Recipient] = {}
    for grant in grants:
        name = (grant.unit or grant.user.organisation).name
        earlier = found.get((name, grant.because))
        since, until = (earlier.since, grant.ends_at if earlier.until else None) if earlier else (grant.starts_at, grant.ends_at)
        if earlier and earlier.until and grant.ends_at:
            until = max(earlier.until, grant.ends_at)
        found[name, grant.because] = Recipient(name, grant.because, Because(grant.because).label, since, until)
    supervision = Recipient(case.unit.name, Because.SUPERVISION, Because.SUPERVISION.label, case.notified_at, case.closed_at)
    return sorted([supervision, *found.values(), *companions.recipients(case)], key=lambda one: one.since)
