"""What the home page says of beds: requests to answer, children to receive, requests without an answer."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import may
from cases.worklist import MOST_ROWS, Row, Section
from placements.choices import State
from placements.models import Placement, places_children

FETCHED = 200  # of one organisation: what waits and who lives there


def sections(user, now) -> list[Section]:
    """Return a home's requests, arrivals and residents; for a team, its requests that nobody answered. One query each."""
    found = []
    if may(user, "placement.answer"):
        found += _of_home(user, now)
    if places_children(user):
        found.append(_unanswered(user, now))
    return found


def waiting(user, now) -> dict[str, int]:
    """Return how many requests for a bed wait for the answer of the user's home."""
    return {"requests": Placement.objects.asked_of(user).filter(state=State.REQUESTED).count()}


def _of_home(user, now) -> list[Section]:
    asked = Placement.objects.asked_of(user).filter(state__in=[State.REQUESTED, State.ACCEPTED, State.ACTIVE])
    rows = list(asked.select_related("child", "facility").order_by("reply_due_at")[:FETCHED])
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
    ]


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


def _unanswered(user, now) -> Section:
    waiting = Placement.objects.filter(requested_by=user) if not may(user, "placement.order") else Placement.objects.all()
    waiting = waiting.visible_to(user).filter(state=State.REQUESTED).select_related("case__child__identity", "facility")
    rows = [
        Row(
            reverse("cases:detail", args=[one.case.code]),
            f"{one.case.code} · {one.case.child.identity.initials}",
            one.facility.name,
            one.reply_due_at,
            "high" if one.reply_due_at < now else "attention",
            (one.case_id,),
        )
        for one in waiting.order_by("reply_due_at")[:MOST_ROWS]
    ]
    return Section("unanswered_beds", _("Bed requests without an answer"), _("Every request for a bed was answered."), rows)
