"""A report on paper: what the Typst template prints."""

from django.utils.translation import gettext as _

from reports.faces import words
from reports.parts import bars_of
from reports.prints import Part, Print

TEMPLATE = "reports/papers/report.typ"


def values_of(report: Print) -> dict:
    """Return the texts of the paper: every figure as the page writes it."""
    return {
        "document": {
            "title": report.title,
            "folio": f"{report.key} · {report.code}",
            "subtitle": f"{report.period} · {report.place}",
            "draft": "",
            "draft-note": "",
            "legend": _("Figures, never a child: small numbers are hidden."),
        },
        "purpose": report.purpose,
        "facts": [list(fact) for fact in words.facts(report)][1:],
        "notes": list(report.notes),
        "notes_title": _("How to read it"),
        "parts": [part_values(part, report.threshold) for part in report.parts],
    }


def part_values(part: Part, threshold: int) -> dict:
    notes = [note for note in (words.base_of(part, threshold), *part.notes) if note]
    drawn = bars_of(part.rows) if part.has_chart else []
    longest = max((row.cells[0].value for row in drawn), default=1)
    return {
        "title": part.title,
        "head": [_("Line"), *(column.label for column in part.columns)],
        "rows": [
            {
                "label": row.label,
                "detail": " · ".join(filter(None, [row.indicator, words.time_of(row.time)])) if part.is_figures else "",
                "is_part": row.is_part,
                "bar": row.cells[0].value / longest if row in drawn else 0,
                "cells": [words.written(cell, threshold) for cell in row.cells],
                "is_words": [cell.mark == "words" for cell in row.cells],
            }
            for row in part.rows
        ],
        "notes": notes,
    }
