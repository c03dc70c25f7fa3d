"""A table of a report as a picture: bars of the numbers that are printed, of no other."""

from collections.abc import Iterable

import pygal
from django.utils.translation import gettext as _

from cases.charts import OURS, STYLE, without_scripts
from reports.parts import bars_of
from reports.prints import Row

LONGEST = 24  # letters of a label
BAR, AROUND = 32, 24  # pixels: a bar with its gap, and what stands above and below


def bars(lines: Iterable[Row]) -> bytes:
    """Return an SVG with a bar for each line whose first number is printed, the first on top; a hidden one is not drawn at all."""
    rows = bars_of(lines)
    chart = pygal.HorizontalBar(
        style=STYLE,
        css=["file://style.css", "file://graph.css", OURS],
        js=(),
        width=440,
        height=AROUND + BAR * max(len(rows), 1),
        show_legend=False,
        x_labels=[label_of(row) for row in reversed(rows)],
        no_data_text=_("Nothing to draw"),
        value_formatter=lambda value: f"{value:,.0f}",
        truncate_label=-1,
        margin=4,
        margin_right=40,
        show_x_labels=False,
        show_y_guides=False,
        show_x_guides=False,
        range=(0, max((row.cells[0].value for row in rows), default=1) or 1),
    )
    chart.add(None, [row.cells[0].value for row in reversed(rows)])
    chart.add_xml_filter(without_scripts)
    return chart.render()


def label_of(row: Row) -> str:
    """Return the line's label, cut where it would leave no room for its bar, and its number."""
    label = row.label if len(row.label) <= LONGEST else row.label[: LONGEST - 1].rstrip() + "…"
    return f"{label}  {row.cells[0].value:,.0f}"
