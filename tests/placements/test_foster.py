"""Foster homes: places like any other, with a family that is vetted, visited, and known to few."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import OrgType, Role
from placements import services
from placements.choices import State
from placements.models import Facility, FacilityAddress, FosterHome, Placement, SupervisedVisit
from tests.factories import NOW, CaseFactory, OrganisationFactory, UserFactory, grant
from tests.placements.homes import FacilityFactory, ProfileFactory, accept, live_there, request

pytestmark = pytest.mark.django_db
HOUSEHOLD = {
    "household": "Rosalba Quijada, 44; Martín Ochoa, 47",
    "accredited_by": "DIF Sonora",
    "vetted_on": date(2026, 1, 15),
    "vetting_valid_to": date(2027, 1, 15),
}


@pytest.fixture
def programme():
    """The coordinator of a programme of foster families."""
    organisation = OrganisationFactory(org_type=OrgType.FOSTER_PROGRAMME, name="Familias de Acogida")
    return UserFactory(organisation=organisation, role=Role.FOSTER_COORDINATOR)


@pytest.fixture
def family(programme):
    home = FacilityFactory(facility_type="foster_family", organisation=programme.organisation, name="Familia Cedro")
    home.profile, home.staff = ProfileFactory(facility=home), programme
    return home


def save(programme, facility=None, household=HOUSEHOLD, **fields):
    facts = {"name": "Familia Cedro", "facility_type": "foster_family", "licence_number": "A-1", "licence_valid_to": date(2027, 1, 1)}
    address = {"text": "Calle Pitic 5", "visibility": "public"}
    version = facility.version if facility else 0
    return services.save_facility(
        facility=facility, version=version, address=address, household=household, by=programme, now=NOW, **(facts | fields)
    )


def refused_field(verb, *args, **arguments) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        verb(*args, **arguments)
    return list(refused.value.message_dict)


def test_a_programme_adds_a_family_and_its_address_is_kept(programme):
    home = save(programme)
    assert (home.foster_home.household, home.address.visibility) == (HOUSEHOLD["household"], "restricted")
    save(programme, home, HOUSEHOLD | {"vetting_valid_to": date(2028, 1, 15)})
    assert FosterHome.objects.get().vetting_valid_to == date(2028, 1, 15)


@pytest.mark.parametrize(
    ("household", "fields", "field"),
    [
        ({}, {"name": "Familia Quijada"}, "name"),
        ({"household": ""}, {}, "household"),
        ({"accredited_by": ""}, {}, "accredited_by"),
        ({"vetted_on": None}, {}, "vetted_on"),
        ({"vetting_valid_to": None}, {}, "vetting_valid_to"),
        ({"vetting_valid_to": date(2026, 1, 14)}, {}, "vetting_valid_to"),
    ],
)
def test_a_family_is_not_added_unvetted_or_under_its_own_name(programme, household, fields, field):
    assert refused_field(save, programme, household=HOUSEHOLD | household, **fields) == [field]
    assert not Facility.objects.exists()


def test_a_house_does_not_become_a_family(programme, family):
    assert refused_field(save, programme, family, facility_type="small_group_home") == ["facility_type"]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"foster_home__vetting_valid_to": date(2026, 3, 1)}, "vetting of this family"),
        ({"licence_valid_to": date(2026, 3, 1)}, "licence of this place"),
        ({"foster_home": False}, "never vetted"),
    ],
)
def test_inv_37_a_family_whose_accreditation_or_vetting_is_over_takes_no_child(case, team, change, text):
    home = ProfileFactory(facility=FacilityFactory(facility_type="foster_family", **change)).facility
    with pytest.raises(ValidationError, match=text):
        request(case, home, team.caseworker)


def test_inv_37_a_vetting_that_ends_between_acceptance_and_arrival_refuses_the_stay(case, team, family):
    placement = accept(request(case, family, team.caseworker), family)
    FosterHome.objects.update(vetting_valid_to=NOW.date() - timedelta(days=1))
    with pytest.raises(ValidationError, match="INV-37"):
        services.start_placement(placement=placement, starts_at=NOW, by=team.caseworker, now=NOW)
    assert Placement.objects.get().state == State.ACCEPTED


def knows(user, family) -> tuple[bool, bool, bool]:
    """Tell whether `user` learns the address, who the family is, and how the visits were."""
    rows = (
        FacilityAddress.objects.visible_to(user).filter(facility=family),
        FosterHome.objects.visible_to(user).filter(facility=family),
        SupervisedVisit.objects.visible_to(user).filter(home=family.foster_home),
    )
    return tuple(found.exists() for found in rows)


@pytest.mark.parametrize("visibility", ["public", "authority", "restricted"])
def test_inv_56_a_family_is_known_to_its_programme_and_to_who_places_a_child_there_alone(case, team, family, visibility):
    """Whatever the address says of itself; before acceptance and after the end nobody of the team knows."""
    FacilityAddress.objects.update(visibility=visibility)
    services.record_supervised_visit(
        home=family.foster_home, visited_on=NOW.date(), visitor="Ana", finding="Bien.", by=family.staff, now=NOW
    )
    stranger = team.person(Role.CASEWORKER)
    grant(CaseFactory(unit=team.unit), stranger)
    other_programme = UserFactory(organisation=OrganisationFactory(), role=Role.FOSTER_COORDINATOR)
    placement = request(case, family, team.caseworker)
    assert knows(team.caseworker, family) == (False, False, False)
    accept(placement, family)
    assert knows(team.caseworker, family) == (True, True, True)
    services.start_placement(placement=placement, starts_at=NOW, by=team.caseworker, now=NOW)
    assert knows(team.supervisor, family) == knows(family.staff, family) == (True, True, True)
    for person in (stranger, other_programme, team.notifier, team.person(Role.PSYCHOLOGIST)):
        assert knows(person, family) == (False, False, False)
    services.end_placement(placement=placement, ends_at=NOW, end_reason="reunified", by=team.caseworker, now=NOW)
    assert knows(team.caseworker, family) == (False, False, False)


def test_a_visit_is_recorded_by_the_own_programme_and_stays(team, family):
    facts = {"home": family.foster_home, "visited_on": NOW.date(), "visitor": "Ana Ruiz", "finding": "Todo en orden.", "now": NOW}
    visit = services.record_supervised_visit(by=family.staff, is_of_concern=True, **facts)
    assert SupervisedVisit.objects.get() == visit
    assert refused_field(services.record_supervised_visit, by=family.staff, **(facts | {"visited_on": NOW.date() + timedelta(days=2)})) == [
        "visited_on"
    ]
    with pytest.raises(PermissionDenied):
        services.record_supervised_visit(by=team.supervisor, **facts)
    with pytest.raises(FosterHome.DoesNotExist):
        services.record_supervised_visit(by=UserFactory(organisation=OrganisationFactory(), role=Role.FOSTER_COORDINATOR), **facts)


def test_a_family_offers_places_as_any_house_does(case, team, family):
    """One concept: asked, accepted, lived in and counted by the same verbs."""
    placement = live_there(case, family, team.caseworker)
    assert (placement.placement_type, placement.place, placement.place_number) == ("foster_family", "Familia Cedro", 1)


# Family rooms


@pytest.fixture
def room(home):
    return ProfileFactory(facility=home, sex="any", age_from=0, age_to=17, places=4, takes_families=True)


def take(case, home, room, by, adults=0):
    placement = request(case, home, by, adults=adults)
    return services.accept_request(placement=placement, profile=room, by=home.staff, now=NOW)


def test_inv_36_adults_who_come_with_a_child_take_places_in_a_family_room(team, home, room):
    numbers = [take(CaseFactory(unit=team.unit), home, room, team.supervisor, adults).place_number for adults in (1, 0)]
    assert numbers == [1, 3]
    counted = type(room).objects.counted(NOW).get(pk=room.pk)
    assert counted.reserved == 3
    assert refused_field(take, CaseFactory(unit=team.unit), home, room, team.supervisor, 1) == ["profile"]
    assert take(CaseFactory(unit=team.unit), home, room, team.supervisor).place_number == 4


def test_places_that_stand_apart_are_brought_together_for_a_family(team, home, room):
    stays = [take(CaseFactory(unit=team.unit), home, room, team.supervisor) for _child in range(4)]
    for leaves in (stays[0], stays[2]):
        services.withdraw_request(placement=leaves, withdrawal_reason="other", by=team.supervisor, now=NOW)
    family = take(CaseFactory(unit=team.unit), home, room, team.supervisor, 1)
    assert family.place_number == 3
    assert sorted(Placement.objects.holding().values_list("place_number", flat=True)) == [1, 2, 3]


def test_adults_are_asked_for_where_there_is_a_family_room_and_accepted_there_alone(case, team, home, room):
    placement = request(case, home, team.caseworker, adults=1)
    assert refused_field(accept, placement, home) == ["profile"]
    room.takes_families = False
    room.save()
    other = CaseFactory(unit=team.unit)
    assert refused_field(request, other, home, team.supervisor, adults=1) == ["adults"]


def test_a_family_room_with_adults_in_it_stays_one_and_is_not_cut_below_them(team, home, room):
    take(CaseFactory(unit=team.unit), home, room, team.supervisor, 1)
    facts = {"facility": home, "profile": room, "version": room.version, "by": home.manager, "now": NOW}
    fields = {"sex": "any", "age_from": 0, "age_to": 17}
    assert refused_field(services.save_profile, places=1, takes_families=True, **facts, **fields) == ["places"]
    assert refused_field(services.save_profile, places=4, takes_families=False, **facts, **fields) == ["takes_families"]
    assert services.save_profile(places=2, takes_families=True, **facts, **fields).places == 2
