"""What a report says, once computed and protected: one frozen structure, in the reader's language.

Every face (page, paper, spreadsheet, file, address of the API, chart) writes it and adds nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reports.disclosure import Mark
from reports.protection import PrintedLine
from reports.tables import Figure

PERCENT = "%"


class Time(StrEnum):
    """What time a number is about; "" for a line of words."""

    FLOW = "flow"
    STOCK = "stock"
    NEITHER = ""


@dataclass(frozen=True)
class Cell:
    """A number as it may be printed: its value, or the mark of what is hidden; "none" where there is nothing to say, "words" for a text."""

    value: float | int | None = None
    mark: str = Mark.SHOWN.value
    unit: str = ""
    decimals: int = 0
    text: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.mark in (Mark.SMALL.value, Mark.HELD.value)


EMPTY = Cell(None, "none")


def cell_of(figure: Figure, unit: str = "") -> Cell:
    """Return a protected figure as a cell."""
    if figure.mark is None:
        return EMPTY
    return Cell(figure.value, figure.mark.value, unit, getattr(figure, "decimals", 0))


def percent_of(share: int | None) -> Cell:
    """Return a share in tenths of a percent as a cell, nothing for none."""
    return EMPTY if share is None else Cell(share / 10, unit=PERCENT, decimals=1)


def line_cell(line: PrintedLine) -> Cell:
    return cell_of(line.figure, line.unit)


def words(text) -> Cell:
    """Return a text as a cell."""
    return Cell(None, "words", text=str(text))


@dataclass(frozen=True)
class Column:
    """A column of a part, named for machines and for people."""

    key: str
    label: str


@dataclass(frozen=True)
class Row:
    """A line: what it is of, by which indicator in which version, and a cell for each column of its part."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    indicator: str = ""
    version: int = 0
    time: str = Time.NEITHER.value
    is_part: bool = False  # of the line above it
    unit: str = ""  # of what a target of it would be


@dataclass(frozen=True)
class Part:
    """A table of the report. Without rows nothing of it may be printed, or nothing is recorded: the notes say which."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    base: Cell = EMPTY  # of the percentages: of how many it is known
    unknown: Cell = EMPTY
    has_chart: bool = False
    is_figures: bool = False  # a line an indicator: each says which it is of

    @property
    def has_hidden(self) -> bool:
        return any(cell.is_hidden for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Print:
    """A report as one reader may see it."""

    key: str
    title: str
    purpose: str
    period: str
    previous: str
    place: str
    since: str  # the first and the last month: 2026-01
    until: str
    code: str  # the period as an address writes it
    threshold: int
    made_at: datetime
    base: Cell
    base_label: str
    completeness: Cell
    is_complete_at_least: bool  # a number not known is hidden: the percentage is the least it can be
    facts: tuple[tuple[str, str], ...] = ()  # what else was chosen
    versions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    stands: str = ""  # of when the figures are, where they are those of an earlier print

    @property
    def has_hidden(self) -> bool:
        return any(part.has_hidden for part in self.parts)

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)


def loaded(data: dict) -> Print:
    """Return a report from what `dataclasses.asdict` made of it, as JSON gives it back."""
    parts = tuple(
        Part(
            **part
            | {
                "columns": tuple(Column(**column) for column in part["columns"]),
                "rows": tuple(Row(**row | {"cells": tuple(Cell(**cell) for cell in row["cells"])}) for row in part["rows"]),
                "notes": tuple(part["notes"]),
                "base": Cell(**part["base"]),
                "unknown": Cell(**part["unknown"]),
            }
        )
        for part in data["parts"]
    )
    return Print(
        **data
        | {
            "made_at": datetime.fromisoformat(data["made_at"]),
            "base": Cell(**data["base"]),
            "completeness": Cell(**data["completeness"]),
            "facts": tuple(map(tuple, data["facts"])),
            "versions": tuple(data["versions"]),
            "notes": tuple(data["notes"]),
            "parts": parts,
        }
    )
