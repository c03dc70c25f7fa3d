"""What a stay needs beside the bed: capacity and who may pass it, brothers and sisters, the parent, the measure, its reviews."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.roles import CAPABILITIES, Role
from cases.choices import TaskKind, TaskOutcome
from cases.models import Case
from cases.services import move_measure, propose_measure
from cases.services.family import join_family
from placements import guards, services
from placements.choices import State
from placements.models import CapacityOverride, Placement, Profile, SiblingException
from placements.workflow import ABSENCE, CLOCK, PLACEMENT, may_move
from protocols.choices import DeadlineKey
from tests.factories import NOW, CaseFactory, UserFactory, demanded, fresh, grant
from tests.placements.homes import HOUR, FacilityFactory, ProfileFactory, accept, live_there, request

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SPLIT = {"reason": "capacity_temporary", "explanation": "No hay lugar juntas.", "contact_plan": "Se ven cada tarde."}


@pytest.fixture
def full(team, home):
    """The house with both of its places taken."""
    for _child in range(2):
        live_there(CaseFactory(unit=team.unit), home, team.supervisor)
    return home


@pytest.fixture
def other():
    house = FacilityFactory()
    house.profile = ProfileFactory(facility=house)
    house.staff = UserFactory(organisation=house.organisation, role=Role.SHELTER_STAFF)
    return house


def override(placement, home, by, now=NOW, **fields):
    facts = {"reason": "Llegó de noche y no hay otro lugar.", "until": now + 72 * HOUR} | fields
    return services.override_capacity(placement=placement, profile=home.profile, by=by, now=now, **facts)


def refused(verb, **arguments) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        verb(**arguments)
    return refusal.value


def running(case, key) -> dict:
    return {task.subject: task.due_at for task in case.tasks.filter(source="deadline", kind=key, closed_at=None)}


def measure(case, by, kind="special", type="residential_care", now=NOW):
    one = propose_measure(case=case, kind=kind, type=type, text="Ingreso", reasons="Urge.", by=by, now=now)
    return move_measure(measure=one, move="order", legal_ground="Ley", ordered_at=now, by=by, now=now)


# The table


@pytest.mark.parametrize("table", [PLACEMENT, ABSENCE])
def test_every_move_of_a_table_is_somebody_s(table):
    known = {capability for capabilities in CAPABILITIES.values() for capability in capabilities} | {CLOCK}
    assert {who for move in table.values() for who in move.who.split(", ")} <= known


@pytest.mark.parametrize("state", [State.DECLINED, State.ENDED, State.WITHDRAWN, State.EXPIRED])
def test_nothing_leaves_the_end_of_a_placement(state):
    assert not [name for name in PLACEMENT if may_move(PLACEMENT, state, name)]


# INV-36: capacity and its override


def test_inv_36_the_head_of_the_authority_gives_a_place_above_capacity(case, team, full):
    waiting = request(case, full, team.caseworker)
    placed = override(waiting, full, team.approver)
    assert (placed.state, placed.place_number, placed.capacity_override.until) == (State.ACCEPTED, 3, NOW + 72 * HOUR)
    assert running(case, DeadlineKey.CAPACITY_OVERRIDE) == {str(placed.pk): NOW + 72 * HOUR}
    assert CapacityOverride.objects.in_force().get().approved_by == team.approver
    services.start_placement(placement=placed, starts_at=NOW + HOUR, by=team.caseworker, now=NOW + HOUR)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR, Role.INTAKE_OFFICER])
def test_inv_36_nobody_else_overrides(case, team, full, role):
    person = team.person(role)
    grant(case, person)
    waiting = request(case, full, team.caseworker)
    with pytest.raises(PermissionDenied):
        override(waiting, full, person)
    with pytest.raises(DatabaseError, match="head of the authority"), transaction.atomic():
        CapacityOverride.objects.create(placement=waiting, reason="x", approved_by=person, approved_at=NOW, until=NOW + HOUR)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"until": NOW + 73 * HOUR}, "until"), ({"until": NOW}, "until"), ({"reason": " "}, "reason")],
)
def test_inv_36_an_override_has_a_reason_and_lasts_72_hours_at_most(case, team, full, fields, field):
    waiting = request(case, full, team.caseworker)
    assert list(refused(override, placement=waiting, home=full, by=team.approver, **fields).message_dict) == [field]
    waiting.refresh_from_db()
    assert (waiting.state, CapacityOverride.objects.count()) == (State.REQUESTED, 0)


def test_inv_36_the_database_holds_capacity_and_knows_an_override(case, team, full):
    waiting = request(case, full, team.caseworker)
    change = "UPDATE placements_placement SET state = 'accepted', profile_id = %s, place_number = 3, reserved_until = now() WHERE id = %s"

    def take():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [full.profile.pk, waiting.pk])

    with pytest.raises(DatabaseError, match="INV-36"):
        take()
    facts = {"placement": waiting, "reason": "Urge.", "approved_by": team.approver, "approved_at": NOW}
    with pytest.raises(DatabaseError, match="three_days"), transaction.atomic():
        CapacityOverride.objects.create(**facts, until=NOW + 73 * HOUR)
    written = CapacityOverride.objects.create(**facts, until=NOW + HOUR)
    take()
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        CapacityOverride.objects.filter(pk=written.pk).update(until=NOW + 2 * HOUR)


def test_inv_36_a_place_is_free_and_nothing_is_overridden(case, team, home):
    waiting = request(case, home, team.caseworker)
    assert list(refused(override, placement=waiting, home=home, by=team.approver).message_dict) == ["profile"]


def test_inv_36_whoever_is_above_capacity_has_the_next_free_place(case, team, full):
    placed = override(request(case, full, team.caseworker), full, team.approver)
    services.start_placement(placement=placed, starts_at=NOW, by=team.caseworker, now=NOW)
    leaving = Placement.objects.exclude(case=case).living().first()
    services.end_placement(placement=leaving, ends_at=NOW + HOUR, end_reason="reunified", by=team.supervisor, now=NOW + HOUR)
    newcomer = request(CaseFactory(unit=team.unit), full, team.supervisor)
    assert "INV-36" in str(refused(accept, placement=newcomer, home=full, now=NOW + HOUR))  # the freed place is not for a new child
    assert services.run_clocks(now=NOW + 2 * HOUR) == 1
    placed.refresh_from_db()
    assert placed.place_number <= 2
    assert not CapacityOverride.objects.in_force().exists()
    assert case.tasks.get(kind=DeadlineKey.CAPACITY_OVERRIDE).outcome == TaskOutcome.DONE


# What the clock does, and who is told


def test_an_unanswered_request_lapses_and_both_sides_know(case, team, home):
    waiting = request(case, home, team.caseworker)
    assert services.run_clocks(now=NOW + 5 * HOUR) == 1
    waiting.refresh_from_db()
    assert waiting.state == State.EXPIRED
    assert demanded(case) == [TaskKind.FIND_BED]
    assert "lapsed without an answer" in str(refused(accept, placement=waiting, home=home, now=NOW + 5 * HOUR))


def test_a_reservation_lapses_and_frees_the_place(case, team, home):
    kept = accept(request(case, home, team.caseworker), home)
    assert services.run_clocks(now=kept.reserved_until - HOUR) == 0
    assert services.run_clocks(now=kept.reserved_until) == 1
    kept.refresh_from_db()
    assert (kept.state, kept.grant.ends_at) == (State.EXPIRED, kept.reserved_until)
    assert not Placement.objects.cared_for_by(home.staff).exists()
    arriving = {"placement": kept, "starts_at": kept.reserved_until, "by": home.staff, "now": kept.reserved_until}
    with pytest.raises(ValidationError, match="Lapsed"):
        services.start_placement(**arriving)


def test_two_homes_accept_one_child_the_second_is_told(case, team, home, other):
    first, second = request(case, home, team.caseworker), request(case, other, team.caseworker)
    accept(first, home)
    assert "Another place accepted the child first" in str(refused(accept, placement=second, home=other))
    assert "answered already" in str(refused(accept, placement=first, home=home))
    assert case.placements.holding().count() == 1


# A move


def test_moving_within_the_house_leaves_no_gap(case, team, home):
    before = live_there(case, home, team.caseworker)
    wider = ProfileFactory(facility=home, name="Ala norte")
    heard = {"child_views": "Quiero estar con mi amiga."}
    fields = {"profile": wider, "starts_at": NOW + 5 * HOUR, "end_reason": "child_request", "by": home.staff, "now": NOW + 6 * HOUR}
    with pytest.raises(ValidationError, match="INV-21"):
        services.change_profile(placement=before, **fields)
    after = services.change_profile(placement=before, **fields, **heard)
    before.refresh_from_db()
    assert (before.state, before.ends_at, after.starts_at, after.state) == (State.ENDED, NOW + 5 * HOUR, NOW + 5 * HOUR, State.ACTIVE)
    assert [one.pk for one in Placement.objects.cared_for_by(home.staff)] == [after.pk]


@pytest.mark.parametrize("at", [NOW + 9 * HOUR, NOW - HOUR])
def test_a_move_lies_neither_in_the_future_nor_before_the_stay(case, team, home, at):
    stay = live_there(case, home, team.caseworker)
    fields = {"profile": ProfileFactory(facility=home), "end_reason": "capacity", "by": team.caseworker, "now": NOW + 6 * HOUR}
    refusal = refused(services.change_profile, placement=stay, starts_at=at, child_views="Sí.", **fields)
    assert list(refusal.message_dict) == ["starts_at"]
    assert Placement.objects.get().state == State.ACTIVE


# INV-25: brothers and sisters


@pytest.fixture
def sister(case, team, home):
    """A sister who lives in the house."""
    sister = CaseFactory(unit=team.unit)
    join_family(case.child, sister.child)
    live_there(sister, home, team.supervisor)
    return sister


def test_inv_25_brothers_and_sisters_are_parted_only_by_an_exception(case, team, home, other, sister):
    kept = accept(request(case, other, team.caseworker), other)
    arrival = {"placement": kept, "starts_at": NOW, "now": NOW}
    refusal = refused(services.start_placement, by=team.supervisor, **arrival)
    assert [(one.criterion, one.view) for one in refusal.blockers] == [("INV-25", "placements:sibling_exception")]
    with pytest.raises(PermissionDenied):
        services.approve_sibling_exception(placement=kept, by=team.caseworker, now=NOW, **SPLIT)
    for name in SPLIT:
        lacking = SPLIT | {name: ""}
        assert list(refused(services.approve_sibling_exception, placement=kept, by=team.supervisor, now=NOW, **lacking).message_dict) == [
            name
        ]
    services.approve_sibling_exception(placement=kept, by=team.supervisor, now=NOW, **SPLIT)
    services.start_placement(by=team.caseworker, **arrival)
    assert running(case, DeadlineKey.SIBLINGS_SPLIT_REVIEW) == {f"{kept.pk} 0": NOW + 14 * DAY}
    review = {"placement": kept, "held_at": NOW + DAY, "outcome": "keep", "by": team.caseworker, "now": NOW + DAY}
    services.review_placement(findings="Bien.", child_views="La extraño.", siblings="Se vieron ayer.", **review)
    assert running(case, DeadlineKey.SIBLINGS_SPLIT_REVIEW) == {f"{kept.pk} 1": NOW + 15 * DAY}


def test_inv_25_the_same_house_needs_no_exception_nor_a_bed_reserved_there(case, team, home, other, sister):
    live_there(case, home, team.caseworker)
    assert not SiblingException.objects.exists()
    assert not case.tasks.filter(kind=DeadlineKey.SIBLINGS_SPLIT_REVIEW).exists()


def test_inv_25_relatives_part_them_no_less(case, team, sister):
    living = {"case": case, "placement_type": "own_family_community", "place_name": "Mamá", "starts_at": NOW, "child_views": "Sí."}
    assert list(refused(services.place_with_family, by=team.supervisor, now=NOW, **living).message_dict) == ["reason"]
    placed = services.place_with_family(by=team.supervisor, now=NOW, split=SPLIT, **living)
    assert placed.sibling_exception.approved_by == team.supervisor


# INV-26, INV-38


def test_inv_26_a_child_is_taken_from_its_parent_by_a_measure_alone(case, team, home):
    Case.objects.filter(pk=case.pk).update(accompaniment="accompanied_parent")
    kept = accept(request(case, home, team.caseworker), home)
    arrival = {"placement": kept, "starts_at": NOW, "by": team.caseworker, "now": NOW}
    assert [one.criterion for one in refused(services.start_placement, **arrival).blockers] == ["INV-26"]
    measure(case, team.approver, type="separation_of_adult")
    assert services.start_placement(**arrival).state == State.ACTIVE


def test_inv_38_a_residence_waits_a_day_for_its_measure_and_no_plan_rests_on_it(case, team, home):
    stay = live_there(case, home, team.caseworker)
    assert running(case, DeadlineKey.PLACEMENT_MEASURE) == {str(stay.pk): NOW + DAY}
    assert [one.criterion for one in guards.blockers(fresh(case), "approve_plan")] == ["INV-38"]
    wider = ProfileFactory(facility=home)
    fields = {"profile": wider, "starts_at": NOW + HOUR, "end_reason": "capacity", "child_views": "Sí.", "now": NOW + HOUR}
    moved = services.change_profile(placement=stay, by=team.caseworker, **fields)
    assert running(case, DeadlineKey.PLACEMENT_MEASURE) == {str(moved.pk): NOW + DAY}  # a move within the house wins no time
    measure(case, team.approver, now=NOW + 2 * HOUR)
    assert running(case, DeadlineKey.PLACEMENT_MEASURE) == {}
    assert guards.blockers(fresh(case), "approve_plan") == []


def test_inv_38_ordered_before_there_is_nothing_to_wait_for(case, team, home):
    measure(case, team.approver, now=NOW - HOUR)
    live_there(case, home, team.caseworker)
    assert not case.tasks.filter(kind=DeadlineKey.PLACEMENT_MEASURE).exists()


# Reviews


def test_a_stay_is_reviewed_after_72_hours_14_days_and_every_30(case, team, home):
    stay, held = live_there(case, home, team.caseworker), NOW
    for nth, length in enumerate((3, 14, 30, 30)):
        assert running(case, DeadlineKey.PLACEMENT_REVIEW) == {f"{stay.pk} {nth}": held + length * DAY}
        held += length * DAY - HOUR
        arguments = {"placement": stay, "held_at": held, "outcome": "keep", "findings": "Bien.", "by": team.caseworker, "now": held}
        services.review_placement(child_views="Bien.", heard_alone=True, **arguments)
    services.end_placement(placement=stay, ends_at=held, end_reason="reunified", by=team.caseworker, now=held)
    assert running(case, DeadlineKey.PLACEMENT_REVIEW) == {}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"held_at": NOW + 9 * DAY}, "held_at"),
        ({"held_at": NOW - HOUR}, "held_at"),
        ({"findings": ""}, "findings"),
        ({"child_views": "", "no_views_reason": "declined", "heard_alone": True}, "child_views"),
        ({"child_views": ""}, "child_views"),
    ],
)
def test_a_review_refuses_beside_the_field(case, team, home, fields, field):
    stay = live_there(case, home, team.caseworker)
    facts = {"held_at": NOW + HOUR, "findings": "Bien.", "child_views": "Bien.", "outcome": "keep"} | fields
    refusal = refused(services.review_placement, placement=stay, by=team.caseworker, now=NOW + DAY, **facts)
    assert list(refusal.message_dict) == [field]


def test_a_review_that_wants_another_place_asks_for_it(case, team, home):
    stay = live_there(case, home, team.caseworker)
    facts = {"held_at": NOW + HOUR, "findings": "Tiene miedo.", "child_views": "No quiero estar aquí.", "outcome": "change"}
    services.review_placement(placement=stay, by=team.caseworker, now=NOW + DAY, **facts)
    assert demanded(case) == [TaskKind.FIND_BED]


def test_profiles_count_a_place_above_capacity(case, team, full):
    override(request(case, full, team.caseworker), full, team.approver)
    profile = Profile.objects.counted(NOW).get(pk=full.profile.pk)
    assert (profile.occupied, profile.reserved) == (2, 1)
