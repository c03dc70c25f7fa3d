"""What is printed of each kind of result."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure import Mark
from reports.protection import protected
from reports.results import Amount, Count, Counted, Distribution, Share, Spread
from reports.tables import NOTHING, Figure
from tests.reports.attacker import Attack

SMALL, HELD = Figure(None, Mark.SMALL), Figure(None, Mark.HELD)


def of(result, threshold=5):
    return protected([result], threshold=threshold)[0]


def written(printed):
    """Each line as it is printed, with its share."""
    words = {Mark.SMALL: "<k", Mark.HELD: "s", None: "–"}
    return [(words[line.figure.mark] if line.figure.value is None else line.figure.value, line.share) for line in printed.lines]


@pytest.mark.promise(64)
@pytest.mark.parametrize(
    ("value", "counted", "threshold", "expected"),
    [
        (0, Counted.CHILDREN, 5, Figure(0)),
        (1, Counted.CHILDREN, 5, SMALL),
        (4, Counted.RECORDS, 5, SMALL),
        (5, Counted.CASES, 5, Figure(5)),
        (9, Counted.CHILDREN, 10, SMALL),
        (3, Counted.STAFF, 5, Figure(3)),
        (3, Counted.PLACES, 10, Figure(3)),
    ],
)
def test_small_count_of_children_is_hidden(value, counted, threshold, expected):
    assert of(Count("n", "Number", value, counted), threshold).main.figure == expected


@pytest.mark.parametrize(
    ("part", "base", "unknown", "lines", "known", "not_known"),
    [
        (21, 40, 0, [(21, 525), (19, 475)], Figure(40), Figure(0)),
        (3, 40, 0, [("<k", None), ("s", None)], Figure(40), Figure(0)),
        (38, 40, 0, [("s", None), ("<k", None)], Figure(40), Figure(0)),  # a small rest hides the part
        (20, 40, 2, [(20, None), ("s", None)], HELD, SMALL),  # who knows the whole would find the unknown from the known
        (4, 9, 0, [("<k", None), ("s", None)], Figure(9), Figure(0)),
        (5, 9, 0, [("s", None), ("<k", None)], Figure(9), Figure(0)),
        (0, 8, 0, [(0, None), (8, None)], Figure(8), Figure(0)),  # no percentage on fewer than ten
        (0, 0, 0, [(0, None), (0, None)], Figure(0), Figure(0)),
        (2, 3, 1, [("–", None), ("–", None)], NOTHING, NOTHING),  # fewer children than the threshold in all
    ],
)
def test_share_is_a_list_of_part_and_rest(part, base, unknown, lines, known, not_known):
    printed = of(Share("s", "Part", part, base, unknown))
    assert (written(printed), printed.base, printed.unknown) == (lines, known, not_known)


def test_share_of_staff_is_printed():
    assert written(of(Share("s", "Above 25 cases", 1, 12, of=Counted.STAFF))) == [(1, 83), (11, 917)]


def test_distribution_adds_up_to_one_hundred():
    counts = {"a": 53, "b": 29, "c": 9, "d": 6, "e": 10, "unknown": 0}
    printed = of(Distribution("schooling", "Schooling", counts, {name: name for name in counts}))
    assert sum(line.share for line in printed.lines) == 1000
    assert [line.key for line in printed.lines] == [*"abcde"]


def test_a_distribution_of_fewer_than_the_threshold_prints_no_class():
    counts = {"a": 2, "b": 1, "unknown": 0}
    printed = of(Distribution("schooling", "Schooling", counts, {name: name for name in counts}))
    assert (written(printed), printed.base, printed.unknown) == ([("–", None), ("–", None)], NOTHING, NOTHING)


def test_answers_of_which_several_are_possible_are_said_to_add_to_more():
    counts = {"a": 18, "b": 30, "c": 3, "d": 38, "unknown": 0}
    printed = of(Distribution("any", "Any reason", counts, {name: name for name in counts}, is_multiple=True, base=40))
    assert written(printed) == [(18, 450), (30, 750), ("<k", None), ("s", None)]  # of the last, two are outside
    assert "add up to more" in printed.notes[0]


def test_answers_of_which_several_are_possible_stay_out_where_one_of_few_is_not_known():
    counts = {"a": 6, "b": 5, "unknown": 2}
    printed = of(Distribution("any", "Any reason", counts, {name: name for name in counts}, is_multiple=True, base=8))
    assert (written(printed), printed.base, printed.unknown) == ([("–", None), ("–", None)], NOTHING, NOTHING)


@pytest.mark.parametrize(
    ("n", "counted", "threshold", "expected"),
    [
        (12, Counted.RECORDS, 5, [12, 3.5, 9.0]),
        (4, Counted.RECORDS, 5, ["<k", "–", "–"]),
        (7, Counted.CHILDREN, 10, ["<k", "–", "–"]),
        (4, Counted.STAFF, 10, [4, 3.5, 9.0]),
        (0, Counted.RECORDS, 5, [0, "–", "–"]),
    ],
)
def test_median_of_few_values_is_not_printed(n, counted, threshold, expected):
    values = (3.52, 9.01) if n else (None, None)
    assert [figure for figure, _share in written(of(Spread("t", "Hours", n, *values, "h", counted), threshold))] == expected


@pytest.mark.parametrize(
    ("behind", "is_mean", "threshold", "expected"),
    [
        (4, False, 5, NOTHING),
        (5, False, 5, Figure(81.3, decimals=1)),
        (9, True, 5, NOTHING),
        (10, True, 5, Figure(81.3, decimals=1)),
        (9, False, 10, NOTHING),
    ],
)
def test_amount_of_few_children_is_not_printed(behind, is_mean, threshold, expected):
    assert of(Amount("h", "Hours", 81.26, "h", behind, is_mean=is_mean), threshold).main.figure == expected


def test_parts_within_each_other_are_one_list():
    """Of 40 events, 24 ended within four hours and 27 within a day: three ended between, and nobody may work that out."""
    day, hours = Share("h24", "Within 24 hours", 27, 40), Share("h4", "Within 4 hours", 24, 40, within="h24")
    assert [written(one)[0][0] for one in protected([hours, day], threshold=5)] == ["s", 27]
    apart = Share("h4", "Within 4 hours", 20, 40, within="h24")
    assert [written(one)[0][0] for one in protected([day, apart], threshold=5)] == [27, 20]


def test_shares_that_do_not_lie_within_each_other_are_no_list():
    day = Share("h24", "Within 24 hours", 27, 40)
    twice = [Share(key, "Within 4 hours", 20, 40, within="h24") for key in ("h4", "h5")]
    with pytest.raises(ValueError, match="Two shares lie within the same one"):
        protected([day, *twice], threshold=5)
    with pytest.raises(ValueError, match="of the same base"):
        protected([day, Share("h4", "Within 4 hours", 20, 41, within="h24")], threshold=5)


def test_number_hidden_once_is_not_printed_beside_it():
    plans = [
        Count("plans", "Plans approved", 38),
        Share("coverage", "With a plan", 38, 40),
        Spread("t", "Time", 38, 3, 9, "d", Counted.CHILDREN),
    ]
    assert [one.lines[0].figure for one in protected(plans, threshold=5)] == [HELD, HELD, HELD]


few_or_many = st.one_of(st.integers(0, 6), st.integers(0, 40))


@settings(max_examples=100, deadline=None)
@given(st.lists(few_or_many, min_size=7, max_size=7), st.integers(0, 6), st.sampled_from([5, 10]))
def test_answers_of_which_several_are_possible_tell_of_nobody(kinds, unknown, threshold):
    """Seven kinds of children: those who gave the answers a, b and c, in every combination; and who is not known."""
    counts = {name: sum(number for kind, number in enumerate(kinds, start=1) if kind >> bit & 1) for bit, name in enumerate("abc")}
    whole = Distribution(
        "any", "Any", counts | {"unknown": unknown}, dict(zip("abc", "abc", strict=True)), is_multiple=True, base=sum(kinds)
    )
    one = of(whole, threshold)
    attack = Attack(8)
    attack.reads(Figure(sum(kinds) + unknown), range(8))  # stands elsewhere in the report
    attack.reads(one.base, range(1, 8))
    attack.reads(one.unknown, [0])
    for bit, line in enumerate(one.lines):
        attack.reads(line.figure, [kind for kind in range(1, 8) if kind >> bit & 1])
        outside = frozenset(kind for kind in range(8) if not kind >> bit & 1)
        if line.figure.mark is not None and 0 < sum([unknown, *kinds][kind] for kind in outside) < threshold:
            attack.hidden[outside] = None
    attack.assert_fails(threshold)


@settings(max_examples=100, deadline=None)
@given(st.lists(few_or_many, min_size=4, max_size=4), st.sampled_from([5, 10]))
def test_parts_within_each_other_tell_of_nobody(kinds, threshold):
    inner, between, rest, unknown = kinds
    base = inner + between + rest
    shares = [Share("wide", "Wide", inner + between, base, unknown), Share("narrow", "Narrow", inner, base, unknown, within="wide")]
    wide, narrow = protected(shares, threshold=threshold)
    attack = Attack(4)
    attack.reads(Figure(sum(kinds)), range(4))
    said = [(wide.lines[0], [0, 1]), (wide.lines[1], [2]), (narrow.lines[0], [0]), (narrow.lines[1], [1, 2])]
    for line, members in said:
        attack.reads(line.figure, members)
    for one in (wide, narrow):
        attack.reads(one.base, range(3))
        attack.reads(one.unknown, [3])
    if wide.lines[0].figure.mark is not None and 0 < between < threshold:
        attack.hidden[frozenset([1])] = None
    attack.assert_fails(threshold)


SUBSETS = [frozenset(name for bit, name in enumerate("abc") if kind >> bit & 1) for kind in range(1, 8)]
KINDS = [(None, frozenset())] + [(main, said) for said in SUBSETS for main in [*sorted(said), None]]  # (main answer, all answers)


@settings(max_examples=150, deadline=None)
@given(st.lists(few_or_many, min_size=len(KINDS), max_size=len(KINDS)), st.lists(st.booleans(), min_size=len(KINDS), max_size=len(KINDS)))
def test_main_answer_and_any_answer_together_tell_of_nobody(numbers, occurs):
    people = {kind: number * is_there for kind, number, is_there in zip(KINDS, numbers, occurs, strict=True)}

    def count(of):
        return sum(number for kind, number in people.items() if of(*kind))

    main = {name: count(lambda chosen, said, name=name: chosen == name) for name in "abc"}
    main["unknown"] = count(lambda chosen, said: not chosen)
    every = {name: count(lambda chosen, said, name=name: name in said) for name in "abc"}
    every["unknown"] = count(lambda chosen, said: not said)
    labels = {name: name for name in main}
    base = sum(people.values()) - every["unknown"]
    results = [Distribution("main", "Main", main, labels), Distribution("any", "Any", every, labels, is_multiple=True, base=base)]
    attack = Attack(len(KINDS))
    attack.reads(Figure(sum(people.values())), range(len(KINDS)))
    one, other = protected(results, threshold=5)
    for printed, is_in in ((one, lambda chosen, said, name: chosen == name), (other, lambda chosen, said, name: name in said)):
        for line in printed.lines:
            attack.reads(line.figure, [place for place, kind in enumerate(KINDS) if is_in(*kind, line.key)])
    for printed, is_unknown in ((one, lambda chosen, said: not chosen), (other, lambda chosen, said: not said)):
        unknown = [place for place, kind in enumerate(KINDS) if is_unknown(*kind)]
        attack.reads(printed.unknown, unknown)
        attack.reads(printed.base, set(range(len(KINDS))) - set(unknown))
    attack.assert_fails(5)


def test_few_who_gave_an_answer_besides_their_main_one_do_not_show():
    main, every = {"a": 20, "b": 9, "c": 8, "unknown": 0}, {"a": 30, "b": 12, "c": 14, "unknown": 0}
    labels = {name: name for name in main}
    results = [Distribution("main", "Main", main, labels), Distribution("any", "Any", every, labels, is_multiple=True, base=37)]
    one, other = protected(results, threshold=5)
    assert [figure for figure, _share in written(one)] == [20, 9, 8]
    assert [figure for figure, _share in written(other)][1] == "s"  # 12 less 9 are three
