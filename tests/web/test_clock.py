"""Instants as people say them, in the reader's zone; hours of deprivation always exact."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.formats import number_format

from idc_atd import clock

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # noon in Mexico City


@pytest.fixture(autouse=True)
def reader():
    with timezone.override(zoneinfo.ZoneInfo("America/Mexico_City")), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(minutes=-59), "59 min ago"),
        (timedelta(hours=-3), "3 h ago"),
        (timedelta(hours=4), "today 16:00"),
        (timedelta(hours=-14), "yesterday 22:00"),
        (timedelta(hours=22), "tomorrow 10:00"),
        (timedelta(days=-2), "November 19, 12:00"),
        (timedelta(days=-365), "Nov. 21, 2025, 12:00"),
    ],
)
def test_spoken_says_an_instant_as_people_do(distance, words):
    assert clock.spoken(NOW + distance, NOW) == words


@pytest.mark.parametrize(("hours", "words"), [(4.25, "4 h 15 min"), (103 + 1 / 3, "103 h 20 min"), (0.5, "30 min"), (-1, "0 min")])
def test_duration_is_exact_to_the_minute_and_never_in_days(hours, words):
    assert clock.duration(timedelta(hours=hours)) == words


def test_spanish_writes_dates_and_numbers_as_mexico_does():
    with translation.override("es"):
        assert clock.exact(datetime(2026, 3, 2, 14, 40, tzinfo=UTC)) == "2 de marzo de 2026, 08:40"
        assert number_format(11290.5, decimal_pos=1, force_grouping=True) == "11,290.5"
