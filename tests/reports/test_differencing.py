"""Whoever subtracts one report from another learns of no child."""

import itertools
import os
import random
from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from reports import dimensions
from reports.differencing import BASE, Guard, Pull, Query, is_calendar_unit, refuse_free_period, refuse_short_period
from reports.queries import Group
from reports.tables import table_of

K = 5
POPULATIONS = int(os.environ.get("POPULATIONS", "8"))
PERIODS = [(first, first + months - 1) for months in (1, 3, 6, 12) for first in range(1, 13, months)]
UNITS = [f"/{state}/{unit}/" for state in "ab" for unit in "123"]
SCOPES = ["/", "/a/", "/b/", *UNITS]


def query(scope="/a/", first=1, last=1):
    return Query("attended", scope, date(2026, first, 1), date(2026, last, 1))


def pull(asked, **cells):
    return Pull(asked, {(name,): value for name, value in cells.items()})


def guard(asked, *earlier, base):
    return Guard(asked, earlier, K, base)


@pytest.mark.parametrize(
    ("asked", "base", "is_refused"),
    [
        (query(last=3), 22, True),  # 20 of them are known: two are of February or March
        (query(last=3), 25, False),
        (query(last=3), 20, False),
        (query("/a/1/"), 17, True),  # three are of another unit of the state
        (query("/b/"), 22, False),  # other children
        (query(first=2, last=2), 21, False),
    ],
)
def test_answer_that_differs_by_a_few_children_is_refused(asked, base, is_refused):
    found = guard(asked, pull(query(), base=20), base=base)
    if is_refused:
        with pytest.raises(ValidationError, match="fewer than 5 children"):
            found.refuse()
    else:
        found.refuse()


def test_three_months_and_their_quarter_tell_of_no_fourth_number():
    months = [pull(query(first=month, last=month), base=base, HN=HN) for month, base, HN in ((1, 20, 12), (2, 20, 11))]
    assert guard(query(last=3), *months, base=43).is_told(BASE, 43)  # March is three children
    assert not guard(query(last=3), *months, base=55).is_told(BASE, 55)
    assert guard(query(last=3), *months, base=55).is_told(("HN",), 25)
    hidden = pull(query(first=3, last=3), base=15)  # its number of Honduras is hidden: the quarter would tell it
    assert guard(query(last=3), *months, hidden, base=55).is_told(("HN",), 30)
    assert not guard(query(last=3), *months, hidden, base=75).is_told(("HN",), 30)


def test_children_are_divided_in_one_way_only():
    had = Pull(query(), {BASE: 20}, across=frozenset({"sex"}))
    guard(query(), had, base=20).refuse(across=["sex"], within=["age"])
    guard(query(), had, base=20).refuse()
    with pytest.raises(ValidationError, match="divided by something else"):
        guard(query(), had, base=20).refuse(across=["accompaniment"])


@pytest.mark.parametrize(
    ("first", "last", "expected"), [(1, 1, True), (4, 6, True), (7, 12, True), (1, 12, True), (2, 4, False), (1, 2, False)]
)
def test_only_units_of_the_calendar_are_fixed_periods(first, last, expected):
    assert is_calendar_unit(date(2026, first, 1), date(2026, last, 1)) is expected
    if not expected:
        with pytest.raises(ValidationError, match="calendar"):
            refuse_free_period(date(2026, first, 1), date(2026, last, 1), is_over=True)


def test_period_that_goes_on_is_not_for_readers_outside():
    refuse_free_period(date(2026, 1, 1), date(2026, 1, 1), is_over=True)
    with pytest.raises(ValidationError, match="not over"):
        refuse_free_period(date(2026, 1, 1), date(2026, 1, 1), is_over=False)


def test_small_centre_gets_a_quarter():
    refuse_short_period(date(2026, 1, 1), date(2026, 3, 1), children=3, threshold=5)
    with pytest.raises(ValidationError, match="quarter"):
        refuse_short_period(date(2026, 1, 1), date(2026, 1, 1), children=3, threshold=5)


def children_of_a_year(chance) -> Counter[tuple[str, int, Group]]:
    """Return children by unit and month: some units with many, some with few."""
    size = {unit: chance.choice([0.3, 1, 4]) for unit in UNITS}
    people: Counter = Counter()
    for _number in range(chance.choice([60, 200, 500])):
        unit = chance.choices(UNITS, [size[unit] for unit in UNITS])[0]
        country = chance.choices(["HN", "GT", "SV", "NI", "HT", ""], [9, 5, 2, 1, 1, 1])[0]
        sex = chance.choices(["male", "female", "other"], [9, 5, 1])[0]
        people[unit, chance.randint(1, 12), Group(country, sex, "unaccompanied", 15)] += 1
    return people


def read_all(people, chance) -> dict[Query, Pull]:
    """Return what an organisation has that asks everything in some order and is refused some of it."""
    sex = dimensions.sex()
    had: dict[Query, Pull] = {}
    asked = [(scope, *period) for scope in SCOPES for period in PERIODS]
    for scope, first, last in chance.sample(asked, 60):
        counted: Counter = Counter()
        for (unit, month, group), number in people.items():
            if unit.startswith(scope) and first <= month <= last:
                counted[group] += number
        base = sum(counted.values())
        if base < K:
            continue
        one = query(scope, first, last)
        guarding = Guard(one, list(had.values()), K, base)
        try:
            guarding.refuse(across=["sex"])
        except ValidationError:
            continue
        tables = [
            table_of(dimensions.nationality(counted), counted, threshold=K, across=sex, held=guarding.held()),
            table_of(sex, counted, threshold=K, held=guarding.held()),
        ]
        had[one] = Pull(one, {BASE: base} | {key: value for table in tables for key, value in table.printed.items()}, frozenset({"sex"}))
    return had


@pytest.mark.promise(66)
def test_no_child_is_isolated_by_subtracting_reports(capsys):
    pairs = sums = 0
    for seed in range(POPULATIONS):
        chance = random.Random(seed)  # noqa: S311 - the same every time
        had = read_all(children_of_a_year(chance), chance)
        for inner, outer in itertools.permutations(had.values(), 2):
            if inner.query.lies_in(outer.query):
                for key in inner.cells.keys() & outer.cells.keys():
                    pairs += 1
                    assert not 0 < outer.cells[key] - inner.cells[key] < K, (seed, key, inner.query, outer.query)
        for whole in had.values():
            for parts in divided(whole.query, had):
                for key in whole.cells:
                    said = [part.cells[key] for part in parts if key in part.cells]
                    sums += 1
                    assert not 0 < whole.cells[key] - sum(said) < K, (seed, key, whole.query)
    assert pairs > 1000
    with capsys.disabled():
        print(f"\n{pairs} pairs of printed numbers and {sums} sums: no child isolated")


def divided(whole: Query, had: dict[Query, Pull]):
    """Yield the months, quarters and halves of a period and the units and states of a place, as far as they were printed."""
    for months in (1, 3, 6):
        yield [one for one in had.values() if one.query.scope == whole.scope and one.query.lies_in(whole) and spans(one.query) == months]
    for depth in (2, 3):
        same = [one for one in had.values() if (one.query.first, one.query.last) == (whole.first, whole.last)]
        yield [one for one in same if one.query.lies_in(whole) and one.query.scope.count("/") == depth and one.query != whole]


def spans(asked: Query) -> int:
    return asked.last.month - asked.first.month + 1
