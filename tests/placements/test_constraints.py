"""What the database refuses by itself, whoever writes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.roles import OrgType
from placements.choices import PlacementType
from placements.models import CLOSING, QUESTIONS, Facility, Placement
from tests.factories import NOW, CaseFactory, OrganisationFactory
from tests.placements.homes import HOUR, WHY, FacilityFactory, FosterHomeFactory, LibertyCheckFactory, ProfileFactory, live_there, request

pytestmark = pytest.mark.django_db
STAY = {
    "placement_type": "residential_cas_public",
    "reason_family_based_not_possible": WHY,
    "child_views": "Sí.",
    "requested_at": NOW,
    "starts_at": NOW,
    "place_number": 1,
    "state": "active",
}


def refused(act, *args, **arguments) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        act(*args, **arguments)
    return str(error.value)


def execute(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def stay(team, profile, case=None, **fields):
    """Write a stay past every service."""
    case = case or CaseFactory(unit=team.unit)
    facts = STAY | {"case": case, "child": case.child, "facility": profile.facility, "profile": profile, "requested_by": team.caseworker}
    return Placement.objects.create(**(facts | fields))


def test_places_go_from_one_to_the_capacity_and_no_further(team, home):
    stay(team, home.profile, place_number=1)
    stay(team, home.profile, place_number=2)
    assert "INV-36" in refused(stay, team, home.profile, place_number=3)
    assert "placement_place_once" in refused(stay, team, home.profile, place_number=2)
    assert "placement_holds_a_place" in refused(stay, team, home.profile, place_number=0)
    assert "placement_holds_a_place" in refused(stay, team, home.profile, place_number=None)


@pytest.mark.parametrize("state", ["accepted", "active"])
def test_an_update_passes_no_capacity_either(team, home, state):
    waiting = stay(team, home.profile, place_number=7, state="requested", starts_at=None, reserved_until=NOW)
    change = "UPDATE placements_placement SET state = %s, starts_at = now() WHERE id = %s"
    assert "INV-36" in refused(execute, change, state, waiting.pk)


def test_capacity_is_not_cut_below_a_place_in_use(team, home):
    stay(team, home.profile, place_number=2)
    assert "INV-36" in refused(execute, "UPDATE placements_profile SET places = 1 WHERE id = %s", home.profile.pk)
    execute("UPDATE placements_profile SET places = 9 WHERE id = %s", home.profile.pk)


def test_a_profile_with_children_does_not_change_house(team, home):
    stay(team, home.profile)
    other = ProfileFactory().facility
    assert "INV-36" in refused(execute, "UPDATE placements_profile SET facility_id = %s WHERE id = %s", other.pk, home.profile.pk)


@pytest.mark.promise(38)
def test_a_child_lives_in_one_place_at_a_time(team, home):
    first = stay(team, home.profile)
    twice = refused(stay, team, home.profile, case=first.case, place_number=2)
    assert "placement_one_active" in twice or "placement_no_double" in twice  # whichever of the two the server asks first
    ended = {"state": "ended", "ends_at": NOW + 2 * HOUR, "end_reason": "reunified"}
    Placement.objects.filter(pk=first.pk).update(**ended)
    assert "placement_no_double" in refused(stay, team, home.profile, case=first.case, starts_at=NOW + HOUR)
    assert "placement_no_double" in refused(stay, team, home.profile, case=first.case, **(ended | {"starts_at": NOW - HOUR}))
    assert stay(team, home.profile, case=first.case, starts_at=NOW + 2 * HOUR).pk


def test_a_child_has_one_bed_reserved_at_a_time(team, home):
    reserved = {"state": "accepted", "starts_at": None, "reserved_until": NOW}
    first = stay(team, home.profile, **reserved)
    assert "placement_one_reserved" in refused(stay, team, home.profile, case=first.case, place_number=2, **reserved)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"ends_at": NOW - HOUR, "state": "ended", "end_reason": "reunified"}, "placement_ends_after_start"),
        ({"ends_at": NOW + HOUR, "state": "ended"}, "placement_ends_after_start"),
        ({"starts_at": None}, "placement_lived_since"),
        ({"reason_family_based_not_possible": ""}, "placement_family_first"),
        ({"child_views": ""}, "placement_child_heard"),
        ({"placement_type": "immigration_station"}, "placement_placement_type_known"),
        ({"placement_type": "kinship_care"}, "placement_somewhere"),
        ({"state": "declined"}, "placement_declined_why"),
        ({"state": "withdrawn"}, "placement_withdrawn_why"),
        ({"state": "accepted"}, "placement_reserved_until"),
        ({"state": "detained"}, "placement_state_known"),
    ],
)
def test_a_placement_lacks_nothing(team, home, fields, name):
    assert name in refused(stay, team, home.profile, **fields)


def test_the_child_of_a_placement_is_the_child_of_its_case(team, home):
    assert "child of its case" in refused(stay, team, home.profile, child=CaseFactory(unit=team.unit).child)


def test_the_profile_of_a_placement_is_of_its_house(team, home):
    assert "another facility" in refused(stay, team, home.profile, facility=ProfileFactory().facility)


def test_no_stay_begins_under_a_licence_that_is_over(team, home):
    Facility.objects.filter(pk=home.pk).update(licence_valid_to=NOW.date())
    assert "INV-37" in refused(stay, team, home.profile, starts_at=NOW + timedelta(days=1))
    late = NOW.replace(hour=6) + timedelta(days=1)  # 23:00 of the last day of the licence, where the house is
    assert stay(team, home.profile, starts_at=late).pk


def test_a_closed_house_takes_no_child_and_a_child_may_leave_it(case, team, home):
    lived = live_there(case, home, team.caseworker)
    LibertyCheckFactory(facility=home, held_at=NOW, doors_unlocked=False)
    assert "INV-01" in refused(stay, team, home.profile, place_number=2)
    execute("UPDATE placements_placement SET state = 'ended', ends_at = starts_at, end_reason = 'other' WHERE id = %s", lived.pk)


def test_the_migration_authority_runs_no_house(case, team, home):
    migration = OrganisationFactory(org_type=OrgType.MIGRATION_AUTHORITY)
    assert "INV-01" in refused(execute, "UPDATE placements_facility SET organisation_id = %s WHERE id = %s", migration.pk, home.pk)
    other = ProfileFactory()
    type(migration).objects.filter(pk=other.facility.organisation_id).update(org_type=OrgType.MIGRATION_AUTHORITY)
    assert "INV-01" in refused(stay, team, other)


@pytest.mark.parametrize("question", CLOSING)
def test_inv_01_whether_a_place_is_open_follows_its_latest_check_alone(home, question):
    """A "no" to any question that closes a place closes it; nobody writes otherwise, and no check is changed afterwards."""
    claim = "UPDATE placements_facility SET is_open_door = NOT is_open_door WHERE id = %s"
    assert "INV-01" in refused(execute, claim, home.pk)
    LibertyCheckFactory(facility=home, held_at=NOW, **{question: False})
    home.refresh_from_db()
    assert not home.is_open_door
    assert "INV-01" in refused(execute, claim, home.pk)
    for change in ("UPDATE placements_libertycheck SET finding = 'x'", "DELETE FROM placements_libertycheck"):
        assert "denied" in refused(execute, change)
    LibertyCheckFactory(facility=home, held_at=NOW - 30 * HOUR)  # an earlier look told late opens nothing
    home.refresh_from_db()
    assert not home.is_open_door
    LibertyCheckFactory(facility=home, held_at=NOW + HOUR)
    home.refresh_from_db()
    assert home.is_open_door


@pytest.mark.parametrize("question", sorted(set(QUESTIONS) - set(CLOSING)))
def test_what_is_only_lacking_closes_no_place(home, question):
    assert LibertyCheckFactory(facility=home, held_at=NOW, **{question: False}).is_open
    home.refresh_from_db()
    assert home.is_open_door


def test_a_place_is_not_open_before_somebody_looked(team):
    unseen = ProfileFactory(facility=FacilityFactory(is_open_door="unchecked"))
    assert not Facility.objects.get(pk=unseen.facility_id).is_open_door
    assert "INV-01" in refused(stay, team, unseen)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"closed_since": NOW - HOUR}, "libertycheck_closed_before_found"),
        ({"doors_unlocked": False, "closed_since": NOW + HOUR}, "libertycheck_closed_before_found"),
        ({"finding": ""}, "libertycheck_says_what_and_who"),
        ({"inspector": ""}, "libertycheck_says_what_and_who"),
        ({"held_at": NOW - 60 * 24 * HOUR}, "libertycheck_one_at_a_time"),
        ({"goes_out": None}, "goes_out"),
    ],
)
def test_a_check_lacks_nothing(home, fields, name):
    assert name in refused(LibertyCheckFactory, facility=home, **({"held_at": NOW} | fields))


def test_inv_37_no_stay_begins_with_a_family_whose_vetting_is_over_or_missing(team):
    unvetted, over, vetted = (
        ProfileFactory(facility=FacilityFactory(facility_type="foster_family", **home))
        for home in ({"foster_home": False}, {"foster_home__vetting_valid_to": NOW.date() - timedelta(days=1)}, {})
    )
    foster = {"placement_type": "foster_family"}
    assert "INV-37" in refused(stay, team, unvetted, **foster)
    assert "INV-37" in refused(stay, team, over, **foster)
    assert stay(team, vetted, **foster).pk


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"vetting_valid_to": "2025-08-31"}, "fosterhome_vetting_in_order"), ({"household": ""}, "fosterhome_says_who")],
)
def test_a_foster_home_lacks_nothing(fields, name):
    family = FacilityFactory(facility_type="foster_family", foster_home=False)
    assert name in refused(FosterHomeFactory, facility=family, **fields)


def test_inv_36_adults_in_a_family_room_take_places(team, home):
    assert "family room" in refused(stay, team, home.profile, adults=1)
    room = ProfileFactory(facility=home, sex="any", age_from=0, takes_families=True, places=4)
    stay(team, room, adults=1)
    assert "placement_place_once" in refused(stay, team, room, place_number=2)
    assert "INV-36" in refused(stay, team, room, place_number=3, adults=2)
    stay(team, room, place_number=3, adults=1)
    for change in ("places = 3", "takes_families = false"):
        assert "INV-36" in refused(execute, f"UPDATE placements_profile SET {change} WHERE id = %s", room.pk)
    assert "placement_adults_plausible" in refused(stay, team, room, place_number=1, adults=11, state="requested", starts_at=None)


@pytest.mark.parametrize("facility_type", ["immigration_station", "police_cell", "kinship_care", ""])
def test_a_facility_is_a_place_of_care(home, facility_type):
    assert "facility_type_known" in refused(
        execute, "UPDATE placements_facility SET facility_type = %s WHERE id = %s", facility_type, home.pk
    )


def test_the_same_house_is_asked_once_at_a_time(case, team, home):
    request(case, home, team.caseworker)
    waiting = {"state": "requested", "starts_at": None, "place_number": None}
    assert "placement_asked_once" in refused(stay, team, home.profile, case=case, **waiting)


def test_every_kind_of_care_is_one_the_database_knows(team):
    [[definition]] = _rows("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'placement_placement_type_known'")
    assert [value for value in PlacementType.values if f"'{value}'" not in definition] == []


def _rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
