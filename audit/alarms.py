"""Who tries doors: what the walls refused to one account, counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max

from audit.models import Event, Kind

WINDOW = timedelta(days=7)
MANY = 20  # of one account within the window: no slip of the finger


@dataclass(frozen=True)
class Alarm:
    """One account that met the wall too often."""

    actor: UUID
    organisation: UUID | None
    count: int
    last: datetime


def alarms(now: datetime) -> list[Alarm]:
    """Return the accounts that the walls refused at least `MANY` times of late, the busiest first: one query."""
    tried = Event.objects.filter(kind=Kind.REFUSED, action="firewall.refuse", at__gt=now - WINDOW, actor__isnull=False)
    rows = tried.values("actor", "organisation").annotate(tries=Count("pk"), latest=Max("at")).filter(tries__gte=MANY).order_by("-tries")
    return [Alarm(row["actor"], row["organisation"], row["tries"], row["latest"]) for row in rows]
