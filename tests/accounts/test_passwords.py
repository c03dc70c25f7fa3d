"""Passwords are long, of any characters, and not what anybody who knows the place would try."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.factories import OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.promise(9)]


@pytest.fixture
def person():
    place = OrganisationFactory(name="Albergue Temporal Ñandú de Nogales", municipality="Nogales")
    return UserFactory(email="lucero.ibarra@example.org", full_name="Lucero Ibarra Téllez", organisation=place)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "lluvia-camion-verde-7",
        "albergue lluvia camión verde",
        "a" * 8 + "bcdefghij" * 13 + "xyz",  # 128 characters
        "ñandutí de Itauguá 🌧",
        "12 + 7 = 19 :)",
        "xkqv wplm zrtd",
    ],
)
def test_taken(person, password):
    validate_password(password, person)


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "password1234",
        "qwertyuiop123",
        "Albergue2026!!",
        "refugio-nogales",
        "Ñandú-Nogales-2026",
        "NANDU nogales 26",
        "idc_atd-2026!",
        "migracion12345",
        "Lucero.Ibarra1",
        "tellez-ibarra-26",
        "contraseña2026",
        "refugiorefugiorefugio",
        "albergue11111111111",
    ],
)
def test_refused(person, password):
    with pytest.raises(ValidationError):
        validate_password(password, person)


def test_the_page_takes_one_of_128_characters_and_asks_for_no_kind_of_character(person):
    client, long = Client(headers={"Accept-Language": "en"}), "lluvia verde " * 9 + "camion12345"
    assert len(long) == 128
    client.force_login(person)
    facts = {"oldpassword": "a-long-test-password", "password1": long, "password2": long}
    page = client.get(reverse("account_change_password")).content.decode()
    assert "maxlength" not in page.partition("<main")[2].partition("</main")[0]
    assert client.post(reverse("account_change_password"), facts).status_code == 302
    person.refresh_from_db()
    assert person.check_password(long)
