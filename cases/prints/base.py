"""What the printed documents of a case share: the frame, the child's voice, signatures, days in words."""

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cases.choices import DocumentState
from cases.models import Case
from cases.models.base import ReviewedDocument
from papers.services import day_in_words


@dataclass(frozen=True)
class Sheet:
    """What is to be printed: papers.services.print_paper takes it from here."""

    kind: str
    subject: Model
    template: str
    values: dict
    language: str


def reader_language() -> str:
    """Return the language in which the reader reads the site."""
    return (get_language() or "es")[:2]


def in_words(day: date | datetime | None, case: Case, language: str = "", *, length: str = "long") -> str:
    """Return "10 March 2026", the day it is where the authority is; "—" for none."""
    if day is None:
        return "—"
    if isinstance(day, datetime):
        day = day.astimezone(zoneinfo.ZoneInfo(case.unit.time_zone)).date()
    return day_in_words(day, language or reader_language(), length)


def hour_in_words(at: datetime, case: Case) -> str:
    """Return "10 March 2026, 14:05", by the clock where the authority is."""
    return f"{in_words(at, case)}, {at.astimezone(zoneinfo.ZoneInfo(case.unit.time_zone)):%H:%M}"


def yes_or_no(answer: bool) -> str:
    return pgettext("answer", "Yes") if answer else pgettext("answer", "No")


def frame(case: Case, document: ReviewedDocument, title: str) -> dict:
    """Return what stands on top of every page and of the first; whatever is not approved is marked on each."""
    mark = note = ""
    if document.state == DocumentState.SUPERSEDED:
        mark, note = document.get_state_display(), _("A later version is in force")
    elif document.state != DocumentState.APPROVED:
        mark, note = _("Draft"), _("Draft: not approved")
    how = (
        _("approved on %(day)s") % {"day": in_words(document.reviewed_at, case)} if is_approved(document) else document.get_state_display()
    )
    subtitle = _("Version %(number)s · %(state)s") % {"number": document.number, "state": how}
    return {"title": title, "subtitle": subtitle, "folio": case.code, "draft": mark, "draft-note": note}


def is_approved(document: ReviewedDocument) -> bool:
    return document.state in (DocumentState.APPROVED, DocumentState.SUPERSEDED)


def voice(document: ReviewedDocument) -> dict:
    """Return the child's own words, why there are none, and the disagreement: INV-21, INV-24."""
    note = ""
    if not document.child_views:
        reason = document.get_no_views_reason_display()
        note = _("Not heard: %(reason)s") % {"reason": reason} if reason else _("Nothing is written yet.")
    return {
        "title": _("What the child says"),
        "words": document.child_views,
        "note": note,
        "disagrees": _("The child disagrees"),
        "disagreement": document.disagreement if document.child_disagrees else "",
    }


def signatures(case: Case, document: ReviewedDocument) -> list[dict]:
    """Return who wrote and who approved, with the day of each."""
    wrote = {"label": _("Author"), **_signed(document.author, document.submitted_at, case)}
    if not is_approved(document):
        return [wrote, {"label": _("Approved by"), "name": "", "detail": ""}]
    return [wrote, {"label": _("Approved by"), **_signed(document.reviewer, document.reviewed_at, case)}]


def _signed(person, at: datetime | None, case: Case) -> dict:
    detail = person.get_role_display() if at is None else f"{person.get_role_display()} · {in_words(at, case)}"
    return {"name": person.full_name, "detail": detail}
