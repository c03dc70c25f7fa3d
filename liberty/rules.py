"""How long a child was deprived of liberty, as pure functions of plain values."""

from collections.abc import Iterable
from datetime import datetime, timedelta

Period = tuple[datetime, datetime | None]  # start and end; no end: it goes on


def merged(periods: Iterable[Period], now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the periods without overlap, oldest first; one that goes on counts until `now`."""
    spans: list[tuple[datetime, datetime]] = []
    for start, end in sorted((start, end or max(now, start)) for start, end in periods):
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
