"""What demands a determination, who may sit, what a vote decides: truth tables."""

import pytest

from accounts.roles import OrgType
from cases.choices import DurableSolution, MeasureKind
from determinations import rules
from determinations.choices import State
from determinations.rules import Member
from determinations.workflow import TRANSITIONS, may_move, mermaid
from protocols import packs
from protocols.choices import Level, Trigger

ALONE, WITH_PARENT = "unaccompanied", "accompanied_parent"
AUTHORITY, PANEL = Level.AUTHORITY_PLAN, Level.PANEL


@pytest.mark.parametrize(
    ("accompaniment", "solution", "disagrees", "found"),
    [
        (ALONE, "reunified_in_country", False, {Trigger.REUNIFICATION_IN_COUNTRY}),
        ("separated", "reunified_other_state", False, {Trigger.REUNIFICATION_IN_COUNTRY}),
        (ALONE, "reunified_third_country", False, {Trigger.REUNIFICATION_ABROAD}),
        (ALONE, "regularised_stay_alternative_care", False, {Trigger.FAMILY_CARE_AGREED}),
        (ALONE, "local_integration_with_status", True, {Trigger.FAMILY_CARE_AGREED, Trigger.CHILD_OBJECTS}),
        (ALONE, "resettlement_relocation", False, {Trigger.DURABLE_SOLUTION}),
        (WITH_PARENT, "reunified_in_country", False, set()),
        (WITH_PARENT, "reunified_in_country", True, {Trigger.CHILD_OBJECTS}),
        (WITH_PARENT, "assisted_return_to_family", False, {Trigger.RETURN}),
        (ALONE, "asylum_recognised", True, set()),
        (ALONE, "complementary_protection", False, set()),
        (ALONE, "adulthood_supported_transition", False, set()),
        (ALONE, "none_yet", False, set()),
        (ALONE, "", True, set()),
    ],
)
def test_triggers_found(accompaniment, solution, disagrees, found):
    assert rules.triggers_found(accompaniment, solution, child_disagrees=disagrees) == found


@pytest.mark.parametrize("solution", DurableSolution)
def test_every_solution_with_a_trigger_belongs_to_one_group(solution):
    groups = [group for group in rules.GROUPS if solution in group]
    assert len(groups) == (1 if solution in rules.TRIGGER_OF_SOLUTION else 0)


def test_measures_of_the_plan_name_solutions():
    kinds = [MeasureKind.FAMILY_REUNIFICATION, MeasureKind.ASSISTED_RETURN, MeasureKind.HEALTH_CARE]
    assert rules.solutions_of_measures(kinds) == {DurableSolution.REUNIFIED_IN_COUNTRY, DurableSolution.RETURN_TO_FAMILY}


@pytest.mark.parametrize(
    ("pack", "triggers", "level"),
    [
        ("mx", [Trigger.FAMILY_CARE_AGREED], AUTHORITY),
        ("mx", [Trigger.REUNIFICATION_IN_COUNTRY], AUTHORITY),
        ("mx", [Trigger.FAMILY_CARE_AGREED, Trigger.CHILD_OBJECTS], PANEL),
        ("mx", [Trigger.RETURN], PANEL),
        ("generic", [Trigger.FAMILY_CARE_AGREED], PANEL),
        ("mx", [], None),
    ],
)
def test_level_needed_is_the_highest(pack, triggers, level):
    assert rules.level_needed(triggers, packs.load(pack).determination.levels) == level


@pytest.mark.parametrize("pack", ["generic", "mx"])
def test_every_trigger_has_its_level(pack):
    levels = packs.load(pack).determination.levels
    assert set(levels) == set(Trigger)
    mild = {trigger for trigger, level in levels.items() if level == AUTHORITY}
    assert mild == ({Trigger.FAMILY_CARE_AGREED, Trigger.REUNIFICATION_IN_COUNTRY} if pack == "mx" else set())


