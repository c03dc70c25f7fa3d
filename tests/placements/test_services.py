from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import CAPABILITIES, Role
from audit.models import Event
from cases.casefile import remember
from cases.choices import Because, Step, TaskKind
from cases.models import Case, CaseGrant, Child
from cases.services import raise_task
from liberty.services import end_deprivation, record_deprivation
from placements import guards, services
from placements.choices import DeclineReason, State
from placements.models import Facility, FacilityAddress, Placement, Profile
from tests.factories import (
    NOW,
    CaseFactory,
    ChildFactory,
    OrganisationFactory,
    Team,
    UserFactory,
    demanded,
    fresh,
    grant,
    relative_of,
    walk_to,
)
from tests.placements.homes import HOUR, FacilityFactory, ProfileFactory, accept, live_there, request

pytestmark = pytest.mark.django_db
PLACERS = [role for role in Role if {"placement.propose", "placement.order"} & CAPABILITIES[role]]


def refusal(verb, **arguments) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        verb(**arguments)
    return refused.value


def refused_field(verb, **arguments) -> list[str]:
    return list(refusal(verb, **arguments).message_dict)


def change(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)


def now_of(placement) -> Placement:
    return Placement.objects.get(pk=placement.pk)


# Asking


def test_request_waits_for_a_reply_within_the_pack_s_time(case, team, home):
    placement = request(case, home, team.caseworker)
    assert (placement.state, placement.placement_type) == (State.REQUESTED, "residential_cas_public")
    assert placement.reply_due_at == NOW + 4 * HOUR


@pytest.mark.parametrize("role", [role for role in Role if role not in PLACERS and "case.read" in CAPABILITIES[role]])
def test_request_asks_for_the_capability(case, team, home, role):
    person = team.person(role)
    grant(case, person)
    with pytest.raises(PermissionDenied):
        request(case, home, person)


def test_request_does_not_reach_a_case_of_others(case, home):
    with pytest.raises(Case.DoesNotExist):
        request(case, home, Team().caseworker)


def test_request_does_not_reach_a_facility_of_another_country(case, team):
    abroad = FacilityFactory(organisation=OrganisationFactory(country="GT"))
    with pytest.raises(Facility.DoesNotExist):
        request(case, abroad, team.caseworker)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"is_active": False}, "does not take"),
        ({"licence_valid_to": date(2026, 3, 1)}, "INV-37"),
    ],
)
def test_request_and_acceptance_refuse_a_place_that_takes_no_child(case, team, home, fields, text):
    placement = request(case, home, team.caseworker)
    change(home, **fields)
    other = CaseFactory(unit=team.unit)
    grant(other, team.caseworker)
    assert text in str(refusal(request, case=other, home=home, by=team.caseworker))
    assert text in str(refusal(accept, placement=placement, home=home))
    assert not CaseGrant.objects.filter(because=Because.PLACEMENT).exists()


def test_request_asks_the_licence_of_the_day_of_arrival(case, team, home):
    change(home, licence_valid_to=date(2026, 3, 4))
    assert "INV-37" in str(refusal(request, case=case, home=home, by=team.caseworker, expected_at=NOW + timedelta(days=3)))
    request(case, home, team.caseworker, expected_at=NOW + timedelta(days=1))


@pytest.mark.parametrize("is_open_door", ["unchecked", False])
def test_inv_01_request_and_acceptance_refuse_a_place_that_nobody_checked_or_that_was_found_closed(case, team, is_open_door):
    home = ProfileFactory(facility=FacilityFactory(is_open_door=is_open_door)).facility
    assert "INV-01" in str(refusal(request, case=case, home=home, by=team.caseworker))


def test_request_refuses_a_home_of_the_migration_authority_even_if_one_slipped_in(case, team):
    home = ProfileFactory().facility
    change(home.organisation, org_type="migration_authority")
    assert "INV-01" in str(refusal(request, case=case, home=home, by=team.caseworker))


