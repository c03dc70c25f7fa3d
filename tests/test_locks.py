"""The lock files hold what the .in files ask for, asked of no network."""

import re

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = settings.BASE_DIR
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)(.*?)\\?$", re.MULTILINE)


def asked(name: str) -> list[Requirement]:
    lines = [line.split(" #")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def pinned(name: str) -> dict[str, set[str]]:
    """Versions by package; more than one where machines differ (markers)."""
    pins: dict[str, set[str]] = {}
    for package, version, _marker in PIN.findall((ROOT / name).read_text()):
        pins.setdefault(canonicalize_name(package), set()).add(version)
    return pins


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_requirement_is_locked_within_its_bounds(name):
    pins = pinned(f"{name}.txt")
    loose = [
        str(requirement)
        for requirement in asked(f"{name}.in")
        if not (versions := pins.get(canonicalize_name(requirement.name)))
        or not all(requirement.specifier.contains(version) for version in versions)
    ]
    assert loose == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_lock_names_no_requirement_that_is_gone(name):
    wanted = {canonicalize_name(requirement.name) for requirement in asked(f"{name}.in")}
    blocks = re.split(r"\n(?=\S)", (ROOT / f"{name}.txt").read_text())
    direct = {canonicalize_name(PIN.match(block)[1]) for block in blocks if PIN.match(block) and f"-r {name}.in" in block}
    assert direct
    assert direct - wanted == set()


def test_tools_bring_the_same_versions_the_site_runs_on():
    site, tools = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert {package: versions for package, versions in site.items() if tools.get(package) != versions} == {}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_pin_has_a_hash(name):
    blocks = re.split(r"\n(?=\S)", (ROOT / f"{name}.txt").read_text())
    assert [block.splitlines()[0] for block in blocks if PIN.match(block) and "--hash=sha256:" not in block] == []
