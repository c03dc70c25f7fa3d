from dataclasses import replace
from datetime import date, timedelta

import pytest

from liberty.choices import PlaceOfDeprivation
from placements import rules
from placements.choices import FACILITY_TYPES, RESIDENTIAL, WITH_FAMILY, PlacementType
from placements.rules import Needs, Offer, Place, Standing

TODAY = date(2026, 3, 2)
GIRL = Needs(sex="female", age=15, language="kek", country="MX", state="SON", municipality="Hermosillo")


OPEN = Standing(is_migration_run=False, is_active=True, is_checked=True, closed_by=(), licence_valid_to=TODAY + timedelta(days=300))


def place(standing=None, **fields):
    facts = {
        "facility_type": "residential_cas_public",
        "standing": replace(OPEN, **(standing or {})),
        "languages": ("es",),
        "state": "SON",
        "municipality": "Hermosillo",
        "offers": (Offer("female", 12, 17, 10, 4),),
    }
    return Place(**(facts | fields))


def refusals(of: Place, needs: Needs = GIRL) -> list[str]:
    return [reason.text for reason in rules.reasons(of, needs, TODAY) if reason.fits is False]


def test_no_kind_of_care_is_a_kind_of_detention():
    assert set(PlacementType.values) & set(PlaceOfDeprivation.values) == set()
    assert [value for value in PlacementType.values if rules.names_detention(value.replace("_", " "))] == []
    assert {value for value, _label in FACILITY_TYPES} == set(PlacementType.values) - set(WITH_FAMILY)


@pytest.mark.parametrize(
    "name",
    [
        "Estación Migratoria Hermosillo",
        "ESTACION  MIGRATORIA",
        "estancia   provisional",
        "Estancia\tProvisional B",
        "Centro de detención",
        "de ten ción",
        "D.E.T.E.N.C.I.Ó.N.",
        "Custodia policial",
        "los separos",
        "Cárcel municipal",
        "CÁRCEL",
        "Aeropuerto, zona de tránsito",
        "Zona de tránsito",
        "centro   cerrado",
        "Centro-Cerrado Norte",
        "Return House",
        "return-house",
        "Detention centre",
        "Immigration station",
        "Lugar habilitado",
    ],
)
def test_names_of_detention_are_known_whatever_their_spelling(name):
    assert rules.names_detention(name)


@pytest.mark.parametrize(
    "name",
    [
        "Tin Otoch",
        "Casa de la abuela",
        "Tía Rosa, calle Pradera 12",
        "Camino a Casa",
        "Casa Hogar Reparos del Alma",
        "Hospital Infantil del Estado",
        "Familia Estévez",
        "Atención a la niñez",
        "Casa Abierta",
        "Provisiones y estancias infantiles",
        "Albergue Tránsito Amigo",
    ],
)
def test_names_of_care_pass(name):
    assert not rules.names_detention(name)


@pytest.mark.parametrize(
    ("sex", "age", "fits"),
    [
        ("female", 12, True),
        ("female", 17, True),
        ("female", 11, False),
        ("female", 18, False),
        ("male", 15, False),
        ("unknown", 15, True),
        ("other", 15, True),
        ("female", None, True),
        ("unknown", None, True),
    ],
)
def test_misfit_holds_sex_and_age_where_they_are_known(sex, age, fits):
    assert (rules.misfit(Offer("female", 12, 17, 1, 0), sex, age) == []) is fits


@pytest.mark.parametrize("sex", ["female", "male", "other", "unknown"])
def test_a_profile_for_any_takes_everybody_of_the_age(sex):
    assert rules.misfit(Offer("any", 0, 17, 1, 0), sex, 4) == []


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"offers": (Offer("female", 12, 17, 4, 4),)}, "No free place"),
        ({"offers": (Offer("male", 12, 17, 4, 0),)}, "other sex"),
        ({"offers": (Offer("female", 0, 6, 4, 0), Offer("male", 12, 17, 4, 0))}, "other ages"),
        ({"offers": ()}, "no profile"),
        ({"standing": {"licence_valid_to": TODAY - timedelta(days=1)}}, "INV-37"),
        ({"standing": {"closed_by": ("No door is locked",)}}, "no door is locked"),
        ({"standing": {"is_checked": False}}, "nobody has checked"),
        ({"standing": {"is_active": False}}, "at present"),
        ({"standing": {"is_migration_run": True}}, "INV-01"),
        ({"standing": {"is_household": True}}, "never vetted"),
        ({"standing": {"is_household": True, "vetting_valid_to": TODAY - timedelta(days=1)}}, "INV-37"),
    ],
)
def test_reasons_say_why_a_place_does_not_fit(fields, text):
    [reason] = refusals(place(**fields))
    assert text in reason


