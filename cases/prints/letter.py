"""What the official letters of a case share: number and day, addressee, legal ground, what they may be used for, who signs."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases import companions
from cases.models import Case
from cases.prints.base import Sheet, in_words, reader_language
from cases.prints.plan import child_row
from papers.models import Letter
from protocols import packs
from protocols.words import said

TEMPLATE = "papers/letter.typ"
NEVER_NAMED = "▮▮▮"


def letter_sheet(
    letter: Letter, case: Case, *, title: str, intro: str, parts: Sequence[dict], signatures: list[dict], is_acknowledged: bool = True
) -> Sheet:
    """Return the letter, in the reader's language; what no letter may tell is blotted out wherever somebody wrote it (INV-56)."""
    values = {
        "document": {"title": title, "folio": letter.reference, "draft": "", "draft-note": ""},
        "date": in_words(letter.issued_at, case),
        "addressee": letter.addressee,
        "intro": intro,
        "parts": list(parts),
        "legend": _(
            "Confidential. These data are given for the purpose above and for nothing else: they are not passed on, not published and"
            " not used for migration control. Whoever receives this letter keeps it so that only those read it who need it for that."
        ),
        "signatures": signatures,
        "acknowledged": acknowledgement() if is_acknowledged else None,
        "words": {"to": _("To")},
    }
    withheld = companions.withheld(case)
    return Sheet(letter.kind, letter, TEMPLATE, blotted(values, withheld), reader_language())


def acknowledgement() -> dict:
    return {
        "title": pgettext("letter", "Received"),
        "blanks": [_("Name and post"), _("Day and hour"), _("Signature"), _("Stamp of the institution")],
    }


def ground(case: Case, what: str) -> dict:
    """Return the part that says on what law the letter stands."""
    return {"title": _("Legal ground"), "text": ground_in_words(case, what)}


def ground_in_words(case: Case, what: str) -> str:
    """Return the law that the case's pack names for it, in the reader's language."""
    return said(packs.of_case(case.protocol).legal[what])


def child_facts(case: Case) -> list[list[str]]:
    """Return who the child is, as far as an institution must know: name, code, age, and the language to speak."""
    child = case.child
    language = str(child.get_primary_language_display())
    if child.needs_interpreter:
        language = _("%(language)s, with an interpreter") % {"language": language}
    return [child_row(case), [_("Language"), language]]


def signed_by(person, label: str) -> dict:
    """Return the line under which that person signs."""
    return {"label": label, "name": person.full_name, "detail": f"{person.get_role_display()}\n{person.organisation.name}"}


def blotted(value, words: Sequence[str]):
    """Return the values with each of `words` made unreadable, however it was capitalised and spaced."""
    if not words:
        return value
    never = re.compile("|".join(r"\s+".join(map(re.escape, word.split())) for word in words), re.IGNORECASE)

    def seen(part):
        if isinstance(part, dict):
            return {key: seen(one) for key, one in part.items()}
        if isinstance(part, list):
            return [seen(one) for one in part]
        return never.sub(NEVER_NAMED, part) if isinstance(part, str) else part

    return seen(value)
