"""What the services of a determination refuse, and in whose favour."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.roles import OrgType, Role
from audit.models import Event
from cases import companions
from cases.choices import Step
from cases.companions import Blocked
from cases.models import Case
from cases.services import add_action, move_case, save_plan, submit_document
from cases.versioning import Stale
from determinations import services
from determinations.choices import SessionKind, State
from determinations.models import Determination
from protocols.choices import Level, Trigger
from tests.determinations.panel import (
    HOUR,
    LATER,
    Panel,
    again,
    asked,
    decided,
    explained,
    in_session,
    prepared,
    read,
    seated,
    submitted,
    text_of_decision,
    voted,
)
from tests.factories import NOW, OrganisationFactory, Team, UserFactory, fresh, grant, propose_closure, walk_to, write_plan

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def panel():
    return Panel()


def refused(verb, *args, match=None, **arguments) -> list[str]:
    """Return the fields that the refusal names."""
    with pytest.raises(ValidationError, match=match) as refusal:
        verb(*args, **arguments)
    return sorted(refusal.value.message_dict) if hasattr(refusal.value, "error_dict") else []


# The request


def test_request_adds_what_the_record_shows(panel):
    case = walk_to(Step.PLAN_DESIGN, panel.team)
    Case.objects.filter(pk=case.pk).update(accompaniment="unaccompanied")
    one = asked(panel, case=case, triggers=[], solution="regularised_stay_alternative_care")
    assert (one.triggers, one.level) == ([Trigger.FAMILY_CARE_AGREED], Level.AUTHORITY_PLAN)


def test_request_takes_the_highest_level(panel):
    one = asked(panel, triggers=[Trigger.REUNIFICATION_IN_COUNTRY, Trigger.CUSTODY])
    assert (one.level, one.number, one.since) == (Level.PANEL, 1, LATER)
    [event] = Event.objects.filter(action="determination.request")
    assert event.detail["level"] == "panel"
    assert set(event.subjects) == {one.case_id, one.case.child_id}


@pytest.mark.parametrize(
    ("fields", "field"), [({"triggers": []}, ["triggers"]), ({"reason": " "}, ["reason"])], ids=["no trigger", "no reason"]
)
def test_request_is_refused_without(panel, fields, field):
    case = walk_to(Step.EVALUATION, panel.team)
    assert refused(asked, panel, case=case, **fields) == field
    assert not Determination.objects.exists()
    assert fresh(case).step == Step.EVALUATION


@pytest.mark.parametrize("step", [Step.INTAKE, Step.DESIGNATION, Step.PLAN_EXECUTION, Step.CLOSED])
def test_request_comes_from_evaluation_plan_or_follow_up(panel, step):
    refused(asked, panel, step=step, match="INV-17")
    assert not Determination.objects.exists()


def test_one_determination_at_a_time(panel):
    one = asked(panel)
    Case.objects.filter(pk=one.case_id).update(step=Step.EVALUATION)
    refused(asked, panel, case=one.case, match="under way")


def test_caseworker_asks_for_none(panel):
    case = walk_to(Step.FOLLOW_UP, panel.team)
    with pytest.raises(PermissionDenied):
        services.request_determination(case=case, triggers=[Trigger.RETURN], reason="x", by=panel.team.caseworker, now=LATER)
    with pytest.raises(Case.DoesNotExist):
        services.request_determination(case=case, triggers=[Trigger.RETURN], reason="x", by=Team().supervisor, now=LATER)


def test_case_moves_to_the_determination_by_its_request_alone(panel):
    case = walk_to(Step.FOLLOW_UP, panel.team)
    refused(move_case, case=case, move="refer_to_determination", by=panel.team.supervisor, now=LATER, reason="x", match="open the request")


# The dossier


def test_dossier_keeps_the_elements_as_they_were(panel):
    one = prepared(panel)
    assert [(element.element, element.facts) for element in one.dossier.element_list][0] == ("views", "Lo que se sabe.")
    assert one.dossier.child_views == one.dossier.evaluation.child_views
    assert len(one.dossier.element_list) == 7


def test_dossier_is_saved_over_the_version_that_was_read(panel):
    dossier = prepared(panel).dossier
    given = {"dossier": dossier, "by": panel.team.caseworker, "now": LATER}
    services.save_dossier(version=dossier.version, facts="Primero.", **given)
    with pytest.raises(Stale):
        services.save_dossier(version=1, facts="Segundo.", **given)


@pytest.mark.parametrize(
    ("fields", "criterion"),
    [
        ({"facts": " "}, "facts"),
        ({"relatives": ""}, "relatives"),
        ({"recommendation": ""}, "recommendation"),
        ({"child_views": ""}, "INV-21"),
        ({"child_views": "", "no_views_reason": "communication_barrier_pending"}, "INV-21"),
    ],
)
def test_dossier_is_handed_in_complete(panel, fields, criterion):
    dossier = prepared(panel, **fields).dossier
    with pytest.raises(Blocked) as refusal:
        services.submit_dossier(dossier=dossier, version=dossier.version, by=panel.team.caseworker, now=LATER)
    assert [blocker.criterion for blocker in refusal.value.blockers] == [criterion]


def test_dossier_of_an_evaluation_that_is_not_approved_waits(panel):
    one = prepared(panel, asked(panel, step=Step.EVALUATION))
    with pytest.raises(Blocked) as refusal:
        services.submit_dossier(dossier=one.dossier, version=one.dossier.version, by=panel.team.caseworker, now=LATER)
    assert {blocker.criterion for blocker in refusal.value.blockers} == {"INV-21", "elements", "evaluation"}


def test_dossier_that_was_handed_in_is_not_written_any_more(panel):
    dossier = submitted(panel).dossier
    refused(services.save_dossier, dossier=dossier, version=dossier.version, by=panel.team.caseworker, now=LATER, facts="x", match="INV-18")
    option = dossier.option_list[0]
    refused(services.remove_option, option=option, version=dossier.version, by=panel.team.caseworker, now=LATER, match="INV-18")


def test_only_its_author_hands_it_in(panel):
    dossier = prepared(panel).dossier
    colleague = panel.team.person(Role.CASEWORKER)
    grant(dossier.determination.case, colleague)
    with pytest.raises(PermissionDenied):
        services.submit_dossier(dossier=dossier, version=dossier.version, by=colleague, now=LATER)


# The panel


def seat(panel, one, person, **fields):
    fields = {"discipline": "legal", "no_interest": True, "by": panel.coordinator, "now": LATER} | fields
    return services.seat_member(determination=again(one), person=person, **fields)


def test_nobody_sits_who_has_a_part_in_the_case(panel):
    one = submitted(panel)
    reviewer = panel.team.supervisor
    for person in (panel.team.caseworker, reviewer):
        person.role = Role.BID_PANEL_MEMBER
        person.save()
        assert refused(seat, panel, one, person, match="INV-49") == ["person"]
    assert refused(seat, panel, one, panel.team.notifier, match="INV-49: nobody of the migration") == ["person"]
    assert refused(seat, panel, one, panel.chair, no_interest=False, match="INV-49") == ["no_interest"]
    assert refused(seat, panel, one, panel.team.intake, match="cannot open the dossier") == ["person"]


def test_chair_is_of_the_protection_authority_and_alone(panel):
    one = submitted(panel)
    assert refused(seat, panel, one, panel.members[0], is_chair=True, match="INV-49") == ["is_chair"]
    assert refused(seat, panel, one, panel.chair, is_chair=True, has_vote=False, match="INV-49") == ["has_vote"]
    seat(panel, one, panel.chair, is_chair=True)
    other = UserFactory(organisation=OrganisationFactory(org_type=OrgType.PROTECTION_AUTHORITY_MUNICIPAL), role=Role.BID_PANEL_MEMBER)
    assert refused(seat, panel, one, other, is_chair=True) == ["is_chair"]
    assert refused(seat, panel, one, panel.chair) == ["person"]


def test_seat_opens_the_dossier_alone_and_its_end_closes_it(panel):
    one = submitted(panel)
    member = panel.members[0]
    assert not Determination.objects.visible_to(member).exists()
    given = seat(panel, one, member)
    assert list(Determination.objects.visible_to(member)) == [one]
    assert not Case.objects.visible_to(member).exists()
    assert given.grant.sections == ["dossier"]
    assert refused(services.end_seat, seat=given, reason="", by=panel.coordinator, now=LATER) == ["reason"]
    services.end_seat(seat=given, reason="Se excusa.", by=panel.coordinator, now=timezone.now())
    assert not Determination.objects.visible_to(member).exists()


def test_coordinator_of_another_authority_sees_nothing(panel):
    one = submitted(panel)
    stranger = Team(state="OAX").person(Role.BID_COORDINATOR)
    with pytest.raises(Determination.DoesNotExist):
        seat(panel, one, panel.chair, by=stranger)


def test_session_is_convened_with_a_whole_panel(panel):
    one = submitted(panel)
    convene = {"determination": one, "scheduled_for": LATER + DAY, "place": "Sala", "by": panel.coordinator, "now": LATER}
    with pytest.raises(Blocked) as refusal:
        services.convene(kind=SessionKind.ORDINARY, **convene)
    assert {blocker.criterion for blocker in refusal.value.blockers} == {"INV-49"}
    one = seated(panel, one)
    convene["determination"] = one
    assert refused(services.convene, kind=SessionKind.URGENT, **convene) == ["kind"]
    assert refused(services.convene, kind=SessionKind.RATIFICATION, **convene) == ["kind"]
    assert refused(services.convene, kind=SessionKind.ORDINARY, **(convene | {"scheduled_for": LATER - DAY})) == ["scheduled_for"]
    first = services.convene(kind=SessionKind.ORDINARY, **convene)
    second = services.convene(kind=SessionKind.ORDINARY, **(convene | {"determination": again(one)}))
    assert (read(first).outcome, read(second).outcome) == ("adjourned", "")


def test_conflict_of_interest_breaks_the_quorum(panel):
    one = seated(panel)
    session = services.convene(
        determination=one, kind="ordinary", scheduled_for=LATER + HOUR, place="Sala", by=panel.coordinator, now=LATER
    )
    for person in panel.everybody:
        is_related = person == panel.members[1]
        services.declare(session=session, has_conflict=is_related, conflict="Es mi sobrina." if is_related else "", by=person, now=LATER)
    refused(services.open_session, session=read(session), by=panel.coordinator, now=LATER, match="INV-49")
    assert refused(services.declare, session=session, has_conflict=True, conflict="", by=panel.chair, now=LATER, match="already") == []


def test_vote_is_one_s_own_in_one_s_own_words(panel):
    session = in_session(panel)
    option = session.determination.dossier.option_list[0]
    stranger = UserFactory(organisation=panel.team.unit, role=Role.BID_PANEL_MEMBER)
    with pytest.raises(Determination.DoesNotExist):
        services.vote(session=session, option=option, words="x", by=stranger, now=LATER)
    with pytest.raises(PermissionDenied):
        services.vote(session=session, option=option, words="x", by=panel.coordinator, now=LATER)
    assert refused(services.vote, session=session, option=option, words=" ", by=panel.chair, now=LATER) == ["words"]
    foreign = submitted(Panel()).dossier.option_list[0]
    assert refused(services.vote, session=session, option=foreign, words="x", by=panel.chair, now=LATER) == ["option"]


# The decision


def test_decision_waits_for_every_vote_and_for_a_majority(panel):
    session = in_session(panel)
    texts = text_of_decision(session.determination)
    given = {"minutes": "x", "by": panel.coordinator, "now": LATER + 3 * HOUR}
    refused(services.decide, session=session, match="have not voted yet", **given, **texts)
    options = session.determination.dossier.option_list
    for person, option in zip(panel.everybody, (options[0], options[1], None), strict=True):
        services.vote(session=read(session), option=option, words="x", by=person, now=LATER + 2 * HOUR)
    refused(services.decide, session=read(session), match="more than half", **given, **texts)


@pytest.mark.parametrize("name", ["facts_accepted", "views_weight", "reasons", "conditions", "implementer", "appeal_information"])
def test_decision_says_everything(panel, name):
    session = voted(panel, in_session(panel), 0)
    texts = text_of_decision(session.determination, **{name: " "})
    assert refused(services.decide, session=session, minutes="x", by=panel.coordinator, now=LATER + 3 * HOUR, **texts) == [name]


def test_decision_compares_every_element_and_says_why_the_others_were_not_chosen(panel):
    session = voted(panel, in_session(panel), 0)
    given = {"session": session, "minutes": "x", "by": panel.coordinator, "now": LATER + 3 * HOUR}
    texts = text_of_decision(session.determination)
    half = {element: found for element, found in texts["compared"].items() if element != "health"}
    assert refused(services.decide, match="INV-50", **given, **(texts | {"compared": half})) == ["health_text"]
    assert refused(services.decide, match="INV-50", **given, **(texts | {"rejected": {}}))[0].startswith("rejected_")
    yesterday = (LATER - DAY).date()
    assert refused(services.decide, **given, **(texts | {"review_on": yesterday})) == ["review_on"]


def test_decision_of_all_is_a_consensus(panel):
    one = decided(panel)
    assert one.standing.is_consensus
    assert one.standing.dissents == []
    assert not one.is_provisional


def test_head_of_the_authority_does_not_decide_what_a_panel_must(panel):
    one = submitted(panel)
    option = one.dossier.option_list[0]
    given = {"determination": one, "option": option, "now": LATER} | text_of_decision(one)
    refused(services.decide_as_authority, by=panel.team.approver, match="INV-48", **given)
    with pytest.raises(PermissionDenied):
        services.decide_as_authority(by=panel.team.supervisor, **given)


def test_head_who_wrote_the_dossier_does_not_decide(panel):
    case = walk_to(Step.PLAN_DESIGN, panel.team)
    one = submitted(panel, asked(panel, case=case, triggers=[Trigger.FAMILY_CARE_AGREED]))
    author = panel.team.caseworker
    author.role = Role.AUTHORITY_APPROVER
    author.save()
    option = one.dossier.option_list[0]
    refused(services.decide_as_authority, determination=one, option=option, by=author, now=LATER, match="INV-15", **text_of_decision(one))


# INV-48


def proposing(panel, kind, accompaniment="unaccompanied"):
    """A case whose plan proposes a durable solution and lacks nothing else."""
    case = walk_to(Step.PLAN_DESIGN, panel.team)
    Case.objects.filter(pk=case.pk).update(accompaniment=accompaniment)
    plan = fresh(case).plan
    add_action(
        line=plan.lines.first(),
        version=plan.version,
        by=panel.team.caseworker,
        now=LATER,
        measure_kind=kind,
        description="Preparar",
        responsible_organisation="Procuraduría",
        responsible_person="Nora Gil",
        due_on=(LATER + 10 * DAY).date(),
    )
    return fresh(case)


def criteria(case, move) -> list[str]:
    return [blocker.criterion for blocker in companions.blockers(fresh(case), move)]


def test_inv_48_a_return_is_not_planned_before_a_panel_determined_it(panel):
    case = proposing(panel, "assisted_return", accompaniment="accompanied_parent")
    assert "INV-48" in criteria(case, "submit_plan")
    plan = fresh(case).plan
    with pytest.raises(ValidationError, match="INV-48"):
        submit_document(document=plan, version=plan.version, by=panel.team.caseworker, now=LATER)
    one = explained(panel, decided(panel, in_session(panel, seated(panel, submitted(panel, asked(panel, case=case)))), 1, 1, 1, chosen=1))
    assert one.chosen == "assisted_return_to_family"
    move_case(case=fresh(case), move="adopt_determination", by=panel.team.supervisor, now=LATER + DAY, reason="x")
    assert "INV-48" not in criteria(case, "submit_plan")


def test_inv_48_a_return_is_not_sought_before_a_panel_determined_it(panel):
    """The solution that a plan seeks, without any measure that leads there."""
    case = walk_to(Step.PLAN_DESIGN, panel.team)
    plan, by = case.plan, panel.team.caseworker
    save_plan(plan=plan, version=plan.version, by=by, now=LATER, durable_solution="assisted_return_to_family")
    assert "INV-48" in criteria(case, "submit_plan")


def test_inv_48_the_determination_must_have_chosen_what_is_planned(panel):
    case = proposing(panel, "assisted_return")
    explained(panel, decided(panel, in_session(panel, seated(panel, submitted(panel, asked(panel, case=case))))))
    assert "INV-48" in criteria(case, "submit_plan")


def test_inv_48_what_is_left_to_the_authority_its_head_approves(panel):
    case = proposing(panel, "long_term_care")
    assert "INV-48" not in criteria(case, "submit_plan")
    write_plan(fresh(case), panel.team, LATER)
    with pytest.raises(ValidationError, match="INV-48.*head of the authority"):
        move_case(case=fresh(case), move="approve_plan", by=panel.team.supervisor, now=LATER)
    assert move_case(case=fresh(case), move="approve_plan", by=panel.team.approver, now=LATER).step == Step.PLAN_EXECUTION


def test_inv_48_a_child_who_disagrees_is_heard_by_a_panel(panel):
    case = proposing(panel, "long_term_care")
    fresh(case).plans.update(child_disagrees=True, disagreement="No quiero vivir ahí.")
    assert "INV-48" in criteria(case, "submit_plan")


@pytest.mark.parametrize(
    ("solution", "accompaniment", "is_stopped"),
    [
        ("resettlement_relocation", "unaccompanied", True),
        ("resettlement_relocation", "accompanied_parent", False),
        ("asylum_recognised", "unaccompanied", False),
        ("regularised_stay_alternative_care", "separated", False),
    ],
)
def test_inv_48_closure_with_a_durable_solution(panel, solution, accompaniment, is_stopped):
    case = walk_to(Step.FOLLOW_UP, panel.team)
    Case.objects.filter(pk=case.pk).update(accompaniment=accompaniment)
    if is_stopped:
        with pytest.raises(ValidationError, match="INV-48"):
            propose_closure(fresh(case), panel.team, NOW + DAY, durable_solution=solution)
        return
    propose_closure(fresh(case), panel.team, NOW + DAY, durable_solution=solution)
    given = {"case": fresh(case), "move": "close", "now": NOW + DAY}
    if solution == "regularised_stay_alternative_care":
        refused(move_case, by=panel.team.supervisor, match="head of the authority", **given)
    assert move_case(by=panel.team.approver, **given).step == Step.CLOSED


def test_case_does_not_close_on_an_open_determination(panel):
    one = explained(panel)
    move_case(case=fresh(one.case), move="adopt_determination", by=panel.team.supervisor, now=LATER + DAY, reason="x")
    Case.objects.filter(pk=one.case_id).update(step=Step.FOLLOW_UP)
    assert "determination" in criteria(one.case, "close")
    services.begin_execution(determination=again(one), execution_note="x", by=panel.team.caseworker, now=LATER + DAY)
    services.complete_execution(determination=again(one), execution_note="x", by=panel.team.caseworker, now=LATER + DAY)
    assert "determination" not in criteria(one.case, "close")


# The clocks


def clocks(case) -> dict:
    return {clock.key: (clock.since, clock.met_at) for clock in companions.clocks(fresh(case)) if clock.key.startswith("determination")}


def test_clocks_of_an_ordinary_determination(panel):
    one = asked(panel)
    assert clocks(one.case) == {"determination": (LATER, None)}
    one = decided(panel, in_session(panel, seated(panel, submitted(panel, one))))
    assert clocks(one.case) == {"determination": (LATER, one.decided_at), "determination_executed": (one.decided_at, None)}
    case = fresh(one.case)
    assert case.due("determination", LATER) == LATER + 30 * DAY
    assert case.due("determination_urgent", LATER) == LATER + 3 * DAY


def test_clock_of_an_urgent_one_is_shorter(panel):
    assert clocks(asked(panel, is_urgent=True).case) == {"determination_urgent": (LATER, None)}


def test_withdrawal_stops_the_clocks(panel):
    one = asked(panel)
    services.withdraw(determination=one, reason="Se retiró.", is_gone=True, by=panel.team.supervisor, now=LATER)
    assert clocks(one.case) == {}


def test_withdrawal_is_refused_while_the_plan_proposes_it(panel):
    case = proposing(panel, "assisted_return")
    one = asked(panel, case=case)
    refused(services.withdraw, determination=one, reason="x", is_gone=True, by=panel.team.supervisor, now=LATER, match="INV-48")
    assert again(one).state == State.REQUESTED


def test_explanation_by_any_page_counts_as_communicated(panel):
    one = explained(panel)
    assert (one.state, one.explained_at) == (State.COMMUNICATED, LATER + 4 * HOUR)
    assert Event.objects.filter(action="determination.communicate", actor=panel.team.caseworker.pk).count() == 1
