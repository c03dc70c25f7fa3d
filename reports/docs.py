"""The written parts of docs/indicators.md."""

from reports.catalogue import CATALOGUE, Indicator, Measure

TIMES = {Measure.FLOW: "what happened in the period", Measure.STOCK: "what stands when it ends"}


def indicators() -> str:
    """Return the definition of every indicator, in Markdown."""
    return "\n\n".join(_section(key, indicator) for key, indicator in CATALOGUE.items())


def _section(key: str, indicator: Indicator) -> str:
    lines = [
        f"- Base: {indicator.base}.",
        f"- Formula: {indicator.formula}.",
        f"- Unit: {indicator.unit}; {TIMES[indicator.measure]}. Version {indicator.version}.",
        f"- Source: {indicator.source}.",
    ]
    if indicator.lacks:
        lines.append(f"- {'Lacks' if indicator.is_recorded else 'Not recorded'}: {indicator.lacks}")
    return "\n".join([f"### {key} {indicator.title}", "", *lines])
