"""The events that a report of a time is made of: each once, with what of its hours falls into that time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import Organisation
from liberty import rules
from liberty.choices import ComplaintState
from liberty.models import DeprivationEvent, RightsComplaint


@dataclass(frozen=True)
class Held:
    """One event of a report: its hours within the time, and whether a complaint about it was filed."""

    event: DeprivationEvent
    hours: float
    is_complaint_filed: bool


def held_within(user, since: datetime, until: datetime, *, below: Organisation, most: int) -> list[Held]:
    """Return the events that `user` may see and that touch the time from `since` to before `until`, the oldest first: one query.

    Of the cases of the units `below` an organisation alone; `most` of them.
    """
    filed = RightsComplaint.objects.filter(event=OuterRef("pk"), state=ComplaintState.FILED)
    events = DeprivationEvent.objects.visible_to(user).standing().filter(started_at__lt=until)
    events = events.filter(Q(ended_at=None) | Q(ended_at__gt=since))
    events = events.filter(case__unit__path__startswith=below.path).annotate(is_filed=Exists(filed)).select_related("case__child")
    events = events.order_by("started_at", "pk")[:most]
    return [Held(event, rules.hours_deprived(rules.within([event.period], since, until), until), event.is_filed) for event in events]
