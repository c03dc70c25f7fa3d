"""What the home page says of children deprived of liberty, the longest held first."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import SUPERVISING, may
from cases.worklist import Row, Section
from liberty.models import DeprivationEvent

MOST_ROWS = 10


def sections(user, now) -> list[Section]:
    """Return the running clocks of the cases that `user` may see; for those who record them, only where one runs."""
    if not may(user, "case.read") or not (may(user, "liberty.record") or user.role in SUPERVISING):
        return []
    events = DeprivationEvent.objects.visible_to(user).ongoing().select_related("case__child__identity", "case__unit")[:MOST_ROWS]
    rows = [_row(event) for event in events]
    if not rows and user.role not in SUPERVISING:
        return []
    empty = _("No child is deprived of liberty, as far as is recorded here.")
    return [Section("liberty", _("Deprived of liberty now"), empty, rows, reverse("liberty:wall"))]


def _row(event) -> Row:
    due_at = event.case.due("channel_to_care", event.started_at)
    title = f"{event.case.code} · {event.case.child.identity.initials}"
    return Row(reverse("cases:detail", args=[event.case.code]), title, event.place, due_at, "high", (event.case_id,))
