"""Services that the child is given."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.models import Case, Service
from cases.services.base import locked, note, refuse, refuse_future_day, refuse_if_over
from cases.versioning import save_over


@verb
def add_service(*, case: Case, by: User, now: datetime, **fields) -> Service:
    """Record a service that is planned, given, or refused by the child."""
    case = _open(case, by)
    _check(fields, case.unit.day_of(now))
    service = Service.objects.create(case=case, created_by=by, **fields)
    note(by=by, action="service.add", case=case, target=service, detail={"type": str(service.type)}, now=now)
    return service


@verb
def save_service(*, service: Service, version: int, by: User, now: datetime, **fields) -> Service:
    """Save how a service goes over the version that was read, or raise Stale."""
    case = _open(service.case, by)
    _check(fields, case.unit.day_of(now))
    save_over(service, version=version, **fields)
    note(by=by, action="service.save", case=case, target=service, detail={"fields": sorted(fields)}, now=now)
    return service


def _open(case: Case, by: User) -> Case:
    require(by, "case.work")
    case = locked(case, by)
    refuse_if_over(case)
    return case


def _check(fields: dict, today: date) -> None:
    started, ended, is_refused = fields.get("started_on"), fields.get("ended_on"), fields.get("is_refused")
    refuse_future_day("started_on", started, today)
    refuse_future_day("ended_on", ended, today)
    if ended and (started is None or ended < started):
        refuse(_("It cannot end before it began."), field="ended_on")
    if not (started or fields.get("planned_on") or is_refused):
        refuse(_("Say for when it is planned, or when it began."), field="planned_on")
    if is_refused and not fields.get("refusal_reason", "").strip():
        refuse(_("Write why the child does not want it."), field="refusal_reason")
    satisfaction = fields.get("satisfaction")
    if satisfaction is not None and satisfaction not in range(1, 6):
        refuse(_("From 1 to 5."), field="satisfaction")
