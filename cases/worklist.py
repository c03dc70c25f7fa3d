"""What waits for a person: the sections of the home page. Each app above adds its own."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise


@dataclass(frozen=True)
class Row:
    """One thing to do: where it is, what it is, until when, and its tint (high, attention, good, info)."""

    url: str
    title: str
    hint: str | Promise = ""
    due_at: datetime | None = None
    tint: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with its rows; `empty` is what an empty one says."""

    key: str
    title: str | Promise
    empty: str | Promise
    rows: list[Row] = field(default_factory=list)
    more_url: str = ""
