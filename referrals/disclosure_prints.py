"""The letter of determinations: our own sentences, and of the child what its recipient must have to know of whom they speak."""

from datetime import date

from django.utils.translation import gettext as _

from cases.countries import country_name
from cases.prints.base import Sheet, in_words
from cases.prints.extract import DETERMINATIONS
from cases.prints.letter import letter_sheet, signed_by
from papers.models import Letter
from referrals.disclosure_choices import Ground
from referrals.disclosure_rules import FIELDS
from referrals.models import Disclosure
from referrals.services.disclosures import composed


def field_lines(disclosure: Disclosure) -> list[tuple[str, str]]:
    """Return what is told of the child, as it was told, or before that as it would be: (label, text)."""
    told = disclosure.told if disclosure.told is not None else composed(disclosure)
    return [(str(FIELDS[name]), _words(disclosure, name, told[name])) for name in FIELDS if name in told]


def _words(disclosure: Disclosure, name: str, value: str) -> str:
    if name == "birth_date":
        return in_words(date.fromisoformat(value), disclosure.case)
    if name == "nationality":
        return str(country_name(value))
    if name == "plan":
        number, day = value.split(" ")
        return _("Version %(number)s, %(day)s") % {"number": number, "day": in_words(date.fromisoformat(day), disclosure.case)}
    return value


def disclosure_sheet(disclosure: Disclosure, letter: Letter) -> Sheet:
    """Return the letter: nothing of the file but these."""
    case = disclosure.case
    ground = str(disclosure.get_ground_display())
    if disclosure.ground != Ground.CONSENT:
        ground = f"{ground}: {disclosure.ground_reference}"
    parts = [
        {"title": _("The child"), "facts": [[label, words] for label, words in field_lines(disclosure)]},
        {"title": _("Determinations"), "items": [str(DETERMINATIONS[code]) for code in disclosure.determinations]},
        {"title": _("Ground"), "text": ground},
        {
            "title": _("What is not told"),
            "text": _(
                "The file of the child is confidential. Reasons, statements, health, family and the place where the child lives are not"
                " communicated; questions are answered by the protection authority in writing."
            ),
        },
    ]
    signing = signed_by(disclosure.approver, _("For the protection authority"))
    intro = _("The protection authority has determined what follows in the best interests of the child:")
    return letter_sheet(letter, case, title=_("Letter of determinations"), intro=intro, parts=parts, signatures=[signing])
