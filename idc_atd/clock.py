"""Instants and durations as people say them. Pure: `now` is an argument; the zone is the reader's, active in Django."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def exact(at: datetime) -> str:
    """Return `at` to the minute, with its date, in the reader's zone."""
    return _dated(at, "DATE_FORMAT")


def _dated(at: datetime, form: str) -> str:
    local = timezone.localtime(at)
    return _("%(date)s, %(time)s") % {"date": date_format(local, form), "time": time_format(local, "H:i")}


def spoken(at: datetime, now: datetime) -> str:
    """Return `at` relative to `now`: "3 h ago", "tomorrow 10:00"; further away its date, the year only where it is another."""
    day = timezone.localtime(at).date()
    today = timezone.localtime(now).date()
    clock = time_format(timezone.localtime(at), "H:i")
    if abs(now - at) < MINUTE:
        return _("just now")
    if at <= now and now - at < HOUR:
        return ngettext("%(count)d min ago", "%(count)d min ago", minutes := (now - at) // MINUTE) % {"count": minutes}
    if at <= now and day == today:
        return ngettext("%(count)d h ago", "%(count)d h ago", hours := (now - at) // HOUR) % {"count": hours}
    if day == today:
        return _("today %(time)s") % {"time": clock}
    if day == today - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": clock}
    if day == today + timedelta(days=1):
        return _("tomorrow %(time)s") % {"time": clock}
    return _dated(at, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def duration(length: timedelta) -> str:
    """Return whole hours and minutes, exact: "4 h 15 min". Days are never used: a deprivation is counted in hours."""
    hours, minutes = divmod(max(length, timedelta()) // MINUTE, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
