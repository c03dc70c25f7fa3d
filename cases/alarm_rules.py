"""When the reading of files is worth an alarm: plain values in, the instants in question out."""

from collections import Counter
from datetime import datetime, time, timedelta
from uuid import UUID

MANY_CHILDREN = 40  # distinct children that one account may read within WITHIN; one more is an alarm
WITHIN = timedelta(minutes=60)
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)  # where the reader's organisation is

SEALED_READS = frozenset({"sealed.read"})
BULK = ("export.", "report.")  # acts that take away the rows or the figures of many; a paper on one child is none


def is_night(local: datetime) -> bool:
    """Tell whether it is between ten in the evening and six in the morning."""
    return not NIGHT_ENDS <= local.time() < NIGHT_BEGINS


def is_bulk(action: str) -> bool:
    return action.startswith(BULK)


def too_many(reads: list[tuple[datetime, frozenset[UUID]]], after: datetime | None = None) -> list[tuple[datetime, frozenset[UUID]]]:
    """Return when, and of whom, more than MANY_CHILDREN were read within WITHIN; no two within the same WITHIN.

    `reads`: an instant and the children shown at it, in the order of time. What lies within WITHIN of `after`, the last alarm, is silent.
    """
    shown: Counter[UUID] = Counter()
    first, found = 0, []
    for at, children in reads:
        shown.update(children)
        while reads[first][0] <= at - WITHIN:
            shown.subtract(reads[first][1])
            first += 1
        shown = +shown
        if len(shown) > MANY_CHILDREN and (after is None or at >= after + WITHIN):
            found.append((at, frozenset(shown)))
            after = at
    return found
