"""Periods, ages and thresholds of the reports, as pure functions of plain values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.roles import PROTECTION_AUTHORITIES, OrgType
from reports.disclosure import LEAST_THRESHOLD, Rows

THRESHOLD_OUTSIDE = 10  # children: for readers who are not of a protection authority or family development system
INSIDE = PROTECTION_AUTHORITIES | {OrgType.DIF_NATIONAL, OrgType.DIF_STATE, OrgType.DIF_MUNICIPAL}
EARLIEST_YEAR = 1990
MOST_DIMENSIONS = 3  # at once: what a table is of, across, and within

# Completed years on the day of the event (INV-42): two bands as the migration statistics unit prints them, and finer ones within.
AGE_BANDS = {"0-5": ("0-11", 0, 5), "6-11": ("0-11", 6, 11), "12-14": ("12-17", 12, 14), "15-17": ("12-17", 15, 17)}
ADULT, UNKNOWN = "18+", "unknown"
AGE_ROWS = Rows({band: group for band, (group, _least, _most) in AGE_BANDS.items()} | {ADULT: "", UNKNOWN: ""})


@dataclass(frozen=True)
class Period:
    """Whole calendar months from `first` to `last`, both included, each by its first day."""

    first: date
    last: date

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the instant at which the period begins and the one before which it ends, in `zone`."""
        return _midnight(self.first, zone), _midnight(next_month(self.last), zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def next_month(day: date) -> date:
    """Return the first day of the month after that of `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def is_over(period: Period, today: date) -> bool:
    """Tell whether the last month of the period has ended, so that its figures no longer grow."""
    return today >= next_month(period.last)


def month_before(day: date) -> date:
    """Return the first day of the month before that of `day`."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def parse_month(text: str) -> date:
    """Return the first day of a month written 2019-10, 10/2019 or 2019/10, or refuse."""
    found = re.fullmatch(r"(?P<y>\d{4})[-/](?P<m>\d{1,2})|(?P<m2>\d{1,2})[-/](?P<y2>\d{4})", text.strip())
    year = int(found["y"] or found["y2"]) if found else 0
    month = int(found["m"] or found["m2"]) if found else 0
    if not EARLIEST_YEAR <= year <= 9998 or not 1 <= month <= 12:
        raise ValidationError(_("Write a month as year and month: 2026-03."))
    return date(year, month, 1)


def month_after(day: date, months: int) -> date:
    """Return the first day of the month so many months after that of `day`; before it, for a negative number."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def period_before(period: Period) -> Period:
    """Return the period of as many months that ends where this one begins."""
    return Period(month_after(period.first, -period.months), month_before(period.first))


def parse_period(text: str) -> Period:
    """Return the period of an address: 2026-03, 2026-Q1, 2026, or two months as 2026-01--2026-06; or refuse."""
    text = text.strip()
    if found := re.fullmatch(r"(\d{4})-?Q([1-4])", text, re.IGNORECASE):
        first = parse_month(f"{found[1]}-{int(found[2]) * 3 - 2}")
        return Period(first, month_after(first, 2))
    if re.fullmatch(r"\d{4}", text):
        return Period(parse_month(f"{text}-01"), parse_month(f"{text}-12"))
    since, _dashes, until = text.partition("--")
    return Period(parse_month(since), parse_month(until or since))


def period_code(period: Period) -> str:
    """Return the period as an address writes it, the shortest way."""
    if period.first == period.last:
        return f"{period.first:%Y-%m}"
    if period.months == 12 and period.first.month == 1:
        return f"{period.first:%Y}"
    if period.months == 3 and period.first.month % 3 == 1:
        return f"{period.first:%Y}-Q{period.last.month // 3}"
    return f"{period.first:%Y-%m}--{period.last:%Y-%m}"


def refuse_period(first: date, last: date, today: date) -> None:
    """Refuse a period that ends before it begins or begins or ends in a month to come."""
    if last < first:
        raise ValidationError({"until": _("The period ends before it begins.")})
    if first > today:
        raise ValidationError({"since": _("This month lies in the future.")})
    if last > today:
        raise ValidationError({"until": _("This month lies in the future.")})


def refuse_dimensions(chosen: Sequence[str]) -> None:
    """Refuse a fourth dimension: so finely divided, nearly every number would be of one child or be hidden."""
    if len(set(chosen)) < len(chosen):
        raise ValidationError(_("Each dimension once: the same one twice divides nothing."))
    if len(chosen) > MOST_DIMENSIONS:
        raise ValidationError(
            _("At most %(most)s dimensions at once. With a fourth nearly every number would be so small that it could not be printed.")
            % {"most": MOST_DIMENSIONS}
        )


def usual_periods(today: date) -> dict[str, Period]:
    """Return the periods that are asked for most: this month, the last month, quarter and year that are over."""
    this = today.replace(day=1)
    last = month_before(this)
    quarter_start = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    quarter_end = month_before(quarter_start)
    return {
        "this_month": Period(this, this),
        "last_month": Period(last, last),
        "last_quarter": Period(date(quarter_end.year, quarter_end.month - 2, 1), quarter_end),
        "last_year": Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 1)),
    }


def age_band(years: int | None) -> str:
    """Return the finest band that holds the age, "unknown" for none."""
    if years is None:
        return UNKNOWN
    return next((band for band, (_group, least, most) in AGE_BANDS.items() if least <= years <= most), ADULT if years >= 18 else UNKNOWN)


def threshold_for(org_type: str, configured: int) -> int:
    """Return the count below which nothing is printed for a reader of such an organisation: never less than the house's own."""
    return max(LEAST_THRESHOLD, configured, LEAST_THRESHOLD if org_type in INSIDE else THRESHOLD_OUTSIDE)
