"""Who fits where and why, as pure functions of plain values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.rules import searchable
from placements.choices import FACILITY_TYPES, RESIDENTIAL, ProfileSex

ONE_SEX = (ProfileSex.FEMALE, ProfileSex.MALE)
UNDER_APPROVAL = 3  # years: below it residential care is asked for by the head of the authority alone (INV-27)

# INV-02: names that a place of care cannot bear. Single words are looked for as words, the others without their spaces.
WORDS_OF_DETENTION = frozenset({"estacion", "estaciones", "separo", "separos", "celda", "celdas", "carcel", "carceles", "jail", "prison"})
PHRASES_OF_DETENTION = (
    "estacionmigratoria",
    "estanciaprovisional",
    "estanciamigratoria",
    "lugarhabilitado",
    "detencion",
    "detenid",
    "detention",
    "custodiapolicial",
    "policecustody",
    "policecell",
    "separos",
    "carcel",
    "aeropuerto",
    "airport",
    "zonadetransito",
    "transitzone",
    "centrocerrado",
    "closedcentre",
    "closedcenter",
    "returnhouse",
    "casaderetorno",
    "immigrationstation",
    "reclusorio",
)


def names_detention(text: str) -> bool:
    """Tell whether a place's name says detention, whatever its accents, case, punctuation or spacing (INV-02)."""
    plain = searchable(text)
    letters = re.sub(r"[^a-z]", "", plain)
    return bool(WORDS_OF_DETENTION & set(re.findall(r"[a-z]+", plain))) or any(phrase in letters for phrase in PHRASES_OF_DETENTION)


@dataclass(frozen=True)
class Needs:
    """What of a child decides where a bed fits."""

    sex: str
    age: int | None  # completed years; None: not known
    language: str
    country: str
    state: str
    municipality: str


@dataclass(frozen=True)
class Offer:
    """One profile of a facility: whom it takes, and its places."""

    sex: str
    age_from: int
    age_to: int
    places: int
    taken: int

    @property
    def free(self) -> int:
        return max(self.places - self.taken, 0)


@dataclass(frozen=True)
class Place:
    """What of a facility decides whether a child fits."""

    facility_type: str
    is_open_door: bool
    licence_valid_to: date
    languages: tuple[str, ...]
    state: str
    municipality: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Reason:
    """One reason why a place fits (True), does not (False), or calls for a question (None)."""

    fits: bool | None
    text: str | Promise

    @property
    def tint(self) -> str:
        return {True: "good", False: "high", None: "attention"}[self.fits]


def misfit(offer: Offer, sex: str, age: int | None) -> list[str]:
    """Return why a child does not belong to a profile: nothing where sex or age is not known, for then the home decides."""
    reasons = []
    if offer.sex != ProfileSex.ANY and sex in ONE_SEX and sex != offer.sex:
        reasons.append(_("This profile takes girls.") if offer.sex == ProfileSex.FEMALE else _("This profile takes boys."))
    if age is not None and not offer.age_from <= age <= offer.age_to:
        reasons.append(_("This profile takes ages %(low)s to %(high)s.") % {"low": offer.age_from, "high": offer.age_to})
    return reasons


def free_for(place: Place, needs: Needs) -> int:
    """Return the free places in the profiles that fit the child."""
    return sum(offer.free for offer in place.offers if not misfit(offer, needs.sex, needs.age))


def reasons(place: Place, needs: Needs, today: date) -> list[Reason]:
    """Return every reason why the place fits the child or not, what refuses first."""
    found = [
        *_by_profile(place, needs),
        _by_licence(place.licence_valid_to, today),
        Reason(True, _("Open doors")) if place.is_open_door else Reason(False, _("Not open-door: it takes no child (INV-01)")),
        _by_language(place, needs),
        _by_jurisdiction(place, needs),
    ]
    return sorted(found, key=lambda reason: (False, None, True).index(reason.fits))


def _by_profile(place: Place, needs: Needs) -> Iterable[Reason]:
    fitting = [offer for offer in place.offers if not misfit(offer, needs.sex, needs.age)]
    if not fitting:
        yield Reason(False, _why_none(place.offers, needs))
        return
    yield Reason(True, _("Takes children of this sex and age"))
    if needs.age is None:
        yield Reason(None, _("The child's age is not known: the home decides"))
    if needs.sex not in ONE_SEX and all(offer.sex in ONE_SEX for offer in fitting):
        yield Reason(None, _("Takes girls or boys apart: the home decides"))
    is_free = any(offer.free for offer in fitting)
    yield Reason(is_free, _("A place is free now") if is_free else no_free_place())


def no_free_place() -> str:
    """The one reason against a place that passes by itself: one may ask all the same."""
    return _("No free place in this profile")


def _why_none(offers: tuple[Offer, ...], needs: Needs) -> str:
    if not offers:
        return _("Names no profile")
    if any(not misfit(offer, needs.sex, None) for offer in offers):
        return _("Takes other ages only")
    return _("Takes the other sex only")


def _by_licence(valid_to: date, today: date) -> Reason:
    if valid_to < today:
        return Reason(False, _("The licence has run out (INV-37)"))
    if (valid_to - today).days <= 30:
        return Reason(None, _("The licence runs out within 30 days"))
    return Reason(True, _("Licence valid"))


def _by_language(place: Place, needs: Needs) -> Reason:
    if needs.language in place.languages:
        return Reason(True, _("Speaks the child's language"))
    return Reason(None, _("Does not speak the child's language: an interpreter is needed"))


def _by_jurisdiction(place: Place, needs: Needs) -> Reason:
    if place.state != needs.state:
        return Reason(None, _("In another state"))
    if needs.municipality and place.municipality == needs.municipality:
        return Reason(True, _("In the same municipality"))
    return Reason(True, _("In the same state"))


def takes(found: Iterable[Reason]) -> bool:
    """Tell whether nothing refuses the child."""
    return all(reason.fits is not False for reason in found)


ORDER = [value for value, _label in FACILITY_TYPES]


def rank(place: Place, needs: Needs, found: Iterable[Reason]) -> tuple[bool, int, bool, bool, bool, int]:
    """Return the key by which candidates are sorted: those that take the child, family-based care first, the near, the understood."""
    return (
        not takes(found),
        ORDER.index(place.facility_type),
        place.state != needs.state,
        place.municipality != needs.municipality,
        needs.language not in place.languages,
        -free_for(place, needs),
    )


def is_residential(placement_type: str) -> bool:
    """Tell whether this care needs the reason why a family was not possible (INV-27)."""
    return placement_type in RESIDENTIAL


def lowest_free(taken: Iterable[int], places: int) -> int | None:
    """Return the lowest free place from 1 to `places`; None when all are taken."""
    used = set(taken)
    return next((number for number in range(1, places + 1) if number not in used), None)
