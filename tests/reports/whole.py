"""A whole report attacked: every number of every indicator and table at once, with what the definitions have in common.

Which numbers are the same, or the sum of two others, is found out as a patient reader would: by what holds in every report.
"""

import numpy

from reports import dimensions, queries
from reports.catalogue import found
from reports.protection import KNOWN, numbers, protected
from reports.results import Distribution, Share
from reports.rules import UNKNOWN
from reports.tables import Figure, table_of
from tests.reports.attacker import Attack

LEAST_SEEN, LEAST_SUM = 4, 60  # in how many reports a number is not zero, and what it adds up to, for an equality to be no accident
TABLES = {"nationality": dimensions.nationality, "age": lambda people: dimensions.age(), "sex": lambda people: dimensions.sex()}


class Whole:
    """All numbers of one report before anything is hidden, and the figures that are printed of them."""

    def __init__(self, question, keys, threshold):
        self.threshold, self.values, self.figures, self.sums = threshold, {}, {}, []
        people = queries.children(question, measure="attended")
        self.values["base"] = sum(people.values())
        self.figures["base"] = Figure(self.values["base"])
        for name, make in TABLES.items():
            self.read_table(name, make(people), people)
        for key in keys:
            results = found(key, question).results
            for result, printed in zip(results, protected(results, threshold=threshold), strict=True):
                self.read_result(key, result, printed)

    def read_table(self, name, dimension, people):
        counts = dimension.counts(people)
        self.values |= {f"{name} {leaf}": value for leaf, value in counts.items()}
        self.sums.append(("base", [f"{name} {leaf}" for leaf in counts]))
        for group in dimension.rows.groups:
            self.values[f"{name} {group}"] = dimension.rows.total(group, counts)
            self.sums.append((f"{name} {group}", [f"{name} {leaf}" for leaf in dimension.rows.leaves(group)]))
        table = table_of(dimension, people, threshold=self.threshold)
        self.figures |= {f"{name} {line.key}": line.total for line in table.lines}

    def read_result(self, key, result, printed):
        at = {name: f"{key} {result.key} {name}" for _result, name in numbers(result)}
        self.values |= {at[name]: value for (_result, name), value in numbers(result).items()}
        said = {line.key: line.figure for line in printed.lines} | {KNOWN: printed.base, UNKNOWN: printed.unknown}
        if isinstance(result, Share | Distribution) and at:
            known, unknown, whole = (f"{key} {result.key} {name}" for name in (KNOWN, UNKNOWN, "whole"))
            is_list = not getattr(result, "is_multiple", False)
            classes = [name for name in at if name not in (KNOWN, UNKNOWN)]
            base = result.base if result.base is not None else sum(result.counts[name] for name in classes)
            left = result.unknown if isinstance(result, Share) else result.counts.get(UNKNOWN, 0)
            self.values |= {known: base, unknown: left, whole: base + left}
            self.sums.append((whole, [known, unknown]))
            if is_list:
                self.sums.append((known, [at[name] for name in classes]))
            at |= {KNOWN: known, UNKNOWN: unknown}
        self.figures |= {at[name]: figure for name, figure in said.items() if name in at}


def common(wholes):
    """Return what holds in every report beyond what one says of itself: equal pairs, and numbers that are the sum of two others."""
    names = [name for name in wholes[0].values if all(name in whole.values for whole in wholes)]
    table = numpy.array([[whole.values[name] for whole in wholes] for name in names])
    keep = [place for place in range(len(names)) if (table[place] > 0).sum() >= LEAST_SEEN and table[place].sum() >= LEAST_SUM]
    seen: dict[tuple[int, ...], list[int]] = {}
    for place in keep:
        seen.setdefault(tuple(table[place]), []).append(place)
    pairs = [(names[same[0]], [names[other]]) for same in seen.values() for other in same[1:]]
    firsts = [same[0] for same in seen.values()]
    sums = [
        (names[seen[whole][0]], [names[one], names[two]])
        for number, one in enumerate(firsts)
        for two in firsts[number:]
        if (whole := tuple(table[one] + table[two])) in seen
    ]
    return pairs + sums


def attack_on(whole: Whole, known_to_hold) -> Attack:
    """Return the attack of somebody who knows all of that and has the report."""
    place = {name: number for number, name in enumerate(whole.values)}
    attack = Attack(len(place))
    for total, parts in [*whole.sums, *known_to_hold]:
        if total in place and all(part in place for part in parts):
            row = {place[total]: 1}
            for part in parts:
                row[place[part]] = row.get(place[part], 0) - 1
            attack.equal.append((row, 0))
    for name, figure in whole.figures.items():
        attack.reads(figure, [place[name]])
    return attack
