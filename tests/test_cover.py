"""How much the tests reach is measured where everything is checked, and too little fails."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What decides who reads what, what is told of few children, and what stands in the clear.
DECIDE = re.compile(
    r"accounts/(roles|wall|\w+_rules)\.py|audit/chain\w*\.py|cases/(parts|sections|alarm_rules|emergency_rules)\.py"
    r"|referrals/disclosure_rules\.py|reports/(differencing|disclosure|protection)\.py|sealing/\w+\.py"
)


@pytest.mark.promise(80)
def test_too_few_lines_reached_fail_the_build():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert settings["coverage"]["report"]["fail_under"] >= 90
    assert set(settings["coverage"]["run"]["source"]) == {path.parent.name for path in ROOT.glob("*/__init__.py")} - {
        "tests",
        "bench",
        "drills",
    }
    assert settings["coverage"]["run"]["omit"] == ["*/migrations/*"]
    script = (ROOT / "bin" / "test").read_text()
    assert '"--cov"' in script
    assert '("coverage", "report", "--skip-covered"' in script
    assert '"--fail-under=100", f"--include={' in script
    assert "bin/test $(ARGS)" in (ROOT / "Makefile").read_text()
    assert re.search(r"^make .*\btest\b", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)


@pytest.mark.promise(80)
def test_every_line_is_asked_of_what_decides_who_reads_what():
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["idc_atd"]["whole"]
    listed = {str(path.relative_to(ROOT)) for pattern in whole for path in ROOT.glob(pattern)}
    ours = (str(path.relative_to(ROOT)) for path in ROOT.glob("*/*.py"))
    assert listed == {name for name in ours if DECIDE.fullmatch(name)}


@pytest.mark.promise(80)
def test_no_line_is_left_out_without_its_reason():
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in ROOT.glob("*/__init__.py")
        if app.parent.name != "tests"
        for path in app.parent.rglob("*.py")
        for line in path.read_text().splitlines()
        if re.search(r"pragma: no cover\s*$", line)
    ]
    assert found == []
