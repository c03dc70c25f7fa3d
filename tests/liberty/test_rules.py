import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

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


def swept(periods, now) -> float:
    """Count the hours another way: go along all beginnings and ends in order, and count while at least one event runs."""
    turns = sorted(turn for start, end in periods for turn in ((start.timestamp(), 1), ((end or max(now, start)).timestamp(), -1)))
    seconds, running, since = 0.0, 0, 0.0
    for at, step in turns:
        seconds += (at - since) if running else 0
        running, since = running + step, at
    return round(seconds / 3600, 2)


@pytest.mark.parametrize("zone", ["America/Tijuana", "America/Hermosillo", "Europe/Brussels"])
def test_hours_equal_a_sweep_on_random_sets_across_changes_of_offset(zone):
    chance, there = random.Random(20260308), ZoneInfo(zone)  # noqa: S311 - reproducible sets
    changes = [datetime(2026, 3, 8, 2, tzinfo=there), datetime(2026, 11, 1, 1, tzinfo=there), datetime(2026, 3, 29, 2, tzinfo=there)]
    for number in range(1000):
        middle = changes[number % 3].astimezone(UTC)
        now = (middle + timedelta(hours=40)).astimezone(there)
        periods = []
        for _event in range(chance.randrange(7)):
            start = (middle + minutes(chance, 3600) - timedelta(hours=30)).astimezone(there)
            end = (start.astimezone(UTC) + minutes(chance, 1500)).astimezone(there)
            periods.append((start, None if chance.random() < 0.2 else end))
        assert rules.hours_deprived(periods, now) == swept(periods, now)


def test_two_instants_of_one_zone_are_as_far_apart_as_the_clocks_say_elsewhere():
    there = ZoneInfo("America/Tijuana")  # 2026-11-01: one o'clock came twice
    night = (datetime(2026, 11, 1, 0, 30, tzinfo=there), datetime(2026, 11, 1, 2, 30, tzinfo=there))
    assert rules.hours_deprived([night], night[1]) == 3


@pytest.mark.parametrize(
    ("start", "end", "is_overlap"),
    [(0, 2, True), (2, 3, False), (3, None, True), (-2, 1, False), (-2, 2, True), (4, 5, True), (5, 6, True), (0, 1, False)],
)
def test_overlaps_tells_an_hour_told_twice(start, end, is_overlap):
    others = [(START + HOUR, START + 2 * HOUR), (START + 4 * HOUR, None)]
    period = (START + start * HOUR, START + end * HOUR if end is not None else None)
    assert rules.overlaps(period, others, START + 9 * HOUR) is is_overlap


@pytest.mark.parametrize(("met", "now", "is_passed"), [(None, 1, False), (None, 2, True), (1, 9, False), (2, 9, True)])
def test_a_limit_passes_when_it_ran_out_before_it_was_met(met, now, is_passed):
    limit = rules.Threshold("channel_to_care", START + 1 * HOUR, START + met * HOUR if met else None)
    assert limit.is_passed(START + now * HOUR) is is_passed


def test_places_found_lead_to_places_of_deprivation():
    assert set(PLACE_FOUND) <= set(LocatedPlace)
    assert set(PLACE_FOUND.values()) <= set(PlaceOfDeprivation)
