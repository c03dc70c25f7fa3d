"""A child is handed over to an adult of the family: with that the stay in care ends (INV-29)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices_family import Tracing
from cases.models import Case, Relative, Release
from cases.services import refuse_release, write_tracing
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over, refuse_mute_disagreement
from liberty.models import DeprivationEvent
from papers.choices import PaperKind
from papers.services import number_letter
from placements.choices import EndReason
from placements.services.requests import refuse_unheard
from placements.services.stays import end_placement

NAMED = ("place", "handed_by", "receiver_identity")


@verb
def release_child(*, case: Case, relative: Relative | None, released_at: datetime, by: User, now: datetime, **fields) -> Release:
    """Record that the child was handed over to a relative who was checked in full; the stay in care ends in the same instant."""
    require(by, "placement.order")
    case = locked(case, by)
    refuse_if_over(case)
    refuse_release(case, relative)
    refuse_unheard(fields)
    refuse_mute_disagreement(fields)
    refuse_future("released_at", released_at, now)
    for name in NAMED:
        if not fields.get(name, "").strip():
            refuse(_("INV-29: say where, who hands over, and which document who receives has shown."), field=name)
    if DeprivationEvent.objects.filter(case__child=case.child_id).ongoing().exists():
        refuse(_("INV-05: the child is recorded as deprived of liberty. The end of it is recorded first."), code="INV-05")
    stay = case.placements.living().first()
    if stay is not None:
        end_placement(placement=stay, ends_at=released_at, end_reason=EndReason.REUNIFIED, by=by, now=now)
    release = Release.objects.create(case=case, relative=relative, receiver=str(relative), released_at=released_at, created_by=by, **fields)
    text = _("Handed over at %(place)s.") % {"place": release.place}
    write_tracing(case=case, relative=relative, at=released_at, status=Tracing.REUNIFIED, text=text, by=by, now=now)
    number_letter(kind=PaperKind.HANDOVER_MINUTES, subject=release, about=[case, case.child_id], place=case.unit, by=by, now=now)
    note(by=by, action="placement.release", case=case, target=release, now=now)
    return release
