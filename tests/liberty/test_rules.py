import random
from datetime import UTC, datetime, timedelta

from cases.choices import LocatedPlace
from liberty import rules
from liberty.choices import PlaceOfDeprivation
from liberty.services.events import PLACE_FOUND

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def minutes(chance: random.Random, most: int) -> timedelta:
    return timedelta(minutes=chance.randrange(most))


def test_hours_of_one_event_are_its_length():
    assert rules.hours_deprived([(START, START + timedelta(hours=4, minutes=15))], START + 9 * HOUR) == 4.25


def test_an_event_that_goes_on_counts_until_now():
    assert rules.hours_deprived([(START, None)], START + timedelta(minutes=90)) == 1.5


def test_an_event_that_starts_after_the_instant_asked_about_counts_nothing():
    assert rules.hours_deprived([(START + HOUR, None)], START) == 0


def test_overlapping_events_count_once_and_touching_ones_in_full():
    periods = [(START, START + 3 * HOUR), (START + HOUR, START + 2 * HOUR), (START + 3 * HOUR, START + 4 * HOUR)]
    assert rules.merged(periods, START + 9 * HOUR) == [(START, START + 4 * HOUR)]


def test_hours_cross_a_change_of_offset_in_elapsed_time():
    before = datetime.fromisoformat("2026-03-07T23:00:00-08:00")
    after = datetime.fromisoformat("2026-03-08T05:00:00-07:00")  # the clocks went forward in between
    assert rules.hours_deprived([(before, after)], after) == 5


def test_hours_equal_a_count_minute_by_minute_on_random_sets():
    chance = random.Random(20260302)  # noqa: S311 - reproducible sets
    now = START + timedelta(minutes=600)
    for _round in range(1000):
        periods = []
        for _event in range(chance.randrange(6)):
            start = START + minutes(chance, 500)
            periods.append((start, None if chance.random() < 0.2 else start + minutes(chance, 99)))
        held = set()
        for start, end in periods:
            first, last = (start - START) // timedelta(minutes=1), ((end or now) - START) // timedelta(minutes=1)
            held |= set(range(first, last))
        assert rules.time_deprived(periods, now) == timedelta(minutes=len(held))


def test_places_found_lead_to_places_of_deprivation():
    assert set(PLACE_FOUND) <= set(LocatedPlace)
    assert set(PLACE_FOUND.values()) <= set(PlaceOfDeprivation)
