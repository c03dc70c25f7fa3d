"""A report for machines: the same figures as plain data."""

from rest_framework import serializers

from reports.faces import words
from reports.prints import Cell, Print
from reports.standard import Standard


def as_data(report: Print) -> dict:
    """Return the report as the API gives it: of a number that is hidden, the mark in place of the value."""
    return {
        "report": report.key,
        "title": report.title,
        "purpose": report.purpose,
        "since": report.since,
        "until": report.until,
        "place": report.place,
        "chosen": [{"label": label, "text": text} for label, text in report.facts],
        "threshold": report.threshold,
        "made_at": report.made_at,
        "children": cell_data(report.base, report.threshold),
        "completeness": cell_data(report.completeness, report.threshold),
        "is_complete_at_least": report.is_complete_at_least,
        "versions": list(report.versions),
        "notes": list(report.notes),
        "parts": [
            {
                "key": part.key,
                "title": part.title,
                "columns": [{"key": column.key, "label": column.label} for column in part.columns],
                "base": cell_data(part.base, report.threshold),
                "unknown": cell_data(part.unknown, report.threshold),
                "notes": list(part.notes),
                "rows": [
                    {
                        "key": row.key,
                        "label": row.label,
                        "indicator": row.indicator,
                        "version": row.version,
                        "time": row.time,
                        "cells": {
                            column.key: cell_data(cell, report.threshold) for column, cell in zip(part.columns, row.cells, strict=True)
                        },
                    }
                    for row in part.rows
                ],
            }
            for part in report.parts
        ],
    }


def cell_data(cell: Cell, threshold: int) -> dict:
    return {"value": cell.value, "mark": cell.mark, "printed": words.plain(cell, threshold), "unit": cell.unit}


def standard_data(standard: Standard) -> dict:
    """Return what a report is, for the list of those one may read."""
    return {
        "report": standard.key,
        "title": str(standard.title),
        "purpose": str(standard.purpose),
        "measures": list(standard.measures),
        "indicators": list(standard.indicators),
    }


class CellSerializer(serializers.Serializer):
    """A figure as it may be printed."""

    value = serializers.FloatField(allow_null=True, help_text="None where it is hidden or there is nothing to say.")
    mark = serializers.ChoiceField(
        choices=["shown", "small", "held", "none", "words"], help_text="small: 1 to threshold - 1; held: hidden to protect another."
    )
    printed = serializers.CharField(allow_blank=True, help_text="As the files print it: 4836, <5, s.")
    unit = serializers.CharField(allow_blank=True)


class ColumnSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()


class RowSerializer(serializers.Serializer):
    """A line, with a figure for each column by the column's key. A column in which no line says anything is not there."""

    key = serializers.CharField()
    label = serializers.CharField()
    indicator = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    time = serializers.ChoiceField(choices=["flow", "stock", ""])
    cells = serializers.DictField(child=CellSerializer())


class PartSerializer(serializers.Serializer):
    """A table of the report."""

    key = serializers.CharField()
    title = serializers.CharField()
    columns = ColumnSerializer(many=True)
    base = CellSerializer()
    unknown = CellSerializer()
    notes = serializers.ListField(child=serializers.CharField())
    rows = RowSerializer(many=True)


class ChosenSerializer(serializers.Serializer):
    label = serializers.CharField()
    text = serializers.CharField()


class PrintSerializer(serializers.Serializer):
    """A report as the caller may see it: the figures of its page, paper and files."""

    report = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    since = serializers.CharField(help_text="The first month: 2026-01.")
    until = serializers.CharField(help_text="The last month, included.")
    place = serializers.CharField()
    chosen = ChosenSerializer(many=True)
    threshold = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    children = CellSerializer()
    completeness = CellSerializer()
    is_complete_at_least = serializers.BooleanField()
    versions = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())
    parts = PartSerializer(many=True)


class StandardSerializer(serializers.Serializer):
    """A report that the caller may read."""

    report = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    measures = serializers.ListField(child=serializers.CharField())
    indicators = serializers.ListField(child=serializers.CharField())
