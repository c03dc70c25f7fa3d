"""Baselines, targets and what was learnt are written by those who head an authority, in versions."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import require
from audit.services import record
from audit.wall import verb
from reports.models import Target

WRITE = "target.write"
TEXTS = ("baseline", "baseline_on", "target", "due_on", "learning")


@verb
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
