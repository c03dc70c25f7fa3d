"""Baselines, targets and what was learnt: written by those who head an authority, printed beside the results."""

from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from reports.models import Target
from reports.prints import EMPTY, Cell, Column, Part


def standing(organisation: Organisation) -> dict[str, Target]:
    """Return what stands for an organisation, by line."""
    return {target.line: target for target in Target.objects.standing(organisation)}


def with_targets(part: Part, targets: dict[str, Target]) -> Part:
    """Return a part of results with the baseline and the target of each, and below it what was learnt."""
    rows = tuple(replace(row, cells=(*row.cells, *cells_of(targets.get(row.key)))) for row in part.rows)
    labels = {row.key: row.label for row in part.rows}
    notes = [
        _("%(of)s, learnt by %(day)s: %(note)s") % {"of": label, "day": date_format(targets[key].at, "DATE_FORMAT"), "note": text}
        for key, label in labels.items()
        if key in targets and (text := targets[key].learning)
    ]
    columns = (*part.columns, Column("baseline", _("Baseline")), Column("target", _("Target")))
    return replace(part, columns=columns, rows=rows, notes=(*part.notes, *notes))


def cells_of(target: Target | None) -> tuple[Cell, Cell]:
    values = (target.baseline, target.target) if target else (None, None)
    unit = target.unit if target else ""
    baseline, aim = (EMPTY if value is None else Cell(float(value), unit=unit, decimals=1) for value in values)
    return baseline, aim
