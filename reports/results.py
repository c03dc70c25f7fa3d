"""What an indicator computes, before anything is hidden: plain numbers of a few kinds, each with what it is a number of.

Nothing here is printed as it stands: `reports.protection` makes of each what a reader may see.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Counted(StrEnum):
    """What a number is a number of: only children and what can be traced to one are hidden when they are few."""

    CHILDREN = "children"
    CASES = "cases"
    RECORDS = "records"  # events, requests, reviews ... of children
    STAFF = "staff"
    PLACES = "places"  # beds, homes, nights of capacity: no child stands behind one


@dataclass(frozen=True)
class Count:
    """A number of children or of their records."""

    key: str
    label: str
    value: int
    of: Counted = Counted.CHILDREN


@dataclass(frozen=True)
class Share:
    """How many of those of whom it is known: `part` of `base`, and beside them the number of whom it is not known.

    `within` is the key of another share of the same base that holds all of this part: within 4 hours, within 24 hours.
    """

    key: str
    label: str
    part: int
    base: int
    unknown: int = 0
    of: Counted = Counted.CHILDREN
    within: str = ""


@dataclass(frozen=True)
class Distribution:
    """Every one of a base in exactly one class, rules.UNKNOWN among them; the shares are of the known and add to one hundred.

    With `is_multiple` one may be in several classes: then `base` says of how many, and the shares add to more.
    """

    key: str
    label: str
    counts: dict[str, int]
    labels: dict[str, str]
    of: Counted = Counted.CHILDREN
    is_multiple: bool = False
    base: int | None = None


@dataclass(frozen=True)
class Spread:
    """The middle of a set of values: how many there are, their median and 90th percentile; None without values."""

    key: str
    label: str
    n: int
    median: float | None
    p90: float | None
    unit: str  # "h", "d", "nights"
    of: Counted = Counted.RECORDS


@dataclass(frozen=True)
class Amount:
    """A sum or a mean that is no number of people: hours, nights, a change of score; `behind` says of how many children it is made."""

    key: str
    label: str
    value: float | None
    unit: str
    behind: int
    decimals: int = 1
    is_mean: bool = False


Result = Count | Share | Distribution | Spread | Amount


@dataclass(frozen=True)
class Finding:
    """What an indicator found, with the indicator's id and version."""

    indicator: str
    version: int
    results: list[Result] = field(default_factory=list)
