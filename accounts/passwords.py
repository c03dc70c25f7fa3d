"""Passwords that anybody who knows the place would try."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_OF_ONES_OWN = 8  # characters that a password has beside the words that everybody here knows
SHORTEST_WORD = 4
KNOWN = (
    "idcatd idc_atd password contrasena clave acceso sistema usuario admin bienvenido welcome mexico republica "
    "refugio refugiado albergue shelter casa hogar centro asistencia social proteccion procuraduria ppnna dif sipinna inm comar "
    "migracion migrante migration ninez ninas ninos adolescentes infancia children familia derechos detencion alternativas "
    "tijuana tapachula sonora chiapas hermosillo guadalajara monterrey juarez oaxaca veracruz tabasco "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre primavera verano otono invierno"
)
WORDS = frozenset(KNOWN.split())


class KnownWordsValidator:
    """Refuse what is little more than words of this work: its name, its places, its people."""

    def validate(self, password, user=None):
        rest, known = plain(password), {*WORDS, *words_of(user)}
        for word in sorted(known, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < len(plain(password)) and len(re.sub(r"(.)\1+", r"\1", rest)) < LEAST_OF_ONES_OWN:
            raise ValidationError(self.get_help_text(), code="password_known_words")

    def get_help_text(self):
        return _("Words of this work, its places or your name are tried first. Add words that have nothing to do with them.")


def words_of(user) -> set[str]:
    """Return the words of the person's name, address and organisation that are long enough to tell."""
    if user is None or not getattr(user, "organisation_id", None):
        return set()
    place = user.organisation
    texts = [user.full_name, user.email.partition("@")[0], place.name, place.municipality, place.letter_code]
    return {word for word in re.split(r"[\W_]+", plain(" ".join(texts))) if len(word) >= SHORTEST_WORD}


def plain(text: str) -> str:
    """Return `text` in small letters without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
