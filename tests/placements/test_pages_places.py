"""The pages of the places themselves: board, overview, finder, checklists, foster homes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from cases.models import FamilyGroup, FamilyMember
from placements import services
from placements.models import QUESTIONS, Facility, Placement, Profile
from tests.factories import NOW, CaseFactory, UserFactory
from tests.placements.homes import WHY, FacilityFactory, ProfileFactory, accept, live_there, request
from tests.placements.test_pages import as_, asked, facility_fields, queries, sent, text

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=30)


@pytest.fixture
def now():
    """The pages live today: so do the children's beds."""
    return timezone.now()


# The board, the overview, the finder


def board_page(user, home) -> str:
    return text(as_(user).get(reverse("placements:board", args=[home.pk])))


def test_the_board_says_of_each_place_what_it_is_and_names_the_child_to_its_home_alone(case, team, home, now):
    Profile.objects.update(places=4)
    live_there(case, home, team.caseworker)
    coming = asked(CaseFactory(unit=team.unit), home, team.supervisor)
    accept(coming, home, now)
    page = board_page(home.staff, home)
    assert (page.count("place--occupied"), page.count("place--reserved"), page.count("place--free")) == (1, 1, 2)
    assert "2 places free now" in page
    assert reverse("placements:resident_detail", args=[coming.pk]) in page
    for person in (team.caseworker, team.supervisor):
        page = board_page(person, home)
        assert page.count("place--occupied") == 1
        assert case.child.code not in page
        assert case.child.identity.given_names not in page


def test_the_board_puts_a_lapsed_reservation_back_among_the_free_and_says_who_leaves(case, team, home, now):
    lived = live_there(case, home, team.caseworker)
    foster = FacilityFactory(facility_type="foster_family")
    foster.profile, foster.staff = ProfileFactory(facility=foster), UserFactory(organisation=foster.organisation, role=Role.SHELTER_STAFF)
    accept(request(case, foster, team.caseworker), foster, now)
    lapsed = accept(request(CaseFactory(unit=team.unit), home, team.supervisor), home, now)
    Placement.objects.filter(pk=lapsed.pk).update(reserved_until=now - timedelta(minutes=1))
    page = board_page(home.staff, home)
    assert (page.count("place--occupied"), page.count("place--reserved"), page.count("place--free")) == (1, 0, 1)
    assert "a bed is reserved elsewhere" in page
    assert lived.place in page


def test_the_board_keeps_the_place_of_an_absent_child(case, team, home, now):
    placement = live_there(case, home, team.caseworker)
    Placement.objects.filter(pk=placement.pk).update(state="absent", held_until=now + timedelta(hours=72))
    page = board_page(home.staff, home)
    assert (page.count("place--held"), page.count("place--free")) == (1, 1)
    Placement.objects.filter(pk=placement.pk).update(held_until=now - timedelta(minutes=1))
    assert board_page(home.staff, home).count("place--free") == 2


def test_the_board_counts_adults_of_a_family_room(team, home, now):
    room = ProfileFactory(facility=home, sex="any", age_from=0, places=3, takes_families=True)
    placement = request(CaseFactory(unit=team.unit), home, team.supervisor, adults=1)
    services.accept_request(placement=placement, profile=room, by=home.staff, now=now)
    page = board_page(home.staff, home)
    assert (page.count("place--adult"), page.count("place--reserved")) == (1, 1)
    assert "3 places free now" in page  # two of the home's other profile, one of the room


def test_a_licence_that_ends_tomorrow_is_warned_of_wherever_the_place_stands(case, team, home):
    Facility.objects.update(licence_valid_to=home.organisation.day_of(timezone.now()) + timedelta(days=1))
    for address in (
        reverse("placements:facility_list"),
        reverse("placements:facility_detail", args=[home.pk]),
        reverse("placements:board", args=[home.pk]),
        reverse("placements:find", args=[case.code]),
    ):
        assert "The licence ends on" in text(as_(team.caseworker).get(address)), address


def test_the_overview_narrows_by_what_the_address_says(team, home):
    full = ProfileFactory(places=0, facility__name="Casa llena").facility
    family = FacilityFactory(facility_type="foster_family", name="Familia Cedro", state="OAX")
    ProfileFactory(facility=family)

    def shown(query):
        page = text(as_(team.caseworker).get(reverse("placements:facility_list"), query))
        return {one.name for one in (home, full, family) if f">{one.name}<" in page}

    assert shown({}) == {home.name, full.name, family.name}
    assert shown({"free": "1"}) == {home.name, family.name}
    assert shown({"kind": "family"}) == {family.name}
    assert shown({"state": "SON"}) == {home.name, full.name}
    assert shown({"state": "SON", "free": "1"}) == {home.name}


def test_the_finder_narrows_and_keeps_what_it_insists_on_in_the_address(case, team, home):
    family = FacilityFactory(facility_type="foster_family", name="Familia Cedro", state="OAX")
    ProfileFactory(facility=family)
    find = reverse("placements:find", args=[case.code])

    def fitting(**query):
        page = text(as_(team.caseworker).get(find, query)).split("<details")[0]
        return [one.name for one in (family, home) if f">{one.name}<" in page]

    assert fitting() == [family.name, home.name]
    assert fitting(only="family") == [family.name]
    assert fitting(only="near") == [home.name]
    assert fitting(only=["family", "near"]) == []
    assert fitting(only="nonsense") == [family.name, home.name]
    assert "?only=family&amp;only=near" in text(as_(team.caseworker).get(find, {"only": "family"}))


