"""What the home page says of children deprived of liberty, the longest held first."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import SUPERVISING, may
from cases.worklist import Row, Section, cut
from liberty.choices import Urgency
from liberty.models import DeprivationEvent, Sighting

MOST_ROWS = 10


def sections(user, now) -> list[Section]:
    """Return the running clocks of the cases that `user` may see; for those who record them, only where one runs."""
    if not may(user, "case.read") or not (may(user, "liberty.record") or user.role in SUPERVISING):
        return []
    events = DeprivationEvent.objects.visible_to(user).ongoing().select_related("case__child__identity", "case__unit")[:MOST_ROWS]
    rows = [_row(event) for event in events]
    reported = _reported(user)
    if not rows and user.role not in SUPERVISING:
        return reported
    empty = _("No child is deprived of liberty, as far as is recorded here.")
    return [Section("liberty", _("Deprived of liberty now"), empty, rows, reverse("liberty:wall")), *reported]


def _reported(user) -> list[Section]:
    """Return what visits say of the children of the reader's cases and nobody settled; no section where they say nothing."""
    if not may(user, "liberty.record"):
        return []
    visible = Sighting.objects.visible_to(user).open().select_related("visit__group").order_by("visit__visited_at", "created_at")
    rows = [
        Row(
            reverse("liberty:sighting", args=[one.pk]),
            one.code,
            f"{one.visit.place} · {one.visit.group.name}",
            one.visit.visited_at,
            "high" if one.visit.urgency == Urgency.URGENT else "attention",
            (one.pk,),
        )
        for one in visible[: MOST_ROWS + 1]
    ]
    return [cut("sightings", _("A visit reports a child"), "", rows)] if rows else []


def _row(event) -> Row:
    due_at = event.case.due("channel_to_care", event.started_at)
    title = f"{event.case.code} · {event.case.child.identity.initials}"
    return Row(reverse("cases:detail", args=[event.case.code]), title, event.place, due_at, "high", (event.case_id,))
