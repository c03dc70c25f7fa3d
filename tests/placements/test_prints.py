"""The sheets of a stay on paper: what they say, to whom, and what they never say."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from audit.models import Event, Kind
from papers.models import Letter
from papers.services import letters_about
from placements import services
from placements.choices import AddressVisibility, EndReason
from placements.models import FacilityAddress
from tests.factories import NOW, relative_of
from tests.placements.homes import HOUR, accept, live_there, request
from tests.reading import words

pytestmark = pytest.mark.django_db


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sheet(user, placement, name):
    return as_(user).get(reverse(f"placements:{name}", args=[placement.pk]))


def test_the_sheet_of_entry_says_who_entered_where_and_leaves_room_for_a_hand(case, team, home):
    placement = live_there(case, home, team.caseworker)
    text = words(sheet(team.caseworker, placement, "entry_sheet"))
    for expected in [
        "Yesenia Caal Tzi",
        home.name,
        "2 March 2026, 09:00",
        "Quiero estar con otras niñas.",
        "arts. 107 to 111",
        "Belongings that the child brings",
        "Day, hour and reason",
        "Receives the child",
    ]:
        assert expected in text, expected


def test_after_the_stay_the_sheet_says_when_and_why_it_ended(case, team, home):
    placement = live_there(case, home, team.caseworker)
    ended = services.end_placement(
        placement=placement, ends_at=NOW + HOUR, end_reason=EndReason.REUNIFIED, by=team.supervisor, now=NOW + HOUR
    )
    text = words(sheet(team.caseworker, ended, "entry_sheet"))
    assert "2 March 2026, 10:00" in text
    assert "Reunified with the family" in text


def test_the_care_sheet_names_who_may_be_in_touch_and_who_may_not_without_saying_why(case, team, home):
    """INV-28: only safe relatives to whom the child is not opposed."""
    relative_of(case.child, name="Rosa Tía", safe_to_contact="yes", child_wishes_contact="yes", phone="662 555 1234")
    relative_of(case.child, name="Juan Padrastro", safe_to_contact="no", is_risk=True, risk_text="Amenazas con arma.")
    relative_of(case.child, name="Ana Prima", safe_to_contact="yes", child_wishes_contact="no")
    relative_of(case.child, name="Luis Primo", safe_to_contact="unknown")
    text = words(sheet(home.staff, live_there(case, home, team.caseworker), "care_sheet"))
    allowed, forbidden = text.split("Who may not")
    assert "Rosa Tía" in allowed
    assert all(name in forbidden for name in ("Juan Padrastro", "Ana Prima", "Luis Primo"))
    assert not any(kept in text for kept in ("Amenazas", "662 555 1234"))


def test_no_sheet_tells_the_address_of_a_place(case, team, home):
    """INV-56."""
    FacilityAddress.objects.filter(facility=home).update(
        text="Calle Sauce 14", phone="662 100 2000", visibility=AddressVisibility.RESTRICTED
    )
    placement = live_there(case, home, team.caseworker)
    for name in ("entry_sheet", "care_sheet"):
        text = words(sheet(team.caseworker, placement, name))
        assert "Sauce" not in text
        assert "662 100 2000" not in text


def test_a_home_prints_while_it_cares_and_no_longer(case, team, home):
    asked = request(case, home, team.caseworker)
    assert sheet(home.staff, asked, "care_sheet").status_code == 404
    placement = services.start_placement(placement=accept(asked, home), starts_at=NOW, by=team.caseworker, now=NOW)
    assert sheet(home.staff, placement, "care_sheet").status_code == 200
    services.end_placement(placement=placement, ends_at=NOW + HOUR, end_reason=EndReason.REUNIFIED, by=team.supervisor, now=NOW + HOUR)
    assert sheet(home.staff, placement, "care_sheet").status_code == 404
    assert sheet(team.caseworker, placement, "care_sheet").status_code == 200


def test_a_request_that_waits_has_no_sheet_for_the_team_either(case, team, home):
    assert sheet(team.caseworker, request(case, home, team.caseworker), "entry_sheet").status_code == 404


def test_every_print_is_on_record(case, team, home):
    sheet(home.staff, live_there(case, home, team.caseworker), "care_sheet")
    event = Event.objects.get(kind=Kind.EXPORT)
    assert (event.action, event.subjects) == ("care_sheet.print", [case.pk, case.child_id])


# The minutes of a hand-over

HANDED = {
    "place": "Procuraduría de Oaxaca",
    "handed_by": "Rosa Figueroa, DIF",
    "receiver_identity": "INE 123",
    "belongings": "Una mochila azul.",
    "child_views": "Estoy feliz.",
}


def test_a_hand_over_to_the_family_has_minutes_with_a_number_of_their_own(case, team):
    """INV-29: who hands, who receives by which document, and what the child says; a home address has no place on them."""
    relative = relative_of(case.child, phone="662 555 1234", location="Oaxaca, México")
    release = services.release_child(case=case, relative=relative, released_at=NOW, by=team.supervisor, now=NOW, **HANDED)
    address = reverse("placements:release_minutes", args=[case.code, release.pk])
    text = words(as_(team.caseworker).get(address))
    [letter] = letters_about(release)
    expected = [
        "Minutes of the hand-over",
        letter.reference,
        "Rosa Figueroa, DIF",
        str(relative),
        "INE 123",
        "Una mochila azul.",
        "Estoy feliz.",
    ]
    for one in [*expected, "arts. 22, 89 to 101", "2 March 2026, 09:00"]:
        assert one in text, one
    for withheld in ["662 555 1234", "Oaxaca, México", "Stamp of the institution"]:
        assert withheld not in text, withheld


def test_a_hand_over_that_is_refused_uses_no_number(case, team):
    with pytest.raises(ValidationError):
        services.release_child(
            case=case, relative=relative_of(case.child), released_at=NOW, by=team.supervisor, now=NOW, **HANDED | {"place": ""}
        )
    assert not Letter.objects.exists()