def test_the_finder_puts_siblings_together_and_says_so(case, team, home):
    sister = CaseFactory(unit=team.unit)
    group = FamilyGroup.objects.create()
    for child in (case.child, sister.child):
        FamilyMember.objects.create(group=group, child=child)
    page = text(as_(team.caseworker).get(reverse("placements:find", args=[case.code])))
    assert "Room for the brothers and sisters too" in page
    apart = FacilityFactory(name="Aaa, la primera del abecedario")
    ProfileFactory(facility=apart, places=9)
    live_there(sister, home, team.supervisor)
    page = text(as_(team.caseworker).get(reverse("placements:find", args=[case.code])))
    assert "A brother or sister lives here" in page
    assert page.index(home.name) < page.index(apart.name)


def test_after_a_decline_the_finder_says_who_declined_and_what_else_there_is(case, team, home):
    other = ProfileFactory(facility__name="Casa Nogal").facility
    services.decline_request(placement=asked(case, home, team.caseworker), decline_reason="no_capacity", by=home.staff, now=timezone.now())
    page = text(as_(team.caseworker).get(reverse("placements:find", args=[case.code])))
    declined = page.split('id="declined"')[1].split("</section>")[0]
    assert home.name in declined
    assert f"#place-{other.pk}" in declined
    assert f"#place-{home.pk}" not in declined


@pytest.mark.parametrize("view", ["facility_list", "find", "board"])
def test_two_hundred_places_are_shown_with_at_most_twelve_queries(case, team, home, view):
    """As many as two are: the number does not depend on the rows."""
    args = {"find": [case.code], "board": [home.pk]}.get(view, [])
    address, client = reverse(f"placements:{view}", args=args), as_(team.caseworker)
    live_there(case, home, team.caseworker)
    few = queries(client, address)
    organisation = FacilityFactory().organisation
    profiles = [ProfileFactory(facility=FacilityFactory(organisation=organisation), places=5) for _number in range(200)]
    Profile.objects.filter(pk=home.profile.pk).update(places=40)
    for number, profile in enumerate([*profiles[:20], *[home.profile] * 20], start=1):
        one = CaseFactory(unit=team.unit)
        facts = {
            "child_views": "Sí.",
            "reason_family_based_not_possible": WHY,
            "requested_by": team.caseworker,
            "requested_at": timezone.now(),
        }
        held = {"profile": profile, "place_number": 1 + max(number - 20, 0) + (number > 20), "state": "active", "starts_at": LONG_AGO}
        Placement.objects.create(
            case=one, child=one.child, facility=profile.facility, placement_type=profile.facility.facility_type, **facts, **held
        )
    assert queries(client, address) == few
    assert few <= 12


# Whether a place is open, and who visits a family


def check_fields(*noes, **fields):
    answers = {name: "no" if name in noes else "yes" for name in QUESTIONS}
    facts = {"held_at": "2026-03-02T10:00", "inspector": "Visitaduría", "finding": "Se recorrió la casa."}
    return sent(**(facts | answers | fields))


def test_a_checklist_is_recorded_on_a_page_that_says_what_follows(case, team, home):
    live_there(case, home, team.caseworker)
    client, address = as_(team.supervisor), reverse("placements:check_add", args=[home.pk])
    assert address in text(client.get(reverse("placements:facility_detail", args=[home.pk])))
    closed = client.post(address, check_fields("doors_unlocked"), follow=True)
    assert "takes no child any more" in text(closed)
    assert "no door is locked to keep children in" in text(closed)
    assert "closed_shelter" in {event.facility_type for event in case.deprivations.all()}
    assert "Move the child out" in text(as_(team.caseworker).get(reverse("cases:detail", args=[case.code])))
    fields = check_fields() | {"held_at": "2026-03-03T10:00"}
    assert "Nothing else ended by it" in text(client.post(address, fields, follow=True))
    assert case.deprivations.get().ended_at is None


def test_a_checklist_with_a_question_unanswered_comes_back_with_all_that_was_typed(team, home):
    fields = check_fields(no_guards="")
    answer = as_(team.supervisor).post(reverse("placements:check_add", args=[home.pk]), fields)
    assert answer.status_code == 422
    assert "Se recorrió la casa." in text(answer)
    assert home.checks.count() == 1


def test_a_programme_keeps_its_families_and_records_its_visits(team):
    programme = UserFactory(organisation=FacilityFactory().organisation, role=Role.FOSTER_COORDINATOR)
    client = as_(programme)
    household = {"household": "Rosalba Quijada", "accredited_by": "DIF", "vetted_on": "2026-01-01", "vetting_valid_to": "2099-01-01"}
    fields = facility_fields(name="Familia Cedro", facility_type="foster_family", **household)
    assert client.post(reverse("placements:facility_add"), fields | {"vetted_on": ""}).status_code == 422
    assert client.post(reverse("placements:facility_add"), fields).status_code == 302
    family = Facility.objects.get(name="Familia Cedro")
    visit = sent(visited_on="2026-03-01", visitor="Ana Ruiz", finding="La casa está lista.")
    answer = client.post(reverse("placements:visit_add", args=[family.pk]), visit, follow=True)
    assert "La casa está lista." in text(answer)
    page = text(as_(team.caseworker).get(reverse("placements:facility_detail", args=[family.pk])))
    for secret in ("Rosalba", "Quijada", "Calle 5", "La casa está lista."):
        assert secret not in page
