"""Two attackers with a linear programme (HiGHS) and everything a report prints: no hidden number comes out.

One knows the rules and what the marks mean; to that one no hidden number may have a single possible value. The other knows only
that no number is negative; to that one every hidden number keeps a range as wide as the threshold. The suite tries a few
populations; `POPULATIONS=500` (part of `make soak`) all that are asked for.
"""

import os
import random
from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from cases.choices import Accompaniment
from reports import dimensions, rules
from reports.disclosure import Mark
from reports.queries import Group
from reports.tables import FEW, REST, Figure, classes, cross, table_of
from tests.reports.attacker import Attack

POPULATIONS = int(os.environ.get("POPULATIONS", "20"))


def population(seed: int) -> Counter[Group]:
    """Return children of a centre, a state or a country: a few common answers, many rare ones."""
    chance = random.Random(seed)  # noqa: S311 - the same children every time
    children = int(10 ** chance.uniform(0.9, 2.9))
    skew = chance.uniform(0.2, 1.5)

    def answer(values):
        return chance.choices(values, [1 / (place + 1) ** skew for place in range(len(values))])[0]

    people: Counter[Group] = Counter()
    for _number in range(children):
        country = answer(["HN", "GT", "SV", "NI", "EC", "CU", "HT", ""])
        sex = answer(["male", "female", "unknown", "other"])
        travelled = answer(list(Accompaniment.values))
        people[Group(country, sex, travelled, answer([16, 14, 9, 3, 17, None, 18]))] += 1
    return people


def printed_tables(people, threshold):
    """Return the tables of a report of three dimensions, with the dimension of each."""
    sex, travelled = dimensions.sex(), dimensions.accompaniment()
    deep = [dimensions.nationality(people), dimensions.age()]
    return [
        *((dimension, table_of(dimension, people, threshold=threshold, across=sex, within=travelled)) for dimension in deep),
        (travelled, table_of(travelled, people, threshold=threshold, across=sex)),
        (sex, table_of(sex, people, threshold=threshold)),
    ]


def attack_on(people, threshold) -> Attack:
    """Return all that the report says. The cubes of two tables hold the same children by sex and accompaniment."""
    sex, travelled = dimensions.sex(), dimensions.accompaniment()
    sexes, ways = list(sex.rows.group_of), list(travelled.rows.group_of)
    at: dict = {}
    tables = printed_tables(people, threshold)
    for dimension, _table in tables[:2]:
        for leaf in dimension.rows.group_of:
            at |= {(dimension.key, leaf, one, way): len(at) + place for place, (one, way) in enumerate((a, b) for a in sexes for b in ways)}
    attack = Attack(len(at))
    first, second = tables[0][0], tables[1][0]
    for one in sexes:
        for way in ways:
            row = {at[first.key, leaf, one, way]: 1 for leaf in first.rows.group_of}
            attack.equal.append((row | {at[second.key, leaf, one, way]: -1 for leaf in second.rows.group_of}, 0))
    attack.reads(Figure(sum(people.values())), [place for key, place in at.items() if key[0] == first.key])
    for dimension, table in tables[:2]:
        read_cube(attack, at, dimension, table, people, threshold)
    for dimension, table in tables[2:]:
        crossing = cross(dimension, sex, people, threshold=threshold) if dimension.key == travelled.key else None
        for line in table.lines:
            leaves = members_of(dimension, line.key, classes(dimension, people, threshold))
            for columns, figure in [(sexes, line.total), *zip(columns_of(sex, crossing), line.cells, strict=True)]:
                if dimension.key == "sex":
                    members = [at[first.key, leaf, one, way] for leaf in first.rows.group_of for one in leaves for way in ways]
                else:
                    members = [at[first.key, leaf, one, way] for leaf in first.rows.group_of for one in columns for way in leaves]
                attack.reads(figure, members)
    return attack


def members_of(dimension, key, joined):
    """Return the leaves of which a line speaks."""
    if key.startswith(REST):
        return [leaf for leaf in dimension.rows.group_of if joined.of[leaf] == key]
    return [leaf for leaf, group in dimension.rows.group_of.items() if key in (leaf, group)]


def columns_of(dimension, crossing):
    """Return the leaves of which each column speaks."""
    columns = crossing.columns if crossing else []
    return [[leaf for leaf in dimension.rows.group_of if crossing.over.of[leaf] == column] for column in columns]


def read_cube(attack, at, dimension, table, people, threshold):
    sex, travelled = dimensions.sex(), dimensions.accompaniment()
    sexes, ways = list(sex.rows.group_of), list(travelled.rows.group_of)
    crossing = cross(dimension, sex, people, threshold=threshold)
    beside = cross(travelled, sex, people, threshold=threshold)
    joined = classes(dimension, people, threshold)

    def says(figure, leaves, over, along):
        attack.reads(figure, [at[dimension.key, leaf, one, way] for leaf in leaves for one in over for way in along])

    for line in table.lines:
        leaves = members_of(dimension, line.key, joined)
        says(line.total, leaves, sexes, ways)
        for over, figure in zip(columns_of(sex, crossing), line.cells, strict=False):
            says(figure, leaves, over, ways)
    for layer, column, over in zip(table.layers, crossing.columns if crossing else [], columns_of(sex, crossing), strict=False):
        if not layer.lines:
            continue
        shown = {name for (name, where), figure in crossing.cells.items() if where == column and figure.mark is Mark.SHOWN}
        lines: dict[str, list[str]] = {}
        for leaf, name in joined.of.items():
            above = [group for group in crossing.rows.above(name) if group in shown]
            for key in [name if name in shown else FEW + (above[0] if above else ""), *above]:
                lines.setdefault(key, []).append(leaf)
        parts: dict[str, list[str]] = {}
        for way, name in beside.down.of.items():
            parts.setdefault(name if beside.cells[name, column].mark is Mark.SHOWN else REST, []).append(way)
        by_label = {travelled.labels.get(name, "All others"): held for name, held in parts.items()}
        for line in layer.lines:
            if line.key in lines:
                says(line.total, lines[line.key], over, ways)
                for label, figure in zip(layer.columns, line.cells, strict=True):
                    says(figure, lines[line.key], over, by_label[label])


@pytest.mark.promise(65)
@pytest.mark.parametrize("threshold", [5, 10])
def test_nobody_works_out_a_hidden_number(threshold, capsys):
    tried = 0
    for seed in range(threshold * 1000, threshold * 1000 + (POPULATIONS + 1) // 2):
        tried += attack_on(population(seed), threshold).assert_fails(threshold)
    assert tried > POPULATIONS  # something was there to find
    with capsys.disabled():
        print(f"\n{tried} hidden numbers under {threshold}, none worked out")


def test_attacker_finds_what_is_badly_hidden():
    attack = Attack(4)
    for place, figure in enumerate([Figure(21), Figure(11), Figure(None, Mark.SMALL), Figure(None, Mark.SMALL)]):
        attack.reads(figure, [place])
    attack.reads(Figure(40), range(4))
    assert [width for _members, width in attack.narrow(5, 0.5, knows_marks=True)] == [0, 0]  # 8 can only be 4 and 4
    assert [*attack.narrow(5, 5, knows_marks=False)] == []


@pytest.mark.parametrize("chosen", [["sex", "age", "nationality", "accompaniment"], ["sex", "sex"]])
def test_fourth_dimension_is_refused(chosen):
    rules.refuse_dimensions(["nationality", "sex", "accompaniment"])
    with pytest.raises(ValidationError, match="dimension"):
        rules.refuse_dimensions(chosen)