@pytest.mark.parametrize(("sex", "age"), [("male", 15), ("female", 9)])
def test_request_refuses_a_child_whom_no_profile_takes(case, team, home, sex, age):
    change(case.child, sex=sex, birth_date=date(2026 - age, 1, 1))
    assert "No profile" in str(refusal(request, case=fresh(case), home=home, by=team.caseworker))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"child_views": " "}, "child_views"),
        ({"reason_family_based_not_possible": ""}, "reason_family_based_not_possible"),
        ({"expected_at": NOW - 2 * HOUR}, "expected_at"),
    ],
)
def test_request_refuses_beside_the_field(case, team, home, fields, field):
    assert refused_field(request, case=case, home=home, by=team.caseworker, **fields) == [field]
    assert not Placement.objects.exists()


def test_request_takes_the_reason_why_the_child_was_not_heard(case, team, home):
    assert request(case, home, team.caseworker, child_views="", no_views_reason="distress").pk


def test_family_based_care_needs_no_reason_why_not(case, team):
    foster = FacilityFactory(facility_type="foster_family")
    ProfileFactory(facility=foster)
    assert request(case, foster, team.caseworker, reason_family_based_not_possible="").pk


def test_residential_care_under_three_is_asked_for_by_the_head_of_the_authority_alone(case, team, home):
    change(case.child, birth_date=date(2024, 1, 1))
    change(home.profile, age_from=0)
    assert "under three" in str(refusal(request, case=fresh(case), home=home, by=team.supervisor))
    assert request(fresh(case), home, team.approver).pk


def test_the_same_place_is_asked_once_and_several_places_at_once(case, team, home):
    request(case, home, team.caseworker)
    assert "asked already" in str(refusal(request, case=case, home=home, by=team.caseworker))
    second = FacilityFactory()
    ProfileFactory(facility=second)
    assert request(case, second, team.caseworker).pk


def test_request_refuses_while_a_bed_is_reserved(case, team, home):
    accept(request(case, home, team.caseworker), home)
    second = FacilityFactory()
    ProfileFactory(facility=second)
    assert "reserved already" in str(refusal(request, case=case, home=second, by=team.caseworker))


def test_request_refuses_a_closed_case(team, home):
    case = walk_to(Step.CLOSED, team)
    assert "closed" in str(refusal(request, case=case, home=home, by=team.supervisor))


# Answering


def test_acceptance_reserves_a_place_and_opens_the_care_sheet_alone(case, team, home):
    raise_task(case=case, kind=TaskKind.FIND_BED, due_at=NOW, by=None, now=NOW)
    placement = accept(request(case, home, team.caseworker), home)
    assert (placement.state, placement.place_number, placement.reserved_until) == (State.ACCEPTED, 1, NOW + 24 * HOUR)
    [opened] = CaseGrant.objects.filter(because=Because.PLACEMENT)
    assert (opened.unit, opened.sections, opened.ends_at) == (home.organisation, ["care"], None)
    assert Placement.objects.cared_for_by(home.staff).get() == placement
    assert demanded(case) == []


def test_a_home_never_sees_the_case_not_even_by_a_role_that_reads_cases(case, team, home):
    accept(request(case, home, team.caseworker), home)
    inside = UserFactory(organisation=home.organisation, role=Role.CASEWORKER)
    for person in (home.staff, home.manager, inside):
        assert not Case.objects.visible_to(person).exists()
        assert not Child.objects.visible_to(person).exists()


@pytest.mark.parametrize(
    "role", [role for role in Role if "placement.answer" not in CAPABILITIES[role] and role != Role.MIGRATION_NOTIFIER]
)
def test_answer_asks_for_the_capability(case, team, home, role):
    placement = request(case, home, team.caseworker)
    person = UserFactory(organisation=home.organisation, role=role)
    with pytest.raises(PermissionDenied):
        services.accept_request(placement=placement, profile=home.profile, by=person, now=NOW)
    with pytest.raises(PermissionDenied):
        services.decline_request(placement=placement, decline_reason="no_capacity", by=person, now=NOW)


