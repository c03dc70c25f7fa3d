"""The head of the record, sent where nobody who changes the database can change it."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.chain import head, line_of


def send_head(*, now: datetime) -> str:
    """Append the signed head to the file of AUDIT_HEAD_FILE, send it to whom AUDIT_HEAD_TO names, each where set; return its line."""
    line = line_of(head(), now)
    if settings.AUDIT_HEAD_FILE:
        with Path(settings.AUDIT_HEAD_FILE).open("a") as kept:
            kept.write(f"{line}\n")
    if settings.AUDIT_HEAD_TO:
        with override(settings.LANGUAGE_CODE):
            text = _("Keep this letter: the line below proves later that nothing was cut from the record of who saw and changed what.")
            send_mail(_("The head of the record"), f"{text}\n\n{line}\n", None, settings.AUDIT_HEAD_TO)
    return line
