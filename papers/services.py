"""Printing: what an app wants on paper becomes a PDF that is kept; an official letter has its number first."""

import json
import uuid
import zoneinfo
from base64 import b32encode
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from babel.dates import format_date
from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.demonstration import mark
from accounts.models import Organisation
from audit.models import Kind
from audit.services import record
from audit.wall import verb
from papers import press
from papers.choices import PaperKind
from papers.models import Letter, Paper

# Where paper is of the size Letter (territories of CLDR's measurementData); A4 in the rest of the world.
LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


@verb
def number_letter(*, kind: str, subject, about, place: Organisation, by, now: datetime, addressee: str = "") -> Letter:
    """Return the letter of this kind that speaks of `subject` to `addressee`: as it was numbered before, else with the next number.

    about   the cases and children of whom it speaks, for the record; whether `by` may write it was asked before
    place   the organisation that writes; it numbers its letters itself, or the nearest above that has a code for letters
    Whoever else numbers in the same register waits until this transaction ends; undone, it leaves no gap.
    """
    of_subject = {"kind": kind, "subject_type": subject._meta.label_lower, "subject_id": subject.pk, "addressee": addressee}
    registers = Organisation.objects.above(place).exclude(letter_code="")
    register = Organisation.objects.select_for_update(no_key=True).get(pk=(registers.first() or place).pk)
    if letter := Letter.objects.filter(**of_subject).first():
        return letter
    year = register.day_of(now).year
    last = Letter.objects.filter(authority=register, year=year).aggregate(last=Max("serial"))["last"] or 0
    letter = Letter(**of_subject, authority=register, year=year, serial=last + 1, issued_by=by, issued_at=now)
    letter.reference = f"{register.letter_code or code_without_register(register)}/{year}/{letter.serial:05d}"
    letter.save(force_insert=True)
    record(actor=by, action=f"{kind}.issue", target=letter, subjects=about, detail={"reference": letter.reference}, now=now)
    return letter


def letters_about(subject) -> list[Letter]:
    """Return the letters that speak of a row, the first issued first; whether the reader may see the row was asked before."""
    about = Letter.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return list(about.select_related("authority", "issued_by").order_by("issued_at", "serial"))


def code_without_register(organisation: Organisation) -> str:
    """Return what tells apart the letters of an organisation to which nobody gave a code: "MX-3F2A1B"."""
    return f"{organisation.country}-{organisation.pk.hex[:6].upper()}"


@verb
def print_paper(
    *, kind: str, subject, about, template: str, values: dict, language: str, place, by, now: datetime, detail: dict | None = None
) -> Paper:
    """Return `subject` on paper as `by` prints it, and put on record that it left the screen.

    about     the cases and children of whom it speaks, for the record; whether `by` may see them was asked before
    template  a Typst file under templates/; `values` reach it as JSON: plain strings, numbers, lists and dictionaries
    place     the organisation whose paper it is: its country gives the size, its clock the time of printing
    detail    what else the record says of it
    Content that the same person printed before is given again, byte for byte; other content has the next number.
    """
    values = json.loads(json.dumps(values, default=str))  # words that wait for their language get it now
    size = "us-letter" if place.country in LETTER else "a4"
    with translation.override(spoken_of(language)):
        invented = mark()
    of_content = [press.digest(template), language, size, values, *filter(None, [invented])]
    content = sha256(json.dumps(of_content, sort_keys=True).encode()).hexdigest()
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
        detail=(detail or {}) | {"number": paper.number, "language": language, "sha256": paper.sha256},
        now=now,
    )
    return paper


def _number(earlier, content: str) -> int:
    """Return the number of this content, or the next one."""
    numbers = dict(earlier.values_list("content", "number"))
    return numbers.get(content) or max(numbers.values(), default=0) + 1


def code_of(pk: uuid.UUID, content: str) -> str:
    """Return the verification code "K7QF-3M2P-XW9D": of the print alone, from which nothing can be read back."""
    return dashed(b32encode(sha256(f"{pk} {content}".encode()).digest()).decode()[:12])


def dashed(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def day_in_words(day: date, language: str, length: str = "long") -> str:
    """Return "10 March 2026" in the language of a document; "10 Mar 2026" at length "medium", for a narrow column."""
    return format_date(day, length, locale="en_GB" if language == "en" else language)


def _whose(person, place) -> list[str]:
    """Return the name of a person, and the organisation where it is not the one on top of the page."""
    return [person.full_name] if person.organisation_id == place.pk else [person.full_name, person.organisation.name]


def spoken_of(language: str) -> str:
    """Return the language in which the site itself speaks on a paper in `language`."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def stamp_of(paper: Paper, place, size: str) -> dict:
    """Return what every page says of the print itself, in the language of the document where the site speaks it."""
    local = paper.printed_at.astimezone(zoneinfo.ZoneInfo(place.time_zone))
    at = f"{day_in_words(local.date(), paper.language)}, {local:%H:%M}"
    with translation.override(spoken_of(paper.language)):
        words = {
            "confidential": _("Confidential: for the protection of this child and for nothing else."),
            "printed": _("Printed by %(name)s, %(at)s") % {"name": ", ".join(_whose(paper.printed_by, place)), "at": at},
            "code": _("Verification code"),
            "verify": settings.SITE_URL.partition("://")[2] + reverse("papers:verify"),
            "print": _("Print %(number)s") % {"number": paper.number},
            "page": _("Page {page} of {pages}"),
            "draft": _("Draft"),
            "demonstration": mark(),
        }
    of_print = {"code": paper.code, "by": paper.printed_by.full_name, "day": day_in_words(local.date(), paper.language)}
    return of_print | {"words": words, "language": paper.language, "country": place.country, "place": place.name, "size": size}


@dataclass(frozen=True)
class Verified:
    """All that a stranger is told of a paper: nothing of whom it speaks, who asked for it or where."""

    kind: str
    day: str
    number: str
    is_same: bool | None  # whether the file is this paper, byte for byte; None without a file


def verified(*, code: str, file=None) -> Verified | None:
    """Return what may be said of the paper with that code, or None; a code is read in any capitals, with any spaces."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    paper = Paper.objects.defer("pdf").select_related("printed_by__organisation").filter(code=dashed(plain)).first()
    if paper is None:
        return None
    letter = Letter.objects.select_related("authority").filter(pk=paper.subject_id).first()
    printed = _("Print %(number)s") % {"number": paper.number}
    day = letter.authority.day_of(letter.issued_at) if letter else paper.printed_by.organisation.day_of(paper.printed_at)
    return Verified(
        kind=PaperKind(paper.kind).label if paper.kind in PaperKind.values else _("Document"),
        day=day_in_words(day, translation.get_language()),
        number=f"{letter.reference} · {printed}" if letter else printed,
        is_same=_is_same(file, paper.sha256) if file is not None else None,
    )


def _is_same(file, digest: str) -> bool:
    found = sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest() == digest
