"""How many failures are too many, as data. Pure: the time is an argument."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    PASSWORD = "password"  # noqa: S105 - a step's name
    CODE = "code"


@dataclass(frozen=True)
class Limit:
    """So many failures within so many minutes, of the same person (`who`), from the same address (`where`), or both."""

    who: bool
    where: bool
    most: int
    minutes: int


PERSON_HERE = Limit(who=True, where=True, most=5, minutes=15)
ANYBODY_HERE = Limit(who=False, where=True, most=30, minutes=60)
PERSON_ANYWHERE = Limit(who=True, where=False, most=20, minutes=60)

# A password is tried by strangers: what they do from their address never keeps the person out who signs in from another one.
# A code is tried by who knows the password, so there the person is protected wherever it is tried from.
LIMITS = {Step.PASSWORD: (PERSON_HERE, ANYBODY_HERE), Step.CODE: (PERSON_HERE, ANYBODY_HERE, PERSON_ANYWHERE)}
LONGEST = timedelta(minutes=60)


@dataclass(frozen=True)
class Failed:
    """One failure: when, and whether it was of this person and from this address."""

    at: datetime
    who: bool
    where: bool


def locked_until(step: Step, failures: Iterable[Failed], now: datetime) -> datetime | None:
    """Return when one may try again; None where one may now."""
    failures = list(failures)
    ends = []
    for limit in LIMITS[step]:
        since = now - timedelta(minutes=limit.minutes)
        counted = sorted(one.at for one in failures if one.at > since and (one.who or not limit.who) and (one.where or not limit.where))
        if len(counted) >= limit.most:
            ends.append(counted[-limit.most] + timedelta(minutes=limit.minutes))
    return max(ends, default=None)


IDLE = 15 * 60  # seconds without a request after which a session is over
ABSOLUTE = 12 * 60 * 60  # seconds after sign-in
TOUCH = 30  # seconds between two writes of when a session was seen last


class Ended(StrEnum):
    IDLE = "idle"
    OLD = "old"


def ended(started: float, seen: float, now: float) -> Ended | None:
    """Return why a session is over that began and was seen last at these seconds since 1970; None if it is alive."""
    if now - started >= ABSOLUTE:
        return Ended.OLD
    return Ended.IDLE if now - seen >= IDLE else None


BROWSERS = {  # what a User-Agent says -> what people call it; the first that is said counts, for most say several
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung",
    "Firefox": "Firefox",
    "Chrom": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def device_of(agent: str) -> str:
    """Return browser and system of a User-Agent in two words, so that a person knows which device it is; no version, no model."""
    named = (next((name for sign, name in table.items() if sign in agent), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in named if name)
