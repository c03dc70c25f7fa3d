"""An assisted return is recorded only with all that INV-31 asks for, and closes a case only when it is on record."""

import uuid
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases import companions, return_rules, services
from cases.choices import Step
from cases.models import AssistedReturn, Case
from tests.cases.pages import address, browser, post, text_of
from tests.determinations.panel import Panel, asked, decided, explained, in_session, seated, submitted
from tests.factories import NOW, fresh, told, walk_to, write_plan

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=20)
GOOD = return_rules.ReturnFacts(
    is_decided=True,
    return_risk="no",
    asylum_status="not_applicable",
    child_views="Quiero volver con mi abuela.",
    no_views_reason="",
    officer="Oficial",
    receiving_authority="SENAF",
    receiving_official="Directora",
    receiver="Abuela",
    receiver_verified="Acta y visita",
)
HANDS = {name: getattr(GOOD, name) for name in ("officer", "receiving_authority", "receiving_official", "receiver", "receiver_verified")}


def lacking(**facts) -> list[str]:
    return [lack.field for lack in return_rules.missing(replace(GOOD, **facts))]


def test_a_return_with_everything_lacks_nothing():
    assert lacking() == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"is_decided": False}, "document"),
        ({"return_risk": "yes"}, "country"),
        ({"return_risk": "unclear"}, "country"),
        ({"return_risk": ""}, "country"),
        ({"asylum_status": "applied"}, "returned_on"),
        ({"asylum_status": "appeal"}, "returned_on"),
        ({"child_views": ""}, "child_views"),
        ({"child_views": "", "no_views_reason": "communication_barrier_pending"}, "child_views"),
        *(({name: " "}, name) for name in HANDS),
    ],
)
def test_each_thing_missing_is_named(facts, field):
    assert lacking(**facts) == [field]


def test_all_that_is_missing_is_named_at_once():
    nothing = {field.name: "" for field in fields_of(GOOD)} | {"is_decided": False}
    assert len(lacking(**nothing)) == 8  # all but the pending asylum


@pytest.fixture
def case(team):
    """A case in follow-up whose plan seeks the return that a panel determined (INV-48)."""
    return told(("return determined",), team, lambda: determined(team))


def determined(team):
    panel = Panel(team)
    asked_for = asked(panel, step=Step.PLAN_DESIGN, now=NOW, triggers=["return_requested"])
    explained(panel, decided(panel, in_session(panel, seated(panel, submitted(panel, asked_for))), 1, chosen=1))
    services.move_case(
        case=fresh(asked_for.case), move="adopt_determination", by=team.approver, now=NOW, reason="Así lo determinó el panel."
    )
    case = fresh(asked_for.case)
    plan = case.plan
    services.save_plan(plan=plan, version=plan.version, by=team.caseworker, now=NOW, durable_solution="assisted_return_to_family")
    write_plan(fresh(case), team, NOW)
    services.move_case(case=fresh(case), move="approve_plan", by=team.supervisor, now=NOW)
    services.record_progress(action=fresh(case).approved_plan.action_list[0], status="in_progress", by=team.caseworker, now=NOW)
    services.move_case(case=fresh(case), move="begin_follow_up", by=team.caseworker, now=NOW)
    Case.objects.update(asylum_status="not_applicable")
    return case


def give_back(case, team, **fields):
    days = {"accepted_on": LATER.date() - timedelta(days=2), "returned_on": LATER.date()}
    fields = {"document": case.approved_plan.pk, "country": "GT", "child_views": GOOD.child_views} | HANDS | days | fields
    return services.record_return(case=case, by=team.caseworker, now=LATER, **fields)


def test_return_is_recorded_once_with_its_decision(case, team):
    row = give_back(case, team)
    assert (row.decision, row.document) == ("plan", case.approved_plan.pk)
    with pytest.raises(ValidationError, match="already"):
        give_back(fresh(case), team)


def test_a_plan_that_seeks_something_else_decides_no_return(team):
    case = walk_to(Step.FOLLOW_UP, team)
    with pytest.raises(ValidationError, match="INV-31") as refusal:
        give_back(case, team)
    assert set(refusal.value.message_dict) == {"document"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"document": uuid.uuid4()}, "document"),
        ({"officer": ""}, "officer"),
        ({"returned_on": LATER.date() + timedelta(days=1)}, "returned_on"),
        ({"accepted_on": LATER.date() + timedelta(days=1)}, "accepted_on"),
        ({"child_disagrees": True}, "disagreement"),
    ],
)
def test_return_is_refused_beside_its_field(case, team, fields, field):
    with pytest.raises(ValidationError) as refusal:
        give_back(case, team, **fields)
    assert set(refusal.value.message_dict) == {field}
    assert not AssistedReturn.objects.exists()


def test_inv_32_nobody_is_returned_while_asylum_is_pending(case, team):
    Case.objects.update(asylum_status="appeal")
    with pytest.raises(ValidationError, match="INV-32"):
        give_back(case, team)


def test_closure_with_a_return_needs_the_return_on_record(case, team):
    texts = {"reason": "returned_and_handed_over", "durable_solution": "assisted_return_to_family", "summary": "Volvió."}
    services.propose_closure(case=case, by=team.caseworker, now=LATER, **texts)
    on_record = "cases:return_add"
    assert on_record in [one.view for one in companions.blockers(fresh(case), "submit_closure")]
    give_back(fresh(case), team)
    assert on_record not in [one.view for one in companions.blockers(fresh(case), "submit_closure")]


CHECKS = {
    "assistedreturn_into_named_hands": {"officer": ""},
    "assistedreturn_accepted_before": {"accepted_on": LATER.date() + timedelta(days=9)},
    "assistedreturn_child_heard": {"child_views": ""},
    "assistedreturn_decided": {"decision": "measure"},
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_database_holds_the_return_too(case, team, name):
    give_back(case, team)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AssistedReturn.objects.update(**CHECKS[name])


def test_return_page_names_what_is_missing_and_records_the_rest(case, team):
    caseworker, url = browser(team.caseworker), address("return_add", case.code)
    assert "Plan" in text_of(caseworker.get(url))
    today = LATER.date().isoformat()
    typed = {"country": "GT", "accepted_on": today, "returned_on": today}
    response = post(caseworker, url, **typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"document", "child_views", *HANDS}
    whole = typed | HANDS | {"document": case.approved_plan.pk, "child_views": "Quiero volver."}
    assert post(caseworker, url, **whole).url == address("detail", case.code)
