"""Country packs: what differs between jurisdictions, as dated data. Read once; pure functions of plain values."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

FOLDER = Path(__file__).parent / "packs"
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
RISKS = ("high", "medium", "low")
HIGHEST = RISKS[0]  # the risk assumed while none is assessed: the shortest deadline
KEYS = frozenset({"key", "version", "name", "time_zone", "deadlines"})


class PackError(ValueError):
    """A pack that cannot be used; the message names the file and the key."""


@dataclass(frozen=True)
class Pack:
    """The rules of one jurisdiction at one version."""

    key: str
    version: str
    name: str
    time_zone: str
    deadlines: dict[str, timedelta | dict[str, timedelta]]

    @property
    def label(self) -> str:
        """What a case pins: "mx 2026.1"."""
        return f"{self.key} {self.version}"

    def deadline(self, key: str, risk: str = "") -> timedelta:
        """Return how long may pass, in elapsed time, for deadline `key` at `risk`.

        A risk not yet assessed ("") counts as high. Raises KeyError if the pack names no such deadline.
        """
        interval = self.deadlines[key]
        return interval[risk or HIGHEST] if isinstance(interval, dict) else interval


@cache
def load(key: str) -> Pack:
    """Return the pack `key`, with what it inherits. Raises PackError naming file and key."""
    data = _read(key)
    for wanted in KEYS - data.keys():
        raise _error(key, wanted, "this is missing.")
    if data["key"] != key:
        raise _error(key, "key", f"“{data['key']}” is not the name of the file.")
    if data["time_zone"] not in available_timezones():
        raise _error(key, "time_zone", f"“{data['time_zone']}” is no IANA time zone.")
    deadlines = {name: _interval(key, name, value) for name, value in data["deadlines"].items()}
    return Pack(data["key"], data["version"], data["name"], data["time_zone"], deadlines)


def of_case(protocol: str) -> Pack:
    """Return the pack that a case pinned as "key version"."""
    return load(protocol.split()[0])


def for_country(country: str) -> Pack:
    """Return the pack of a country by ISO 3166-1 code, the generic one where there is none."""
    key = country.lower()
    return load(key if (FOLDER / f"{key}.toml").exists() else "generic")


def _read(key: str) -> dict[str, Any]:
    with (FOLDER / f"{key}.toml").open("rb") as file:
        own = tomllib.load(file)
    parent = own.pop("parent", None)
    for unknown in own.keys() - KEYS:
        raise _error(key, unknown, "a pack has no such key.")
    if parent:
        inherited = _read(parent)
        for unknown in own.get("deadlines", {}).keys() - inherited["deadlines"].keys():
            raise _error(key, f"deadlines.{unknown}", f"packs/{parent}.toml names no such deadline.")
        own["deadlines"] = inherited["deadlines"] | own.get("deadlines", {})
        own = inherited | own
    return own


def _interval(key: str, name: str, value: str | dict[str, str]) -> timedelta | dict[str, timedelta]:
    if isinstance(value, dict):
        for risk in set(RISKS) ^ value.keys():
            raise _error(key, f"deadlines.{name}.{risk}", f"a deadline by risk names {', '.join(RISKS)} and nothing else.")
        return {risk: _one(key, f"{name}.{risk}", text) for risk, text in value.items()}
    return _one(key, name, value)


def _one(key: str, name: str, text: object) -> timedelta:
    number, unit = str(text)[:-1], str(text)[-1:]
    if not number.isdecimal() or unit not in UNITS:
        raise _error(key, f"deadlines.{name}", f"“{text}” is not a number followed by h or d.")
    return int(number) * UNITS[unit]


def _error(key: str, name: str, what: str) -> PackError:
    return PackError(f"packs/{key}.toml, {name}: {what}")
