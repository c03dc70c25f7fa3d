"""Baselines, targets and what was learnt: written by those who head an authority, printed beside the results."""

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import require
from audit.services import record
from reports.models import Target
from reports.prints import EMPTY, Cell, Column, Part

WRITE = "target.write"
TEXTS = ("baseline", "baseline_on", "target", "due_on", "learning")


@transaction.atomic
def set_target(*, line: str, unit: str, version: int, by: User, now: datetime, **fields) -> Target:
    """Write the next version for one result of the own organisation; `version` is the one that was read, 0 for none."""
    require(by, WRITE)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation_id)
    last = Target.objects.filter(organisation=organisation, line=line).order_by("-version").first()
    if (last.version if last else 0) != version:
        raise ValidationError(_("Somebody wrote another version meanwhile. Read it, then write yours."), code="stale")
    if not any(fields.get(name) not in (None, "") for name in ("baseline", "target", "learning")):
        raise ValidationError(_("Give a baseline, a target or what was learnt."))
    target = Target.objects.create(organisation=organisation, line=line, unit=unit, version=version + 1, by=by, at=now, **fields)
    record(actor=by, action="target.write", target=target, detail={"line": line, "version": target.version}, now=now)
    return target


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
