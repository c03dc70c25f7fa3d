"""Badges and instants as tags: what the components of the same names print, for lists in which one stands in every row."""

from datetime import UTC
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from idc_atd import clock

register = template.Library()

# The shapes beside the word, for who does not see the tint: a triangle, a diamond, a tick, a disc, an empty square.
SHAPES = {
    "high": "M6 0.5 12 11.500H0z",
    "attention": "M6 0 12 6 6 12 0 6z",
    "good": "M4.4 11 0 6.4 1.7 4.800l2.7 2.900L10.3 1.5 12 3z",
    "info": "M0.5 6a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z",
    "": "M0 0h12v12H0zM2 2v8h8V2z",
}
BADGE = (
    '<strong class="badge{}"><svg viewBox="0 0 12 12" aria-hidden="true" focusable="false"><path d="{}" fill-rule="evenodd"/></svg>'
    "<span>{}</span></strong>"
)
TIME = '<time class="clock" datetime="{}" title="{}">{}</time>'


@register.simple_tag
def badge(state: str, words: str) -> SafeString:
    """A state as word, shape and tint: high, attention, good, info, or "" for a plain one."""
    return _badge(state, str(words))


@lru_cache(maxsize=1000)
def _badge(state: str, words: str) -> SafeString:
    tint = f" badge--{state}" if state else ""
    return format_html(BADGE, tint, SHAPES.get(state, SHAPES[""]), words)


@register.filter
def instant(at) -> SafeString:
    """An instant as people say it, the exact one with it."""
    return format_html(TIME, at.astimezone(UTC).isoformat(), clock.exact(at), clock.spoken(at, timezone.now()))