def test_a_home_answers_only_what_is_asked_of_it(case, team, home):
    placement = request(case, home, team.caseworker)
    stranger = UserFactory(organisation=FacilityFactory().organisation, role=Role.SHELTER_MANAGER)
    with pytest.raises(Placement.DoesNotExist):
        services.accept_request(placement=placement, profile=home.profile, by=stranger, now=NOW)
    assert not Placement.objects.visible_to(stranger).exists()


def test_first_acceptance_withdraws_the_rest_and_says_why(case, team, home):
    second = FacilityFactory()
    second.profile = ProfileFactory(facility=second)
    second.staff = UserFactory(organisation=second.organisation, role=Role.SHELTER_STAFF)
    first, other = request(case, home, team.caseworker), request(case, second, team.caseworker)
    accept(first, home)
    other.refresh_from_db()
    assert (other.state, other.withdrawal_reason, other.withdrawn_at) == (State.WITHDRAWN, "accepted_elsewhere", NOW)
    assert "Another place accepted" in str(refusal(accept, placement=other, home=second))
    assert "withdrawn" in str(refusal(services.decline_request, placement=other, decline_reason="no_capacity", by=second.staff, now=NOW))


def test_acceptance_takes_the_lowest_free_place_and_refuses_when_none_is_left(team, home):
    numbers = []
    for _child in range(2):
        case = CaseFactory(unit=team.unit)
        numbers.append(accept(request(case, home, team.supervisor), home).place_number)
    case = CaseFactory(unit=team.unit)
    assert numbers == [1, 2]
    placement = request(case, home, team.supervisor)
    assert refused_field(accept, placement=placement, home=home) == ["profile"]
    assert now_of(placement).state == State.REQUESTED


def test_acceptance_refuses_a_profile_that_does_not_take_the_child(case, team, home):
    boys = ProfileFactory(facility=home, sex="male")
    placement = request(case, home, team.caseworker)
    assert refused_field(services.accept_request, placement=placement, profile=boys, by=home.staff, now=NOW) == ["profile"]


def test_acceptance_refuses_a_profile_of_another_facility(case, team, home):
    with pytest.raises(Profile.DoesNotExist):
        services.accept_request(placement=request(case, home, team.caseworker), profile=ProfileFactory(), by=home.staff, now=NOW)


def test_a_reservation_that_lapsed_gives_its_place_to_the_next_child(case, team, home):
    change(home.profile, places=1)
    lapsed = accept(request(case, home, team.caseworker), home)
    other = CaseFactory(unit=team.unit)
    taken = accept(request(other, home, team.supervisor), home, now=NOW + 25 * HOUR)
    lapsed.refresh_from_db()
    assert (lapsed.state, taken.state, taken.place_number) == (State.EXPIRED, State.ACCEPTED, 1)
    assert lapsed.grant.ends_at == NOW + 25 * HOUR
    assert demanded(case) == [TaskKind.FIND_BED]


def test_free_places_count_a_reservation_until_it_lapses(case, team, home):
    accept(request(case, home, team.caseworker), home)
    counts = [Profile.objects.counted(NOW + hours * HOUR).get().reserved for hours in (1, 23, 24, 25)]
    assert counts == [1, 1, 0, 0]


@pytest.mark.parametrize("reason", DeclineReason)
def test_decline_for_want_of_a_place_opens_the_task_to_find_another(case, team, home, reason):
    second = FacilityFactory()
    ProfileFactory(facility=second)
    placement = request(case, home, team.caseworker)
    request(case, second, team.caseworker)
    services.decline_request(placement=placement, decline_reason=reason, by=home.staff, now=NOW, answer_note="Motivo.")
    kinds = demanded(case)
    assert kinds == ([TaskKind.FIND_BED] if reason == DeclineReason.NO_CAPACITY else [])


def test_decline_of_the_only_request_opens_the_task_whatever_the_reason(case, team, home):
    placement = request(case, home, team.caseworker)
    services.decline_request(placement=placement, decline_reason="child_declined", by=home.staff, now=NOW)
    assert demanded(case) == [TaskKind.FIND_BED]


