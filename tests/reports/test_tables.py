"""Tables: what is hidden in a list stays hidden when the list is crossed; shares add up."""

from collections import Counter

import numpy
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reports import dimensions
from reports.disclosure import Mark
from reports.queries import Group
from reports.tables import REST, Figure, classes, table_of

K = 5
groups = st.builds(
    Group,
    nationality=st.sampled_from(["HN", "HN", "HN", "GT", "GT", "SV", "", "TH", "HT", "EC"]),
    sex=st.sampled_from(["female", "female", "male", "male", "male", "other", "unknown"]),
    accompaniment=st.sampled_from(["unaccompanied", "unaccompanied", "separated", "unknown"]),
    age=st.sampled_from([None, 2, 7, 13, 13, 16, 16, 17, 19]),
)
populations = st.dictionaries(groups, st.integers(1, 14), min_size=3, max_size=20).map(Counter)
FIELDS = {"nationality": lambda people: dimensions.nationality(people), "age": lambda people: dimensions.age()}


def line(table, key):
    return next(line for line in table.lines if line.key == key)


def attack(table, row_dimension, people):
    """Yield each hidden total of the list with its least and greatest value, knowing the list and the crossed table."""
    sexes = dimensions.sex()
    column_of, row_of = classes(sexes, people, K).of, classes(row_dimension, people, K).of
    columns = list(dict.fromkeys(column_of.values()))
    leaves = list(row_dimension.rows.group_of)
    at = {(leaf, column): number for number, (leaf, column) in enumerate((leaf, column) for leaf in leaves for column in columns)}
    equal, known, less, most = [], [], [], []

    def says(figure, members):
        row = numpy.zeros(len(at))
        row[[at[member] for member in members]] = 1
        if figure.mark is Mark.SHOWN:
            equal.append(row)
            known.append(figure.value)
        elif figure.mark is Mark.SMALL:
            less.extend([row, -row])
            most.extend([K - 1, -1])
        elif figure.mark is Mark.HELD:
            less.append(-row)
            most.append(-K)
        return row

    def members(key):
        if key.startswith(REST):
            return [leaf for leaf in leaves if row_of[leaf] == key]
        return [leaf for leaf in leaves if key in (leaf, row_dimension.rows.group_of[leaf])]

    shown = [column for column in columns if any(number and column_of[group.sex] == column for group, number in people.items())]
    for printed in table.lines:
        says(printed.total, [(leaf, column) for leaf in members(printed.key) for column in columns])
        for column, figure in zip(shown, printed.cells, strict=True):
            says(figure, [(leaf, column) for leaf in members(printed.key)])
    says(Figure(sum(people.values())), [*at])
    for printed in table.lines:
        if printed.total.mark in (Mark.SMALL, Mark.HELD):
            aim = numpy.zeros(len(at))
            aim[[at[leaf, column] for leaf in members(printed.key) for column in columns]] = 1
            ends = [
                linprog(sign * aim, A_ub=less or None, b_ub=most or None, A_eq=equal, b_eq=known, method="highs").fun * sign
                for sign in (1, -1)
            ]
            yield printed, *ends


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=80, deadline=None)
@given(people=populations)
def test_crossing_tells_nothing_more_of_a_hidden_line(name, people):
    dimension = FIELDS[name](people)
    table = table_of(dimension, people, threshold=K, across=dimensions.sex())
    assume(table.columns)
    for printed, least, most in attack(table, dimension, people):
        assert most - least >= 1 - 1e-6, (printed, least, most)


@settings(max_examples=200, deadline=None)
@given(people=populations)
def test_shares_of_a_list_without_hidden_lines_add_up_to_100(people):
    table = table_of(dimensions.age(), people, threshold=K)
    top = [line for line in table.lines if not line.is_part and line.key != "unknown"]
    if table.lines and not table.has_hidden and table.known >= 10:
        assert sum(line.share for line in top) == 1000
        for group in ("0-11", "12-17"):
            parts = [line.share for line in table.lines if line.is_part and dimensions.age().rows.group_of[line.key] == group]
            assert sum(parts) == line(table, group).share
    assert all(line.share is None for line in table.lines if line.total.mark is not Mark.SHOWN)


def people_of(**counts):
    """So many girls of each nationality, 13 years old."""
    return Counter({Group(nationality, "female", "unaccompanied", 13): number for nationality, number in counts.items()})


def test_share_is_of_the_known_and_the_unknown_are_said_apart():
    people = people_of(HN=30, GT=10) + Counter({Group("", "female", "unaccompanied", 13): 10})
    table = table_of(dimensions.nationality(people), people, threshold=K)
    assert table.known == 40
    assert [line(table, key).share for key in ("HN", "GT", "SV", "unknown")] == [750, 250, 0, None]
    assert line(table, "unknown").total.value == 10


def test_hidden_number_of_unknown_hides_the_shares_that_would_tell_it():
    people = people_of(HN=30, GT=10) + Counter({Group("", "female", "unaccompanied", 13): 2})
    table = table_of(dimensions.nationality(people), people, threshold=K)
    assert table.known is None
    assert {line.share for line in table.lines} == {None}


def test_small_base_has_no_shares():
    people = people_of(HN=9)
    table = table_of(dimensions.nationality(people), people, threshold=K)
    assert line(table, "HN").total.value == 9
    assert line(table, "HN").share is None


def test_other_countries_stand_in_an_order_that_tells_nothing():
    people = people_of(HN=30, TH=4, EC=3)
    table = table_of(dimensions.nationality(people), people, threshold=K)
    assert [line.key for line in table.lines] == ["HN", "GT", "SV", "NI", "other", "EC", "TH", "unknown"]
    assert [line(table, key).total.mark for key in ("other", "EC", "TH")] == [Mark.SHOWN, Mark.SMALL, Mark.SMALL]
