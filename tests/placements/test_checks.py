"""Liberty checklists of places of care and what follows from them (INV-01, D3)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import CAPABILITIES, Role
from audit.models import Event
from cases.choices import TaskKind
from liberty.models import DeprivationEvent
from liberty.rules import hours_deprived
from liberty.services import end_deprivation
from placements import services
from placements.models import CLOSING, QUESTIONS, Facility, LibertyCheck
from protocols.choices import DeadlineKey
from tests.factories import NOW, CaseFactory, OrganisationFactory, UserFactory, demands, fresh
from tests.placements.homes import HOUR, FacilityFactory, ProfileFactory, accept, check, live_there, request

pytestmark = pytest.mark.django_db
INSPECTORS = [role for role in Role if "facility.inspect" in CAPABILITIES[role]]


def is_open(home) -> bool:
    return Facility.objects.get(pk=home.pk).is_open_door


def refused_field(verb, *args, **arguments) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        verb(*args, **arguments)
    return list(refused.value.message_dict)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MIGRATION_NOTIFIER])
def test_a_check_asks_for_the_capability(team, home, role):
    person = team.person(role)
    if role in INSPECTORS:
        assert check(home, person).is_open
    else:
        with pytest.raises(PermissionDenied):
            check(home, person)


def test_nobody_checks_a_place_of_the_own_organisation_or_of_another_country(team, home):
    own = FacilityFactory(organisation=team.unit)
    with pytest.raises(ValidationError, match="own organisation"):
        check(own, team.supervisor)
    with pytest.raises(Facility.DoesNotExist):
        check(FacilityFactory(organisation=OrganisationFactory(country="GT")), team.supervisor)


@pytest.mark.parametrize("question", QUESTIONS)
def test_inv_01_a_no_to_a_question_that_closes_makes_the_place_closed(team, home, question):
    found = check(home, team.supervisor, question)
    assert is_open(home) is (question not in CLOSING)
    assert (len(found.failing), len(found.lacking)) == ((1, 0) if question in CLOSING else (0, 1))


def test_inv_01_the_refusal_names_what_was_found(case, team, home):
    asked = request(case, home, team.caseworker)
    check(home, team.supervisor, "doors_unlocked", "no_guards")
    for verb in (lambda: accept(asked, home), lambda: request(CaseFactory(unit=team.unit), home, team.supervisor)):
        with pytest.raises(ValidationError, match="no door is locked to keep children in; there are no migration officers"):
            verb()


def test_each_child_who_lives_there_is_deprived_of_liberty_since_the_finding_and_is_to_be_moved(case, team, home):
    first = live_there(case, home, team.caseworker)
    second = live_there(CaseFactory(unit=team.unit), home, team.supervisor, now=NOW + 5 * HOUR)
    later = NOW + 10 * HOUR
    check(home, team.approver, "goes_out", now=later)
    for stay in (first, second):
        [event] = stay.case.deprivations.all()
        assert (event.facility_type, event.facility, event.authority) == ("closed_shelter", home.name, home.organisation.name)
        assert (event.started_at, event.ended_at) == (later, None)
        [task] = demands(stay.case)
        assert (task.kind, task.is_urgent, task.subject, task.text) == (TaskKind.MOVE_CHILD, True, str(stay.pk), home.name)
        assert task.url.endswith(f"/cases/{stay.case.code}/bed/")
        clocks = [one.kind for one in fresh(stay.case).open_tasks if one.is_urgent]
        assert DeadlineKey.CHANNEL_TO_CARE in clocks


def test_where_it_is_proven_that_the_place_was_closed_before_it_counts_from_then_and_never_before_the_child_came(case, team, home):
    early = live_there(case, home, team.caseworker)
    late = live_there(CaseFactory(unit=team.unit), home, team.supervisor, now=NOW + 6 * HOUR)
    check(home, team.approver, "goes_out", now=NOW + 10 * HOUR, closed_since=NOW + 4 * HOUR)
    assert [stay.case.deprivations.get().started_at for stay in (early, late)] == [NOW + 4 * HOUR, NOW + 6 * HOUR]


def test_found_again_it_is_the_same_event_from_the_earlier_instant(case, team, home):
    live_there(case, home, team.caseworker)
    check(home, team.approver, "goes_out", now=NOW + 8 * HOUR)
    check(home, team.approver, "goes_out", now=NOW + 9 * HOUR)
    assert case.deprivations.get().started_at == NOW + 8 * HOUR
    check(home, team.approver, "no_guards", now=NOW + 10 * HOUR, closed_since=NOW + 2 * HOUR)
    assert case.deprivations.get().started_at == NOW + 2 * HOUR
    assert [task.kind for task in demands(case)] == [TaskKind.MOVE_CHILD]


def test_for_a_child_who_was_to_come_another_bed_is_sought_and_nobody_is_called_deprived(case, team, home):
    placement = accept(request(case, home, team.caseworker), home)
    check(home, team.approver, "goes_out")
    assert [(task.kind, task.is_urgent) for task in demands(case)] == [(TaskKind.FIND_BED, True)]
    assert not DeprivationEvent.objects.exists()
    with pytest.raises(ValidationError, match="INV-01"):
        services.start_placement(placement=placement, starts_at=NOW, by=team.caseworker, now=NOW)


def test_a_good_check_opens_the_place_again_and_ends_nothing_silently(case, team, home):
    live_there(case, home, team.caseworker)
    check(home, team.approver, "goes_out", now=NOW + HOUR)
    check(home, team.approver, now=NOW + 5 * HOUR)
    assert is_open(home)
    event = case.deprivations.get()
    assert event.ended_at is None
    assert [task.kind for task in demands(case)] == [TaskKind.MOVE_CHILD]
    live_there(CaseFactory(unit=team.unit), home, team.supervisor, now=NOW + 6 * HOUR)
    ended = {"ended_at": NOW + 5 * HOUR, "release_mechanism": "other", "by": team.caseworker, "now": NOW + 7 * HOUR}
    end_deprivation(event=event, **ended)
    assert hours_deprived([case.deprivations.get().period], NOW + 9 * HOUR) == 4.0


def test_the_task_to_move_a_child_ends_with_the_stay(case, team, home):
    lived = live_there(case, home, team.caseworker)
    check(home, team.approver, "goes_out", now=NOW + HOUR)
    foster = FacilityFactory(facility_type="foster_family")
    foster.profile, foster.staff = (
        ProfileFactory(facility=foster),
        UserFactory(organisation=foster.organisation, role=Role.FOSTER_COORDINATOR),
    )
    moved = accept(request(case, foster, team.caseworker), foster, now=NOW + 2 * HOUR)
    begun = {"starts_at": NOW + 3 * HOUR, "by": team.caseworker, "now": NOW + 3 * HOUR, "previous_end_reason": "safeguarding_concern"}
    with pytest.raises(ValidationError, match="INV-05"):
        services.start_placement(placement=moved, **begun)
    released = {"ended_at": NOW + 3 * HOUR, "release_mechanism": "channelled", "release_to": foster.name}
    end_deprivation(event=case.deprivations.get(), by=team.caseworker, now=NOW + 3 * HOUR, **released)
    services.start_placement(placement=moved, **begun)
    lived.refresh_from_db()
    assert (lived.state, demands(case)) == ("ended", [])


@pytest.mark.parametrize(
    ("noes", "fields", "field"),
    [
        ((), {"held_at": NOW + HOUR}, "held_at"),
        ((), {"held_at": NOW - 60 * 24 * HOUR}, "held_at"),
        ((), {"finding": " "}, "finding"),
        ((), {"inspector": ""}, "inspector"),
        ((), {"goes_out": None}, "goes_out"),
        ((), {"closed_since": NOW - HOUR}, "closed_since"),
        (("goes_out",), {"closed_since": NOW + HOUR}, "closed_since"),
    ],
)
def test_a_check_is_refused_beside_the_field_and_nothing_is_written(team, home, noes, fields, field):
    before = LibertyCheck.objects.count()
    assert refused_field(check, home, team.supervisor, *noes, **fields) == [field]
    assert LibertyCheck.objects.count() == before


def test_a_check_leaves_one_event_and_who_looked_need_not_see_the_case(case, team, home):
    live_there(case, home, team.caseworker)
    outsider = UserFactory(organisation=OrganisationFactory(state="OAX"), role=Role.SUPERVISOR)
    check(home, outsider, "goes_out", now=NOW + timedelta(minutes=5))
    [event] = Event.objects.filter(action="facility.check")
    assert event.detail == {"is_open": False}
    [held] = Event.objects.filter(action="liberty.record")
    assert (held.actor, held.subjects) == (outsider.pk, [case.pk, case.child_id])
