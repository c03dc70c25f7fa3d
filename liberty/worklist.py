"""What home says of children deprived of liberty, of visits, of what children said, and of restrictions nobody reviewed."""

from datetime import date

from django.db.models import CharField, DateTimeField, F, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import SUPERVISING, may
from cases.models import Case, ChildIdentity
from cases.models.base import IsAny
from cases.worklist import MOST_ROWS as MOST_SIDE_ROWS
from cases.worklist import Row, Section, cut
from liberty.choices import PlaceOfDeprivation, Urgency
from liberty.models import DeprivationEvent, Sighting, VoiceEntry
from liberty.restriction_worklist import overdue_for, row_of, without_effect
from liberty.voice_choices import VoiceKind
from protocols.choices import DeadlineKey

MOST_ROWS = 10
NAMES = ("given_names", "surname_1", "surname_2")
NOTHING = Value("", CharField())


def sections(user, now) -> list[Section]:
    """Return the running clocks of the cases `user` may see, what visits report, and what waits for an answer or a review: one query.

    For those who do not supervise, only where there is something.
    """
    if not may(user, "case.read") or not (may(user, "liberty.record") or user.role in SUPERVISING):
        return []
    found: dict[str, list[Row]] = {"event": [], "sighting": [], "voice": [], "restriction": []}
    for kind, *columns in _rows(user, now):
        found[kind].append(ROW_OF[kind](*columns))
    empty = _("No child is deprived of liberty, as far as is recorded here.")
    shown = []
    if found["event"] or user.role in SUPERVISING:
        shown.append(Section("liberty", _("Deprived of liberty now"), empty, found["event"], reverse("liberty:wall")))
    if found["sighting"]:
        shown.append(cut("sightings", _("A visit reports a child"), "", found["sighting"]))
    if found["voice"]:
        shown.append(cut("voices", _("Children wait for an answer"), "", found["voice"], reverse("liberty:voice_list")))
    if found["restriction"]:
        shown.append(without_effect(found["restriction"]))
    return shown


def waiting(user, now) -> dict[str, int]:
    """Return how much waits for `user`: numbers alone, for the letter of the morning."""
    return {"voices": VoiceEntry.objects.waiting_for(user).count()} if may(user, "voice.answer") else {}


def _rows(user, now):
    """Return (kind, pk, subject, what it is called, place, kind of place or group, names, pack, risk, zone, instant) of each, in order."""
    longest = DeprivationEvent.objects.on_desk_of(user).ongoing().order_by("started_at").values("pk")[:MOST_ROWS]
    events = DeprivationEvent.objects.filter(IsAny("pk", longest)).order_by("started_at")  # only theirs are the names looked up
    identity = [f"case__child__identity__{name}" for name in NAMES]
    of_case = ("case__protocol", "case__risk_level", "case__unit__time_zone")
    first = events.values_list(
        Value("event"), "pk", "case_id", "case__code", "facility", "facility_type", *identity, *of_case, "started_at"
    )
    others = []
    if may(user, "liberty.record"):
        seen = Sighting.objects.visible_to(user).open().order_by("visit__visited_at")
        what = ("code", "visit__place", "visit__group__name")
        blank = (NOTHING, NOTHING, NOTHING, NOTHING)
        others.append(
            seen.values_list(Value("sighting"), "pk", "visit_id", *what, *blank, "visit__urgency", NOTHING, "visit__visited_at")[
                : MOST_SIDE_ROWS + 1
            ]
        )
    if may(user, "voice.answer"):
        said = VoiceEntry.objects.waiting_for(user).order_by("due_at")
        blank = (NOTHING,) * 7
        row = (Value("voice"), "pk", F("pk"), "kind", NOTHING, *blank, "due_at")
        others.append(said.values_list(*row)[: MOST_SIDE_ROWS + 1])
    if user.role in SUPERVISING:
        late = overdue_for(user, now)
        blank = (NOTHING,) * 5
        day, since = Cast("review_date", CharField()), Cast("review_date", DateTimeField())
        row = (Value("restriction"), "pk", "case_id", "case__code", "type", day, *blank, "case__unit__time_zone", since)
        others.append(late.values_list(*row)[: MOST_SIDE_ROWS + 1])
    return first.union(*others, all=True) if others else first


def _event(pk, case_id, code, facility, facility_type, given, first, second, protocol, risk, zone, since) -> Row:
    case = Case(protocol=protocol, risk_level=risk, unit=Organisation(time_zone=zone))
    initials = ChildIdentity(given_names=given, surname_1=first, surname_2=second).initials
    place = facility or str(PlaceOfDeprivation(facility_type).label)
    due_at = case.due(DeadlineKey.CHANNEL_TO_CARE, since)
    return Row(reverse("cases:detail", args=[code]), f"{code} · {initials}", place, due_at, "high", (case_id,))


def _sighting(pk, visit_id, code, place, group, _1, _2, _3, _4, urgency, _5, visited_at) -> Row:
    tint = "high" if urgency == Urgency.URGENT else "attention"
    return Row(reverse("liberty:sighting", args=[pk]), code, f"{place} · {group}", visited_at, tint, (pk,))


def _voice(pk, _pk, kind, *rest) -> Row:
    return Row(reverse("liberty:voice", args=[pk]), str(VoiceKind(kind).label), _("Answer it"), rest[-1], "attention", (pk,))


def _restriction(pk, case_id, code, kind, day, _1, _2, _3, _4, _5, zone, _since) -> Row:
    case = Case(pk=case_id, unit=Organisation(time_zone=zone))
    return row_of(reverse("liberty:restriction", args=[pk]), code, kind, case, date.fromisoformat(day))


ROW_OF = {"event": _event, "sighting": _sighting, "voice": _voice, "restriction": _restriction}
