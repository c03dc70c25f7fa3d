"""Every deadline of the procedure with its figure: by country, by risk, on the instant."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from protocols import packs
from protocols.choices import DeadlineKey
from protocols.limits import EVERY_DAY, DaysOff, Limit

# The figures of the procedure: (generic, Mexico); three by risk high, medium, low; None where there is none.
FIGURES = {
    "notify_protection_authority": ("1h", "1h"),
    "channel_to_care": ("4h", "4h"),
    "rapid_assessment": ("24h", "24h"),
    "designation": (("4h", "24h", "72h"), ("4h", "24h", "72h")),
    "evaluation": (("72h", "7d", "15d"), ("72h", "7d", "15d")),
    "plan": (("3d", "7d", "14d"), ("3d", "7d", "14d")),
    "explain_decision": ("2d", "2d"),
    "first_visit": (("2d", "7d", "14d"), ("2d", "7d", "14d")),
    "next_visit": (("7d", "14d", "1m"), ("7d", "14d", "1m")),
    "plan_review": (("30d", "60d", "90d"), ("30d", "60d", "90d")),
    "urgent_measure_court_ruling": ("24h", "24h"),
    "urgent_measure_prosecutor": (None, "3h"),
    "placement_reply": ("4h", "4h"),
    "placement_reservation": ("24h", "24h"),
    "placement_review": (["72h", "14d", "30d"], ["72h", "14d", "30d"]),
    "first_reception_max": ("30d", "45d"),
    "siblings_split_review": ("14d", "14d"),
    "placement_measure": ("24h", "24h"),
    "capacity_override": ("72h", "72h"),
    "return_interview": ("72h", "72h"),
    "restriction_review": ("30d", "30d"),
    "health_referral_reply": ("4h", "4h"),
    "referral_reply": ("5d", "5d"),
    "transfer_reply": ("5d", "5d"),
    "transfer_follow_up": (None, None),  # the day that the transfer itself names
    "asylum_application": (None, "30bd"),
    "asylum_decision": (None, "45bd"),
    "asylum_third_party_ratification": (None, "3d"),
    "asylum_authority_notice": (None, "72h"),
    "determination": ("30d", "30d"),
    "determination_urgent": ("72h", "72h"),
    "determination_ratified": ("30d", "30d"),
    "determination_executed": ("1y", "1y"),
    "durable_solution": ("2y", "2y"),
    "post_reunification_followup": (["30d", "90d"], ["30d", "90d"]),
    "missing_child_report": ("1h", "1h"),
    "bed_held_after_absence": ("72h", "72h"),
    "transition_plan": ("17y6m", "17y6m"),
    "complaint_answer": ("10bd", "10bd"),
    "retention": ("5y", "5y"),
}
SONORA, CAPITAL, MADRID = "America/Hermosillo", "America/Mexico_City", "Europe/Madrid"


def at(text: str, zone: str = SONORA) -> datetime:
    """Read "2026-03-02 08:40" as the time on the wall in `zone`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def due(pack: str, key: str, since: datetime, zone: str = SONORA, risk: str = "", nth: int = 0) -> str:
    """Return the wall time in `zone` at which `key` is due."""
    return f"{packs.load(pack).due(key, since, zone, risk, nth).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("key", DeadlineKey.values)
@pytest.mark.parametrize(("place", "pack"), [(0, "generic"), (1, "mx"), (1, "mx-son")])
def test_every_deadline_has_the_figure_of_its_source(key, place, pack):
    figure, found = FIGURES[key][place], packs.load(pack)
    if figure is None:
        assert found.limit(key) is None
    elif isinstance(figure, tuple):
        assert tuple(str(found.limit(key, risk)) for risk in packs.RISKS) == figure
    elif isinstance(figure, list):
        assert [str(found.limit(key, nth=n)) for n in range(len(figure))] == figure
    else:
        assert {str(found.limit(key, risk)) for risk in packs.RISKS} == {figure}


@pytest.mark.parametrize("pack", ["generic", "mx", "mx-son", "th", "my", "be"])
def test_every_deadline_names_its_source(pack):
    assert [key for key, deadline in packs.load(pack).deadlines.items() if not deadline.source] == []


