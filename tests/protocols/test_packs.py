from datetime import UTC, date, datetime

import pytest

from cases.choices import Step
from protocols import packs
from protocols.choices import MEANING, DeadlineKey, Right, Trigger

HEAD = 'version = "1"\neffective_from = 2026-01-01\nname = "Prueba"\ntime_zone = "UTC"\nparent = "base 1"\n'
PATHS = sorted(packs.FOLDER.glob("*.toml"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of packs of the test's own, with a whole one called base to inherit from."""
    base = (packs.FOLDER / "generic.toml").read_text().replace('key = "generic"', 'key = "base"').replace('"2026.1"', '"1"')
    (tmp_path / "base.toml").write_text(base)
    monkeypatch.setattr(packs, "FOLDER", tmp_path)
    for cached in (packs.load, packs.of_case):
        cached.cache_clear()
    yield tmp_path
    for cached in (packs.load, packs.of_case):
        cached.cache_clear()


def write(folder, text="", *, key="zz", head=HEAD, name=""):
    (folder / (name or f"{key}.toml")).write_text(f'key = "{key}"\n{head}{text}\n')


def test_a_pack_says_only_what_differs(folder):
    write(folder, '[deadlines]\nrapid_assessment = { limit = "12h", source = "own" }')
    pack = packs.load("zz")
    assert (str(pack.limit("rapid_assessment")), str(pack.limit("designation", "low"))) == ("12h", "72h")


def test_risk_not_assessed_counts_as_high():
    pack = packs.load("mx")
    assert pack.limit("designation") == pack.limit("designation", "high")


def test_the_last_of_a_series_repeats():
    assert [str(packs.load("mx").limit("placement_review", nth=n)) for n in range(4)] == ["72h", "14d", "30d", "30d"]


@pytest.mark.parametrize("text", ["3w", "h", "-2d", "2.5h", "", "0d", "2d ", "2D"])
def test_a_wrong_unit_names_the_file_and_the_key(folder, text):
    write(folder, f'[deadlines]\nplan = {{ high = "{text}", medium = "2d", low = "2d", source = "own" }}')
    with pytest.raises(packs.PackError, match=r"packs/zz\.toml, deadlines\.plan\.high:"):
        packs.load("zz")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[deadlines]\nplan = { high = "2d", low = "3d", source = "own" }', "deadlines.plan"),
        ('[deadlines]\nplan = { limit = "2d", series = ["3d"], source = "own" }', "deadlines.plan"),
        ('[deadlines]\nplan = { limit = "2d" }', "deadlines.plan.source"),
        ('[deadlines]\nplan = { limit = "2d", source = "own", until = "3d" }', "deadlines.plan.until"),
        ('[deadlines]\nplann = { limit = "2d", source = "own" }', "deadlines.plann"),
        ("[deadlines]\nplan = 2", "deadlines.plan"),
        ('[calendar]\ncountry = "ZZ"', "calendar.country"),
        ('[calendar]\nown_days = ["christmas"]', "calendar.own_days.0"),
        ('[calendar]\nweekend = ["sabado"]', "calendar.weekend.0"),
        ('[holidays]\nown = "1 May"', "holidays"),
        ('[opinions]\nhigh = ["astrological"]', "opinions.high.0"),
        ('[determination]\nlevels = { family_care_agreed = "nobody" }', "determination.levels.family_care_agreed"),
        ("[flags]\ndetention_allowed = true", "flags.detention_allowed"),
    ],
)
def test_a_slip_in_a_pack_names_the_file_and_the_key(folder, text, named):
    write(folder, text)
    with pytest.raises(packs.PackError, match=rf"packs/zz\.toml, {named}:"):
        packs.load("zz")


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (HEAD.replace('"UTC"', '"Sonora"'), "time_zone"),
        (HEAD.replace("2026-01-01", '"soon"'), "effective_from"),
        (HEAD.replace('parent = "base 1"\n', ""), "deadlines"),
        (HEAD.replace("base 1", "base"), "parent"),
        (HEAD.replace("base 1", "zz 1"), "parent"),
        (HEAD + 'rights = ["flight"]\n', "rights.0"),
        (HEAD + "[deadlines\n", "file"),
    ],
)
def test_a_pack_says_who_it_is_and_what_it_inherits(folder, head, named):
    write(folder, head=head)
    with pytest.raises(packs.PackError, match=rf"packs/zz\.toml, {named}:"):
        packs.load("zz")


def test_a_pack_is_named_as_its_file(folder):
    write(folder, key="yy", name="zz.toml")
    with pytest.raises(packs.PackError, match=r"packs/zz\.toml, key:"):
        packs.load("zz")


def test_a_circle_of_inheritance_is_told_from_end_to_end(folder):
    write(folder, key="yy", head=HEAD.replace("base 1", "zz 1"))
    write(folder, head=HEAD.replace("base 1", "yy 1"))
    with pytest.raises(packs.PackError, match=r"zz\.toml > yy\.toml > zz\.toml"):
        packs.load("zz")


def test_a_case_keeps_the_version_it_pinned(folder):
    (folder / "earlier").mkdir()
    plan = '[deadlines]\nplan = { limit = "2d", source = "own" }'
    write(folder, plan, name="earlier/zz-1.toml")
    write(folder, plan.replace("2d", "9d"), head=HEAD.replace('version = "1"', 'version = "2"'))
    assert [str(packs.of_case(f"zz {version}").limit("plan")) for version in "12"] == ["2d", "9d"]
    with pytest.raises(packs.PackError, match=r"packs/zz\.toml, version: .*“3”"):
        packs.of_case("zz 3")


def test_a_deadline_that_no_pack_may_have_is_an_error_not_a_guess():
    with pytest.raises(ValueError, match="no_such_limit"):
        packs.load("mx").limit("no_such_limit")


@pytest.mark.parametrize(
    ("country", "state", "key"),
    [
        ("MX", "SON", "mx-son"),
        ("MX", "OAX", "mx"),
        ("MX", "", "mx"),
        ("TH", "", "th"),
        ("MY", "10", "my"),
        ("BE", "", "be"),
        ("FR", "", "generic"),
    ],
)
def test_a_jurisdiction_follows_the_nearest_pack(country, state, key):
    assert packs.for_jurisdiction(country, state).key == key


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_pack_of_ours_loads_and_knows_every_right_trigger_and_step(path):
    pack = packs.load(path.stem)
    assert set(packs.load("generic").deadlines) <= set(pack.deadlines)
    assert set(pack.rights) <= set(Right)
    assert set(pack.determination.levels) == set(Trigger)
    assert {step for stage in pack.stages for step in stage.steps} <= set(Step)
    assert packs.of_case(pack.label) == pack


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_higher_risk_never_waits_longer(path):
    pack, start = packs.load(path.stem), datetime(2026, 3, 2, 16, tzinfo=UTC)
    for key in pack.deadlines:
        high, medium, low = (pack.due(key, start, pack.time_zone, risk) for risk in packs.RISKS)
        assert start < high <= medium <= low, key


def test_what_each_deadline_counts_from_and_what_meets_it_is_said():
    assert set(MEANING) == set(DeadlineKey)


def test_a_day_off_is_a_weekend_a_public_holiday_or_the_packs_own():
    off = packs.load("mx").days_off
    days = {date(2026, 3, 14): False, date(2026, 3, 16): False, date(2026, 4, 2): False, date(2026, 4, 3): False, date(2026, 4, 6): True}
    assert {day: off.is_business_day(day) for day in days} == days
