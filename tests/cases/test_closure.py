"""Closing in full: what every reason asks, what it waives, and until when a closed case may be reopened."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import closing, companions, rules, services
from cases.choices import ClosureReason, Step, TaskKind
from cases.companions import Blocked
from cases.models import AssistedReturn, Case, Child, ClosureProposal, FollowUpVisit, Plan, PlanAction, PlanLine, WellbeingMeasure
from placements.models import Absence
from tests.cases.pages import address, browser, post, text_of
from tests.factories import NOW, Team, demanded, fresh, local_today, propose_closure, told, walk_to

pytestmark = pytest.mark.django_db

WRITTEN = {
    name: "Escrito." for name in closing.EXTRA if not name.endswith("_on") and name not in ("receiver_verified_by", "absent_since")
} | {
    "receiver_verified_by": "documents",
    "handed_over_on": NOW.date() - timedelta(days=100),
    "home_study_on": NOW.date(),
    "accepted_on": NOW.date(),
    "died_on": NOW.date(),
    "absent_since": NOW.date() - timedelta(days=40),
}
RECEIVED_BY_FAMILY = {name: WRITTEN[name] for name in closing.RECEIVER}
ACCEPTED = {name: WRITTEN[name] for name in closing.ACCEPTANCE}


@pytest.fixture
def case(team):
    """A case whose closure lacks nothing, waiting for its approval."""

    def propose():
        case = walk_to(Step.FOLLOW_UP, team)
        propose_closure(case, team, case.step_entered_at)
        return case

    return told(("closure proposed",), team, propose)


def say(case, **fields):
    """Write fields of the proposal, past the services."""
    ClosureProposal.objects.filter(case=case).update(**fields)


def lacks(case) -> set[str]:
    return {blocker.criterion for blocker in companions.blockers(fresh(case), "close")}


def suit(case, reason, solution="none_yet"):
    """Make the case and its proposal such that closing for that reason lacks nothing."""
    say(case, reason=reason, durable_solution=solution, **{name: WRITTEN[name] for name in closing.demanded(reason, solution)})
    Child.objects.filter(pk=case.child_id).update(**CHILDREN.get(reason, {}))
    if reason == ClosureReason.RETURNED_AND_HANDED_OVER:
        returned(case)
    if closing.is_reunification(reason, solution):
        visited_after(case, 30, 90)
    if reason == ClosureReason.ABSENT_SEARCH_EXHAUSTED:
        searched_in_vain(case)
    if reason == ClosureReason.TURNED_18_TRANSITIONED:
        services.save_transition_plan(
            case=case,
            by=case.closure.author,
            now=NOW,
            **dict.fromkeys(("living", "study_and_work", "papers", "people", "goes_on", "contact", "child_views"), "Escrito."),
        )


def searched_in_vain(case):
    """Let the child be absent, and the search ended by the supervisor."""
    since, by = NOW - timedelta(days=40), case.closure.author
    fields = {"search_summary": "No se le encontró.", "given_up_by": by, "searched_until": NOW, "reported_by": by, "reported_at": since}
    Absence.objects.create(
        case=case, state="not_found", type="unknown", starts_at=since, last_seen="En la casa", status_before="open", **fields
    )
    Case.objects.filter(pk=case.pk).update(status="suspended_absent")


def returned(case):
    """The child was taken back, and all of it is on record."""
    AssistedReturn.objects.create(
        case=case,
        country="GT",
        returned_on=NOW.date(),
        decision="plan",
        document=case.approved_plan.pk,
        accepted_on=NOW.date(),
        **dict.fromkeys(
            ("officer", "receiving_authority", "receiving_official", "receiver", "receiver_verified", "child_views"), "Escrito."
        ),
    )


CHILDREN = {
    ClosureReason.DETERMINED_ADULT_FINAL: {"age_status": "determined_adult_final"},
    ClosureReason.TURNED_18_TRANSITIONED: {"birth_date": date(2008, 1, 1)},
}


def visited_after(case, *days):
    for day in days:
        FollowUpVisit.objects.create(
            case=case,
            kind="after_reunification",
            held_at=NOW - timedelta(days=100 - day),
            seen_child=True,
            risk_level="low",
            text="Bien.",
        )


@pytest.mark.parametrize("reason", ClosureReason)
def test_every_reason_closes_when_nothing_is_missing(case, team, reason):
    suit(case, reason)
    assert lacks(case) == set()
    services.move_case(case=fresh(case), move="close", by=team.supervisor, now=timezone.now())
    assert fresh(case).closure_reason == reason


@pytest.mark.parametrize("solution", closing.SOLUTIONS)
def test_every_solution_closes_when_nothing_is_missing(case, team, solution):
    suit(case, "plan_objectives_met", solution)
    assert lacks(case) <= {"INV-48"}  # which of them need a determination first: determinations
    if not lacks(case):
        services.move_case(case=fresh(case), move="close", by=team.supervisor, now=timezone.now())
        assert fresh(case).durable_solution == solution


FIELDS = [(reason, "none_yet", name) for reason, demands in closing.REASONS.items() for name in demands.fields] + [
    ("plan_objectives_met", solution, name) for solution, fields in closing.SOLUTIONS.items() for name in fields
]


@pytest.mark.parametrize(("reason", "solution", "name"), FIELDS)
def test_each_field_that_is_asked_for_is_missed_in_guard_and_database(case, reason, solution, name):
    suit(case, reason, solution)
    say(case, **{name: None if name.endswith("_on") or name == "absent_since" else ""})
    assert closing.RULE_OF[name] in lacks(case)
    with pytest.raises(IntegrityError, match="closure_whole"), transaction.atomic():
        say(case, state="approved", reviewer=Team().supervisor, reviewed_at=NOW)


@pytest.mark.parametrize("reason", [reason for reason in ClosureReason if not closing.waived(reason)])
def test_a_reason_that_waives_nothing_asks_for_all(case, reason):
    suit(case, reason)
    say(case, child_informed_on=None, papers_back="", child_views="")
    WellbeingMeasure.objects.all().delete()
    FollowUpVisit.objects.exclude(kind="after_reunification").delete()
    assert {"child_informed", "papers", "INV-21", "wellbeing"} <= lacks(case)


@pytest.mark.parametrize("reason", ["died", "duplicate_merged", "opened_in_error"])
def test_where_there_is_nobody_to_ask_nobody_is_asked(case, reason):
    suit(case, reason)
    say(case, child_informed_on=None, contact_route="", child_views="")
    WellbeingMeasure.objects.all().delete()
    FollowUpVisit.objects.all().delete()
    assert lacks(case) == set()


def test_a_reason_stands_for_a_measure_of_wellbeing(case):
    WellbeingMeasure.objects.all().delete()
    assert lacks(case) == {"wellbeing"}
    say(case, endpoint_not_measured="La adolescente no quiso contestar.")
    assert lacks(case) == set()


def test_an_endpoint_of_before_the_plan_in_force_does_not_count(case):
    WellbeingMeasure.objects.update(measured_on=date(2026, 3, 1))
    assert lacks(case) == {"wellbeing"}


@pytest.mark.parametrize(
    ("risk", "days", "is_late"),
    [("high", 7, False), ("high", 8, True), ("medium", 14, False), ("medium", 15, True), ("low", 28, False), ("low", 35, True)],
)
def test_the_last_visit_lies_within_the_interval_of_the_risk(case, risk, days, is_late):
    Case.objects.filter(pk=case.pk).update(risk_level=risk)
    FollowUpVisit.objects.update(held_at=case.closure.submitted_at - timedelta(days=days))
    assert ("visit" in lacks(case)) == is_late


def test_a_visit_that_did_not_see_the_child_does_not_count(case):
    FollowUpVisit.objects.update(seen_child=False)
    assert lacks(case) == {"visit"}


@pytest.mark.parametrize(
    ("status", "is_open"), [(None, True), ("in_progress", True), ("done", False), ("not_possible", False), ("cancelled", False)]
)
def test_an_open_measure_on_a_high_concern_keeps_the_case_open(case, team, status, is_open):
    before = Plan.objects.get(case=case, state="approved")
    Plan.objects.filter(pk=before.pk).update(state="superseded")
    plan = Plan.objects.create(case=case, number=9, author=team.caseworker)
    line = PlanLine.objects.create(plan=plan, subject="concern", code="threats_extortion")
    action = PlanAction.objects.create(
        line=line,
        measure_kind=before.action_list[0].measure_kind,
        description="Cambiar de número",
        responsible_organisation="Procuraduría",
        responsible_person="Marcela",
        due_on=NOW.date(),
    )
    Plan.objects.filter(pk=plan.pk).update(state="approved", reviewer=team.supervisor, reviewed_at=NOW)
    if status:
        services.record_progress(action=PlanAction.objects.get(pk=action.pk), status="in_progress", by=team.caseworker, now=NOW)
        services.record_progress(
            action=PlanAction.objects.get(pk=action.pk), status=status, by=team.caseworker, now=NOW + timedelta(hours=1)
        )
    assert ("high_risk" in lacks(case)) == is_open


def test_a_pending_appeal_on_the_age_keeps_the_case_open(case, team):
    assessment = services.open_age_assessment(
        case=case,
        by=team.caseworker,
        now=NOW,
        reason="Duda",
        requested_by="COMAR",
        method="documents",
        assessors="Equipo",
        organisation=team.unit,
        consent_by="child",
        consented_on=NOW.date(),
    )
    assert lacks(case) == set()
    type(assessment).objects.filter(pk=assessment.pk).update(
        state="appealed",
        conclusion="adult",
        range_low=19,
        range_high=20,
        margin=0,
        concluded_by=team.caseworker,
        child_told_on=NOW.date(),
        appeal_deadline=NOW.date(),
        appeal_filed_on=NOW.date(),
    )
    assert lacks(case) == {"appeal"}


@pytest.mark.parametrize(
    ("days", "missing"),
    [((), 2), ((30,), 1), ((30, 90), 0), ((23, 83), 0), ((22, 90), 1), ((90,), 1), ((90, 95), 0), ((10, 20), 2)],
)
def test_visits_after_reunification_are_due_at_30_and_90_days(days, missing):
    since = date(2026, 1, 1)
    due = [since + timedelta(days=30), since + timedelta(days=90)]
    assert len(rules.visits_missing(due, [since + timedelta(days=day) for day in days], early=closing.EARLY_DAYS)) == missing


def test_reunification_waits_for_its_visits_or_for_another_authority(case):
    say(case, reason="reunified_followup_completed", **RECEIVED_BY_FAMILY)
    visited_after(case, 30)
    assert lacks(case) == {"after_reunification"}
    say(case, **ACCEPTED)
    assert lacks(case) == set()
    say(case, accepted_by="")
    visited_after(case, 92)
    assert lacks(case) == set()


def test_no_return_closes_a_case_before_it_is_on_record(case):
    """INV-31."""
    say(case, reason="returned_and_handed_over")
    assert lacks(case) == {"INV-31"}
    returned(case)
    assert lacks(case) == set()


@pytest.mark.parametrize(("days", "is_early"), [(29, True), (30, False)])
def test_an_absence_closes_nothing_before_thirty_days_of_search(case, days, is_early):
    """INV-46."""
    suit(case, "absent_search_exhausted")
    say(case, absent_since=case.unit.day_of(case.closure.submitted_at) - timedelta(days=days))
    assert lacks(case) == ({"INV-46"} if is_early else set())


@pytest.mark.parametrize("risk", ["high", ""])
def test_nobody_withdraws_without_risk_while_the_risk_is_high(case, risk):
    suit(case, "child_family_withdrew_no_risk")
    Case.objects.filter(pk=case.pk).update(risk_level=risk)
    assert "risk" in lacks(case)


@pytest.mark.parametrize("born", [local_today() - timedelta(days=17 * 365), None])
def test_nobody_is_eighteen_before_that_is_sure(case, born):
    """INV-41."""
    suit(case, "turned_18_transitioned")
    precision = "exact" if born else "unknown"
    Child.objects.filter(pk=case.child_id).update(birth_date=born, birth_precision=precision)
    assert lacks(case) == {"INV-41"}


def test_eighteen_needs_a_plan_for_adult_life(case):
    """INV-41."""
    suit(case, "turned_18_transitioned")
    case.transition_plans.all().delete()
    assert lacks(case) == {"INV-41"}


def test_a_day_that_lies_ahead_is_refused_beside_its_field(team):
    case = walk_to(Step.FOLLOW_UP, team)
    with pytest.raises(ValidationError) as refusal:
        services.propose_closure(
            case=case, by=team.caseworker, now=NOW, reason="died", durable_solution="none_yet", summary="x", died_on=date(2027, 1, 1)
        )
    assert set(refusal.value.message_dict) == {"died_on"}


# Reopening


@pytest.fixture
def closed(case, team):
    services.move_case(case=case, move="close", by=team.supervisor, now=timezone.now())
    return fresh(case)


def reopened(case, team):
    return services.move_case(case=fresh(case), move="reopen", by=team.supervisor, now=timezone.now(), reason="Volvió a pedir ayuda.")


@pytest.mark.parametrize(
    ("born", "precision", "is_kept"),
    [
        (-22, "exact", True),
        (-24, "exact", False),
        (-23, "year", True),
        (-25, "year", False),
        (None, "unknown", True),
    ],
)
def test_a_case_is_reopened_while_its_file_is_kept(closed, team, born, precision, is_kept):
    """T18: five years after the eighteenth birthday; what is not known excludes nothing."""
    today = local_today()
    birth_date = today.replace(year=today.year + born, month=1, day=1) if born else None
    Child.objects.filter(pk=closed.child_id).update(birth_date=birth_date, birth_precision=precision)
    if is_kept:
        assert reopened(closed, team).step == Step.EVALUATION
    else:
        with pytest.raises(Blocked, match="T18: the file was kept until"):
            reopened(closed, team)
        assert fresh(closed).step == Step.CLOSED


def test_inv_35_a_reopened_case_asks_for_the_humanitarian_status_again(closed, team):
    Case.objects.filter(pk=closed.pk).update(accompaniment="unaccompanied")
    assert TaskKind.HUMANITARIAN_STATUS not in demanded(closed)
    assert TaskKind.HUMANITARIAN_STATUS in demanded(reopened(closed, team))


def test_the_page_of_a_closed_case_says_until_when(closed, team):
    assert "may be reopened until May 4, 2033" in text_of(browser(team.supervisor).get(address("detail", closed.code)))


# The pages


@pytest.fixture
def at_work(team):
    return walk_to(Step.FOLLOW_UP, team)


def proposal(**fields):
    return {
        "version": 0,
        "child_views": "De acuerdo.",
        "reason": "plan_objectives_met",
        "durable_solution": "asylum_recognised",
        "summary": "Se restituyeron sus derechos.",
    } | fields


def test_first_comes_the_reason_then_only_what_it_asks(at_work, team):
    caseworker, url = browser(team.caseworker), address("closure", at_work.code)
    first = text_of(caseworker.get(url))
    assert "Objectives of the plan met" in first
    assert 'name="summary"' not in first
    refused = caseworker.get(url, {"reason": "died", "durable_solution": ""})
    assert 'name="summary"' not in text_of(refused)
    asked = caseworker.get(url, {"reason": "died", "durable_solution": "none_yet"}).context["form"].fields
    assert {"died_on", "incident_report", "summary"} <= set(asked)
    assert "receiver_name" not in asked
    asked = caseworker.get(url, {"reason": "plan_objectives_met", "durable_solution": "reunified_other_state"}).context["form"].fields
    assert {"receiver_name", "home_study_on", "accepted_by"} <= set(asked)
    assert "died_on" not in asked


def test_another_reason_asks_for_other_things_and_loses_nothing(at_work, team):
    caseworker, url = browser(team.caseworker), address("closure", at_work.code)
    typed = proposal(reason="died", durable_solution="none_yet", incident_report="Acta 12.", died_on="2026-02-01")
    assert post(caseworker, url, **typed).status_code == 302
    version = fresh(at_work).closure.version
    typed = proposal(version=version, reason="determined_adult_final", incident_report="Acta 12 y 13.", referred_to="DIF")
    assert post(caseworker, url, **typed).status_code == 302
    kept = fresh(at_work).closure
    assert (kept.incident_report, kept.referred_to, kept.died_on) == ("Acta 12 y 13.", "DIF", date(2026, 2, 1))
    page = caseworker.get(url)
    assert "referred_to" in page.context["form"].fields
    assert "INV-40" in {blocker.criterion for blocker in page.context["missing"]}


def test_what_is_missing_is_named_with_the_page_that_supplies_it(at_work, team):
    caseworker, url = browser(team.caseworker), address("closure", at_work.code)
    post(caseworker, url, **proposal(reason="reunified_followup_completed", durable_solution="reunified_in_country"))
    page = text_of(caseworker.get(url))
    assert "The proposal does not say: Who receives the child." in page
    for blocker in companions.blockers(fresh(at_work), "submit_closure"):
        assert not blocker.url or caseworker.get(blocker.url).status_code == 200


def test_the_reviewer_reads_all_that_was_written(case, team):
    suit(case, "reunified_followup_completed", "reunified_in_country")
    page = text_of(browser(team.supervisor).get(address("closure_review", case.code)))
    assert "Who receives the child" in page
    assert "By documents" in page


def test_pages_of_a_closure_stay_within_their_queries(case, team, django_assert_max_num_queries):
    suit(case, "reunified_followup_completed", "reunified_in_country")
    supervisor = browser(team.supervisor)
    for name, most in (("detail", 12), ("closure", 12), ("closure_review", 12)):
        with django_assert_max_num_queries(most):
            assert supervisor.get(address(name, case.code)).status_code == 200
