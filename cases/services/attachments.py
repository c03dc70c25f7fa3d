"""Files are attached to a case, and withdrawn where they do not belong there."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices_attachments import ATTACHED_TO, AttachmentKind
from cases.models import Attachment, Case
from cases.services.base import locked, note, refuse, refuse_future_day, refuse_if_over
from files import services as files
from files.rules import MEGABYTE
from files.services import Kept, Sent

MOST_AT_ONCE = 10


@verb
def attach(*, case: Case, sent: Sequence[Sent], kind: str, by: User, now: datetime, section: str = "file", **fields) -> list[Kept]:
    """Attach the files to the case, all of one kind, or none where one of them is refused.

    `fields`: dated_on, language, description. Raises ValidationError by field, or files.disk.NoRoom.
    """
    require(by, "file.add")
    seen = Case.objects.visible_to(by).select_related("unit").get(pk=case.pk)
    if kind not in AttachmentKind.values:
        refuse(_("Say what it is."), field="kind")
    if section not in ATTACHED_TO:
        refuse(_("Say to which part of the file it belongs."), field="section")
    refuse_future_day("dated_on", fields.get("dated_on"), seen.unit.day_of(now))
    if not sent:
        refuse(_("Choose a file, or take a photograph."), field="files")
    if len(sent) > MOST_AT_ONCE:
        refuse(_("Send %(most)s files at once at the most.") % {"most": MOST_AT_ONCE}, field="files")
    kept = files.keep_all(sent=sent, by=by, now=now, field="files")  # before the case is locked: it takes a while
    try:
        case = locked(case, by)
        refuse_if_over(case)
        _refuse_beyond_case(case, kept)
        for one in kept:
            attachment = Attachment.objects.create(case=case, file=one.file, kind=kind, section=section, created_by=by, **fields)
            detail = {"kind": str(kind), "type": one.file.kind, "sha256": one.file.sha256}
            note(by=by, action="file.add", case=case, target=attachment, detail=detail, now=now)
    except BaseException:
        files.undo(kept)
        raise
    return kept


def _refuse_beyond_case(case: Case, kept: Sequence[Kept]) -> None:
    held = Attachment.objects.filter(case=case).aggregate(size=Sum("file__size"))["size"] or 0
    if held + sum(one.file.size for one in kept) > settings.FILES_A_CASE * MEGABYTE:
        words = _("The files of this case are as many as one case may have: %(most)s MB. Tell whoever runs the site.")
        refuse(words % {"most": settings.FILES_A_CASE}, field="files")


@verb
def withdraw_attachment(*, attachment: Attachment, reason: str, by: User, now: datetime) -> Attachment:
    """Give the file out to nobody any more; that it was there, who sent it and why it went stays on record."""
    require(by, "file.add")
    case = locked(attachment.case, by)
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk, case=case)
    if attachment.withdrawn_at:
        refuse(_("It was withdrawn already."), code="state")
    if not reason.strip():
        refuse(_("Write why it does not belong here."), field="reason")
    attachment.withdrawn_at, attachment.withdrawn_by, attachment.withdrawn_because = now, by, reason.strip()
    attachment.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    note(by=by, action="file.withdraw", case=case, target=attachment, reason=reason.strip(), now=now)
    return attachment
