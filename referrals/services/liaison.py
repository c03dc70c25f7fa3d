"""The list of liaison officers: kept by whoever writes to them."""

from datetime import datetime

from accounts.models import User
from accounts.roles import require
from audit.services import record
from audit.wall import verb
from cases.versioning import save_over
from referrals.models import LiaisonOfficer


@verb
def save_liaison(*, officer: LiaisonOfficer | None, version: int, by: User, now: datetime, **fields) -> LiaisonOfficer:
    """Add an officer to the list, or save one over the version that was read (Stale otherwise)."""
    require(by, "liaison.keep")
    if officer is None:
        officer = LiaisonOfficer.objects.create(created_by=by, **fields)
    else:
        officer = LiaisonOfficer.objects.visible_to(by).get(pk=officer.pk)
        save_over(officer, version=version, **fields)
    record(actor=by, action="liaison.save", target=officer, detail={"country": officer.country}, now=now)
    return officer
