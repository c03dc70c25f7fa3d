"""Country packs: what differs between jurisdictions, as versioned data. Read once; pure functions of plain values.

A pack is `packs/<key>.toml`; the versions before it are kept as `packs/earlier/<key>-<version>.toml`, for the cases that
pinned them. A state's pack names its country's as `parent`, with its version, and says only what differs.
"""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import holidays
from dateutil.easter import easter
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from protocols.choices import DeadlineKey, Discipline, Level, Right, SearchStep, Trigger
from protocols.limits import DaysOff, Limit

FOLDER = Path(__file__).parent / "packs"
RISKS = ("high", "medium", "low")
HIGHEST = RISKS[0]  # the risk assumed while none is assessed: the shortest deadline
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MERGED = (
    "calendar",
    "deadlines",
    "determination",
    "opinions",
    "instruments",
    "labels",
    "legal",
    "search",
    "flags",
)  # tables joined key by key


class PackError(ValueError):
    """A pack that cannot be used; the message names the file and the key."""


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"“{name}” is no IANA time zone")
    return name


def _country_with_holidays(code: str) -> str:
    if code and code not in holidays.list_supported_countries():
        raise ValueError(f"no public holidays are known for “{code}”")
    return code


def _day_or_easter(value: object) -> date | int:
    """Read 2026-12-24 as that date, and easter-3 as the days from Easter Sunday of every year."""
    if isinstance(value, date):
        return value
    sign, _, days = str(value).removeprefix("easter").partition(str(value)[6:7])
    if not str(value).startswith("easter") or sign or not days.isdecimal() or str(value)[6] not in "+-":
        raise ValueError(f"“{value}” is neither a date nor easter-3, easter+60")
    return int(str(value)[6:])


LimitText = Annotated[Limit, BeforeValidator(Limit.parse)]
ByLanguage = dict[Literal["en", "es"], str]
Source = Annotated[ByLanguage, BeforeValidator(lambda text: {"en": text} if isinstance(text, str) else text)]


