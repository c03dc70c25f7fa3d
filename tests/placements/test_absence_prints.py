"""The papers of an absence: what those who search are told, and what they are not; what a child says stays with the team."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from papers.models import Letter
from placements import services
from placements.choices import AddressVisibility
from placements.models import FacilityAddress
from tests.factories import NOW
from tests.placements.homes import HOUR, live_there
from tests.reading import words

pytestmark = pytest.mark.django_db
GONE = {
    "type": "left_voluntarily",
    "starts_at": NOW + HOUR,
    "last_seen": "En la parada de calle Sauce 14",
    "clothing": "Sudadera roja",
    "circumstances": "Discutió con su padrastro por teléfono.",
}


@pytest.fixture
def absence(case, team, home):
    FacilityAddress.objects.filter(facility=home).update(text="Calle Sauce 14", visibility=AddressVisibility.RESTRICTED)
    live_there(case, home, team.caseworker)
    return services.report_absence(case=case, by=team.caseworker, now=NOW + 2 * HOUR, **GONE)


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def report(absence, by, addressee="Fiscalía de Sonora") -> Letter:
    return services.issue_report(absence=absence, addressee=addressee, by=by, now=NOW + 3 * HOUR)


def paper(user, absence, letter):
    return as_(user).get(reverse("placements:absence_letter", args=[absence.pk, letter.pk]))


def test_the_report_says_how_to_know_the_child_and_what_to_do_when_found(absence, team):
    letter = report(absence, team.caseworker)
    text = words(paper(team.caseworker, absence, letter))
    for expected in [
        "Fiscalía de Sonora",
        letter.reference,
        "Yesenia Caal Tzi",
        "2 March 2026, 10:00",
        "Sudadera roja",
        "arts. 47 and 122",
        "nor to hand the child to the migration authority",
    ]:
        assert expected in text, expected


def test_neither_why_the_child_left_nor_the_address_of_the_house_is_told(absence, team, home):
    """INV-56, F7."""
    text = words(paper(team.caseworker, absence, report(absence, team.caseworker)))
    assert "En la parada de ▮▮▮" in text
    for withheld in ["Sauce", "padrastro", "Discutió", home.name]:
        assert withheld not in text, withheld


def test_what_was_searched_is_told_by_its_kind_alone(absence, team):
    given = {"at": NOW + 2 * HOUR, "by": team.caseworker, "now": NOW + 3 * HOUR}
    services.log_search(absence=absence, kind="hospitals", text="La vio una enfermera.", **given)
    text = words(paper(team.caseworker, absence, report(absence, team.caseworker)))
    assert "Hospitals and health centres" in text
    assert "enfermera" not in text


def test_each_institution_has_one_report_with_a_number_of_its_own(absence, team):
    serials = [report(absence, team.caseworker, addressee).serial for addressee in ("Fiscalía", "Comisión de Búsqueda", " Fiscalía ")]
    assert serials == [1, 2, 1]


def test_no_report_without_addressee_nor_after_the_return(absence, team):
    with pytest.raises(ValidationError):
        report(absence, team.caseworker, " ")
    services.record_return(absence=absence, ends_at=NOW + 3 * HOUR, outcome="Volvió sola.", by=team.caseworker, now=NOW + 4 * HOUR)
    with pytest.raises(ValidationError):
        report(absence, team.caseworker)
    assert not Letter.objects.exists()


def test_the_page_of_the_absence_issues_the_report_and_offers_it(absence, team):
    client, page = as_(team.caseworker), reverse("placements:absence", args=[absence.pk])
    form = reverse("placements:absence_letter_add", args=[absence.pk])
    assert form in client.get(page).content.decode()
    assert client.post(form, {"addressee": "", "submission_key": uuid.uuid4()}).status_code == 422
    assert client.post(form, {"addressee": "Fiscalía", "submission_key": uuid.uuid4()}).url == page
    assert Letter.objects.get().reference in client.get(page).content.decode()


def test_a_home_writes_no_letters_of_the_authority_and_reads_none(absence, team, home):
    letter = report(absence, team.caseworker)
    client = as_(home.staff)
    assert paper(home.staff, absence, letter).status_code == 404
    assert client.get(reverse("placements:absence_letter_add", args=[absence.pk])).status_code == 404
    assert letter.reference not in client.get(reverse("placements:absence", args=[absence.pk])).content.decode()


def test_what_the_child_says_is_printed_for_the_team_alone(absence, team, home):
    """INV-47: no sanction follows."""
    services.record_return(absence=absence, ends_at=NOW + 3 * HOUR, outcome="Volvió sola.", by=team.caseworker, now=NOW + 4 * HOUR)
    said = {"why_left": "Extrañaba a mi hermana.", "what_helps": "Llamarla cada semana."}
    services.hold_interview(absence=absence, held_at=NOW + 4 * HOUR, by=team.caseworker, now=NOW + 5 * HOUR, **said)
    address = reverse("placements:absence_interview_paper", args=[absence.pk])
    text = words(as_(team.caseworker).get(address))
    for expected in [*said.values(), "Nothing that was said here is a reason for a sanction"]:
        assert expected in text, expected
    assert as_(home.staff).get(address).status_code == 404
    assert not Letter.objects.exists()
