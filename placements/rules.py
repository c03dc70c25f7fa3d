"""Who fits where and why, as pure functions of plain values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.choices import Accompaniment
from cases.rules import searchable
from placements.choices import FACILITY_TYPES, FAMILY_BASED, RESIDENTIAL, SMALL_SCALE, PlacementType, ProfileSex

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


NAMES_OF_ANY_HOME = frozenset({"familia", "family", "casa", "hogar", "home", "house"})


def names_somebody(name: str, household: str) -> bool:
    """Tell whether a home's name bears a name out of its household: a word that is written there with a capital letter."""
    names = {searchable(word) for word in re.findall(r"[^\W\d_]{3,}", household) if word[0].isupper()} - NAMES_OF_ANY_HOME
    return bool(names & set(re.findall(r"\w+", searchable(name))))


@dataclass(frozen=True)
class Needs:
    """What of a child decides where a bed fits."""

    sex: str
    age: int | None  # completed years; None: not known
    language: str
    country: str
    state: str
    municipality: str
    siblings: int = 0  # brothers and sisters who need a bed too


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
class Standing:
    """What of a facility decides whether it takes children at all."""

    is_migration_run: bool
    is_active: bool
    is_checked: bool  # somebody looked whether it is open
    closed_by: tuple[str, ...]  # what the latest look found that makes it a closed place
    licence_valid_to: date
    is_household: bool = False
    vetting_valid_to: date | None = None  # of a household; None: never vetted


@dataclass(frozen=True)
class Place:
    """What of a facility decides whether a child fits."""

    facility_type: str
    standing: Standing
    languages: tuple[str, ...]
    state: str
    municipality: str
    offers: tuple[Offer, ...]
    is_sibling_there: bool = False


class Code(StrEnum):
    """What a reason is about."""

    MIGRATION = "migration"
    INACTIVE = "inactive"
    DOORS = "doors"
    LICENCE = "licence"
    VETTING = "vetting"
    FAMILY = "family"
    PROFILE = "profile"
    FREE = "free"
    SIBLINGS = "siblings"
    LANGUAGE = "language"
    NEAR = "near"


@dataclass(frozen=True)
class Reason:
    """One reason why a place fits (True), does not (False), or calls for a question (None)."""

    code: Code
    fits: bool | None
    text: str | Promise
    brief: str | Promise = ""  # the same in two words, where there is room for no more

    @property
    def head(self) -> str | Promise:
        return self.brief or self.text

    @property
    def tint(self) -> str:
        return {True: "good", False: "high", None: "attention"}[self.fits]


WARNED = 30  # days before a licence or a vetting ends


def standing_reasons(of: Standing, on: date) -> list[Reason]:
    """Return what speaks for and against the place taking any child on that day (INV-01, INV-37)."""
    found = [_by_doors(of), _by_term(Code.LICENCE, of.licence_valid_to, on)]
    if of.is_household:
        found.append(_by_term(Code.VETTING, of.vetting_valid_to, on))
    if not of.is_active:
        found.insert(0, Reason(Code.INACTIVE, False, _("This place does not take children at present."), _("Takes no children")))
    if of.is_migration_run:
        found.insert(0, Reason(Code.MIGRATION, False, _("INV-01: the migration authority runs no place of care."), _("Migration-run")))
    return found


def _by_doors(of: Standing) -> Reason:
    if not of.is_checked:
        message = _("INV-01: nobody has checked yet that this place is open. Until then it takes no child.")
        return Reason(Code.DOORS, False, message, _("Not checked yet"))
    if of.closed_by:
        message = _("INV-01: a closed place is detention and takes no child. The last check found that this is not so: %(items)s.")
        items = "; ".join(item[:1].lower() + item[1:] for item in of.closed_by)
        return Reason(Code.DOORS, False, message % {"items": items}, _("Closed: de facto detention"))
    return Reason(Code.DOORS, True, _("Open doors"))


def _words_of_term(code: Code) -> tuple[str, str, str, str]:
    if code == Code.VETTING:
        return (
            _("INV-37: the vetting of this family is not valid on that day: it ended on %(day)s."),
            _("Vetting over"),
            _("The vetting of the family ends on %(day)s"),
            _("Family vetted"),
        )
    return (
        _("INV-37: the licence of this place is not valid on that day: it ended on %(day)s."),
        _("Licence over"),
        _("The licence ends on %(day)s"),
        _("Licence valid"),
    )


def _by_term(code: Code, valid_to: date | None, on: date) -> Reason:
    if valid_to is None:
        return Reason(code, False, _("INV-37: this family was never vetted. Until then it takes no child."), _("Never vetted"))
    over, ended, ending, valid = _words_of_term(code)
    day = {"day": date_format(valid_to, "DATE_FORMAT")}
    if valid_to < on:
        return Reason(code, False, over % day, ended)
    return Reason(code, None, ending % day) if (valid_to - on).days <= WARNED else Reason(code, True, valid)


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
        *_by_kind(place),
        *_by_profile(place, needs),
        *_by_siblings(place, needs),
        *standing_reasons(place.standing, today),
        _by_language(place, needs),
        _by_jurisdiction(place, needs),
    ]
    return sorted(found, key=lambda reason: (False, None, True).index(reason.fits))


def _by_kind(place: Place) -> Iterable[Reason]:
    if place.facility_type in FAMILY_BASED:
        yield Reason(Code.FAMILY, True, _("Care in a family"))


