"""What the database refuses by itself, whoever writes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.roles import OrgType
from placements.choices import PlacementType
from placements.models import Facility, Placement
from tests.factories import NOW, CaseFactory, OrganisationFactory
from tests.placements.homes import HOUR, WHY, ProfileFactory, live_there, request

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


def test_a_child_lives_in_one_place_at_a_time(team, home):
    first = stay(team, home.profile)
    assert "(child_id" in refused(stay, team, home.profile, case=first.case, place_number=2)  # whichever of the two is asked first
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
    Facility.objects.filter(pk=home.pk).update(is_open_door=False)
    assert "INV-01" in refused(stay, team, home.profile, place_number=2)
    execute("UPDATE placements_placement SET state = 'ended', ends_at = starts_at, end_reason = 'other' WHERE id = %s", lived.pk)


def test_the_migration_authority_runs_no_house(case, team, home):
    migration = OrganisationFactory(org_type=OrgType.MIGRATION_AUTHORITY)
    assert "INV-01" in refused(execute, "UPDATE placements_facility SET organisation_id = %s WHERE id = %s", migration.pk, home.pk)
    other = ProfileFactory()
    type(migration).objects.filter(pk=other.facility.organisation_id).update(org_type=OrgType.MIGRATION_AUTHORITY)
    assert "INV-01" in refused(stay, team, other)


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
