"""Migration procedures: what each implies for the child's statuses, the plan it is compared with (INV-51), INV-32 and INV-35."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.roles import Role
from audit.models import Event
from cases import companions, procedures, services
from cases.choices import Accompaniment, AsylumStatus, MigrationStatus, Step, TaskKind
from cases.choices_execution import ProcedureKind, ProcedureState, Resolution
from cases.models import Case, MigrationProcedure
from cases.procedure_workflow import MOVES, needs_humanitarian_status, statuses_implied
from tests.cases.pages import address, browser, post, text_of
from tests.factories import (
    NOW,
    CaseFactory,
    NotificationFactory,
    Team,
    demanded,
    demands,
    fresh,
    grant,
    propose_closure,
    walk_to,
    write_plan,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LATER = NOW + timedelta(days=90)
RESOLVED = {"resolution": "rejected", "is_consistent": "yes", "consistency_reason": "El plan lo prevé."}
FACTS = {
    "ratify": {"ratified_on": TODAY},
    "decide": {"decided_on": TODAY} | RESOLVED,
    "appeal": {"appeal_filed_on": TODAY},
    "decide_appeal": {"appeal_decided_on": TODAY, "appeal_resolution": "granted"}
    | {name: RESOLVED[name] for name in ("is_consistent", "consistency_reason")},
    "withdraw": {"withdrawn_on": TODAY, "withdrawal_reason": "La niña lo pidió."},
}
WAY_TO = {
    "filed": (),
    "decided": ("decide",),
    "appealed": ("decide", "appeal"),
    "final": ("decide", "appeal", "decide_appeal"),
    "withdrawn": ("withdraw",),
}


@pytest.fixture
def case(team):
    case = CaseFactory(unit=team.unit, notification=NotificationFactory(receiving_unit=team.unit, entry_date=date(2026, 2, 27)))
    grant(case, team.caseworker)
    return case


def file(case, by, **fields):
    fields = {"kind": "asylum", "authority": "COMAR", "filed_on": TODAY} | fields
    return services.file_procedure(case=case, by=by, **({"now": LATER} | fields))


def move(procedure, name, by, **fields):
    return services.move_procedure(procedure=procedure, move=name, by=by, now=LATER, **(FACTS[name] | fields))


def at(state, case, team, **fields):
    procedure = file(case, team.caseworker, **fields)
    for name in WAY_TO[state]:
        procedure = move(procedure, name, team.caseworker)
    assert procedure.state == state
    return procedure


def statuses(case) -> tuple[str, str]:
    case = fresh(case)
    return case.asylum_status, case.migration_status


def tasks(case) -> list[str]:
    return demanded(case)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", ProcedureState)
def test_procedure_obeys_the_table(case, team, state, name):
    procedure = at(state, case, team, by_third_party=True)
    if state in MOVES[name].sources:
        assert move(procedure, name, team.caseworker).state == (MOVES[name].target or state)
    else:
        with pytest.raises(ValidationError, match="cannot go this way"):
            move(procedure, name, team.caseworker)


def test_what_needs_no_ratification_gets_none(case, team):
    with pytest.raises(ValidationError, match="cannot go this way"):
        move(file(case, team.caseworker), "ratify", team.caseworker)


@pytest.mark.parametrize(
    ("state", "expected"),
    [("filed", "applied"), ("decided", "rejected"), ("appealed", "appeal"), ("final", "recognised"), ("withdrawn", "withdrawn")],
)
def test_asylum_status_follows_the_procedure(case, team, state, expected):
    at(state, case, team)
    assert statuses(case)[0] == expected
    assert Event.objects.filter(action="case.status").last().detail == {"asylum_status": expected}


@pytest.mark.parametrize("state", ProcedureState)
@pytest.mark.parametrize("kind", ProcedureKind)
@pytest.mark.parametrize("resolution", Resolution)
def test_statuses_implied_is_total(kind, state, resolution):
    if kind == ProcedureKind.ASYLUM and resolution not in ("granted", "complementary", "rejected"):
        return
    implied = statuses_implied(kind, state, resolution, "", MigrationStatus.UNKNOWN)
    assert set(implied) <= {"asylum_status", "migration_status"}
    assert set(implied.values()) <= {*AsylumStatus.values, *MigrationStatus.values}
    assert ("asylum_status" in implied) == (kind == ProcedureKind.ASYLUM)


def test_a_request_for_regular_stay_puts_the_child_in_procedure_and_its_grant_gives_the_status(case, team):
    procedure = file(case, team.caseworker, kind="regularisation", authority="INM")
    assert statuses(case)[1] == "in_procedure"
    granted = {"resolution": "granted", "granted_status": "humanitarian_visitor"}
    with pytest.raises(ValidationError) as refusal:
        move(procedure, "decide", team.caseworker, resolution="granted")
    assert set(refusal.value.message_dict) == {"granted_status"}
    move(procedure, "decide", team.caseworker, **granted)
    assert statuses(case) == ("screening_pending", "humanitarian_visitor")


def test_a_regular_stay_is_not_undone_by_a_new_request(case, team):
    Case.objects.update(migration_status=MigrationStatus.HUMANITARIAN_VISITOR)
    file(case, team.caseworker, kind="regularisation")
    assert statuses(case)[1] == "humanitarian_visitor"


@pytest.mark.parametrize("answer", ["no", "unclear"])
def test_inv_51_a_resolution_against_the_plan_alarms_until_it_is_answered(case, team, answer):
    procedure = move(file(case, team.caseworker), "decide", team.caseworker, is_consistent=answer, consistency_reason="El plan pide asilo.")
    assert tasks(case) == [TaskKind.COMPARE_PLAN]
    (task,) = demands(case)
    assert task.is_urgent
    assert "El plan pide asilo." in task.text
    move(procedure, "appeal", team.caseworker)
    assert tasks(case) == []


@pytest.mark.parametrize("field", ["is_consistent", "consistency_reason"])
def test_inv_51_no_resolution_without_its_comparison(case, team, field):
    with pytest.raises(ValidationError, match="INV-51") as refusal:
        move(file(case, team.caseworker), "decide", team.caseworker, **{field: ""})
    assert set(refusal.value.message_dict) == {field}


def test_inv_51_a_plan_approved_afterwards_answers_too(team):
    case = walk_to(Step.PLAN_DESIGN, team)
    move(file(case, team.caseworker), "decide", team.caseworker, is_consistent="no")
    assert tasks(case) == [TaskKind.COMPARE_PLAN]
    write_plan(fresh(case), team, LATER)
    services.move_case(case=fresh(case), move="approve_plan", by=team.supervisor, now=LATER)
    assert tasks(case) == []


def test_inv_32_a_pending_asylum_procedure_blocks_closure_and_is_not_talked_away(team):
    case = walk_to(Step.FOLLOW_UP, team)
    file(case, team.caseworker)
    with pytest.raises(ValidationError, match="INV-32"):
        services.set_statuses(case=fresh(case), migration_status="unknown", asylum_status="not_applicable", by=team.caseworker, now=LATER)
    with pytest.raises(ValidationError, match="An asylum procedure is pending"):
        propose_closure(fresh(case), team, LATER)
    assert "INV-32" in [one.criterion for one in companions.blockers(fresh(case), "submit_closure")]


HUMANITARIAN = [
    ("unaccompanied", "GT", "irregular", True),
    ("unaccompanied", "", "unknown", True),
    ("unaccompanied", "GT", "in_procedure", True),
    ("unaccompanied", "GT", "humanitarian_visitor_provisional", False),
    ("unaccompanied", "MX", "unknown", False),
    ("accompanied_parent", "GT", "irregular", False),
]


@pytest.mark.parametrize(("accompaniment", "nationality", "status", "needed"), HUMANITARIAN)
def test_inv_35_whom_the_pack_gives_a_humanitarian_status(accompaniment, nationality, status, needed):
    facts = {"accompaniment": accompaniment, "nationality": nationality, "country": "MX", "migration_status": status}
    assert needs_humanitarian_status(**facts) == needed


def test_inv_35_the_task_stands_from_the_opening_until_the_status_is_recorded(team):
    case = CaseFactory(unit=team.unit, accompaniment=Accompaniment.UNACCOMPANIED)
    case = walk_to(Step.EVALUATION, team, case=case)
    assert tasks(case) == [TaskKind.HUMANITARIAN_STATUS]
    services.set_statuses(
        case=case,
        migration_status="humanitarian_visitor_provisional",
        asylum_status="screening_pending",
        by=team.caseworker,
        now=LATER,
    )
    assert tasks(case) == []


def test_inv_35_is_the_mexican_pack_s_alone(team):
    case = CaseFactory(unit=team.unit, accompaniment=Accompaniment.UNACCOMPANIED, protocol="generic 2026.1")
    assert tasks(walk_to(Step.EVALUATION, team, case=case)) == []


# Time


def by_key(case) -> dict[str, companions.Clock]:
    return {str(clock.key): clock for clock in procedures.clocks(fresh(case))}


def test_as_1_asylum_is_applied_for_in_thirty_business_days_and_decided_in_forty_five(case, team):
    clock = by_key(case)["asylum_application"]
    assert clock.met_at is None
    assert case.due("asylum_application", clock.since).date() == date(2026, 4, 15)
    file(case, team.caseworker, filed_on=date(2026, 3, 12))
    clocks = by_key(case)
    assert clocks["asylum_application"].met_at.date() == date(2026, 3, 12)
    assert case.due("asylum_decision", clocks["asylum_decision"].since).date() == date(2026, 5, 20)


def test_a_ratification_runs_where_somebody_else_filed(case, team):
    procedure = file(case, team.caseworker, by_third_party=True)
    assert by_key(case)["asylum_third_party_ratification"].met_at is None
    move(procedure, "ratify", team.caseworker)
    assert by_key(case)["asylum_third_party_ratification"].met_at.date() == TODAY


def test_nobody_waits_for_the_asylum_of_a_national_or_of_who_was_told_and_declined(case):
    Case.objects.update(asylum_status=AsylumStatus.DECLINED_BY_CHILD_INFORMED)
    assert by_key(case) == {}
    Case.objects.update(asylum_status=AsylumStatus.SCREENING_PENDING)
    type(case.child).objects.update(nationality="MX")
    assert by_key(case) == {}


def test_a_late_application_says_why(case, team):
    with pytest.raises(ValidationError) as refusal:
        file(case, team.caseworker, filed_on=date(2026, 4, 16))
    assert set(refusal.value.message_dict) == {"late_reason"}
    assert file(case, team.caseworker, filed_on=date(2026, 4, 16), late_reason="No tuvo intérprete.").pk


# Refusals


def test_one_procedure_of_a_kind_is_pending_at_a_time(case, team):
    file(case, team.caseworker)
    with pytest.raises(ValidationError, match="pending already"):
        file(case, team.caseworker)
    copy = MigrationProcedure(case=case, kind="asylum", authority="COMAR", filed_on=TODAY)
    with pytest.raises(IntegrityError, match="procedure_one_pending_a_kind"), transaction.atomic():
        MigrationProcedure.objects.bulk_create([copy])


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("decide", {"decided_on": TODAY - timedelta(days=1)}, "decided_on"),
        ("decide", {"decided_on": LATER.date() + timedelta(days=1)}, "decided_on"),
        ("decide", {"decided_on": None}, "decided_on"),
        ("decide", {"resolution": "return_ordered"}, "resolution"),
        ("withdraw", {"withdrawal_reason": " "}, "withdrawal_reason"),
    ],
)
def test_a_step_is_refused_beside_its_field(case, team, name, fields, field):
    with pytest.raises(ValidationError) as refusal:
        move(file(case, team.caseworker), name, team.caseworker, **fields)
    assert set(refusal.value.message_dict) == {field}


def test_procedures_are_recorded_by_the_child_s_team(case, team):
    lawyer = team.person(Role.LAWYER)
    grant(case, lawyer)
    assert file(case, lawyer).pk
    with pytest.raises(PermissionDenied):
        file(case, team.supervisor, kind="other")
    with pytest.raises(Case.DoesNotExist):
        file(case, Team().caseworker)


CHECKS = {
    "procedure_resolved_and_compared": ("decided", {"is_consistent": ""}),
    "procedure_compared_with_reason": ("decided", {"consistency_reason": ""}),
    "procedure_appealed_after_resolution": ("appealed", {"appeal_filed_on": None}),
    "procedure_final_with_decision": ("final", {"appeal_resolution": ""}),
    "procedure_withdrawn_with_reason": ("withdrawn", {"withdrawn_on": None}),
    "migrationprocedure_kind_known": ("decided", {"kind": "guess"}),
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_database_holds_the_procedure_too(case, team, name):
    state, fields = CHECKS[name]
    procedure = at(state, case, team)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        MigrationProcedure.objects.filter(pk=procedure.pk).update(**fields)


# The pages


def test_procedure_goes_its_way_in_the_browser(case, team):
    caseworker = browser(team.caseworker)
    add = address("procedure_add", case.code)
    assert caseworker.get(add).status_code == 200
    page = post(caseworker, add, kind="asylum", authority="COMAR", filed_on="2026-03-12").url
    pk = MigrationProcedure.objects.get().pk
    assert page == address("procedure", case.code, pk)
    assert "Record the resolution" in text_of(caseworker.get(page))
    url = address("procedure_move", case.code, pk, "decide")
    assert "Return ordered" not in text_of(caseworker.get(url))
    typed = {"decided_on": "2026-03-20", "resolution": "rejected", "is_consistent": "no", "consistency_reason": ""}
    assert post(caseworker, url, **typed).status_code == 422
    assert post(caseworker, url, **(typed | {"consistency_reason": "El plan pide asilo."})).url == page
    detail = text_of(caseworker.get(address("detail", case.code)))
    assert "It does not agree with the plan" in detail
    assert "Rejected" in detail
    assert text_of(browser(team.supervisor).get(page)).count("Record the appeal") == 0


def test_no_step_that_is_none_has_a_page(case, team):
    url = address("procedure_move", case.code, file(case, team.caseworker).pk, "nonsense")
    assert browser(team.caseworker).get(url).status_code == 404
