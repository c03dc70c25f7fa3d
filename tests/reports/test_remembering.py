"""What a report counts of a place with very many cases is kept for a day: the same figures, and the print says of when they are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.roles import Role
from reports import services, tasks
from reports.catalogue import CATALOGUE, found
from reports.models import KeptAnswer
from reports.question import Question, Scope
from reports.services import remembering, runs
from reports.standard import STANDARD, Choice
from tests.factories import CaseFactory, OrganisationFactory, UserFactory
from tests.reports.population import ZONE, midnight, populate
from tests.reports.test_runs import MARCH

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)
FIGURES = {key: indicator for key, indicator in CATALOGUE.items() if indicator.is_recorded}


@pytest.fixture(scope="module")
def population(module_db):
    return populate()


def never(*args):
    raise AssertionError("asked again")


@pytest.mark.promise(67)
@pytest.mark.django_db
def test_every_indicator_from_what_was_kept_equals_the_one_that_was_counted(population, settings, monkeypatch):
    settings.REPORTS_KEPT_FROM = 1
    scope = Scope(population.state)
    counted = Question(scope, midnight(2026, 1), midnight(2026, 4), ZONE)
    expected = {key: found(key, counted) for key in FIGURES}
    assert remembering.keep(counted.memory, scope, now=NOW) == len(counted.memory.new) >= len(FIGURES)
    monkeypatch.setattr(Question, "_fetched", never)
    kept = Question(scope, counted.since, counted.until, ZONE, remembering.recall(scope, now=NOW + timedelta(hours=23)))
    assert {key: found(key, kept) for key in FIGURES} == expected
    with pytest.raises(AssertionError, match="asked again"):  # other months are another question
        found("I-01", Question(scope, midnight(2026, 2), midnight(2026, 4), ZONE, kept.memory))


@pytest.fixture
def reader(db):
    return UserFactory(organisation=OrganisationFactory(), role=Role.SUPERVISOR)


def opened(reader, number: int) -> None:
    for _number in range(number):
        CaseFactory(unit=reader.organisation, opened_at=datetime(2026, 3, 10, 18, tzinfo=UTC))


def choice(reader, key="R2", period=MARCH):
    return Choice(STANDARD[key], "attended", period, Scope(reader.organisation))


def read(reader, now, asked=None):
    with timezone.override(ZoneInfo(reader.organisation.time_zone)):
        return services.answer(choice=asked or choice(reader), by=reader, now=now)


def test_a_large_place_is_counted_once_a_day_and_says_so(reader, settings):
    settings.REPORTS_KEPT_FROM = 12
    opened(reader, 12)
    first = read(reader, NOW)
    assert not [note for note in first.notes if "figures as of" in note]
    opened(reader, 8)
    later = read(reader, NOW + timedelta(hours=23))
    assert later.base == first.base
    assert [note for note in later.notes if "figures as of" in note]
    assert read(reader, NOW + timedelta(hours=24)).base.value == 20


def test_a_small_place_is_counted_whenever_somebody_asks(reader, settings):
    settings.REPORTS_KEPT_FROM = 13
    opened(reader, 12)
    assert read(reader, NOW).base.value == 12
    opened(reader, 8)
    assert read(reader, NOW + timedelta(hours=1)).base.value == 20


def test_the_worker_counts_anew(reader, settings):
    settings.REPORTS_KEPT_FROM = 12
    opened(reader, 12)
    read(reader, NOW)
    opened(reader, 8)
    run = runs.ask_run(choice=choice(reader), file_format="csv", by=reader, now=NOW)
    runs.make_run(run_id=run.pk, now=NOW + timedelta(hours=1))
    assert read(reader, NOW + timedelta(hours=2)).base.value == 20


def test_at_night_the_usual_reports_are_counted_and_old_answers_dropped(reader, settings, monkeypatch):
    settings.REPORTS_KEPT_FROM = 12
    OrganisationFactory(parent=reader.organisation)
    opened(reader, 12)
    assert remembering.prepare(now=NOW) == KeptAnswer.objects.count() > 0
    monkeypatch.setattr(Question, "_fetched", never)
    usual = [remembering.rules.usual_periods(NOW.date())[name] for name in remembering.PREPARED]
    for period in usual:
        assert read(reader, NOW + timedelta(hours=8), choice(reader, "R1", period)).period
    tasks.forget_files(timestamp=0)
    assert KeptAnswer.objects.count() == 0


def test_at_night_nothing_is_counted_where_counting_is_quick(reader):
    OrganisationFactory(parent=reader.organisation)
    opened(reader, 12)
    assert remembering.prepare(now=NOW) == 0
