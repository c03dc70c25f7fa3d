"""Countries by ISO 3166-1 code, named in the reader's language from CLDR."""

from functools import cache

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@cache
def countries(language: str) -> dict[str, str]:
    """Return code -> name of every country in `language`, in the order of the names."""
    names = Locale.parse(language).territories
    found = {code: name for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES}
    return dict(sorted(found.items(), key=lambda item: item[1]))


NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
FREQUENT = ("HN", "GT", "SV", "NI", "MX", "VE", "HT", "CU", "CO", "EC", "US")  # first in the list, as most children come from there


def country_name(code: str) -> str:
    """Return the country's name in the reader's language; the code itself if it is none."""
    return countries((get_language() or "es")[:2]).get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name) pairs for a form: the frequent ones first, then all."""
    names = countries((get_language() or "es")[:2])
    return [("", "")] + [(code, names[code]) for code in FREQUENT] + [pair for pair in names.items() if pair[0] not in FREQUENT]


def validate_country(code: str) -> None:
    """Refuse what is not the code of a country."""
    if code not in countries("en"):
        raise ValidationError(_("“%(code)s” is not the two-letter code of a country."), params={"code": code})