@pytest.mark.parametrize(
    ("chosen", "taken", "solution", "level", "is_covered"),
    [
        ("assisted_return_to_family", PANEL, "assisted_return_to_protection_authority", PANEL, True),
        ("assisted_return_to_family", PANEL, "reunified_in_country", AUTHORITY, False),
        ("reunified_in_country", AUTHORITY, "reunified_other_state", AUTHORITY, True),
        ("reunified_in_country", AUTHORITY, "reunified_in_country", PANEL, False),
        ("", PANEL, "reunified_in_country", AUTHORITY, False),
    ],
)
def test_a_decision_covers_its_own_solution_at_its_level(chosen, taken, solution, level, is_covered):
    assert rules.is_covered(solution, level, chosen=chosen, level_taken=taken) == is_covered


def member(organisation=1, org_type=OrgType.DIF_STATE, discipline="legal", **fields):
    return Member(organisation=organisation, org_type=org_type, discipline=discipline, **fields)


CHAIR = member(0, OrgType.PROTECTION_AUTHORITY_STATE, "child_protection", is_chair=True)


@pytest.mark.parametrize(
    ("members", "faults"),
    [
        ([CHAIR, member(1), member(2)], 0),
        ([CHAIR, member(0, discipline="social"), member(0, discipline="legal")], 0),  # three disciplines of one house
        ([CHAIR, member(1)], 2),
        ([CHAIR, member(1), member(2, has_vote=False)], 2),
        ([CHAIR, member(0, discipline="legal"), member(0, discipline="legal")], 1),
        ([member(0), member(1), member(2)], 1),
        ([member(0, is_chair=True), member(1), member(2)], 1),  # the chair is not of the protection authority
        ([], 3),
    ],
)
def test_faults_of_panel(members, faults):
    found = rules.faults_of_panel(members, members_needed=3, disciplines_needed=3)
    assert len(found) == faults
    assert all(fault.startswith("INV-49") for fault in found)


@pytest.mark.parametrize(
    ("present", "faults"),
    [([CHAIR, member(1), member(2)], 0), ([CHAIR, member(1)], 1), ([member(0), member(1), member(2)], 1), ([], 2)],
)
def test_faults_of_session(present, faults):
    assert len(rules.faults_of_session(present, quorum=3)) == faults


BARS = {"is_author": False, "is_responsible": False, "is_supervisor": False, "is_related": False}


@pytest.mark.parametrize("bar", BARS)
def test_why_not_seated(bar):
    assert rules.why_not_seated(org_type=OrgType.DIF_STATE, **BARS) == ""
    assert rules.why_not_seated(org_type=OrgType.DIF_STATE, **(BARS | {bar: True})).startswith("INV-49")
    assert "migration" in rules.why_not_seated(org_type=OrgType.MIGRATION_AUTHORITY, **(BARS | {bar: True}))


@pytest.mark.parametrize(
    ("votes", "winner"),
    [("aaa", "a"), ("aab", "a"), ("abc", None), ("aabb", None), ("aa-", "a"), ("a--", None), ("---", None), ("", None), ("aab-", None)],
)
def test_winner_has_more_than_half_of_the_votes_cast(votes, winner):
    assert rules.winner(None if vote == "-" else vote for vote in votes) == winner


def test_balance_counts_those_who_vote_and_say():
    members = [member(gender="woman"), member(gender="man"), member(gender="woman", has_vote=False), member()]
    assert rules.balance(members) == {"woman": 1, "man": 1}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", TRANSITIONS)
def test_table_says_what_leaves_a_state(state, move):
    assert may_move(state, move) == (state in TRANSITIONS[move].sources)


def test_every_state_is_reached_and_only_two_are_the_end():
    reached = {move.target for move in TRANSITIONS.values()} | {State.REQUESTED}
    assert reached == set(State)
    left = set().union(*(move.sources for move in TRANSITIONS.values()))
    assert set(State) - left == {State.WITHDRAWN}
    assert all(f"{state.value}" in mermaid() for state in State)