def _by_profile(place: Place, needs: Needs) -> Iterable[Reason]:
    fitting = [offer for offer in place.offers if not misfit(offer, needs.sex, needs.age)]
    if not fitting:
        yield Reason(Code.PROFILE, False, _why_none(place.offers, needs))
        return
    yield Reason(Code.PROFILE, True, _("Takes children of this sex and age"))
    if needs.age is None:
        yield Reason(Code.PROFILE, None, _("The child's age is not known: the home decides"))
    if needs.sex not in ONE_SEX and all(offer.sex in ONE_SEX for offer in fitting):
        yield Reason(Code.PROFILE, None, _("Takes girls or boys apart: the home decides"))
    if any(offer.free for offer in fitting):
        yield Reason(Code.FREE, True, _("A place is free now"))
    else:
        yield Reason(Code.FREE, False, _("No free place in this profile"))


def _why_none(offers: tuple[Offer, ...], needs: Needs) -> str:
    if not offers:
        return _("Names no profile")
    if any(not misfit(offer, needs.sex, None) for offer in offers):
        return _("Takes other ages only")
    return _("Takes the other sex only")


def _by_siblings(place: Place, needs: Needs) -> Iterable[Reason]:
    if place.is_sibling_there:
        yield Reason(Code.SIBLINGS, True, _("A brother or sister lives here"))
    elif needs.siblings:
        if sum(offer.free for offer in place.offers) > needs.siblings:
            yield Reason(Code.SIBLINGS, True, _("Room for the brothers and sisters too"))
        else:
            yield Reason(Code.SIBLINGS, None, _("No room for all the brothers and sisters"))


def _by_language(place: Place, needs: Needs) -> Reason:
    if needs.language in place.languages:
        return Reason(Code.LANGUAGE, True, _("Speaks the child's language"))
    return Reason(Code.LANGUAGE, None, _("Does not speak the child's language: an interpreter is needed"))


def _by_jurisdiction(place: Place, needs: Needs) -> Reason:
    if place.state != needs.state:
        return Reason(Code.NEAR, None, _("In another state"))
    if needs.municipality and place.municipality == needs.municipality:
        return Reason(Code.NEAR, True, _("In the same municipality"))
    return Reason(Code.NEAR, True, _("In the same state"))


def takes(found: Iterable[Reason]) -> bool:
    """Tell whether nothing refuses the child."""
    return all(reason.fits is not False for reason in found)


def is_full(found: Iterable[Reason]) -> bool:
    """Tell whether want of a free place is all that refuses the child: it passes by itself, and one may ask all the same."""
    return {reason.code for reason in found if reason.fits is False} == {Code.FREE}


def has(found: Iterable[Reason], codes: Iterable[str]) -> bool:
    """Tell whether the place fits in each of these respects."""
    return set(codes) <= {reason.code for reason in found if reason.fits}


ORDER = [value for value, _label in FACILITY_TYPES]
Rank = tuple[bool, bool, int, bool, int, bool, int, int, int]


def rank(place: Place, needs: Needs, found: Iterable[Reason]) -> Rank:
    """Return the key by which candidates are sorted.

    Those that take the child, then those that only lack a place; family-based care first, then brothers and sisters together,
    the fewest doubts of profile and standing, the language, the distance, the kind of care, the most free places.
    """
    found = list(found)
    settled = (Code.PROFILE, Code.LICENCE, Code.VETTING)
    return (
        not takes(found),
        not is_full(found),
        nearness_to_family(place.facility_type),
        not has(found, [Code.SIBLINGS]),
        sum(reason.fits is None and reason.code in settled for reason in found),
        not has(found, [Code.LANGUAGE]),
        distance(place, needs),
        ORDER.index(place.facility_type),
        -free_for(place, needs),
    )


def nearness_to_family(facility_type: str) -> int:
    """Return 0 for care in a family, 1 for small homes, 2 for residences, 3 for a hospital."""
    if facility_type in FAMILY_BASED:
        return 0
    if facility_type in SMALL_SCALE:
        return 1
    return 3 if facility_type == PlacementType.HEALTH_FACILITY else 2


def distance(place: Place, needs: Needs) -> int:
    """Return 0 within the municipality, 1 within the state, 2 within the country."""
    if place.state != needs.state:
        return 2
    return 0 if needs.municipality and place.municipality == needs.municipality else 1


def is_residential(placement_type: str) -> bool:
    """Tell whether this care needs the reason why a family was not possible (INV-27)."""
    return placement_type in RESIDENTIAL


# With these a child stays with the parent it came with; a hospital is for a time (INV-26).
WITH_THE_PARENT = (PlacementType.OWN_FAMILY_COMMUNITY, PlacementType.FAMILY_UNIT_SHELTER, PlacementType.HEALTH_FACILITY)


def separates(accompaniment: str, placement_type: str) -> bool:
    """Tell whether this care takes a child from the parent it came with (INV-26)."""
    return accompaniment == Accompaniment.ACCOMPANIED_PARENT and placement_type not in WITH_THE_PARENT


def lowest_free(taken: Iterable[int], places: int, needed: int = 1) -> int | None:
    """Return the first of the lowest `needed` free places side by side from 1 to `places`; None where there are none."""
    used = set(taken)
    return next((first for first in range(1, places - needed + 2) if used.isdisjoint(range(first, first + needed))), None)
