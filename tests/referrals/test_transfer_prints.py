"""The letters of a transfer: what goes with a child across a border and what does not, and the minutes both authorities sign."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cases.models import ChildIdentity
from papers.models import Letter
from papers.services import letters_about
from referrals.transfer_packet import FIELDS, sections_of
from tests.factories import relative_of
from tests.reading import words
from tests.referrals.handing import Two
from tests.referrals.test_transfers import sent_abroad, to_guatemala

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return Two()


@pytest.fixture
def abroad():
    return to_guatemala(solution="reunified_third_country")


def sheet(user, transfer, letter):
    client = Client()
    client.force_login(user)
    return client.get(reverse("referrals:transfer_paper", args=[transfer.pk, letter.pk]))


def test_the_minutes_say_what_both_agreed_and_stand_in_the_origins_register(two):
    transfer = two.handed_over()
    [minutes] = letters_about(transfer)
    assert (minutes.kind, minutes.authority) == ("handover_minutes", two.origin.unit)
    text = words(sheet(two.origin.caseworker, transfer, minutes))
    for expected in [
        minutes.reference,
        "Yesenia Caal Tzi",
        "Marcela Ibarra, Sonora",
        "Eva Cruz, Oaxaca",
        "Oaxaca hace las visitas.",
        "Procuraduría de Sonora is responsible for the child until Procuraduría de Oaxaca takes over",  # INV-33
    ]:
        assert expected in text, expected


def test_both_authorities_print_the_minutes_and_nobody_else(two):
    transfer = two.in_effect()
    [minutes] = letters_about(transfer)
    for reader in (two.origin.supervisor, two.destination.supervisor):
        assert "Procuraduría de Sonora" in words(sheet(reader, transfer, minutes))
    assert sheet(Two(name="Procuraduría ajena").destination.supervisor, transfer, minutes).status_code == 404


def test_at_home_no_file_goes_before_the_child(two):
    assert letters_about(two.offered()) == []


def test_minutes_that_are_refused_use_no_number(two):
    transfer = two.accepted()
    with pytest.raises(ValidationError):
        two.hand_over(transfer, minutes=" ")
    assert not Letter.objects.exists()


def test_across_the_border_goes_the_packet_and_nothing_else(abroad):
    """INV-34: neither asylum, health, reasons, relatives, risk nor where anybody lives."""
    relative_of(abroad.case.child, name="Abuela Quej", phone="+502 5555 1234")
    transfer = sent_abroad(abroad)
    [file] = letters_about(transfer)
    text = words(sheet(abroad.origin.caseworker, transfer, file))
    assert file.addressee in text
    for _title, rows in sections_of(transfer.packet):
        for label, value in rows:
            assert " ".join(label.split()) in text
            assert " ".join(value.split()) in text
    assert transfer.packet.keys() <= {name for name, field in FIELDS.items() if field.is_abroad}
    for withheld in ["Abuela Quej", "5555 1234", "sylum", "Lo que se sabe", "Tiene red", "Su madre vive allá", "Inscribir en la escuela"]:
        assert withheld not in text, withheld


def test_the_file_keeps_what_was_offered_whatever_is_written_later(abroad):
    transfer = sent_abroad(abroad)
    [file] = letters_about(transfer)
    ChildIdentity.objects.filter(child=abroad.case.child).update(given_names="Otra")
    assert "Otra" not in words(sheet(abroad.origin.caseworker, transfer, file))


def test_an_offer_that_is_refused_uses_no_number(abroad):
    with pytest.raises(ValidationError, match="INV-34"):
        sent_abroad(abroad, note="Pidió asilo.")
    assert not Letter.objects.exists()
