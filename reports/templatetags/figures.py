from django import template

from reports.build import in_words
from reports.faces import words

register = template.Library()


@register.filter
def figure(cell, threshold):
    """A figure of a report as it is printed: digits with their unit, "<5", "s", or a dash."""
    return words.written(cell, threshold)


@register.filter
def under(cells, columns):
    """The cells of a line, each with its column."""
    return zip(columns, cells, strict=True)


@register.filter
def base_of(part, threshold):
    """The sentence with the base of the percentages of a part and the number not known; "" where it has none."""
    return words.base_of(part, threshold)


@register.filter
def unit_of(unit):
    """A unit in the reader's language."""
    return words.unit_of(unit)


@register.filter
def time_of(row):
    """Whether a line is about the period or its end."""
    return words.time_of(row.time)


@register.filter
def period_words(period):
    """A period as people say it: "January 2019 to October 2019"."""
    return in_words(period)
