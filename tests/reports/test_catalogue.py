"""Every indicator: a whole definition, and figures that equal an independent computation."""

from datetime import UTC, datetime, timedelta

import pytest

from reports.catalogue import CATALOGUE, found
from reports.question import Question, Scope
from tests.factories import CaseFactory, OrganisationFactory

ZONE = "America/Hermosillo"
SINCE, UNTIL = datetime(2026, 1, 1, 7, tzinfo=UTC), datetime(2026, 4, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize("key", CATALOGUE)
def test_an_indicator_says_what_it_is(key):
    indicator = CATALOGUE[key]
    assert all([indicator.title, indicator.base, indicator.formula, indicator.unit, indicator.source])
    assert indicator.is_recorded or indicator.lacks


def test_the_catalogue_is_whole_and_in_order():
    assert list(CATALOGUE) == [f"I-{number:02}" for number in range(1, 38)]


@pytest.mark.django_db
@pytest.mark.parametrize("key", CATALOGUE)
def test_every_indicator_answers_an_authority_that_has_no_children(key):
    results = found(key, Question(Scope(OrganisationFactory()), SINCE, UNTIL, ZONE)).results
    assert bool(results) == CATALOGUE[key].is_recorded
    assert len({result.key for result in results}) == len(results)


@pytest.mark.django_db
def test_children_are_counted_once_and_in_their_place():
    unit, elsewhere = OrganisationFactory(), OrganisationFactory()
    first = CaseFactory(unit=unit, opened_at=SINCE)
    CaseFactory(unit=unit, opened_at=UNTIL)
    CaseFactory(unit=unit, opened_at=SINCE - timedelta(seconds=1))
    CaseFactory(unit=elsewhere, opened_at=SINCE)
    question = Question(Scope(first.unit), SINCE, UNTIL, ZONE)
    assert found("I-01", question).results[0].value == 1
    assert found("I-02", question).results[0].value == 2
