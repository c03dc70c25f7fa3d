from django import template
from django.utils import timezone

from idc_atd import clock

register = template.Library()


@register.filter
def spoken(at):
    """The instant as people say it: "3 h ago", "tomorrow 10:00"."""
    return clock.spoken(at, timezone.now()) if at else ""


@register.filter
def exact(at):
    """The instant to the minute, with its date."""
    return clock.exact(at) if at else ""


@register.filter
def elapsed(since):
    """The time that has passed since an instant: "4 h 15 min"."""
    return clock.duration(timezone.now() - since) if since else ""


@register.filter
def duration(length):
    """A timedelta in hours and minutes: "4 h 15 min"."""
    return "" if length is None else clock.duration(length)
