from datetime import date, timedelta

import pytest

from liberty.choices import PlaceOfDeprivation
from placements import rules
from placements.choices import FACILITY_TYPES, RESIDENTIAL, WITH_FAMILY, PlacementType
from placements.rules import Needs, Offer, Place

TODAY = date(2026, 3, 2)
GIRL = Needs(sex="female", age=15, language="kek", country="MX", state="SON", municipality="Hermosillo")


def place(**fields):
    facts = {
        "facility_type": "residential_cas_public",
        "is_open_door": True,
        "licence_valid_to": TODAY + timedelta(days=300),
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
        ({"licence_valid_to": TODAY - timedelta(days=1)}, "INV-37"),
        ({"is_open_door": False}, "INV-01"),
    ],
)
def test_reasons_say_why_a_place_does_not_fit(fields, text):
    [reason] = refusals(place(**fields))
    assert text in reason


def test_a_licence_that_ends_today_still_holds_and_is_flagged():
    of = place(licence_valid_to=TODAY)
    assert refusals(of) == []
    assert any("30 days" in reason.text for reason in rules.reasons(of, GIRL, TODAY) if reason.fits is None)


def test_reasons_put_refusals_first_and_doubts_before_what_fits():
    order = [reason.fits for reason in rules.reasons(place(is_open_door=False), GIRL, TODAY)]
    assert order == sorted(order, key=(False, None, True).index)


def test_free_counts_only_fitting_profiles():
    of = place(offers=(Offer("female", 12, 17, 10, 4), Offer("male", 12, 17, 8, 0), Offer("any", 0, 17, 3, 5)))
    assert rules.free_for(of, GIRL) == 6


def test_rank_puts_takers_first_then_families_then_the_near_and_the_understood():
    foster = place(facility_type="foster_family")
    full_foster = place(facility_type="foster_family", offers=(Offer("female", 12, 17, 1, 1),))
    far = place(state="OAX")
    speaks = place(languages=("es", "kek"))
    places = [full_foster, far, place(), speaks, foster]
    ranked = sorted(places, key=lambda one: rules.rank(one, GIRL, rules.reasons(one, GIRL, TODAY)))
    assert ranked == [foster, speaks, place(), far, full_foster]


def test_residential_is_what_is_no_family():
    assert [value for value in PlacementType if rules.is_residential(value)] == list(RESIDENTIAL)


@pytest.mark.parametrize(("taken", "places", "number"), [([], 2, 1), ([1], 2, 2), ([2], 2, 1), ([1, 2], 2, None), ([], 0, None)])
def test_lowest_free_is_the_first_gap(taken, places, number):
    assert rules.lowest_free(taken, places) == number
