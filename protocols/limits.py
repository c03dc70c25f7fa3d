"""How long may pass, and until when that is: elapsed hours, calendar days and months, business days. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

UNITS = ("h", "d", "bd", "m", "y")
END_OF_DAY = time(23, 59, 59)
WRITTEN = re.compile(r"(?:(\d+)y)?(?:(\d+)m)?|(\d+)(h|d|bd)")


@dataclass(frozen=True)
class Limit:
    """An amount of time: `unit` is h (elapsed hours), d (calendar days), bd (business days) or m (calendar months)."""

    amount: int
    unit: str

    @classmethod
    def parse(cls, text: object) -> "Limit":
        """Return the limit written as 24h, 7d, 30bd, 6m, 5y or 17y6m. Raises ValueError."""
        found = WRITTEN.fullmatch(text) if isinstance(text, str) and text else None
        if not found:
            raise ValueError(f"“{text}” is not a number followed by h, d, bd, m or y")
        years, months, number, unit = found.groups()
        limit = cls(int(number), unit) if unit else cls(12 * int(years or 0) + int(months or 0), "m")
        if not limit.amount:
            raise ValueError(f"“{text}” is no time at all")
        return limit

    def __str__(self) -> str:
        years, months = divmod(self.amount, 12) if self.unit == "m" else (0, 0)
        return f"{years}y{f'{months}m' if months else ''}" if years else f"{self.amount}{self.unit}"

    def after(self, since: datetime, zone: str, days_off: "DaysOff") -> datetime:
        """Return the last instant in time, aware, in `zone`.

        Hours elapse, whatever the clocks do. Days and months end at the same wall time, moved on by a daylight-saving
        gap; a day that the month does not have becomes its last. Business days end when their last day ends.
        """
        local = since.astimezone(ZoneInfo(zone))
        if self.unit == "h":
            return (since.astimezone(UTC) + timedelta(hours=self.amount)).astimezone(local.tzinfo)
        day = self.after_day(local.date(), days_off)
        wall = datetime.combine(day, END_OF_DAY if self.unit == "bd" else local.time(), local.tzinfo)
        return datetime.fromtimestamp(wall.timestamp(), local.tzinfo)  # a wall time that does not exist becomes one that does

    def after_day(self, since: date, days_off: "DaysOff") -> date:
        """Return the last day in time, counting from the day after `since`; hours count as whole days, rounded down."""
        if self.unit == "bd":
            return days_off.business_day_after(since, self.amount)
        if self.unit == "m":
            moved: date = since + relativedelta(months=self.amount)
            return moved
        return since + timedelta(days=self.amount if self.unit == "d" else self.amount // 24)


class Holidays(Protocol):
    """Tells whether a day is one."""

    def __contains__(self, day: date, /) -> bool: ...


@dataclass(frozen=True)
class DaysOff:
    """The days on which an authority does not work."""

    weekend: frozenset[int]  # 0 Monday to 6 Sunday
    holidays: Holidays

    def is_business_day(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def business_day_after(self, since: date, count: int) -> date:
        """Return the `count`-th business day after `since`, which itself never counts."""
        day = since
        while count:
            day += timedelta(days=1)
            count -= self.is_business_day(day)
        return day


EVERY_DAY = DaysOff(frozenset(), frozenset())
