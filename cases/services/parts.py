"""Parts of a file are opened to a colleague for a time, and closed (DP-3, INV-53)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices import Because
from cases.clocks import end_of
from cases.models import Case, CaseGrant
from cases.parts import may_be_given
from cases.sections import PARTS
from cases.services.base import locked, note, refuse, refuse_if_over

LONGEST = timedelta(days=90)


@verb
def open_parts(*, case: Case, person: User, sections: Collection[str], reason: str, until: date, by: User, now: datetime) -> CaseGrant:
    """Open the named parts of the file, and nothing else of it, to a colleague until the end of a day at most 90 days away."""
    require(by, "case.open_parts")
    case = locked(case, by)
    refuse_if_over(case)
    if not sections or not set(sections) <= set(PARTS):
        refuse(_("Choose which parts are opened."), field="sections")
    if not reason.strip():
        refuse(_("DP-3: write what this person needs to know these parts for."), field="reason", code="DP-3")
    if not may_be_given(case, by).filter(pk=person.pk).exists():
        refuse(_("DP-3: parts are opened to colleagues who work with files and do not see this one whole."), field="person", code="DP-3")
    today = case.unit.day_of(now)
    if not today <= until <= today + LONGEST:
        refuse(_("DP-3: name a day from today to 90 days from now. It can be opened again."), field="until", code="DP-3")
    chosen = [section for section in PARTS if section in sections]
    given = {"because": Because.PARTS, "sections": chosen, "given_by": by, "reason": reason.strip()}
    grant = CaseGrant.objects.create(case=case, user=person, starts_at=now, ends_at=end_of(case, until), **given)
    detail = {"person": str(person.pk), "sections": [str(one) for one in chosen], "until": until.isoformat()}
    note(by=by, action="parts.open", case=case, target=grant, reason=reason.strip(), detail=detail, now=now)
    return grant


@verb
def close_parts(*, grant: CaseGrant, by: User, now: datetime) -> CaseGrant:
    """End an opening before its day."""
    require(by, "case.open_parts")
    case = locked(grant.case, by)
    grant = CaseGrant.objects.select_for_update().get(pk=grant.pk, case=case, because=Because.PARTS)
    if grant.ends_at <= now:
        refuse(_("This has ended already."), code="state")
    grant.ends_at = now
    grant.save(update_fields=["ends_at"])
    note(by=by, action="parts.close", case=case, target=grant, detail={"person": str(grant.user_id)}, now=now)
    return grant
