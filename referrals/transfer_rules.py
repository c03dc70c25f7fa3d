"""What a transfer of responsibility is and who answers for it, as pure functions of plain values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cases.rules import searchable
from referrals.transfer_choices import MAY_BE_RESPONSIBLE, TransferKind

T = TypeVar("T")

# INV-34: what no text that crosses the border speaks of. Beginnings of words, without accents.
OF_ASYLUM = ("asil", "asyl", "refugi", "refuge", "comar", "persegui", "persecu", "proteccion internacional", "international protection")


@dataclass(frozen=True)
class Office:
    """An authority as far as a transfer is concerned; `path`: the ids from the root of the tree, "/" after each."""

    path: str
    org_type: str
    country: str
    state: str
    municipality: str


def kind_of(origin: Office, destination: Office) -> TransferKind:
    """Return which border the responsibility crosses, the outermost one."""
    if origin.country != destination.country:
        return TransferKind.CROSS_BORDER
    if origin.state != destination.state:
        return TransferKind.STATE
    if origin.municipality != destination.municipality:
        return TransferKind.MUNICIPAL
    return TransferKind.ORGANISATION


def may_be_responsible(org_type: str) -> bool:
    """Tell whether such an organisation may hold a child's case (INV-12)."""
    return org_type in MAY_BE_RESPONSIBLE


def answers_for(actor: str, origin: str, destination: str) -> bool:
    """Tell whether who belongs to `actor` answers for the destination: never the origin in the other's name (INV-33).

    All three are paths in the tree. Where the origin lies below the destination, its own people do not answer for who is above them.
    """
    if not actor.startswith(destination):
        return False
    return not (origin.startswith(destination) and actor.startswith(origin))


def speaks_of_asylum(text: str) -> bool:
    """Tell whether a text says anything of asylum, whatever its accents and case (INV-34)."""
    plain = searchable(text)
    return any(re.search(rf"\b{re.escape(word)}", plain) for word in OF_ASYLUM)


def responsible_at(instant: datetime, moves: Iterable[tuple[datetime, T]], now_responsible: T) -> T:
    """Return who is responsible at `instant`, given (effective_at, origin) of every transfer in effect, in any order.

    Until the very instant it takes effect a transfer leaves the origin responsible (INV-33); with none, it is `now_responsible`.
    """
    later = sorted((move for move in moves if move[0] > instant), key=lambda move: move[0])
    return later[0][1] if later else now_responsible