@pytest.mark.parametrize(
    ("key", "risk", "since", "until"),
    [
        ("rapid_assessment", "", "2026-03-02 08:40", "2026-03-03 08:40"),
        ("designation", "high", "2026-03-02 08:40", "2026-03-02 12:40"),
        ("evaluation", "high", "2026-03-02 11:05", "2026-03-05 11:05"),
        ("plan", "low", "2026-03-06 16:00", "2026-03-20 16:00"),
        ("next_visit", "low", "2026-01-31 10:00", "2026-02-28 10:00"),
        ("urgent_measure_court_ruling", "", "2026-03-02 09:30", "2026-03-03 09:30"),
        ("urgent_measure_prosecutor", "", "2026-03-02 23:00", "2026-03-03 02:00"),
        ("asylum_application", "", "2026-02-27 18:00", "2026-04-15 23:59"),
        ("asylum_decision", "", "2026-03-12 09:00", "2026-05-20 23:59"),
        ("first_reception_max", "", "2026-03-02 10:55", "2026-04-16 10:55"),
        ("determination_urgent", "", "2026-02-27 10:00", "2026-03-02 10:00"),
        ("durable_solution", "", "2024-02-29 12:00", "2026-02-28 12:00"),
        ("bed_held_after_absence", "", "2026-04-18 19:30", "2026-04-21 19:30"),
    ],
)
def test_due_instants_in_sonora(key, risk, since, until):
    assert due("mx-son", key, at(since), risk=risk) == until


def test_business_days_follow_the_calendar_and_its_gaps():
    only_march = DaysOff(frozenset({5, 6}), frozenset({date(2026, 3, 16)}))
    assert Limit.parse("30bd").after_day(date(2026, 2, 27), only_march) == date(2026, 4, 13)
    assert packs.load("mx").due_day("asylum_application", date(2026, 2, 27)) == date(2026, 4, 15)
    assert packs.load("mx").due_day("asylum_decision", date(2026, 3, 12)) == date(2026, 5, 20)


@pytest.mark.promise(39)
def test_sonora_and_mexico_city_on_the_same_instant():
    """The day that counts is the jurisdiction's own; hours and days elapse alike."""
    instant = at("2026-02-28 00:30", CAPITAL)
    assert due("mx", "asylum_application", instant, CAPITAL) == "2026-04-15 23:59"
    assert due("mx-son", "asylum_application", instant, SONORA) == "2026-04-15 23:59"
    later = at("2026-03-03 00:30", CAPITAL)  # Monday 23:30 in Sonora, Tuesday in the capital
    assert due("mx", "asylum_application", later, CAPITAL) == "2026-04-17 23:59"
    assert due("mx-son", "asylum_application", later, SONORA) == "2026-04-16 23:59"
    assert packs.load("mx").due("evaluation", instant, CAPITAL) == packs.load("mx-son").due("evaluation", instant, SONORA)


@pytest.mark.promise(39)
@pytest.mark.parametrize(
    ("limit", "since", "until"),
    [
        ("24h", "2026-03-28 12:00", "2026-03-29 13:00"),  # the clocks go forward on 29 March 2026: 24 hours elapse
        ("1d", "2026-03-28 12:00", "2026-03-29 12:00"),  # a day ends at the same time on the wall
        ("1d", "2026-03-28 02:30", "2026-03-29 03:30"),  # a time that the wall never showed
        ("24h", "2026-10-24 12:00", "2026-10-25 11:00"),
        ("1d", "2026-10-24 12:00", "2026-10-25 12:00"),
        ("1y", "2024-02-29 08:00", "2025-02-28 08:00"),
        ("4y", "2024-02-29 08:00", "2028-02-29 08:00"),
        ("1m", "2026-08-31 08:00", "2026-09-30 08:00"),
        ("1d", "2028-02-28 08:00", "2028-02-29 08:00"),
    ],
)
def test_clocks_that_change_and_days_that_do_not_exist(limit, since, until):
    found = Limit.parse(limit).after(at(since, MADRID), MADRID, EVERY_DAY)
    assert f"{found:%Y-%m-%d %H:%M}" == until


@pytest.mark.parametrize(
    ("born", "day"),
    [("2010-08-31", "2028-02-29"), ("2009-08-31", "2027-02-28"), ("2008-02-29", "2025-08-29"), ("2010-05-04", "2027-11-04")],
)
def test_the_transition_is_due_at_seventeen_years_and_six_months(born, day):
    assert packs.load("mx").due_day("transition_plan", date.fromisoformat(born)) == date.fromisoformat(day)


def test_alarms_sound_before_the_asylum_deadline():
    days = [alarm.date() for alarm in packs.load("mx").alarms("asylum_application", at("2026-02-27 18:00"), SONORA)]
    assert days == [date(2026, 3, 23), date(2026, 4, 8)]


@pytest.mark.parametrize("text", ["1h", "7d", "30bd", "6m", "5y", "17y6m"])
def test_a_limit_is_written_as_it_is_read(text):
    assert str(Limit.parse(text)) == text
