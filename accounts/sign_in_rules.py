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
