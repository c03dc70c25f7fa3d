"""How long a child was deprived of liberty, as pure functions of plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Period = tuple[datetime, datetime | None]  # start and end; no end: it goes on


def merged(periods: Iterable[Period], now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the periods without overlap, oldest first; one that goes on counts until `now`."""
    spans: list[tuple[datetime, datetime]] = []
    elapsed = ((start.astimezone(UTC), (end or max(now, start, key=_in_utc)).astimezone(UTC)) for start, end in periods)
    for start, end in sorted(elapsed):  # in UTC: between two instants of one zone Python counts by the wall, whatever the clocks did
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def time_deprived(periods: Iterable[Period], now: datetime) -> timedelta:
    """Return the time in which at least one of the periods ran: an hour told twice counts once."""
    return sum((end - start for start, end in merged(periods, now)), timedelta())


def hours_deprived(periods: Iterable[Period], now: datetime) -> float:
    """Return the same in hours, rounded to hundredths as the indicators print them."""
    return round(time_deprived(periods, now).total_seconds() / 3600, 2)


def _in_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


def overlaps(period: Period, others: Iterable[Period], now: datetime) -> bool:
    """Tell whether some part of the period is told by one of the others too."""
    own = time_deprived([period], now)
    rest = list(others)
    return time_deprived([period, *rest], now) < own + time_deprived(rest, now)


@dataclass(frozen=True)
class Threshold:
    """A limit of the pack that runs from the beginning of the event: until when, and when it was met; None while it runs."""

    key: str
    due_at: datetime
    met_at: datetime | None = None

    def is_passed(self, now: datetime) -> bool:
        """Tell whether the limit ran out before it was met, or before `now` where it was not."""
        return (self.met_at or now) > self.due_at


def within(periods: Iterable[Period], since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return what of the periods lies between the two instants, without overlap; one that goes on counts to the end."""
    spans = ((max(start, _in_utc(since)), min(end, _in_utc(until))) for start, end in merged(periods, until))
    return [(start, end) for start, end in spans if start < end]