@pytest.mark.parametrize(("fields", "field"), [({"decline_reason": ""}, "decline_reason"), ({"decline_reason": "other"}, "answer_note")])
def test_decline_says_why(case, team, home, fields, field):
    placement = request(case, home, team.caseworker)
    assert refused_field(services.decline_request, placement=placement, by=home.staff, now=NOW, **fields) == [field]


def test_withdrawal_frees_the_place_and_closes_the_care_sheet(case, team, home):
    placement = accept(request(case, home, team.caseworker), home)
    services.withdraw_request(placement=placement, withdrawal_reason="no_longer_needed", by=team.caseworker, now=NOW)
    placement.refresh_from_db()
    assert (placement.state, placement.grant.ends_at) == (State.WITHDRAWN, NOW)
    assert not Placement.objects.holding().exists()
    assert "nothing to withdraw" in str(
        refusal(services.withdraw_request, placement=placement, withdrawal_reason="other", by=team.caseworker, now=NOW)
    )


def test_a_home_does_not_withdraw(case, team, home):
    placement = accept(request(case, home, team.caseworker), home)
    with pytest.raises(PermissionDenied):
        services.withdraw_request(placement=placement, withdrawal_reason="other", by=home.manager, now=NOW)


# Living there


@pytest.mark.parametrize("who", ["team", "home"])
def test_arrival_is_recorded_by_the_team_or_the_home(case, team, home, who):
    placement = accept(request(case, home, team.caseworker), home)
    by = team.caseworker if who == "team" else home.staff
    started = services.start_placement(placement=placement, starts_at=NOW, by=by, now=NOW)
    assert (started.state, started.starts_at) == (State.ACTIVE, NOW)


def test_arrival_is_not_recorded_by_others(case, team, home):
    placement = accept(request(case, home, team.caseworker), home)
    other_home = UserFactory(organisation=FacilityFactory().organisation, role=Role.SHELTER_STAFF)
    for stranger in (Team().caseworker, other_home):
        with pytest.raises(Placement.DoesNotExist):
            services.start_placement(placement=placement, starts_at=NOW, by=stranger, now=NOW)


def test_only_an_accepted_request_becomes_a_stay(case, team, home):
    placement = request(case, home, team.caseworker)
    assert "Only an accepted" in str(refusal(services.start_placement, placement=placement, starts_at=NOW, by=team.caseworker, now=NOW))


def held(case, team, **fields):
    facts = {
        "facility_type": "immigration_station",
        "authority": "Instituto de Migración",
        "started_at": NOW - 4 * HOUR,
        "reported_by": "Visitadora",
    }
    return record_deprivation(case=case, by=team.caseworker, now=NOW, **(facts | fields))


def test_no_stay_starts_while_the_child_is_deprived_of_liberty(case, team, home):
    event = held(case, team)
    placement = accept(request(case, home, team.caseworker), home)
    for by, url in ((team.caseworker, f"/liberty/{event.pk}/end/"), (home.staff, "")):
        blocked = refusal(services.start_placement, placement=placement, starts_at=NOW, by=by, now=NOW)
        assert [(blocker.criterion, blocker.url) for blocker in blocked.blockers] == [("INV-05", url)]
    end_deprivation(event=event, ended_at=NOW - HOUR, release_mechanism="channelled", by=team.caseworker, now=NOW)
    early = {"placement": placement, "starts_at": NOW - 2 * HOUR, "by": team.caseworker, "now": NOW}
    assert refused_field(services.start_placement, **early) == ["starts_at"]
    assert services.start_placement(placement=placement, starts_at=NOW - HOUR, by=team.caseworker, now=NOW).state == State.ACTIVE


def test_stay_starts_under_a_valid_licence_in_the_past_or_now(case, team, home):
    placement = accept(request(case, home, team.caseworker), home)
    arguments = {"placement": placement, "by": team.caseworker, "now": NOW + timedelta(days=3)}
    assert refused_field(services.start_placement, starts_at=NOW + timedelta(days=4), **arguments) == ["starts_at"]
    change(home, licence_valid_to=date(2026, 3, 3))
    assert "INV-37" in str(refusal(services.start_placement, starts_at=NOW + timedelta(days=2), **arguments))
    assert services.start_placement(starts_at=NOW + timedelta(days=1), **arguments).pk


