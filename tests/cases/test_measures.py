"""Protective measures (D4): who may move one where, the court's clock, the alarm that stays, and the database's own hold."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import CAPABILITIES, Role
from audit.models import Event
from cases import companions, protection, services
from cases.choices import Step, TaskKind
from cases.choices_execution import URGENT_TYPES, ProtectionState, ProtectionType
from cases.measure_workflow import IN_FORCE, MOVES
from cases.models import Case, ProtectiveMeasure
from cases.services.measures import INSTANT_OF, WORDS_OF
from cases.tasks import mark_silent_courts
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, CaseFactory, Team, demanded, demands, fresh, grant, walk_to

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def case(team):
    case = CaseFactory(unit=team.unit)
    grant(case, team.caseworker)
    return case


def propose(case, by, **fields):
    fields = {"kind": "urgent", "type": "removal_from_station", "text": "Salida inmediata", "reasons": "Está en la estación."} | fields
    return services.propose_measure(case=case, by=by, **({"now": NOW} | fields))


def move(measure, name, by, now=NOW, **fields):
    given = {INSTANT_OF[name][0]: now} if name in INSTANT_OF else {}
    given |= {WORDS_OF[name]: "Prueba"} if name in WORDS_OF else {}
    return services.move_measure(measure=measure, move=name, by=by, now=now, **(given | fields))


@pytest.fixture
def notified(case, team):
    """A measure ordered at once, of which the court was told an hour later."""
    ordered = move(propose(case, team.caseworker), "order", team.approver)
    return move(ordered, "notify", team.caseworker, NOW + HOUR)


WAY_TO = {
    "proposed": (),
    "ordered": ("order",),
    "notified": ("order", "notify"),
    "confirmed": ("order", "notify", "confirm"),
    "modified": ("order", "notify", "modify"),
    "cancelled": ("order", "notify", "cancel"),
    "lapsed_alert": ("order", "notify", "lapse"),
    "ended": ("order", "end"),
}


def at(state, case, team):
    measure = propose(case, team.caseworker)
    for name in WAY_TO[state]:
        if name == "lapse":
            assert services.lapse_measures(now=NOW + 25 * HOUR) == 1
            measure.refresh_from_db()
        else:
            measure = move(measure, name, team.approver)
    assert measure.state == state
    return measure


@pytest.mark.parametrize("name", [name for name, row in MOVES.items() if row.capability])
@pytest.mark.parametrize("state", ProtectionState)
def test_measure_obeys_the_table(case, team, state, name):
    measure, later = at(state, case, team), NOW + 30 * HOUR
    before = {"prosecutor_notified_at": NOW} if name == "prosecutor_answer" else {}
    ProtectiveMeasure.objects.filter(pk=measure.pk).update(**before)
    if state in MOVES[name].sources:
        assert move(measure, name, team.approver, later).state == (MOVES[name].target or state)
    else:
        with pytest.raises(ValidationError):
            move(measure, name, team.approver, later)
        measure.refresh_from_db()
        assert measure.state == state


@pytest.mark.parametrize("role", [role for role in Role if "case.read" in CAPABILITIES[role]])
def test_proposing_and_ordering_are_for_their_roles(case, team, role):
    person = team.person(role)
    grant(case, person)
    measure = propose(case, team.caseworker)
    for capability, act in (
        ("measure.propose", lambda: propose(case, person, type="search_order")),
        ("measure.order", lambda: move(measure, "order", person)),
    ):
        if capability in CAPABILITIES[role]:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()


def test_the_authority_alone_orders():
    assert {role for role in Role if "measure.order" in CAPABILITIES[role]} == {Role.AUTHORITY_APPROVER}


def test_measure_is_nobody_s_who_does_not_see_the_case(case, team):
    measure = propose(case, team.caseworker)
    with pytest.raises(Case.DoesNotExist):
        move(measure, "order", Team().approver)


def test_urgent_measure_is_ordered_in_any_step_of_an_open_case(team):
    for step in (Step.INTAKE, Step.EVALUATION, Step.FOLLOW_UP):
        case = walk_to(step, Team())
        one = case.unit.users.get(role=Role.AUTHORITY_APPROVER)
        assert move(propose(case, one, now=timezone.now()), "order", one, timezone.now()).state == "ordered"
    case = walk_to(Step.CLOSED, team)
    with pytest.raises(ValidationError, match="closed"):
        propose(case, team.approver)


def test_what_is_ordered_belongs_to_the_kind(case, team):
    for kind, one in (("special", URGENT_TYPES[0]), ("urgent", ProtectionType.SCHOOL_ENROLMENT)):
        with pytest.raises(ValidationError) as refusal:
            propose(case, team.caseworker, kind=kind, type=one)
        assert set(refusal.value.message_dict) == {"type"}


@pytest.mark.parametrize("name", WORDS_OF)
def test_a_step_does_not_go_without_its_words(case, team, name):
    state = next(state for state in ProtectionState if state in MOVES[name].sources)
    measure = at(state, case, team)
    with pytest.raises(ValidationError) as refusal:
        move(measure, name, team.approver, NOW + HOUR, **{WORDS_OF[name]: " "})
    assert set(refusal.value.message_dict) == {WORDS_OF[name]}


@pytest.mark.parametrize(("instant", "sentence"), [(NOW - HOUR, "before"), (NOW + 9 * HOUR, "future"), (None, "Say when")])
def test_a_step_lies_between_what_it_follows_and_now(notified, team, instant, sentence):
    with pytest.raises(ValidationError, match=sentence):
        move(notified, "confirm", team.caseworker, NOW + 2 * HOUR, ruled_at=instant)


def test_a_prosecutor_who_was_not_notified_has_nothing_to_answer(notified, team):
    with pytest.raises(ValidationError, match="not notified"):
        move(notified, "prosecutor_answer", team.caseworker, NOW + 2 * HOUR)


def test_the_court_s_clock_runs_from_the_notice(notified, case):
    """Story AS-1: ordered and notified at 09:30, confirmed the next day at 08:50, ten minutes before noon would be late."""
    assert notified.court_due_at == NOW + 25 * HOUR
    (clock,) = protection.clocks(fresh(case))
    assert (clock.key, clock.since, clock.met_at) == ("urgent_measure_court_ruling", NOW + HOUR, None)


def test_a_special_measure_has_no_court_clock(case, team):
    measure = move(propose(case, team.caseworker, kind="special", type="school_enrolment"), "order", team.approver)
    assert move(measure, "notify", team.caseworker).court_due_at is None
    assert protection.clocks(fresh(case)) == []


def test_the_prosecutor_s_clock_is_met_by_the_answer(case, team):
    ordered = move(propose(case, team.caseworker), "order", team.approver)
    measure = move(ordered, "notify", team.caseworker, NOW + HOUR, prosecutor_notified_at=NOW + HOUR)
    move(measure, "prosecutor_answer", team.caseworker, NOW + 2 * HOUR)
    clock = next(clock for clock in protection.clocks(fresh(case)) if clock.key == "urgent_measure_prosecutor")
    assert (clock.since, clock.met_at) == (NOW + HOUR, NOW + 2 * HOUR)
    assert case.due(clock.key, clock.since) == NOW + 4 * HOUR


def test_a_ruling_in_time_leaves_no_alert(notified, team, case):
    measure = move(notified, "confirm", team.caseworker, NOW + 24 * HOUR)
    assert (measure.state, measure.lapsed_at, measure.is_court_silent(NOW + 90 * HOUR)) == ("confirmed", None, False)
    (clock,) = protection.clocks(fresh(case))
    assert clock.met_at == NOW + 24 * HOUR


def test_a_silent_court_raises_an_alarm_that_stays(notified, case, team):
    """Story AS-5: the alert stands at the twenty-fourth hour, even though the child is free by then."""
    assert not notified.is_court_silent(NOW + 25 * HOUR - timedelta(seconds=1))
    assert notified.is_court_silent(NOW + 25 * HOUR)
    assert services.lapse_measures(now=NOW + 25 * HOUR) == 1
    assert services.lapse_measures(now=NOW + 26 * HOUR) == 0
    notified.refresh_from_db()
    assert (notified.state, notified.lapsed_at) == ("lapsed_alert", NOW + 25 * HOUR)
    (task,) = demands(case)
    assert (task.kind, task.is_urgent) == (TaskKind.ESCALATE, True)
    event = Event.objects.get(action="measure.lapse")
    assert (event.actor, event.subjects) == (None, [case.pk, case.child_id])
    ended = move(notified, "end", team.approver, NOW + 40 * HOUR, end_reason="Salió de la estación.")
    assert ended.is_court_silent(NOW + 90 * HOUR)
    assert demanded(case) == []


def test_the_worker_asks_every_five_minutes(notified):
    ProtectiveMeasure.objects.update(court_notified_at=NOW, court_due_at=timezone.now() - HOUR)
    mark_silent_courts(timestamp=0)
    notified.refresh_from_db()
    assert notified.state == "lapsed_alert"


def test_a_late_ruling_keeps_the_alert_and_one_recorded_late_removes_it(case, team):
    for ruled_at, kept in ((NOW + 30 * HOUR, True), (NOW + 20 * HOUR, False)):
        measure = at("lapsed_alert", case, team)
        ruled = move(measure, "confirm", team.caseworker, NOW + 31 * HOUR, ruled_at=ruled_at)
        assert (ruled.state, ruled.is_court_silent(NOW + 31 * HOUR)) == ("confirmed", kept)
    assert demanded(case) == []


def test_an_authority_that_does_not_comply_is_escalated_until_it_does(case, team):
    measure = at("confirmed", case, team)
    move(measure, "report_noncompliance", team.caseworker, NOW + HOUR, noncompliance="La estación no la entrega.")
    assert demanded(case) == [TaskKind.ESCALATE]
    move(measure, "comply", team.caseworker, NOW + 2 * HOUR)
    assert demanded(case) == []


def test_the_task_stays_while_another_measure_waits(case, team):
    at("lapsed_alert", case, team)
    other = move(at("ordered", case, team), "report_noncompliance", team.caseworker, NOW + 2 * HOUR)
    move(other, "comply", team.caseworker, NOW + 3 * HOUR)
    assert demanded(case) == [TaskKind.ESCALATE]


def test_an_ordered_measure_is_explained_to_the_child(case, team):
    measure = at("ordered", case, team)
    assert [(one.kind, one.document) for one in companions.decisions(fresh(case))] == [("measure", measure.pk)]


def test_what_is_in_force_is_named_once():
    assert {ProtectionState.PROPOSED, ProtectionState.CANCELLED, ProtectionState.ENDED} == set(ProtectionState) - IN_FORCE


CHECKS = {
    "measure_type_fits_kind": ("proposed", {"kind": "special"}),
    "measure_ordered_by_somebody_on_a_ground": ("ordered", {"legal_ground": ""}),
    "measure_notified_to_a_court": ("notified", {"court_notified_at": None}),
    "measure_ruled_on_notice": ("confirmed", {"ruled_at": NOW - HOUR}),
    "measure_lapsed_when_due": ("lapsed_alert", {"lapsed_at": None}),
    "measure_ended_with_reason": ("ended", {"end_reason": ""}),
    "measure_noncompliance_in_words": ("ordered", {"noncompliance_at": NOW}),
    "protectivemeasure_state_known": ("ordered", {"state": "guess"}),
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_database_holds_the_measure_too(case, team, name):
    state, fields = CHECKS[name]
    measure = at(state, case, team)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ProtectiveMeasure.objects.filter(pk=measure.pk).update(**fields)


# The pages


def test_measure_goes_its_way_in_the_browser(case, team):
    caseworker, approver = browser(team.caseworker), browser(team.approver)
    assert caseworker.get(address("measure_add", case.code)).status_code == 200
    typed = {"kind": "urgent", "type": "removal_from_station", "text": "Salida", "reasons": "Está en la estación."}
    page = post(caseworker, address("measure_add", case.code), **typed).url
    pk = ProtectiveMeasure.objects.get().pk
    assert page == address("measure", case.code, pk)
    assert "Order the measure" not in text_of(caseworker.get(page))
    assert "Order the measure" in text_of(approver.get(page))
    order = address("measure_move", case.code, pk, "order")
    assert "arts. 115 and 122" in text_of(approver.get(order))  # the pack's own ground, proposed
    assert caseworker.get(order).status_code == 403
    minute = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    assert post(approver, order, legal_ground="", ordered_at=minute).status_code == 422
    later = "2999-01-01T10:00"
    assert "This lies in the future." in text_of(post(approver, order, legal_ground="Art. 122", ordered_at=later))
    ProtectiveMeasure.objects.update(proposed_at=NOW)
    local = (NOW - 7 * HOUR).strftime("%Y-%m-%dT%H:%M")
    assert post(approver, order, legal_ground="Art. 122", ordered_at=local).url == page
    notify = address("measure_move", case.code, pk, "notify")
    assert post(caseworker, notify, court="Juzgado de prueba", court_notified_at=local).url == page
    shown = text_of(caseworker.get(page))
    assert "The court did not rule in time" in shown
    assert "The court confirmed it" in shown
    detail = text_of(caseworker.get(address("detail", case.code)))
    assert detail.count("The court did not rule in time") == 2  # on top and in the panel
    assert page in detail


def test_a_step_that_is_over_says_so(case, team):
    measure = at("ended", case, team)
    minute = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    url = address("measure_move", case.code, measure.pk, "end")
    response = post(browser(team.approver), url, ended_at=minute, end_reason="Otra vez")
    assert response.status_code == 422
    assert "cannot go this way" in text_of(response)


def test_no_step_of_the_clock_has_a_page(case, team):
    measure = at("notified", case, team)
    for name in ("lapse", "nonsense"):
        assert browser(team.approver).get(address("measure_move", case.code, measure.pk, name)).status_code == 404


def test_measure_page_asks_the_same_queries_whatever_happened(case, team, django_assert_max_num_queries):
    caseworker = browser(team.caseworker)
    for state in ("proposed", "lapsed_alert", "ended"):
        url = address("measure", case.code, at(state, case, team).pk)
        with django_assert_max_num_queries(9):
            assert caseworker.get(url).status_code == 200
