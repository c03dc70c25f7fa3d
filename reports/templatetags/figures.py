from django import template

from reports import faces

register = template.Library()


@register.filter
def figure(value, threshold):
    """A figure of a report as it is printed: digits, "<5" or "s"."""
    return faces.written(value, threshold)


@register.filter
def percent(share):
    """A share in tenths of a percent: "42.8 %"."""
    return f"{faces.percent(share)}\u00a0%" if share is not None else ""


@register.filter
def under(cells, columns):
    """The cells of a line, each with its column's head; none where the table could not be crossed."""
    return zip(columns, cells, strict=False)
