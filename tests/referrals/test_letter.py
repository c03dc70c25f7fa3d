"""The letter of a referral on paper: its packet, what is asked, by when one answers; nothing else of the child."""

import pytest
from django.test import Client
from django.urls import reverse

from papers.services import letters_about
from placements.choices import AddressVisibility
from placements.models import FacilityAddress
from referrals.packets import lines
from tests.factories import relative_of
from tests.placements.homes import FacilityFactory, ProfileFactory
from tests.placements.homes import request as ask_bed
from tests.reading import words
from tests.referrals.sending import fresh

pytestmark = pytest.mark.django_db
OUTSIDE = {"recipient_name": "Clínica del Norte", "recipient_address": "Dra. Valle, Nogales", "to_organisation": None}


def sent(desk, **fields):
    """Send to somebody without an account and without an agreement: a second person approves it first."""
    waiting = desk.send(**OUTSIDE, **fields)
    return fresh(desk.approve(fresh(waiting)))


def sheet(desk, referral):
    client = Client()
    client.force_login(desk.team.caseworker)
    return client.get(reverse("referrals:letter", args=[referral.pk]))


def test_the_letter_holds_the_packet_as_it_was_sent_and_what_is_asked_by_when(desk):
    referral = sent(desk)
    [letter] = letters_about(referral)
    text = words(sheet(desk, referral))
    for label, value in lines(referral.packet):
        assert f"{label} {value}" in text
    for expected in [letter.reference, "Clínica del Norte", "Dra. Valle, Nogales", "Valoración médica completa.", "arts. 122 and 123"]:
        assert expected in text, expected
    assert f"{desk.case.unit.day_of(referral.reply_due_at):%Y}" in text
    assert "Stamp of the institution" in text


def test_no_field_outside_the_packet_is_on_the_letter(desk):
    """DP-3, DP-7: name and age were chosen; the rest of the file stays where it is."""
    relative_of(desk.case.child, name="Abuela Quej", phone="662 555 1234")
    referral = sent(desk, packet_fields=["age"])
    text = words(sheet(desk, referral))
    for withheld in ["Yesenia", "Guatemal", "Abuela", "662 555 1234", "female", "Risk"]:
        assert withheld not in text, withheld


def test_a_place_that_becomes_the_childs_shelter_after_the_sending_is_blotted_out_of_the_letter(desk):
    """INV-56: the sending refuses the address of the child's shelter; the letter printed later knows it too."""
    shelter = FacilityFactory()
    ProfileFactory(facility=shelter)
    hidden = {"text": "Calle Sauce 14", "phone": "662 100 2000", "visibility": AddressVisibility.RESTRICTED}
    FacilityAddress.objects.filter(facility=shelter).update(**hidden)
    referral = sent(desk, purpose="Visitarla en calle  sauce 14, teléfono 662 100 2000.")
    ask_bed(desk.case, shelter, desk.team.supervisor)
    assert "Visitarla en ▮▮▮, teléfono ▮▮▮." in words(sheet(desk, referral))


def test_a_home_study_says_what_the_visit_should_tell(desk):
    """INV-29: asked of the authority where the relative lives."""
    relative = relative_of(desk.case.child, name="Rosa Tzi")
    given = {"relative": relative, "packet_fields": ["name", "relative"], "purpose": "Visitar el hogar de la tía."}
    referral = sent(desk, kind="home_study", **given)
    text = words(sheet(desk, referral))
    assert "What the visit should tell" in text
    assert "how the kinship with the child is known" in text
    assert "Rosa Tzi" in text
    assert "What the visit should tell" not in words(sheet(desk, sent(desk)))