@pytest.mark.parametrize("days", [0, 1, 30])
@pytest.mark.parametrize("household", [{}, {"is_household": True, "vetting_valid_to": TODAY + timedelta(days=300)}])
def test_inv_37_a_licence_that_ends_today_or_soon_still_holds_and_is_warned_of(days, household):
    of = place(standing={"licence_valid_to": TODAY + timedelta(days=days)} | household)
    assert refusals(of) == []
    assert [reason.code for reason in rules.standing_reasons(of.standing, TODAY) if reason.fits is None] == ["licence"]
    assert refusals(place(standing={"licence_valid_to": TODAY + timedelta(days=31)} | household)) == []


def test_a_vetting_that_ends_soon_is_warned_of():
    of = replace(OPEN, is_household=True, vetting_valid_to=TODAY + timedelta(days=1))
    assert [reason.code for reason in rules.standing_reasons(of, TODAY) if reason.fits is None] == ["vetting"]


def test_reasons_put_refusals_first_and_doubts_before_what_fits():
    order = [reason.fits for reason in rules.reasons(place(standing={"is_checked": False}), GIRL, TODAY)]
    assert order == sorted(order, key=(False, None, True).index)


def test_free_counts_only_fitting_profiles():
    of = place(offers=(Offer("female", 12, 17, 10, 4), Offer("male", 12, 17, 8, 0), Offer("any", 0, 17, 3, 5)))
    assert rules.free_for(of, GIRL) == 6


FULL = (Offer("female", 12, 17, 1, 1),)


def test_rank_puts_takers_first_then_families_then_siblings_doubts_language_distance_and_room():
    foster = place(facility_type="foster_family")
    small = place(facility_type="small_group_home")
    with_sister = place(is_sibling_there=True)
    speaks = place(languages=("es", "kek"))
    in_town, in_state, far = place(), place(municipality="Nogales"), place(state="OAX", languages=("es",))
    doubtful = place(standing={"licence_valid_to": TODAY}, languages=("es", "kek"))
    roomy = place(offers=(Offer("female", 12, 17, 10, 0),))
    full_foster = place(facility_type="foster_family", offers=FULL)
    closed = place(facility_type="foster_family", standing={"is_checked": False})
    ranked = [foster, small, with_sister, speaks, roomy, in_town, in_state, far, doubtful, full_foster, closed]
    upside_down = ranked[::-1]
    found = sorted(upside_down, key=lambda one: rules.rank(one, GIRL, rules.reasons(one, GIRL, TODAY)))
    assert [ranked.index(one) for one in found] == list(range(len(ranked)))


@pytest.mark.parametrize(
    ("siblings", "there", "text", "fits"),
    [
        (1, False, "Room for the brothers and sisters too", True),
        (6, False, "No room for all", None),
        (0, True, "lives here", True),
    ],
)
def test_reasons_say_whether_siblings_stay_together(siblings, there, text, fits):
    [reason] = [
        one for one in rules.reasons(place(is_sibling_there=there), replace(GIRL, siblings=siblings), TODAY) if one.code == "siblings"
    ]
    assert (text in reason.text, reason.fits) == (True, fits)


def test_want_of_a_place_alone_is_a_full_house():
    assert rules.is_full(rules.reasons(place(offers=FULL), GIRL, TODAY))
    assert not rules.is_full(rules.reasons(place(), GIRL, TODAY))
    assert not rules.is_full(rules.reasons(place(offers=FULL, standing={"is_active": False}), GIRL, TODAY))


def test_a_child_of_four_has_no_place_in_an_adolescents_house():
    assert "other ages" in str(refusals(place(), replace(GIRL, age=4)))


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Familia Cedro", False),
        ("Familia de acogida 3", False),
        ("Familia Quijada", True),
        ("Hogar de Rosálba", True),
        ("Casa Martin", True),
        ("Rosalía", False),
    ],
)
def test_a_home_bears_no_name_of_its_family(name, is_one):
    assert rules.names_somebody(name, "Rosalba Quijada, 44, madre de acogida; Martín Ochoa, 47. Familia sin hijos.") is is_one


def test_residential_is_what_is_no_family():
    assert [value for value in PlacementType if rules.is_residential(value)] == list(RESIDENTIAL)


@pytest.mark.parametrize(
    ("taken", "places", "needed", "number"),
    [
        ([], 2, 1, 1),
        ([1], 2, 1, 2),
        ([2], 2, 1, 1),
        ([1, 2], 2, 1, None),
        ([], 0, 1, None),
        ([2], 4, 2, 3),
        ([2, 4], 5, 2, None),
        ([], 3, 3, 1),
    ],
)
def test_lowest_free_is_the_first_gap_that_is_wide_enough(taken, places, needed, number):
    assert rules.lowest_free(taken, places, needed) == number
