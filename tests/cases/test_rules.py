from datetime import UTC, date, datetime, timedelta

import pytest

from cases import rules
from cases.choices import (
    INVALID_INTERVIEW_PLACES,
    AgeStatus,
    BirthPrecision,
    ContactPlace,
    InterpreterKind,
    InterviewKind,
    NoViewsReason,
    Risk,
)
from protocols import packs

MX = packs.load("mx")
START = datetime(2026, 3, 2, 15, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2010, 5, 4), date(2026, 5, 3), 15),
        (date(2010, 5, 4), date(2026, 5, 4), 16),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 3, 2), date(2026, 3, 2), 0),
    ],
)
def test_completed_years_turn_on_the_birthday(born, day, years):
    assert rules.completed_years(born, day) == years


@pytest.mark.parametrize(
    ("precision", "is_exact", "at_least"),
    [(BirthPrecision.EXACT, True, 16), (BirthPrecision.YEAR_MONTH, False, 16), (BirthPrecision.YEAR, False, 15)],
)
def test_age_by_birth_date_is_exact_only_with_the_full_date(precision, is_exact, at_least):
    age = rules.age_on(date(2026, 3, 2), birth_date=date(2010, 1, 1), precision=precision, declared_age=9, declared_on=None)
    assert age == rules.Age(16, is_exact, at_least)


def test_declared_age_grows_from_the_day_it_was_declared():
    told = {"birth_date": None, "precision": BirthPrecision.DECLARED_AGE, "declared_age": 15, "declared_on": date(2026, 3, 2)}
    assert rules.age_on(date(2027, 3, 1), **told) == rules.Age(15, False)
    assert rules.age_on(date(2027, 3, 2), **told) == rules.Age(16, False)


@pytest.mark.promise(39)
def test_unknown_age_is_not_made_up():
    nothing = {"birth_date": None, "precision": BirthPrecision.UNKNOWN, "declared_age": None, "declared_on": None}
    assert rules.age_on(date(2026, 3, 2), **nothing) == rules.Age(None, False)


@pytest.mark.parametrize("status", AgeStatus)
def test_whoever_is_not_finally_an_adult_is_treated_as_a_child(status):
    """INV-40: a disputed age is a child's."""
    assert rules.is_treated_as_child(status) == (status != AgeStatus.DETERMINED_ADULT_FINAL)


@pytest.mark.parametrize(
    ("born", "plausible"), [(date(2026, 3, 3), False), (date(2026, 3, 2), True), (date(2000, 3, 3), True), (date(2000, 3, 2), False)]
)
def test_birth_date_lies_in_the_past_and_within_25_years(born, plausible):
    assert rules.is_birth_date_plausible(born, date(2026, 3, 2)) == plausible


@pytest.mark.parametrize("place", ContactPlace)
@pytest.mark.parametrize("kind", InterviewKind)
def test_evaluation_is_held_nowhere_near_migration_or_police(kind, place):
    """INV-06."""
    refused = kind == InterviewKind.EVALUATION and place in INVALID_INTERVIEW_PLACES
    assert rules.is_place_valid(kind, place) == (not refused)


@pytest.mark.parametrize(
    ("interpreter", "needed", "valid"),
    [
        (InterpreterKind.INDEPENDENT, True, True),
        (InterpreterKind.NOT_NEEDED, True, True),
        (InterpreterKind.NONE, False, True),
        (InterpreterKind.NONE, True, False),
        (InterpreterKind.RELATIVE, True, False),
        (InterpreterKind.RELATIVE, False, False),
        (InterpreterKind.RESIDENT, False, False),
        (InterpreterKind.CONSULAR_OR_MIGRATION, False, False),
    ],
)
def test_interpreter_of_an_evaluation_is_independent(interpreter, needed, valid):
    """INV-22."""
    assert rules.is_interpreter_valid(InterviewKind.EVALUATION, interpreter, needs_interpreter=needed, speaks=True) == valid


def test_only_an_interviewer_who_speaks_the_language_does_without_an_interpreter():
    """INV-22."""
    for needed in (True, False):
        found = rules.is_interpreter_valid(InterviewKind.EVALUATION, InterpreterKind.NOT_NEEDED, needs_interpreter=needed, speaks=False)
        assert found is not needed


def test_rights_of_the_elements_are_one_list_in_the_order_of_the_law():
    assert rules.union_of_rights([["education", "family"], [], ["life", "family"]]) == ["life", "family", "education"]
    assert rules.union_of_rights([]) == []


@pytest.mark.parametrize("interpreter", InterpreterKind)
def test_identification_contact_may_use_whoever_is_there(interpreter):
    assert rules.is_interpreter_valid(InterviewKind.IDENTIFICATION_CONTACT, interpreter, needs_interpreter=True, speaks=False)


@pytest.mark.parametrize("reason", ["", *NoViewsReason])
@pytest.mark.parametrize("words", ["", "  \n", "Quiero estudiar."])
def test_views_are_words_or_a_reason_that_is_not_pending(words, reason):
    """INV-21."""
    recorded = words == "Quiero estudiar." or reason not in ("", NoViewsReason.COMMUNICATION_BARRIER_PENDING)
    assert rules.are_views_recorded(words, reason) == recorded


@pytest.mark.parametrize(("risk", "days"), [(Risk.HIGH, 30), (Risk.MEDIUM, 60), (Risk.LOW, 90), ("", 30)])
def test_plan_is_reviewed_the_sooner_the_higher_the_risk(risk, days):
    """INV-20; a risk not assessed counts as high."""
    assert rules.latest_review_date(date(2026, 3, 10), risk, MX) == date(2026, 3, 10) + timedelta(days=days)


def test_hours_are_rounded_to_hundredths():
    assert rules.hours_between(START, START + timedelta(hours=4, minutes=15)) == 4.25
    assert rules.hours_between(START, START + timedelta(hours=2, minutes=25)) == 2.42


@pytest.mark.parametrize(("name", "key"), [("María  Pérez ", "maria perez"), ("ÑUÑO", "nuno"), ("Q'eqchi'", "q'eqchi'"), ("", "")])
def test_searchable_forgets_case_accents_and_spaces(name, key):
    assert rules.searchable(name) == key


def test_differences_name_what_changed_what_came_and_what_went():
    before = [("Facts", "A"), ("Risk", "low"), ("Gone", "x")]
    after = [("Facts", "A"), ("Risk", "high"), ("New", "y")]
    assert rules.differences(before, after) == [("Risk", "low", "high"), ("New", "", "y"), ("Gone", "x", "")]
    assert rules.differences(before, before) == []
