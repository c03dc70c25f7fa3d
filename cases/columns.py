"""The columns of a list of notifications: what each is called in the lists people keep, and how its cells are read."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cases.choices import Accompaniment, Language, LocatedPlace, ReasonForMigration, SchoolingLevel, Sex
from cases.countries import countries
from cases.rules import OLDEST_ACCEPTED, searchable
from cases.sheets import Value

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
EMPTY = frozenset({"", "-", "--", "n/a", "na", "s/d", "sin dato", "no data"})
MOST_NAMED = 8  # entries of a closed list that a refusal names
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")
TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S")


@dataclass(frozen=True)
class Day:
    """A date without a time: as an instant it is the first or the last of the day, as its reader needs."""

    on: date


@dataclass(frozen=True)
class Column:
    """Something a list may say of a child, and how a cell that says it is read."""

    key: str
    label: str | Promise
    read: Callable[[Value], object]
    is_required: bool = False
    room: str = "notification"  # or "child", "identity": where it is kept


def text_of(most: int) -> Callable[[Value], str]:
    """Return a reader of texts of at most `most` characters."""

    def read(value: Value) -> str:
        text = _as_text(value)
        if len(text) > most:
            raise ValidationError(_("At most %(most)s characters fit here.") % {"most": most})
        return text

    return read


def _as_text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a workbook keeps every number as a fraction
    return " ".join(str(value).split())


def read_instant(value: Value) -> datetime | Day:
    """Return a date with its time, or the day alone. Days come before months: 02/03/2019 is 2 March."""
    if isinstance(value, datetime):
        return value if value.time() != time() else Day(value.date())
    if isinstance(value, date):
        return Day(value)
    text = _as_text(value)
    for day in DATES:
        for clock in TIMES:
            try:
                read = datetime.strptime(text, day + clock)  # noqa: DTZ007 - the zone is that of the unit that receives it
            except ValueError:
                continue
            return read if clock else Day(read.date())
    raise ValidationError(_("This is not a date. Write 2019-03-02 08:40 or 02/03/2019 08:40."))


def read_date(value: Value) -> date:
    """Return a day; a time of day with it is dropped."""
    instant = read_instant(value)
    return instant.on if isinstance(instant, Day) else instant.date()


def read_age(value: Value) -> int:
    """Return completed years."""
    text = _as_text(value)
    found = re.fullmatch(r"(\d{1,3})(?: ?(?:anos|años|years?|a))?", text.casefold())
    if not found:
        raise ValidationError(_("This is not an age in whole years."))
    years = int(found[1])
    if years > OLDEST_ACCEPTED:
        raise ValidationError(_("An age over %(years)s cannot be right. Check it.") % {"years": OLDEST_ACCEPTED})
    return years


def read_country(value: Value) -> str:
    """Return the code of a country given by its two-letter code or by its name in Spanish or English."""
    text = _as_text(value)
    code = text.upper() if text.upper() in countries("en") else _country_names().get(searchable(text))
    if code is None:
        raise ValidationError(_("This is not the two-letter code or the name of a country."))
    return code


@cache
def _country_names() -> dict[str, str]:
    return {searchable(name): code for language in ("en", "es") for code, name in countries(language).items()}


def one_of(choices, synonyms: dict[str, str] | None = None) -> Callable[[Value], str]:
    """Return a reader of a closed list: its codes, its labels in Spanish and English, and how else people write them."""

    @cache
    def known() -> dict[str, str]:
        words = {searchable(code): code for code in choices.values}
        for language in ("en", "es"):
            with override(language):
                words |= {searchable(str(label)): code for code, label in choices.choices}
        return words | (synonyms or {})

    def read(value: Value) -> str:
        code = known().get(searchable(_as_text(value)))
        if code is None:
            labels = "; ".join(str(label) for _code, label in choices.choices[:MOST_NAMED])
            more = "; …" if len(choices.choices) > MOST_NAMED else ""
            raise ValidationError(_("This is none of: %(labels)s.") % {"labels": labels + more})
        return code

    return read


SEXES = dict.fromkeys(("f", "fem", "femenino", "mujer", "nina", "woman", "female", "girl"), "female")
SEXES |= dict.fromkeys(("h", "hombre", "masc", "masculino", "nino", "varon", "man", "male", "boy"), "male")
TRAVELS = {"no acompanado": "unaccompanied", "no acompanada": "unaccompanied", "no acompanados": "unaccompanied", "solo": "unaccompanied"}
TRAVELS |= {"sola": "unaccompanied", "alone": "unaccompanied", "separado": "separated", "separada": "separated"}
TRAVELS |= dict.fromkeys(("acompanado", "acompanada", "accompanied", "con familia", "with family"), "accompanied_parent")
PLACES = {
    "carretera": "road_checkpoint",
    "reten": "road_checkpoint",
    "frontera": "border_crossing",
    "estacion migratoria": "immigration_station",
}
PLACES |= {"albergue": "shelter", "calle": "street", "transporte": "transport", "autobus": "transport", "tren": "transport"}

REASONS = {"reunificacion familiar": "family_reunification", "reunion familiar": "family_reunification", "pobreza": "poverty"}
REASONS |= {"violencia familiar": "domestic_violence_abuse", "violencia intrafamiliar": "domestic_violence_abuse", "trabajo": "work"}
REASONS |= {"inseguridad": "generalised_insecurity", "estudio": "education", "estudios": "education", "salud": "health"}

SCHOOLS = {"primaria": "primary_incomplete", "secundaria": "lower_secondary_incomplete", "preparatoria": "upper_secondary_incomplete"}
SCHOOLS |= {"bachillerato": "upper_secondary_incomplete", "sin estudios": "none", "ninguna": "none", "licenciatura": "higher_incomplete"}

# What the lists that people keep call a column, in lower case without accents; its key and its label are known anyway.
TITLES = {
    "folio": ("no. folio", "numero de folio", "reference", "ref"),
    "located_at": ("fecha", "fecha de localizacion", "fecha localizada", "fecha y hora", "fecha/hora localizada", "found", "date found"),
    "received_at": ("fecha de aviso", "aviso", "notified", "date notified"),
    "located_place_type": ("lugar tipo", "tipo de lugar", "place type"),
    "located_place": ("lugar", "lugar de localizacion", "place"),
    "nationality": ("nacionalidad", "pais", "pais de origen", "country"),
    "birth_date": ("fecha de nacimiento", "nacimiento", "birth"),
    "declared_age": ("edad", "edad declarada", "anos"),
    "sex": ("sexo", "genero", "gender"),
    "accompaniment": ("acompanamiento", "condicion", "viaja", "travels"),
    "given_names": ("nombre", "nombres", "nombre(s)", "first name"),
    "surname_1": ("apellido", "apellidos", "primer apellido", "apellido paterno", "surname", "last name"),
    "surname_2": ("segundo apellido", "apellido materno"),
    "primary_language": ("idioma", "lengua"),
    "region_of_origin": ("departamento", "departamento de origen", "estado de origen", "region"),
    "schooling_level": ("escolaridad", "nivel de estudios", "grado de estudios", "schooling", "education"),
    "destination": ("destino", "destino previsto"),
    "main_reason": ("motivo", "motivo principal", "razon", "reason"),
    "notifier_name": ("notifica", "agente", "funcionario", "notifier", "notified by"),
}
COLUMNS = {
    column.key: column
    for column in (
        Column("folio", gettext_lazy("Folio"), text_of(40), is_required=True),
        Column("located_at", gettext_lazy("Date, or date and time, found"), read_instant, is_required=True),
        Column("received_at", gettext_lazy("Date of the notification"), read_instant),
        Column("located_place_type", gettext_lazy("Kind of place"), one_of(LocatedPlace, PLACES)),
        Column("located_place", gettext_lazy("Name of the place"), text_of(200)),
        Column("nationality", gettext_lazy("Nationality"), read_country, room="child"),
        Column("birth_date", gettext_lazy("Date of birth"), read_date, room="child"),
        Column("declared_age", gettext_lazy("Age"), read_age, room="child"),
        Column("sex", gettext_lazy("Sex"), one_of(Sex, SEXES), room="child"),
        Column("accompaniment", gettext_lazy("Accompaniment"), one_of(Accompaniment, TRAVELS)),
        Column("given_names", gettext_lazy("Given names"), text_of(100), room="identity"),
        Column("surname_1", gettext_lazy("First surname"), text_of(100), room="identity"),
        Column("surname_2", gettext_lazy("Second surname"), text_of(100), room="identity"),
        Column("primary_language", gettext_lazy("Language"), one_of(Language), room="child"),
        Column("region_of_origin", gettext_lazy("Department or state of origin"), text_of(80), room="child"),
        Column("schooling_level", gettext_lazy("Schooling"), one_of(SchoolingLevel, SCHOOLS), room="child"),
        Column("destination", gettext_lazy("Intended destination"), text_of(100)),
        Column("main_reason", gettext_lazy("Main reason for the journey"), one_of(ReasonForMigration, REASONS)),
        Column("notifier_name", gettext_lazy("Person who notifies"), text_of(150)),
    )
}


def guess(header: list[str], remembered: dict[str, str]) -> dict[str, int]:
    """Return what each column holds as its title tells: as it was chosen the last time, else by the names we know."""
    titles = [searchable(title) for title in header]
    found: dict[str, int] = {}
    for key, column in COLUMNS.items():
        for name in (remembered.get(key, ""), column.key, searchable(str(column.label)), *TITLES[key]):
            if name and name in titles and titles.index(name) not in found.values():
                found[key] = titles.index(name)
                break
    return found


def is_empty(value: Value) -> bool:
    """Tell whether a cell says nothing."""
    return isinstance(value, str) and value.strip(" ").casefold() in EMPTY


def refuse_formula(value: Value) -> None:
    """Refuse a text that a spreadsheet would run."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        raise ValidationError(_("The cell begins like a formula. Remove the sign in front of it."))


def meaning_of_m(values: Iterable[Value]) -> str | None:
    """Return which sex a bare "M" is: mujer beside H, male beside F; None where the column does not tell."""
    letters = {str(value).strip().upper() for value in values}
    if "H" in letters and "F" not in letters:
        return "female"
    return "male" if "F" in letters and "H" not in letters else None


def instant(value: datetime | Day, zone: tzinfo, *, at_end: bool = False) -> datetime:
    """Return the instant in `zone`; of a day alone its first, or its last second."""
    if isinstance(value, Day):
        return datetime.combine(value.on, time(23, 59, 59) if at_end else time(), tzinfo=zone)
    return value.replace(tzinfo=zone) if value.tzinfo is None else value
