"""Charts drawn on the server: small pictures for pages, in the colours of the pages, readable in light and dark."""

from collections.abc import Sequence
from datetime import date

import pygal
from pygal.style import Style

STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#575650",
    foreground_strong="#1d1d1b",
    foreground_subtle="#6f6e67",
    colors=("#0b5a5e", "#8f1d14", "#6b4a00"),
    font_family='"Noto Sans", system-ui, sans-serif',
    label_font_size=15,
    major_label_font_size=15,
    legend_font_size=16,
    value_font_size=15,
    no_data_font_size=16,
    guide_stroke_dasharray="2,4",
)
DASHES = ("", "8, 6", "2, 5")  # each line told apart without its colour
OURS = """inline:
.series .line { stroke-width: 4px !important; stroke-opacity: 1 !important; }
.axis .guide.line, .axis .guides .line { stroke: #bcb6a8 !important; }
@media (prefers-color-scheme: dark) {
  text, .title, .axis text, .legends .legend text { fill: #f1efe9 !important; }
  .axis .line, .axis .guide.line { stroke: #5a6063 !important; }
  .color-0, .color-0 a:visited { stroke: #63c5c1 !important; fill: #63c5c1 !important; }
  .color-1, .color-1 a:visited { stroke: #ffb9ae !important; fill: #ffb9ae !important; }
  .color-2, .color-2 a:visited { stroke: #f0d38a !important; fill: #f0d38a !important; }
}"""


def lines_over_time(lines: dict[str, Sequence[tuple[date, float]]], labels: dict[date, str], *, lowest: int, highest: int) -> bytes:
    """Return an SVG of one line a name, days along and values up, each line with its own dashes; no script, nothing from elsewhere."""
    chart = pygal.DateLine(
        style=STYLE,
        css=["file://style.css", "file://graph.css", OURS],
        js=(),
        width=420,
        height=320,
        range=(lowest, highest),
        y_labels=[{"value": step, "label": str(step)} for step in range(lowest, highest + 1)],
        x_labels=list(labels),
        x_value_formatter=lambda day: labels.get(day, ""),
        value_formatter=lambda value: f"{value:.1f}",
        legend_at_bottom=True,
        legend_at_bottom_columns=1,
        dots_size=5,
        margin=4,
        margin_left=30,
        margin_right=48,
        show_x_guides=False,
        print_values=False,
        truncate_legend=-1,
        truncate_label=-1,
    )
    for number, (name, points) in enumerate(lines.items()):
        chart.add(name, points, stroke_style={"dasharray": DASHES[number % len(DASHES)]})
    chart.add_xml_filter(without_scripts)
    return chart.render()


def without_scripts(root):
    for parent in list(root.iter()):
        for child in list(parent):
            if str(child.tag).endswith("script"):
                parent.remove(child)
    return root
