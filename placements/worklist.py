"""What the home page says of beds: requests to answer, children to receive, who is absent, who lives above capacity."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import may
from cases.worklist import MOST_ROWS, Row, Section
from placements.choices import HOLDING, State
from placements.models import Placement, places_children

FETCHED = 200  # of one organisation: what waits and who lives there


def asking(user, now):
    """Ask for the rows and return the sections (cases.together)."""
    wanted = [_asked_of_home(user)] if may(user, "placement.answer") else []
    if places_children(user):
        wanted.append(_asked_of_team(user))
    if not wanted:
        return []
    rows = yield wanted
    found: list[Section] = []
    if may(user, "placement.answer"):
        found += _of_home(rows[0], now)
    if places_children(user):
        found += _of_team(rows[-1], now)
    return found


def waiting(user, now) -> dict[str, int]:
    """Return how many requests for a bed wait for the answer of the user's home."""
    return {"requests": Placement.objects.asked_of(user).filter(state=State.REQUESTED).count()}


def _asked_of_home(user):
    asked = Placement.objects.asked_of(user).filter(state__in=[State.REQUESTED, *HOLDING])
    return asked.select_related("child", "facility", "capacity_override").order_by("reply_due_at")[:FETCHED]


def _of_home(rows: list[Placement], now) -> list[Section]:
    by_state = {state: [row for row in rows if row.state == state] for state in State}
    return [
        Section(
            "bed_requests",
            _("Requests waiting"),
            _("No request waits for your answer."),
            [_to_answer(one, now) for one in by_state[State.REQUESTED][:MOST_ROWS]],
            reverse("placements:request_list"),
        ),
        Section(
            "arriving", _("Arriving"), _("No child is expected."), [_arriving(one, now) for one in by_state[State.ACCEPTED][:MOST_ROWS]]
        ),
        Section(
            "residents",
            _("Children in our care"),
            _("No child lives here yet."),
            _by_house(by_state[State.ACTIVE]),
            reverse("placements:resident_list"),
            total=len(by_state[State.ACTIVE]),
        ),
        _absent_of_home(by_state[State.ABSENT], now),
        *_filled(_above_capacity([(one, reverse("placements:resident_detail", args=[one.pk]), _described(one, now)) for one in rows])),
    ]


def _absent_of_home(absent, now) -> Section:
    """Who is absent, below the way to report another one: it is two pages from here."""
    report = Row(reverse("placements:absence_from_home"), _("Report a child as absent"))
    rows = [_absent(one, reverse("placements:resident_detail", args=[one.pk]), _described(one, now)) for one in absent[:MOST_ROWS]]
    return Section("absent", _("Absences"), "", [report, *rows], total=len(absent))


def _absent(one, url, title) -> Row:
    hint = _("%(place)s · the place is kept") if one.held_until else _("%(place)s · the place was given up")
    return Row(url, title, hint % {"place": one.place}, one.held_until, "high", (one.case_id,))


def _above_capacity(found) -> Section:
    """Who has a place above capacity, and until when (INV-36)."""
    above = [(one, url, title) for one, url, title in found if _override_of(one)]
    rows = [Row(url, title, one.place, one.capacity_override.until, "high", (one.case_id,)) for one, url, title in above]
    return Section("overrides", _("Above capacity until"), "", rows[:MOST_ROWS])


def _override_of(one):
    override = getattr(one, "capacity_override", None)
    return override if override and override.ended_at is None else None


def _filled(section: Section) -> list[Section]:
    """The section, if it has anything."""
    return [section] if section.rows else []


def _described(placement, now) -> str:
    """Return the child as a home knows it before acceptance: "Girl, 15, Q'eqchi'"."""
    child, age = placement.child, placement.child.age_on(timezone.localdate(now)).years
    return ", ".join(filter(None, [child.get_sex_display(), str(age or ""), child.get_primary_language_display()]))


def _to_answer(placement, now) -> Row:
    tint = "high" if placement.reply_due_at < now else "attention"
    url = reverse("placements:request_detail", args=[placement.pk])
    return Row(url, _described(placement, now), placement.facility.name, placement.reply_due_at, tint, (placement.case_id,))


def _arriving(placement, now) -> Row:
    url = reverse("placements:resident_detail", args=[placement.pk])
    return Row(
        url,
        _described(placement, now),
        placement.facility.name,
        placement.expected_at or placement.reserved_until,
        "info",
        (placement.case_id,),
    )


def _by_house(placements) -> list[Row]:
    houses: dict = {}
    for placement in placements:
        houses.setdefault(placement.facility, []).append(placement)
    return [
        Row(reverse("placements:resident_list"), house.name, ngettext("%(count)d child", "%(count)d children", n) % {"count": n})
        for house, children in houses.items()
        if (n := len(children))
    ]


def _asked_of_team(user):
    waiting = Q(state=State.REQUESTED) if may(user, "placement.order") else Q(state=State.REQUESTED, requested_by=user)
    told = waiting | Q(state=State.ABSENT) | Q(state__in=HOLDING, capacity_override__isnull=False, capacity_override__ended_at=None)
    rows = Placement.objects.on_desk_of(user).filter(told)
    return rows.select_related("case__child__identity", "facility", "capacity_override").order_by("reply_due_at")[:FETCHED]


def _of_team(rows: list[Placement], now) -> list[Section]:
    found = [(one, reverse("cases:detail", args=[one.case.code]), f"{one.case.code} · {one.case.child.identity.initials}") for one in rows]
    absent = [_absent(*line) for line in found if line[0].state == State.ABSENT]
    return [
        _unanswered([line for line in found if line[0].state == State.REQUESTED], now),
        *_filled(Section("absent", _("Absences"), "", absent[:MOST_ROWS], total=len(absent))),
        *_filled(_above_capacity(found)),
    ]


def _unanswered(found, now) -> Section:
    rows = [
        Row(url, title, one.facility.name, one.reply_due_at, "high" if one.reply_due_at < now else "attention", (one.case_id,))
        for one, url, title in found[:MOST_ROWS]
    ]
    return Section("unanswered_beds", _("Bed requests without an answer"), _("Every request for a bed was answered."), rows)
