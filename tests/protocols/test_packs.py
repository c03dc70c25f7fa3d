from datetime import timedelta

import pytest

from protocols import packs

HEAD = 'version = "1"\nname = "Prueba"\ntime_zone = "UTC"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of packs of the test's own."""
    monkeypatch.setattr(packs, "FOLDER", tmp_path)
    packs.load.cache_clear()
    yield tmp_path
    packs.load.cache_clear()


def write(folder, key, deadlines, parent=""):
    head = f'key = "{key}"\n{HEAD}' + (f'parent = "{parent}"\n' if parent else "")
    (folder / f"{key}.toml").write_text(f"{head}[deadlines]\n{deadlines}\n")


def test_units_are_hours_and_calendar_days(folder):
    write(folder, "zz", 'reply = "36h"\nvisit = { high = "2d", medium = "7d", low = "14d" }')
    pack = packs.load("zz")
    assert pack.deadline("reply") == timedelta(hours=36)
    assert pack.deadline("visit", "low") == timedelta(days=14)


def test_risk_not_assessed_counts_as_high(folder):
    write(folder, "zz", 'visit = { high = "2d", medium = "7d", low = "14d" }')
    assert packs.load("zz").deadline("visit") == timedelta(days=2)


def test_child_pack_says_only_what_differs(folder):
    write(folder, "base", 'reply = "4h"\nvisit = "2d"')
    write(folder, "zz", 'visit = "3d"', parent="base")
    pack = packs.load("zz")
    assert (pack.key, pack.deadline("reply"), pack.deadline("visit")) == ("zz", timedelta(hours=4), timedelta(days=3))


@pytest.mark.parametrize("text", ["3w", "h", "-2d", "2.5h", ""])
def test_bad_unit_names_the_file_and_the_key(folder, text):
    write(folder, "zz", f'visit = {{ high = "{text}", medium = "2d", low = "2d" }}')
    with pytest.raises(packs.PackError, match=r"packs/zz\.toml, deadlines\.visit\.high"):
        packs.load("zz")


@pytest.mark.parametrize(
    ("deadlines", "named"),
    [
        ('visit = { high = "2d", low = "3d" }', "deadlines.visit.medium"),
        ('visit = { high = "2d", medium = "3d", low = "4d", none = "5d" }', "deadlines.visit.none"),
        ('vist = "2d"', "deadlines.vist"),
        ("visit = 2", "deadlines.visit"),
        ('visit = "2d"\n[holidays]\nown = "1 May"', "holidays"),
    ],
)
def test_a_slip_in_a_pack_names_the_file_and_the_key(folder, deadlines, named):
    write(folder, "base", 'visit = "2d"')
    write(folder, "zz", deadlines, parent="base")
    with pytest.raises(packs.PackError, match=rf"packs/zz\.toml, {named}:"):
        packs.load("zz")


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ('key = "zz"\nversion = "1"\nname = "Prueba"', "time_zone"),
        ('key = "zz"\nversion = "1"\nname = "Prueba"\ntime_zone = "Sonora"', "time_zone"),
        ('key = "yy"\nversion = "1"\nname = "Prueba"\ntime_zone = "UTC"', "key"),
    ],
)
def test_a_pack_says_who_it_is_and_where_its_days_begin(folder, head, named):
    (folder / "zz.toml").write_text(f'{head}\n[deadlines]\nvisit = "2d"\n')
    with pytest.raises(packs.PackError, match=rf"packs/zz\.toml, {named}:"):
        packs.load("zz")


def test_unknown_deadline_is_an_error_not_a_guess():
    with pytest.raises(KeyError):
        packs.load("mx").deadline("no_such_limit", "high")


def test_case_keeps_the_pack_it_pinned():
    assert packs.of_case(packs.load("mx").label) == packs.load("mx")


@pytest.mark.parametrize(("country", "key"), [("MX", "mx"), ("mx", "mx"), ("TH", "generic")])
def test_country_without_a_pack_follows_the_generic_one(country, key):
    assert packs.for_country(country).key == key


@pytest.mark.parametrize("path", sorted(packs.FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_pack_of_ours_has_every_limit_for_every_risk(path):
    pack = packs.load(path.stem)
    assert set(packs.load("generic").deadlines) <= set(pack.deadlines)
    for key in pack.deadlines:
        for risk in ("high", "medium", "low", ""):
            assert pack.deadline(key, risk) > timedelta()


@pytest.mark.parametrize("path", sorted(packs.FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_higher_risk_never_waits_longer(path):
    for interval in packs.load(path.stem).deadlines.values():
        if isinstance(interval, dict):
            assert interval["high"] <= interval["medium"] <= interval["low"]
