"""Printing: what an app wants on paper becomes a PDF that is kept."""

import json
import uuid
import zoneinfo
from base64 import b32encode
from datetime import date, datetime
from hashlib import sha256

from babel.dates import format_date
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from audit.models import Kind
from audit.services import record
from papers import press
from papers.models import Paper

# Where paper is of the size Letter (territories of CLDR's measurementData); A4 in the rest of the world.
LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


@transaction.atomic
def print_paper(*, kind: str, subject, about, template: str, values: dict, language: str, place, by, now: datetime) -> Paper:
    """Return `subject` on paper as `by` prints it, and put on record that it left the screen.

    about     the cases and children of whom it speaks, for the record; whether `by` may see them was asked before
    template  a Typst file under templates/; `values` reach it as JSON: plain strings, numbers, lists and dictionaries
    place     the organisation whose paper it is: its country gives the size, its clock the time of printing
    Content that the same person printed before is given again, byte for byte; other content has the next number.
    """
    values = json.loads(json.dumps(values, default=str))  # words that wait for their language get it now
    size = "us-letter" if place.country in LETTER else "a4"
    content = sha256(json.dumps([press.digest(template), language, size, values], sort_keys=True).encode()).hexdigest()
    of_subject = {"kind": kind, "subject_type": subject._meta.label_lower, "subject_id": subject.pk, "language": language}
    with connection.cursor() as cursor:  # two who print the same document wait for each other's number
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"paper {kind} {subject.pk} {language}"])
    earlier = Paper.objects.filter(**of_subject)
    paper = earlier.filter(content=content, printed_by=by).first()
    if paper is None:
        paper = Paper(**of_subject, content=content, printed_by=by, printed_at=now, subject_version=getattr(subject, "version", 1))
        paper.number = _number(earlier, content)
        paper.code = code_of(paper.pk, content)
        paper.pdf = press.compiled(template, values=values, stamp=stamp_of(paper, place, size), at=now)
        paper.sha256 = sha256(paper.pdf).hexdigest()
        paper.save(force_insert=True)
    record(
        actor=by,
        action=f"{kind}.print",
        target=paper,
        subjects=about,
        kind=Kind.EXPORT,
        detail={"number": paper.number, "language": language, "sha256": paper.sha256},
        now=now,
    )
    return paper


def _number(earlier, content: str) -> int:
    """Return the number of this content, or the next one."""
    numbers = dict(earlier.values_list("content", "number"))
    return numbers.get(content) or max(numbers.values(), default=0) + 1


def code_of(pk: uuid.UUID, content: str) -> str:
    """Return the verification code "K7QF-3M2P-XW9D": of the print alone, from which nothing can be read back."""
    letters = b32encode(sha256(f"{pk} {content}".encode()).digest()).decode()
    return "-".join([letters[:4], letters[4:8], letters[8:12]])


def day_in_words(day: date, language: str, length: str = "long") -> str:
    """Return "10 March 2026" in the language of a document; "10 Mar 2026" at length "medium", for a narrow column."""
    return format_date(day, length, locale="en_GB" if language == "en" else language)


def stamp_of(paper: Paper, place, size: str) -> dict:
    """Return what every page says of the print itself, in the language of the document where the site speaks it."""
    spoken = paper.language if paper.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    local = paper.printed_at.astimezone(zoneinfo.ZoneInfo(place.time_zone))
    at = f"{day_in_words(local.date(), paper.language)}, {local:%H:%M}"
    with translation.override(spoken):
        words = {
            "confidential": _("Confidential: for the protection of this child and for nothing else."),
            "printed": _("Printed by %(name)s, %(organisation)s, %(at)s")
            % {"name": paper.printed_by.full_name, "organisation": paper.printed_by.organisation.name, "at": at},
            "code": _("Verification code"),
            "print": _("Print %(number)s") % {"number": paper.number},
            "page": _("Page {page} of {pages}"),
            "draft": _("Draft"),
        }
    of_print = {"code": paper.code, "by": paper.printed_by.full_name, "day": day_in_words(local.date(), paper.language)}
    return of_print | {"words": words, "language": paper.language, "country": place.country, "place": place.name, "size": size}
