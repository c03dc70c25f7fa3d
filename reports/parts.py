"""Parts of a report: protected tables and results laid out in lines and columns. Nothing is computed and nothing hidden here."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from reports.catalogue import Indicator
from reports.prints import EMPTY, PERCENT, Cell, Column, Part, Row, cell_of, line_cell, percent_of
from reports.protection import Kind, Printed
from reports.results import Counted
from reports.rules import UNKNOWN
from reports.tables import Figure, Table

FIGURES = "figures-"  # and after it the number of the area: what of its indicators is one number
ALWAYS = ("figure", "share")  # columns that stand whatever they say
BY = "by-"  # and after it the dimensions of a table
Found = tuple[str, Indicator, list[Printed], list[Printed]]  # an indicator, what it found, and what it found a period before


def counted(of: Counted) -> str:
    """Return what a column of numbers is headed."""
    return {
        Counted.CHILDREN: _("Children"),
        Counted.CASES: _("Cases"),
        Counted.RECORDS: _("Records"),
        Counted.STAFF: _("Staff"),
        Counted.PLACES: _("Places"),
    }[of]


def table_key(dims: Iterable[str]) -> str:
    return BY + "-".join(dims)


def table_part(dims: tuple[str, ...], titles: list[str], table: Table, before: Table | None, *, indicator: str, version: int) -> Part:
    """Return a table of children with the same lines of the period before beside it."""
    earlier = {line.key: line.total for line in before.lines} if before else {}
    columns = [Column("children", _("Children")), Column("share", _("Percent"))]
    columns += [Column(f"column-{number}", title) for number, title in enumerate(table.columns, start=1)]
    rows = [
        Row(
            line.key,
            line.label,
            (
                cell_of(line.total),
                percent_of(line.share),
                *(cell_of(cell) for cell in line.cells),
                cell_of(earlier[line.key]) if line.key in earlier else EMPTY,
            ),
            indicator,
            version,
            "flow",
            line.is_part,
        )
        for line in table.lines
    ]
    columns.append(Column("before", _("Period before")))
    unknown = next((cell_of(line.total) for line in table.lines if line.key == UNKNOWN), EMPTY)
    base = cell_of(Figure(table.known)) if table.known is not None else EMPTY
    key, title = table_key(dims), titles_of(titles[:2])
    return without_empty(Part(key, title, tuple(columns), tuple(rows), tuple(notes_of(table)), base, unknown, has_bars(rows)))


def layer_part(key: str, title: str, layer: Table, *, indicator: str, version: int) -> Part:
    """Return the lines of a crossed table by a third dimension, within one column of it."""
    columns = [Column("children", _("Children"))]
    columns += [Column(f"column-{number}", text) for number, text in enumerate(layer.columns, start=1)]
    rows = [
        Row(line.key, line.label, (cell_of(line.total), *map(cell_of, line.cells)), indicator, version, "flow", line.is_part)
        for line in layer.lines
    ]
    notes = [] if rows else [_("Too few children to print this table: what stands behind a small number could be worked out.")]
    return Part(key, titles_of([layer.title, title]), tuple(columns), tuple(rows), tuple(notes))


def titles_of(titles: list[str]) -> str:
    """Return "Nationality", "Nationality by sex" or "Nationality by age and sex"."""
    first, *others = titles
    if not others:
        return first
    by = [title[:1].lower() + title[1:] for title in others]
    return _("%(first)s by %(others)s") % {"first": first, "others": _(" and ").join(by)}


def notes_of(table: Table) -> list[str]:
    """Return what must be said of a table: the base of its percentages, or why it has none."""
    if not table.lines:
        return [_("Too few children to print this table: what stands behind a small number could be worked out.")]
    notes = []
    if table.known is None:
        notes.append(_("No percentages: they would tell the number not known, which is hidden."))
    if table.is_crossing_refused:
        notes.append(_("Not crossed: the numbers are too small."))
    return notes


def figures_part(number: int, title: str, found: list[Found]) -> Part:
    """Return the indicators of an area that are one number, a line each; of a spread its median, and beside it the 90th percentile."""
    has_spread = any(result.kind is Kind.SPREAD for _key, _indicator, results, _before in found for result in results)
    columns = [Column("figure", _("Figure"))]
    columns += [Column("p90", _("90th percentile"))] if has_spread else []
    columns += [
        Column("base", _("Of")),
        Column("share", _("Percent")),
        Column("unknown", _("Not known")),
        Column("before", _("Period before")),
        Column("share_before", _("Percent before")),
    ]
    rows, notes = [], []
    for key, indicator, results, before in found:
        earlier = {result.key: result for result in before}
        for result in results:
            if result.kind is not Kind.DISTRIBUTION:
                cells = figure_cells(result, earlier.get(result.key))
                label = _("%(what)s, median") % {"what": result.label} if result.kind is Kind.SPREAD else result.label
                shown = tuple(cells[column.key] for column in columns)
                unit = PERCENT if result.kind is Kind.SHARE else result.main.unit
                rows.append(Row(f"{key}-{result.key}", label, shown, key, indicator.version, indicator.measure.value, unit=unit))
                notes += [_("%(of)s: %(note)s") % {"of": result.label, "note": note} for note in result.notes]
        if indicator.lacks:
            notes.append(_("%(of)s: %(note)s") % {"of": key, "note": indicator.lacks})
    part = Part(f"{FIGURES}{number}", title, tuple(columns), tuple(rows), tuple(dict.fromkeys(notes)), is_figures=True)
    return without_empty(part)


def figure_cells(result: Printed, before: Printed | None) -> dict[str, Cell]:
    """Return the cells of the line of one result, by column."""
    at = {line.key: line for line in result.lines}
    return {
        "figure": line_cell(result.main),
        "p90": line_cell(at["p90"]) if "p90" in at else EMPTY,
        "base": line_cell(at["n"]) if "n" in at else cell_of(result.base),
        "share": percent_of(result.main.share),
        "unknown": cell_of(result.unknown),
        "before": line_cell(before.main) if before else EMPTY,
        "share_before": percent_of(before.main.share) if before else EMPTY,
    }


def distribution_parts(found: list[Found]) -> list[Part]:
    """Return a table for each result that is a list of classes."""
    return [
        distribution_part(key, indicator, result, {one.key: one for one in before}.get(result.key))
        for key, indicator, results, before in found
        for result in results
        if result.kind is Kind.DISTRIBUTION
    ]


def distribution_part(key: str, indicator: Indicator, result: Printed, before: Printed | None) -> Part:
    then = {line.key: line for line in before.lines} if before else {}
    columns = (
        Column("count", counted(result.of)),
        Column("share", _("Percent")),
        Column("before", _("Period before")),
        Column("share_before", _("Percent before")),
    )

    def row(at: str, label: str, *cells: Cell) -> Row:
        return Row(at, label, cells, key, indicator.version, indicator.measure.value)

    rows = [
        row(
            line.key,
            line.label,
            line_cell(line),
            percent_of(line.share),
            line_cell(then[line.key]) if line.key in then else EMPTY,
            percent_of(then[line.key].share) if line.key in then else EMPTY,
        )
        for line in result.lines
    ]
    rows = [one for one in rows if not is_nothing(one)]
    rows.append(row(UNKNOWN, _("Not known"), cell_of(result.unknown), EMPTY, cell_of(before.unknown) if before else EMPTY, EMPTY))
    notes = list(result.notes)
    if len(rows) <= len(result.lines):
        notes.append(_("A line that is not there is 0, in the period before too."))
    base, unknown = cell_of(result.base), cell_of(result.unknown)
    return without_empty(Part(f"{key}-{result.key}", result.label, columns, tuple(rows), tuple(notes), base, unknown, has_bars(rows)))


def without_empty(part: Part) -> Part:
    """Return the part without the columns in which no line says anything; the number and, of a list, its percentage stay."""
    stay = ALWAYS[:1] if part.is_figures else ALWAYS
    said = {at for row in part.rows for at, cell in enumerate(row.cells) if cell.mark != EMPTY.mark}
    kept = [at for at, column in enumerate(part.columns) if at in said or column.key in stay or at == 0]
    rows = tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in part.rows)
    return replace(part, columns=tuple(part.columns[at] for at in kept), rows=rows)


def is_nothing(row: Row) -> bool:
    """Tell whether a line says 0 and nothing else."""
    return all(cell.value == 0 or cell.mark == EMPTY.mark for cell in row.cells)


def bars_of(rows: Iterable[Row]) -> list[Row]:
    """Return the lines that have a bar in a picture: not those of a line above, nor what is hidden, nor 0."""
    return [row for row in rows if not row.is_part and row.cells[0].value]


def has_bars(rows: Iterable[Row]) -> bool:
    """Tell whether a picture says anything: two bars can be compared."""
    return len(bars_of(rows)) > 1
