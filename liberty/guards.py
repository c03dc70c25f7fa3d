"""What a deprivation of liberty stands in the way of, and what it shows beside a case."""

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.clocks import evidence
from cases.companions import Blocker, Clock, Fact, Panel
from cases.sections import Section
from liberty import rules, services
from liberty.models import DeprivationEvent
from liberty.thresholds import passed_in_words, thresholds_of
from protocols.choices import DeadlineKey

TITLES = {
    "liberty.record": _("A deprivation of liberty was recorded"),
    "liberty.end": _("A deprivation of liberty was ended"),
    "liberty.correct": _("A deprivation of liberty was put right"),
    "liberty.withdraw": _("A deprivation of liberty was withdrawn as a wrong entry"),
    "visit.log": _("A visit was logged"),
    "visit.sighting": _("A visit named a child by code"),
    "visit.read": _("A visit"),
    "visit.list": _("The log of visits"),
    "visit.settle": _("What a visit reported was settled"),
    "visit.sighting_read": _("What a visit reports"),
    "complaint.draft": _("A complaint to the human-rights body was drafted"),
    "complaint.save": _("A complaint to the human-rights body was edited"),
    "complaint.issue": _("A complaint to the human-rights body was issued"),
    "complaint.file": _("A complaint to the human-rights body was filed"),
    "complaint.read": _("A complaint to the human-rights body"),
    "complaint.form": _("A form on deprivation of liberty"),
    "liberty.read": _("A deprivation of liberty"),
    "liberty.event_form": _("A form on deprivation of liberty"),
    "liberty.wall": _("The children deprived of liberty now"),
}
BESIDE = {"deprivations": DeprivationEvent.objects.all()}
CLOSING = frozenset({"submit_closure", "close", "end_at_intake"})


def events_of(case) -> list:
    """Return the events of a case that count, oldest first: one query while the object lives."""
    prefetch_related_objects([case], "deprivations")
    return [event for event in case.deprivations.all() if event.withdrawn_at is None]


def ongoing_of(case) -> list:
    """Return the events that have not ended, oldest first."""
    return [event for event in events_of(case) if event.ended_at is None]


def blockers(case, move) -> list[Blocker]:
    """INV-04: nothing ends while the child is held, and no case opens without the urgent task to end it."""
    if move in CLOSING:
        message = _("INV-04: the child is deprived of liberty. End it first, and record when and how.")
        return [Blocker("INV-04", message, "liberty:event_end", (event.pk,), ("liberty.record",)) for event in ongoing_of(case)]
    if move == "open_case" and (held := ongoing_of(case)) and not _is_urged(case):
        message = _("INV-04: the child is deprived of liberty and no urgent task stands to end it.")
        return [Blocker("INV-04", message, "liberty:event_end", (held[0].pk,), ("liberty.record",))]
    return []


def parts(case, section) -> list[Fact]:
    """Where the child is or was held belongs to the part on where the child is."""
    if section != Section.LOCATION:
        return []
    title = _("Deprived of liberty since %(day)s")
    return [
        Fact(title % {"day": date_format(event.started_at, "DATE_FORMAT")}, str(event.get_facility_type_display()))
        for event in ongoing_of(case)
    ]


def _is_urged(case) -> bool:
    return any(task.kind == DeadlineKey.CHANNEL_TO_CARE and task.is_urgent for task in case.open_tasks)


def clocks(case) -> list[Clock]:
    """INV-04: from its first instant every event is an urgent task, met by its end alone."""
    return [
        Clock(
            DeadlineKey.CHANNEL_TO_CARE,
            event.started_at,
            event.ended_at,
            evidence(event) if event.ended_at else "",
            str(event.pk),
            view="liberty:event_end",
            args=(event.pk,),
            is_urgent=True,
        )
        for event in events_of(case)
    ]


def panels(case, user, now) -> list[Panel]:
    """Show the events of the case with the running clock, and how long the child was held in all."""
    events = events_of(case)
    context = {
        "case": case,
        "events": [(event, thresholds_of(event, now)) for event in reversed(events)],
        "ongoing": ongoing_of(case),
        "in_all": rules.time_deprived([event.period for event in events], now),
        "may_record": may(user, "liberty.record"),
    }
    return [Panel("liberty/_panel.html", context), *_voices(case, user)]


def _voices(case, user) -> list[Panel]:
    """Lead to where the child's words are taken down: the box says the same to everybody, whoever was complained of."""
    return [Panel("liberty/_voices.html", {"case": case})] if may(user, "voice.record") else []


def bar(case, now) -> list[Fact]:
    """Show the clock while the child is held: from the first instant of what goes on without a gap."""
    if not (held := ongoing_of(case)):
        return []
    since, _until = rules.merged([event.period for event in events_of(case)], now)[-1]
    passed = passed_in_words(held[0], now)
    return [Fact(_("Deprived of liberty"), f"{held[0].place} · {passed}" if passed else held[0].place, "high", since)]


def case_created(case, by, now) -> None:
    """A child notified as held is held in the case too, from the same instant."""
    services.record_notified_deprivation(case=case, by=by, now=now)
