"""Every indicator equals an independent computation in plain Python, on two thousand random cases."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Organisation
from cases.models import Case
from reports.catalogue import CATALOGUE, found
from reports.question import Question, Scope
from reports.standard import STANDARD
from tests.reports.figures import figure
from tests.reports.oracle import Oracle, Rows
from tests.reports.population import ZONE, populate
from tests.reports.whole import Whole, attack_on, common

QUARTER, MONTH, YEAR = ((2026, 1), (2026, 4)), ((2026, 2), (2026, 3)), ((2025, 7), (2026, 7))
BORDER = "America/Tijuana"  # where the clocks change
MAIN = ("unit", QUARTER, ZONE)
ASKED = [MAIN, ("unit", MONTH, ZONE), ("state", YEAR, ZONE), ("state", QUARTER, BORDER), ("own", QUARTER, ZONE)]


@pytest.fixture(scope="module")
def population(module_db):
    return populate()


@pytest.fixture(scope="module")
def rows(population):
    return Rows()


@pytest.fixture(scope="module")
def ask(population, rows):
    """The function that gives a question, and the oracle of its answers."""

    def pair(whose, period, zone):
        since, until = (datetime(*month, 1, tzinfo=ZoneInfo(zone)) for month in period)
        place = population.state if whose == "state" else population.north
        worker = population.worker if whose == "own" else None
        cases = set(Case.objects.visible_to(worker).values_list("pk", flat=True)) if worker else None
        units = Organisation.objects.filter(path__startswith=place.path).values_list("pk", flat=True)
        times = {"since": since, "until": until, "zone": zone}
        return Question(Scope(place, worker), **times), Oracle(rows, units=units, cases=cases, **times)

    return pair


def nearly(value):
    """The same without what binary fractions leave behind."""
    if isinstance(value, tuple):
        return tuple(nearly(one) for one in value)
    return round(value, 6) if isinstance(value, float) else value


def is_nothing(value) -> bool:
    numbers = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
    return not any(numbers)


@pytest.mark.promise(67)
@pytest.mark.django_db
@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked[0]}-{asked[1][0][0]}-{asked[1][0][1]}")
@pytest.mark.parametrize("key", CATALOGUE)
def test_an_indicator_equals_the_oracle(ask, key, asked):
    question, oracle = ask(*asked)
    results = {result.key: figure(result) for result in found(key, question).results}
    expected = getattr(oracle, f"i{key[2:]}")()
    assert {name for name in results.keys() - expected.keys() if not is_nothing(results[name])} == set()
    assert {name: nearly(results.get(name)) for name in expected} == {name: nearly(value) for name, value in expected.items()}


# What the population does not hold: kinds of care and of measure without a single row.
BARE = {"domain_physical_health", "domain_relations", "domain_education_play", "domain_basic_needs"}


@pytest.mark.django_db
@pytest.mark.parametrize("key", [key for key in CATALOGUE if CATALOGUE[key].is_recorded])
def test_the_oracle_has_something_to_say_of_every_figure(ask, key):
    _question, oracle = ask(*MAIN)
    empty = {name for name, value in getattr(oracle, f"i{key[2:]}")().items() if is_nothing(value) or value == (0, 0, 0)}
    assert {name for name in empty - BARE if not name.startswith("nights_")} == set()


MONTHS = [((2026, month), (2026, month + 1)) for month in (1, 2, 3)]


@pytest.mark.promise(65)
@pytest.mark.django_db
@pytest.mark.parametrize("report", ["R1", "R2"])
def test_a_whole_report_tells_of_nobody(ask, report, capsys):
    """Two attackers have every number of a report at once, and know which of them are the same in every report."""
    asked = [(whose, period) for whose in ("unit", "state") for period in (QUARTER, *MONTHS)] + [("own", QUARTER), ("own", YEAR)]
    wholes = [Whole(ask(whose, period, ZONE)[0], STANDARD[report].indicators, 5) for whose, period in asked]
    holds = common(wholes)
    tried = sum(attack_on(whole, holds).assert_fails(5) for whole in wholes if whole.values["base"] >= 5)
    assert tried > 20
    with capsys.disabled():
        print(f"\n{report}: {tried} hidden numbers, {len(holds)} things in common, none worked out")
