"""The occupancy board: the profiles of a place as rows, each of their places as a cell, and who comes and goes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.wall import house
from placements.choices import State
from placements.models import Facility, Placement, Profile

# What a cell says; its shape and its tint go by the same name.
FREE, EMPTY, OCCUPIED, RESERVED, HELD, ADULT, OVER = "free", "empty", "occupied", "reserved", "held", "adult", "over"
WORDS: dict[str, str | Promise] = {
    FREE: pgettext_lazy("place", "Free"),
    EMPTY: _("Empty"),  # in a place that takes no child at present
    OCCUPIED: pgettext_lazy("place", "Occupied"),
    RESERVED: pgettext_lazy("place", "Reserved"),
    HELD: _("Kept for an absent child"),
    ADULT: _("An adult"),
    OVER: _("Beyond capacity"),
}
KIND_OF = {State.ACTIVE: OCCUPIED, State.ACCEPTED: RESERVED, State.ABSENT: HELD}


@dataclass(frozen=True)
class Cell:
    """One place: its number, what it is, until when, and who has it where the reader looks after the child."""

    number: int
    kind: str
    until: datetime | None = None
    resident: Placement | None = None

    @property
    def word(self) -> str | Promise:
        return WORDS[self.kind]


@dataclass(frozen=True)
class Row:
    """One profile with its places in order."""

    profile: Profile
    cells: list[Cell]

    @property
    def free(self) -> int:
        return sum(cell.kind == FREE for cell in self.cells)

    @property
    def is_over(self) -> bool:
        return any(cell.kind == OVER for cell in self.cells)


@dataclass(frozen=True)
class Board:
    """One facility at an instant."""

    facility: Facility
    rows: list[Row]
    arriving: list[Placement] = field(default_factory=list)
    leaving: list[tuple[Placement, datetime | None]] = field(default_factory=list)  # with the instant at which another place expects them

    @property
    def is_over(self) -> bool:
        return any(row.is_over for row in self.rows)

    @property
    def free(self) -> int:
        return sum(row.free for row in self.rows)


@house("which of a home's places are taken, whoever has them")
def board_of(facility: Facility, now: datetime, cared_for: Collection = (), *, is_taking: bool = True) -> Board:
    """Return the board of a facility: two queries beyond its profiles, whatever the number of its places.

    `cared_for`: the ids of the placements whose children the reader looks after, and may see named. `is_taking`: whether a place
    that nobody has can be given.
    """
    held = list(facility.placements.holding().select_related("child__identity", "profile").order_by("profile", "place_number"))
    by_profile: dict = {}
    for placement in held:
        by_profile.setdefault(placement.profile_id, []).append(placement)
    rows = [
        Row(profile, _cells(profile, by_profile.get(profile.pk, []), now, cared_for, FREE if is_taking else EMPTY))
        for profile in facility.profiles.all()
    ]
    arriving = [one for one in held if one.state == State.ACCEPTED and one.reserved_until > now]
    arriving.sort(key=lambda one: one.expected_at or one.reserved_until)
    return Board(facility, rows, arriving, _leaving(held))


def _cells(profile: Profile, held: list[Placement], now: datetime, cared_for: Collection, empty: str) -> list[Cell]:
    cells = {number: Cell(number, empty) for number in range(1, profile.places + 1)}
    for placement in held:
        if placement.place_number is None:
            continue
        kind = KIND_OF[placement.state]
        until = {RESERVED: placement.reserved_until, HELD: placement.held_until}.get(kind)
        if until and until <= now:  # it lapsed: the next child may have the place
            continue
        first, resident = placement.place_number, placement if placement.pk in cared_for else None
        cells[first] = Cell(first, kind if first <= profile.places else OVER, until, resident)
        for number in range(first + 1, first + placement.adults + 1):
            cells[number] = Cell(number, ADULT if number <= profile.places else OVER, until)
    return [cells[number] for number in sorted(cells)]


def _leaving(held: list[Placement]) -> list[tuple[Placement, datetime | None]]:
    """Return who lives here and is expected elsewhere."""
    living = {one.child_id: one for one in held if one.state != State.ACCEPTED}
    elsewhere = Placement.objects.filter(child__in=living, state=State.ACCEPTED).order_by("expected_at")
    return [(living[one.child_id], one.expected_at) for one in elsewhere if one.pk != living[one.child_id].pk]
