"""What the receiver of a referral learns of a child: the fields of each type of referral, and nothing else.

No field reads a sealed note, the reasons for the journey, a screening for asylum, or anybody but the child, the person to call
and the one relative whom the referral is about. Where a child lives is a town, and for a specialised shelter not even that (INV-56).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from cases.choices import Accompaniment, Concern, Language, MigrationStatus, Representation, Sex
from cases.choices_execution import ProcedureKind
from cases.choices_family import Relation
from cases.countries import country_name
from referrals.choices import Reach, ReferralType


@dataclass(frozen=True)
class Facts:
    """What a case knows of what any packet may hold: plain values, read once."""

    code: str
    name: str
    sex: str
    birth_date: date | None
    is_birth_date_exact: bool
    age: int | None
    nationality: str
    language: str
    needs_interpreter: bool
    indigenous_people: str
    accompaniment: str
    migration_status: str
    representation: str
    town: str  # where the child lives; "" for a specialised shelter
    entry_date: date | None
    concerns: tuple[str, ...]
    procedures: tuple[tuple[str, str, str], ...]  # kind, authority, file number
    contact: str  # whom the receiver calls
    relative: dict | None = None  # of the relative whom the referral is about: name, relation, place, phone


def initials(name: str) -> str:
    return " ".join(f"{word[0]}." for word in name.split())


def _concerns(*relevant: Concern) -> Callable[[Facts], list[str]]:
    return lambda facts: [code for code in facts.concerns if code in relevant]


@dataclass(frozen=True)
class Field:
    """One line of a packet: its label, what is kept of it, and how that reads."""

    label: str | Promise
    value: Callable[[Facts], object]
    words: Callable[[object], str] = str


def _choice(choices) -> Callable[[object], str]:
    return lambda code: str(choices(code).label)


def _day(text) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _of_relative(facts: Facts) -> dict | str:
    found = facts.relative or {}
    return {name: found[name] for name in ("name", "relation", "place") if found.get(name)} or ""


def _relative_words(found) -> str:
    relation = str(Relation(found["relation"]).label) if found.get("relation") else ""
    return " · ".join(filter(None, [found.get("name", ""), relation, found.get("place", "")]))


def _procedure_words(rows) -> str:
    return "; ".join(" · ".join(filter(None, [str(ProcedureKind(kind).label), authority, number])) for kind, authority, number in rows)


def _concern_words(codes) -> str:
    return ", ".join(str(Concern(code).label) for code in codes)


HEALTH = (Concern.SERIOUS_MEDICAL_CONDITION, Concern.DISABILITY, Concern.PREGNANCY)
MIND = (Concern.PSYCHOSOCIAL_DISTRESS, Concern.SUICIDAL_RISK, Concern.SUBSTANCE_USE)
VIOLENCE = (
    Concern.PHYSICAL_ABUSE,
    Concern.SEXUAL_VIOLENCE,
    Concern.TRAFFICKING,
    Concern.FORCED_RECRUITMENT,
    Concern.THREATS_EXTORTION,
    Concern.KIDNAPPING_IN_TRANSIT,
    Concern.CHILD_LABOUR,
)

FIELDS: dict[str, Field] = {
    "code": Field(gettext_lazy("Code of the child"), lambda facts: facts.code),
    "initials": Field(gettext_lazy("Initials"), lambda facts: initials(facts.name)),
    "name": Field(pgettext_lazy("of a child", "Name"), lambda facts: facts.name),
    "sex": Field(gettext_lazy("Sex"), lambda facts: facts.sex, _choice(Sex)),
    "age": Field(
        pgettext_lazy("years", "Age"), lambda facts: facts.age, lambda age: ngettext("%(n)d year", "%(n)d years", age) % {"n": age}
    ),
    "birth_date": Field(gettext_lazy("Date of birth"), lambda facts: _iso(facts.birth_date) if facts.is_birth_date_exact else "", _day),
    "nationality": Field(gettext_lazy("Nationality"), lambda facts: facts.nationality, country_name),
    "language": Field(gettext_lazy("Language"), lambda facts: facts.language, _choice(Language)),
    "interpreter": Field(
        gettext_lazy("Interpreter"), lambda facts: facts.needs_interpreter, lambda needs: _("Needed") if needs else _("Not needed")
    ),
    "people": Field(gettext_lazy("Indigenous people"), lambda facts: facts.indigenous_people),
    "accompaniment": Field(gettext_lazy("Travels"), lambda facts: facts.accompaniment, _choice(Accompaniment)),
    "stay": Field(gettext_lazy("Migration status"), lambda facts: facts.migration_status, _choice(MigrationStatus)),
    "representation": Field(gettext_lazy("Legal representation of the child"), lambda facts: facts.representation, _choice(Representation)),
    "town": Field(gettext_lazy("Town where the child lives"), lambda facts: facts.town),
    "entry_date": Field(gettext_lazy("Date of entry into the country"), lambda facts: _iso(facts.entry_date), _day),
    "health": Field(gettext_lazy("Health concerns"), _concerns(*HEALTH), _concern_words),
    "mind": Field(gettext_lazy("Concerns of mental health"), _concerns(*MIND), _concern_words),
    "violence": Field(gettext_lazy("Violence to be protected from"), _concerns(*VIOLENCE), _concern_words),
    "procedures": Field(
        gettext_lazy("Procedures and file numbers"), lambda facts: [list(row) for row in facts.procedures], _procedure_words
    ),
    "relative": Field(gettext_lazy("Relative whom it is about"), _of_relative, _relative_words),
    "relative_phone": Field(gettext_lazy("Telephone of the relative"), lambda facts: (facts.relative or {}).get("phone", "")),
    "contact": Field(gettext_lazy("Whom to call"), lambda facts: facts.contact),
}

WHO = ("code", "name", "sex", "age", "language", "interpreter", "contact")
NO_NAME = ("code", "initials", "age", "language", "interpreter", "town", "contact")

PACKETS: dict[str, tuple[str, ...]] = {
    ReferralType.HEALTH: (*WHO, "birth_date", "accompaniment", "town", "health"),
    ReferralType.MENTAL_HEALTH: (*WHO, "birth_date", "town", "mind"),
    ReferralType.EDUCATION: (*WHO, "birth_date", "nationality", "town"),
    ReferralType.LEGAL_REPRESENTATION: (*WHO, "birth_date", "nationality", "stay", "representation", "procedures"),
    ReferralType.ASYLUM: (*WHO, "birth_date", "nationality", "accompaniment", "representation", "entry_date", "procedures"),
    ReferralType.MIGRATION_REGULARISATION: (*WHO, "birth_date", "nationality", "stay", "representation", "entry_date", "procedures"),
    ReferralType.DOCUMENTATION_CONSULAR: (*WHO, "birth_date", "nationality"),
    ReferralType.FAMILY_TRACING: (*WHO, "nationality", "relative", "relative_phone"),
    ReferralType.HOME_STUDY: (*WHO, "relative", "relative_phone"),
    ReferralType.INTERPRETATION: NO_NAME,
    ReferralType.MATERIAL_AID: (*NO_NAME, "sex"),
    ReferralType.LIVELIHOOD_TRAINING: (*WHO, "town"),
    ReferralType.DISABILITY: (*WHO, "birth_date", "town", "health"),
    ReferralType.SRH: (*WHO, "town", "health"),
    ReferralType.SUBSTANCE_USE: (*WHO, "town", "mind"),
    ReferralType.TRAFFICKING_VICTIM: (*WHO, "birth_date", "nationality", "accompaniment", "representation", "violence"),
    ReferralType.JUSTICE_COMPLAINT: (*WHO, "birth_date", "nationality", "representation", "violence"),
    ReferralType.MISSING_CHILD_SEARCH: (*WHO, "birth_date", "nationality", "people"),
    ReferralType.AFTER_CARE: (*WHO, "birth_date", "town", "stay"),
}
# What always goes with it: without these nobody could tell which child, or whom to ask.
ALWAYS = frozenset({"code", "contact"})
# What may leave the country: who the child is, and the relative whom it is about (INV-34).
ACROSS_THE_BORDER = frozenset(
    {"code", "initials", "name", "sex", "age", "birth_date", "nationality", "language", "interpreter", "relative", "contact"}
)
ABOUT_A_RELATIVE = frozenset(kind for kind, fields in PACKETS.items() if "relative" in fields)


def fields_for(kind: str, reach: str) -> tuple[str, ...]:
    """Return the fields that a packet of that type may hold, as far as it goes."""
    return tuple(name for name in PACKETS[kind] if reach != Reach.ABROAD or name in ACROSS_THE_BORDER)


def outside(kind: str, reach: str, wanted: Iterable[str]) -> list[str]:
    """Return those of the wanted fields that no packet of that type may hold."""
    allowed = fields_for(kind, reach)
    return sorted(set(wanted) - set(allowed))


def compose(kind: str, reach: str, wanted: Iterable[str], facts: Facts) -> dict[str, object]:
    """Return the packet: those of the wanted fields about which something is known, in the order of its type.

    Raises ValueError for a field outside the type.
    """
    chosen = set(wanted) | ALWAYS
    if strange := outside(kind, reach, chosen):
        raise ValueError(f"not of a packet of {kind}: {', '.join(strange)}")
    values = {name: FIELDS[name].value(facts) for name in fields_for(kind, reach) if name in chosen}
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def lines(packet: dict[str, object]) -> list[tuple[str | Promise, str]]:
    """Return a packet as its reader sees it: (label, words), in the reader's language, always in the same order."""
    return [(field.label, field.words(packet[name])) for name, field in FIELDS.items() if name in packet]


def labels(names: Iterable[str]) -> list[str | Promise]:
    return [FIELDS[name].label for name in names]