class Part(BaseModel):
    """A piece of a pack: read-only, and nothing in it that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Deadline(Part):
    """One limit for all, one by risk, or a series; with the alarms before it and its source."""

    limit: LimitText | None = None
    high: LimitText | None = None
    medium: LimitText | None = None
    low: LimitText | None = None
    series: tuple[LimitText, ...] = ()
    alarms: tuple[LimitText, ...] = ()
    is_alarm: bool = False  # the limit is no permission to wait that long: it says when the alarm sounds
    repeats: bool = False  # the last of a series, again and again
    source: Source

    @model_validator(mode="after")
    def _one_way_of_saying_it(self) -> "Deadline":
        by_risk = [getattr(self, risk) is not None for risk in RISKS]
        if any(by_risk) and not all(by_risk):
            raise ValueError(f"a deadline by risk names {', '.join(RISKS)}")
        if (self.limit is not None) + any(by_risk) + bool(self.series) != 1:
            raise ValueError("a deadline has either a limit, or one by risk, or a series")
        return self

    def at(self, risk: str = "", nth: int = 0) -> Limit:
        """Return the limit at `risk` ("" not assessed: as high), or the `nth` of a series."""
        by_risk: Limit | None = getattr(self, risk or HIGHEST)
        return self.limit or by_risk or self.series[min(nth, len(self.series) - 1)]


class Calendar(Part):
    """Which days are worked: the public holidays of the library `holidays`, and the pack's own."""

    country: Annotated[str, AfterValidator(_country_with_holidays)] = ""
    subdivision: str = ""
    weekend: frozenset[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = frozenset({"sat", "sun"})
    own_days: tuple[Annotated[date | int, BeforeValidator(_day_or_easter)], ...] = ()
    source: Source = {}


class Domain(Part):
    """One question of an instrument, with what the lowest, the middle and the highest answer mean."""

    code: str
    label: ByLanguage
    lowest: ByLanguage
    middle: ByLanguage
    highest: ByLanguage


class Instrument(Part):
    """A measure: questions answered from 1 to 5."""

    key: str
    version: str
    name: ByLanguage
    child_answers_from: int  # years of age
    domains: tuple[Domain, ...]
    source: Source


class Determination(Part):
    """Who determines best interests for each trigger."""

    levels: dict[Trigger, Level]
    panel_members: int
    panel_disciplines: int
    quorum: int
    urgent_members: int
    source: Source


class Search(Part):
    """What is done for an absent child before a search may be given up (INV-46)."""

    least_days: int
    steps: tuple[SearchStep, ...]
    source: Source


class Stage(Part):
    """A stage of the country's own route, and the steps of the case that fall into it."""

    code: str
    label: ByLanguage
    steps: tuple[str, ...]


class Flags(Part):
    """What else differs."""

    humanitarian_status: bool = False  # an unaccompanied foreign child is given a provisional status
    last_resort_claim_recorded: bool = False  # events may record that detention was claimed as a last resort; never a placement
    family_case: bool = False  # one case a family, a line of the plan a member
    source: Source = {}


class Pack(Part):
    """The rules of one jurisdiction at one version."""

    key: str
    version: str
    effective_from: date
    name: str
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    source: Source = {}
    calendar: Calendar = Calendar()
    deadlines: dict[DeadlineKey, Deadline]
    rights: tuple[Right, ...]
    opinions: dict[Literal["high", "medium", "low"], tuple[Discipline, ...]]
    determination: Determination
    search: Search
    instruments: dict[Literal["wellbeing"], Instrument]
    stages: tuple[Stage, ...] = ()
    stage_source: Source = {}
    labels: dict[str, ByLanguage] = {}
    legal: dict[Literal["plan", "measure", "notice", "referral", "care", "transfer", "absence", "complaint"], ByLanguage] = {}
    flags: Flags = Flags()

    @property
    def label(self) -> str:
        """What a case pins: "mx 2026.1"."""
        return f"{self.key} {self.version}"

    @cached_property
    def days_off(self) -> DaysOff:
        """The weekend, the public holidays and the pack's own days."""
        own = self.calendar.own_days
        fixed = frozenset(day for day in own if isinstance(day, date))
        moved = tuple(day for day in own if isinstance(day, int))
        public = holidays.country_holidays(self.calendar.country, self.calendar.subdivision or None) if self.calendar.country else ()
        return DaysOff(frozenset(map(WEEKDAYS.index, self.calendar.weekend)), _Holidays(public, fixed, moved))

    def limit(self, key: str, risk: str = "", nth: int = 0) -> Limit | None:
        """Return how long may pass for deadline `key`; None where the pack has no such deadline. A risk not assessed counts as high.

        Raises ValueError for a key that no pack may have.
        """
        deadline = self.deadlines.get(DeadlineKey(key))
        return deadline.at(risk, nth) if deadline else None

    def due(self, key: str, since: datetime, zone: str, risk: str = "", nth: int = 0) -> datetime | None:
        """Return the last instant in time for what counts from `since`, in the jurisdiction's `zone`; None without such a deadline."""
        limit = self.limit(key, risk, nth)
        return limit.after(since, zone, self.days_off) if limit else None

    def due_day(self, key: str, since: date, risk: str = "", nth: int = 0) -> date | None:
        """Return the last day in time for what counts from the day `since`; None without such a deadline."""
        limit = self.limit(key, risk, nth)
        return limit.after_day(since, self.days_off) if limit else None

    def alarms(self, key: str, since: datetime, zone: str) -> list[datetime]:
        """Return the instants at which a reminder is due before deadline `key`."""
        deadline = self.deadlines.get(DeadlineKey(key))
        return [alarm.after(since, zone, self.days_off) for alarm in deadline.alarms] if deadline else []


class _Holidays:
    """Membership alone: public holidays, fixed days of the pack, and days that move with Easter."""

    def __init__(self, public: Any, fixed: frozenset[date], moved: tuple[int, ...]):
        self.public, self.fixed, self.moved = public, fixed, moved

    def __contains__(self, day: date, /) -> bool:
        return day in self.public or day in self.fixed or any(easter(day.year) + timedelta(days=move) == day for move in self.moved)


@cache
def load(key: str) -> Pack:
    """Return the newest version of pack `key`, with what it inherits. Raises PackError naming file and key."""
    return _built(key, FOLDER / f"{key}.toml")


@cache
def of_case(protocol: str) -> Pack:
    """Return the pack that a case pinned as "key version": also one that a newer version has replaced."""
    key, _, version = protocol.partition(" ")
    return _built(key, _path(key, version))


def for_jurisdiction(country: str, state: str = "") -> Pack:
    """Return the pack of a state (ISO 3166-2), else of its country (ISO 3166-1), else the generic one."""
    wanted = (f"{country}-{state}".lower(), country.lower(), "generic")
    return next(load(key) for key in wanted if (FOLDER / f"{key}.toml").exists())


def all_packs() -> list[Pack]:
    """Return the newest version of every pack, the generic one first."""
    return sorted((load(path.stem) for path in FOLDER.glob("*.toml")), key=lambda pack: (pack.key != "generic", pack.key))


def _path(key: str, version: str) -> Path:
    newest = FOLDER / f"{key}.toml"
    if newest.exists() and tomllib.loads(newest.read_text())["version"] == version:
        return newest
    earlier = FOLDER / "earlier" / f"{key}-{version}.toml"
    if not earlier.exists():
        raise PackError(f"packs/{key}.toml, version: there is no version “{version}” of this pack, nor in packs/earlier.")
    return earlier


def _built(key: str, path: Path) -> Pack:
    data = _read(path, ())
    if data.get("key", key) != key:
        raise PackError(f"packs/{path.name}, key: “{data['key']}” is not the name of the file.")
    try:
        return Pack.model_validate(data)
    except ValidationError as faults:
        fault = faults.errors()[0]
        where = ".".join(str(step) for step in fault["loc"] if step != "[key]") or "deadlines"
        raise PackError(f"packs/{path.name}, {where}: {fault['msg'].removeprefix('Value error, ')}.") from None


def _read(path: Path, below: tuple[str, ...]) -> dict[str, Any]:
    """Return what the file says over what its parent says; lists are replaced, tables joined key by key."""
    name = f"packs/{path.name}"
    if path.name in below:
        raise PackError(f"{name}, parent: a pack inherits from itself: {' > '.join([*below, path.name])}.")
    try:
        own = tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{name}, file: {error}.") from None
    parent = own.pop("parent", None)
    if parent is None:
        return own
    key, _, version = str(parent).partition(" ")
    if not version:
        raise PackError(f"{name}, parent: “{parent}” does not say which version, as in “mx 2026.1”.")
    inherited = _read(_path(key, version), (*below, path.name))
    for table in MERGED:
        if isinstance(own.get(table, {}), dict):
            own[table] = inherited.get(table, {}) | own.get(table, {})
    return inherited | own