def test_a_move_closes_and_opens_at_the_same_instant(case, team, home):
    first = live_there(case, home, team.caseworker)
    foster = FacilityFactory(facility_type="foster_family")
    foster.profile = ProfileFactory(facility=foster)
    foster.staff = UserFactory(organisation=foster.organisation, role=Role.FOSTER_COORDINATOR)
    later = NOW + 48 * HOUR
    second = accept(request(case, foster, team.caseworker), foster, now=later - HOUR)
    arguments = {"placement": second, "starts_at": later, "by": team.caseworker, "now": later}
    assert refused_field(services.start_placement, **arguments) == ["previous_end_reason"]
    services.start_placement(previous_end_reason="moved_to_family_care", **arguments)
    first.refresh_from_db()
    assert (first.state, first.ends_at, first.end_reason) == (State.ENDED, later, "moved_to_family_care")
    assert first.grant.ends_at == later
    assert not Placement.objects.cared_for_by(home.staff).exists()
    assert Placement.objects.cared_for_by(foster.staff).get().starts_at == later


def test_a_stay_does_not_reach_back_into_another(case, team, home):
    first = live_there(case, home, team.caseworker)
    services.end_placement(placement=first, ends_at=NOW + 9 * HOUR, end_reason="child_request", by=team.caseworker, now=NOW + 9 * HOUR)
    second = accept(request(case, home, team.caseworker), home)
    arguments = {"placement": second, "by": team.caseworker, "now": NOW + 9 * HOUR}
    assert refused_field(services.start_placement, starts_at=NOW + 8 * HOUR, **arguments) == ["starts_at"]
    assert services.start_placement(starts_at=NOW + 9 * HOUR, **arguments).state == State.ACTIVE


def test_the_end_frees_the_place_and_closes_the_care_sheet(case, team, home):
    placement = live_there(case, home, team.caseworker)
    services.end_placement(placement=placement, ends_at=NOW + HOUR, end_reason="reunified", by=team.supervisor, now=NOW + HOUR)
    placement.refresh_from_db()
    assert (placement.state, placement.grant.ends_at) == (State.ENDED, NOW + HOUR)
    assert not Placement.objects.cared_for_by(home.staff).exists()
    assert Profile.objects.counted(NOW).get().occupied == 0


@pytest.mark.parametrize(
    ("ends_at", "end_reason", "field"),
    [(NOW - HOUR, "reunified", "ends_at"), (NOW + HOUR, "reunified", "ends_at"), (NOW, "", "end_reason")],
)
def test_the_end_refuses_beside_the_field(case, team, home, ends_at, end_reason, field):
    placement = live_there(case, home, team.caseworker)
    arguments = {"placement": placement, "ends_at": ends_at, "end_reason": end_reason, "by": team.caseworker, "now": NOW}
    assert refused_field(services.end_placement, **arguments) == [field]


def test_a_home_does_not_end_a_stay(case, team, home):
    placement = live_there(case, home, team.caseworker)
    with pytest.raises(PermissionDenied):
        services.end_placement(placement=placement, ends_at=NOW, end_reason="other", by=home.manager, now=NOW)


def with_family(case, by, **fields):
    facts = {"placement_type": "kinship_care", "place_name": "Tía Rosa", "starts_at": NOW, "child_views": "Quiero ir con mi tía."}
    facts["relative"] = case.child.relatives.first() or relative_of(case.child)
    return services.place_with_family(case=case, by=by, now=NOW, **(facts | fields))


def test_a_child_is_placed_with_relatives_by_order(case, team):
    placement = with_family(case, team.supervisor)
    assert (placement.state, placement.place, placement.facility) == (State.ACTIVE, "Tía Rosa", None)
    with pytest.raises(PermissionDenied):
        with_family(case, team.caseworker)


