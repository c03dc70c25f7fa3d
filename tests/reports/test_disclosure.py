"""Nobody can work out a hidden number: attacked with a linear programme over everything that is printed."""

import numpy
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reports.disclosure import TOTAL, Mark, Rows, one_way, protect, tenths_of_percent, two_way

K = 5
counts_of_children = st.one_of(st.integers(0, 9), st.integers(0, 9), st.integers(0, 60))


def flat(*counts):
    names = [f"r{number}" for number in range(len(counts))]
    return one_way(Rows(dict.fromkeys(names, "")), dict(zip(names, counts, strict=True)))


def printed(cells, marks):
    """The list as its reader sees it, without the total."""
    words = {Mark.SMALL: "<5", Mark.HELD: "s"}
    return [words.get(marks[cell.key], str(cell.value)) for cell in cells if cell.key != TOTAL]


def feasible(cells, marks, threshold):
    """What an attacker learns: the least and the greatest value of every hidden number, by linear programming (HiGHS)."""
    hidden = [cell for cell in cells if marks[cell.key] is not Mark.SHOWN]
    nodes = sorted({node for cell in cells for node in (cell.tail, cell.head)}, key=str)
    matrix, known = numpy.zeros((len(nodes), len(hidden))), numpy.zeros(len(nodes))
    for cell in cells:
        for node, sign in ((cell.tail, -1), (cell.head, 1)):
            if marks[cell.key] is Mark.SHOWN:
                known[nodes.index(node)] -= sign * cell.value
            else:
                matrix[nodes.index(node), hidden.index(cell)] += sign
    bounds = [(1, threshold - 1) if marks[cell.key] is Mark.SMALL else (threshold, None) for cell in hidden]
    for at, cell in enumerate(hidden):
        aim = numpy.eye(len(hidden))[at]
        ends = [sign * linprog(sign * aim, A_eq=matrix, b_eq=known, bounds=bounds, method="highs").fun for sign in (1, -1)]
        yield cell, *ends


def assert_safe(cells, marks, threshold, spread):
    if marks is None:
        return
    assert [cell for cell in cells if 0 < cell.value < threshold and marks[cell.key] is Mark.SHOWN] == []
    for cell, least, most in feasible(cells, marks, threshold):
        widest = threshold - 2 if marks[cell.key] is Mark.SMALL else spread
        assert least - 1e-6 <= cell.value <= most + 1e-6
        assert most - least >= min(spread, widest) - 1e-6, (cell, least, most)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((21, 12, 4, 3), ["21", "12", "<5", "<5"]),  # schooling: two small ones hide each other
        ((14, 12, 7, 4, 3), ["14", "12", "7", "<5", "<5"]),  # destinations
        ((22, 9, 6, 3), ["22", "9", "s", "<5"]),  # reasons: a single small one needs the next smallest
        ((21, 11, 4, 4), ["21", "s", "<5", "<5"]),  # two that add up to 8 can only be 4 and 4: a third is hidden
        ((21, 17, 1, 1), ["21", "s", "<5", "<5"]),  # and two that add up to 2 only 1 and 1
        ((20, 20, 0, 0), ["20", "20", "0", "0"]),  # true zeros are printed
        ((5, 5, 30), ["5", "5", "30"]),  # the threshold itself is printed
        ((30, 5, 1), ["s", "5", "<5"]),  # to hide 5 would not help 1: whoever knows the rule knows that it is no less
    ],
)
def test_list_is_printed_as_the_rule_says(counts, expected):
    cells = flat(*counts)
    assert printed(cells, protect(cells)) == expected


def test_list_that_cannot_be_protected_is_not_printed():
    assert protect(flat(4, 4)) is None
    assert protect(flat(1, 1, 1)) is None  # fewer children than the threshold in all
    assert protect(flat(0, 4)) is None


def test_empty_list_is_printed_as_zeros():
    cells = flat(0, 0, 0)
    assert printed(cells, protect(cells)) == ["0", "0", "0"]


def test_threshold_goes_up_only():
    cells = flat(30, 12, 9, 8)
    assert printed(cells, protect(cells, threshold=10)) == ["30", "12", "<5", "<5"]
    with pytest.raises(ValueError, match="at least 5"):
        protect(flat(30, 12), threshold=4)


def test_small_margin_cannot_be_fixed():
    with pytest.raises(ValueError, match="margin"):
        protect(two_way(Rows({"a": "", "b": ""}), ["x", "y"], {("a", "x"): 2, ("b", "x"): 9, ("b", "y"): 9}))


@settings(max_examples=120, deadline=None)
@given(st.lists(counts_of_children, min_size=1, max_size=8), st.sampled_from([5, 10]), st.sampled_from([1, 2, 5]))
def test_no_hidden_number_of_a_list_is_found_out(counts, threshold, spread):
    cells = flat(*counts)
    assert_safe(cells, protect(cells, threshold=threshold, spread=spread), threshold, spread)


GROUPED = Rows({"a1": "a", "a2": "a", "b1": "b", "b2": "b", "b3": "b", "c": "", "d": ""})


@settings(max_examples=120, deadline=None)
@given(st.lists(counts_of_children, min_size=7, max_size=7), st.sampled_from([1, 3]))
def test_no_hidden_number_of_a_grouped_list_is_found_out(counts, spread):
    cells = one_way(GROUPED, dict(zip(GROUPED.group_of, counts, strict=True)))
    assert_safe(cells, protect(cells, spread=spread), K, spread)


@settings(max_examples=120, deadline=None)
@given(st.lists(counts_of_children, min_size=21, max_size=21), st.sampled_from([1, 3]))
def test_no_hidden_number_of_a_crossed_table_is_found_out(counts, spread):
    columns = ["x", "y", "z"]
    keys = [(row, column) for row in GROUPED.group_of for column in columns]
    inside = dict(zip(keys, counts, strict=True))
    cells = two_way(GROUPED, columns, inside)
    assume(not any(0 < cell.value < K for cell in cells if cell.fixed))  # the caller merges such margins first
    assert_safe(cells, protect(cells, spread=spread), K, spread)


@given(st.lists(st.integers(0, 5000), max_size=12))
def test_percentages_add_up_to_exactly_one_hundred(counts):
    shares = tenths_of_percent(counts)
    assert sum(shares) == (1000 if sum(counts) else 0)
    assert all(abs(share - 1000 * number / sum(counts)) < 1 for share, number in zip(shares, counts, strict=True) if sum(counts))


def test_published_schooling_list_no_longer_adds_to_102():
    assert tenths_of_percent([53, 29, 9, 1, 10]) == [520, 284, 88, 10, 98]
