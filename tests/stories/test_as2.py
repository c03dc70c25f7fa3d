"""AS-2: the quarter of a centre, printed without telling of any child."""

import pytest

from reports.disclosure import Mark
from reports.protection import protected
from reports.results import Distribution
from tests.reports.attacker import Attack

SCHOOLING = {"primary": 21, "secondary": 12, "high_school": 4, "none": 3}
DESTINATION = {"California": 14, "Texas": 12, "New York": 7, "Florida": 4, "other": 3}
REASON = {"reunification": 22, "domestic_violence": 9, "insecurity": 6, "work": 3}
TRAP = {"primary": 21, "secondary": 11, "high_school": 4, "none": 4}


def printed(counts):
    of = Distribution("d", "Distribution", counts | {"unknown": 0}, {name: name for name in counts})
    return protected([of], threshold=5)[0]


def written(counts):
    words = {Mark.SMALL: "<5", Mark.HELD: "s"}
    return [words.get(line.figure.mark, line.figure.value) for line in printed(counts).lines]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (SCHOOLING, [21, 12, "<5", "<5"]),
        (DESTINATION, [14, 12, 7, "<5", "<5"]),
        (REASON, [22, 9, "s", "<5"]),
        (TRAP, [21, "s", "<5", "<5"]),
    ],
)
def test_quarter_of_forty_children_is_printed_as_the_rule_says(counts, expected):
    assert written(counts) == expected


def test_percentages_are_of_the_forty():
    assert [line.share for line in printed(SCHOOLING).lines] == [525, 300, None, None]
    assert printed(SCHOOLING).base.value == 40


@pytest.mark.parametrize("counts", [SCHOOLING, DESTINATION, REASON, TRAP])
def test_nobody_works_out_a_hidden_number(counts):
    attack = Attack(len(counts))
    for place, line in enumerate(printed(counts).lines):
        attack.reads(line.figure, [place])
    attack.reads(printed(counts).base, range(len(counts)))
    assert attack.assert_fails(5) >= 2