@pytest.mark.parametrize(("fact", "value"), [("identity_seen", ""), ("kinship_verification", ""), ("child_view", " ")])
def test_inv_29_a_child_is_released_to_an_adult_who_was_checked(case, team, fact, value):
    relative_of(case.child, **{fact: value})
    with pytest.raises(ValidationError, match="INV-29"):
        with_family(case, team.supervisor)
    case.child.relatives.update(**{fact: "documents" if fact == "kinship_verification" else "favourable"})
    assert with_family(case, team.supervisor).state == State.ACTIVE


def test_inv_29_a_child_is_released_to_a_home_that_was_visited(case, team):
    relative = relative_of(case.child, home_study_result="unfavourable")
    with pytest.raises(ValidationError, match="INV-29"):
        with_family(case, team.supervisor)
    relative.home_studies.update(result="favourable")
    assert with_family(case, team.supervisor).state == State.ACTIVE


def test_inv_29_the_relative_is_the_child_s_own_and_on_record(case, team):
    assert refused_field(with_family, case=case, by=team.supervisor, relative=None) == ["relative"]
    assert refused_field(with_family, case=case, by=team.supervisor, relative=relative_of(ChildFactory())) == ["relative"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"place_name": "Estación   Migratória"}, "place_name"),
        ({"placement_type": "residential_cas_public"}, "placement_type"),
        ({"child_views": ""}, "child_views"),
        ({"starts_at": NOW + HOUR}, "starts_at"),
    ],
)
def test_placing_with_relatives_refuses_beside_the_field(case, team, fields, field):
    assert refused_field(with_family, case=case, by=team.supervisor, **fields) == [field]


# The house's own


def facility_fields(**fields):
    facts = {
        "name": "Casa nueva",
        "facility_type": "small_group_home",
        "licence_number": "1",
        "licence_valid_to": date(2027, 1, 1),
    }
    return {"address": {"text": "Calle 1"}, "now": NOW, **facts, **fields}


def test_a_manager_adds_and_saves_places_of_the_own_organisation(home):
    added = services.save_facility(facility=None, version=0, by=home.manager, **facility_fields())
    assert (added.organisation, added.address.text) == (home.organisation, "Calle 1")
    saved = services.save_facility(facility=added, version=1, by=home.manager, **facility_fields(name="Otra casa"))
    assert (saved.name, saved.version) == ("Otra casa", 2)
    stranger = UserFactory(organisation=FacilityFactory().organisation, role=Role.SHELTER_MANAGER)
    with pytest.raises(Facility.DoesNotExist):
        services.save_facility(facility=added, version=2, by=stranger, **facility_fields())
    with pytest.raises(PermissionDenied):
        services.save_facility(facility=added, version=2, by=home.staff, **facility_fields())


def test_a_place_of_care_does_not_bear_the_name_of_a_place_of_detention(home):
    fields = facility_fields(name="Estancia Provisional Sur")
    assert refused_field(services.save_facility, facility=None, version=0, by=home.manager, **fields) == ["name"]


def profile_of(home, places, **fields):
    facts = {"name": "", "sex": "female", "age_from": 12, "age_to": 17, "places": places}
    profile = Profile.objects.get(pk=home.profile.pk)
    return services.save_profile(facility=home, profile=profile, version=profile.version, by=home.manager, now=NOW, **(facts | fields))


def test_capacity_never_falls_below_occupancy(team, home):
    for _child in range(2):
        live_there(CaseFactory(unit=team.unit), home, team.supervisor)
    assert refused_field(profile_of, home=home, places=1) == ["places"]
    assert profile_of(home, 5).places == 5


def test_capacity_falls_to_occupancy_by_moving_children_to_lower_places(team, home):
    first, second = (live_there(CaseFactory(unit=team.unit), home, team.supervisor) for _child in range(2))
    services.end_placement(placement=first, ends_at=NOW, end_reason="reunified", by=team.supervisor, now=NOW)
    assert profile_of(home, 1).places == 1
    second.refresh_from_db()
    assert (second.state, second.place_number) == (State.ACTIVE, 1)


@pytest.mark.parametrize(
    ("visibility", "reader", "seen"),
    [
        ("public", "caseworker", True),
        ("authority", "caseworker", True),
        ("restricted", "caseworker", False),
        ("restricted", "placed", True),
        ("restricted", "manager", True),
        ("public", "psychologist", False),
        ("public", "stranger", False),
    ],
)
def test_an_address_is_seen_by_whom_it_says(case, team, home, visibility, reader, seen):
    change_address = FacilityAddress.objects.filter(facility=home)
    change_address.update(visibility=visibility)
    if reader == "placed":
        accept(request(case, home, team.caseworker), home)
    people = {
        "caseworker": team.caseworker,
        "placed": team.caseworker,
        "manager": home.manager,
        "psychologist": team.person(Role.PSYCHOLOGIST),
        "stranger": UserFactory(organisation=OrganisationFactory(), role=Role.SHELTER_STAFF),
    }
    assert FacilityAddress.objects.visible_to(people[reader]).exists() is seen


def test_every_verb_leaves_one_event_about_the_case_and_the_child(case, team, home):
    placement = live_there(case, home, team.caseworker)
    services.end_placement(placement=placement, ends_at=NOW, end_reason="reunified", by=team.caseworker, now=NOW)
    services.decline_request(placement=request(case, home, team.caseworker), decline_reason="no_capacity", by=home.staff, now=NOW)
    services.withdraw_request(placement=request(case, home, team.intake), withdrawal_reason="other", by=team.intake, now=NOW)
    events = Event.objects.filter(subjects=[case.pk, case.child_id], action__startswith="placement.").order_by("id")
    assert [event.action.removeprefix("placement.") for event in events] == [
        "request",
        "accept",
        "start",
        "end",
        "request",
        "decline",
        "request",
        "withdraw",
    ]


# What the spine hears


@pytest.mark.parametrize("move", ["submit_closure", "close", "end_at_intake"])
def test_nothing_closes_while_a_bed_is_occupied_reserved_or_asked_for(case, team, home, move):
    placement = request(case, home, team.caseworker)
    assert [(one.criterion, one.view) for one in guards.blockers(fresh(case), move)] == [("bed_request", "placements:withdraw")]
    accept(placement, home)
    assert [(one.criterion, one.view) for one in guards.blockers(fresh(case), move)] == [("bed_request", "placements:withdraw")]
    services.start_placement(placement=placement, starts_at=NOW, by=team.caseworker, now=NOW)
    assert [(one.criterion, one.view) for one in guards.blockers(fresh(case), move)] == [("placement", "placements:end")]
    services.end_placement(placement=placement, ends_at=NOW, end_reason="reunified", by=team.caseworker, now=NOW)
    assert guards.blockers(fresh(case), move) == []


def test_a_bed_stands_in_the_way_of_no_other_move(case, team, home):
    live_there(case, home, team.caseworker)
    assert guards.blockers(fresh(case), "open_case") == []


def test_bar_says_where_the_child_sleeps_tonight(case, team, home):
    def said():
        [fact] = guards.bar(fresh(case), NOW)
        return str(fact.value), fact.tint

    assert said() == ("No bed recorded", "attention")
    placement = accept(request(case, home, team.caseworker), home)
    assert said() == (f"Bed reserved at {home.name}", "info")
    services.start_placement(placement=placement, starts_at=NOW, by=team.caseworker, now=NOW)
    assert said() == (home.name, "")


def test_bar_says_nothing_of_a_closed_case(team):
    assert guards.bar(walk_to(Step.CLOSED, team), NOW) == []


def test_panel_bar_and_blockers_ask_nothing_beside_the_page(case, team, home, django_assert_num_queries):
    live_there(case, home, team.caseworker)
    case = remember(fresh(case))
    with django_assert_num_queries(0):
        [panel] = guards.panels(case, team.caseworker, NOW)
        guards.bar(case, NOW)
        guards.blockers(case, "close")
    assert [one.place for one in panel.context["active"]] == [home.name]
