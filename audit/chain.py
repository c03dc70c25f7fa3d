"""The chain of the record: every event has a number and a hash that carries those of all before it.

A link is written by the database, at the end of the transaction of its event (audit/chain_sql.py). What was recorded once can be
edited, deleted, swapped or cut by whoever holds the superuser of the database, and is then found here; a tail cut off with its
head is found by a head that was kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from audit.chain_sql import GENESIS, TEXT

SALT = "audit.head"
AT_ONCE = 5_000  # rows of the chain read at a time

LINKS = f"""
SELECT link.number, link.previous, link.hash, CASE WHEN e.id IS NOT NULL THEN {TEXT} END
FROM audit_link AS link LEFT JOIN audit_event AS e ON e.id = link.event_id ORDER BY link.number
"""
LOOSE = "SELECT min(e.id) FROM audit_event AS e WHERE NOT EXISTS (SELECT FROM audit_link AS link WHERE link.event_id = e.id)"


@dataclass(frozen=True)
class Head:
    """How far the chain had come: the number and the hash of its last link."""

    number: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    """What the chain tells: how many links it has and, where it is broken, at which number first and how."""

    count: int
    broken: int | None = None
    why: str = ""


def head() -> Head:
    """Return the head that the database keeps; the one before the first event where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, encode(hash, 'hex') FROM audit_head")
        return Head(*(cursor.fetchone() or (0, "")))


def verify(kept: Iterable[Head] = ()) -> Verdict:
    """Compute the chain anew from the events and compare it with its links, with its head and with the heads `kept` elsewhere."""
    with transaction.atomic():
        before = head()
        verdict = _follow(_links(), sorted({before, *kept}, key=lambda one: one.number))
        if verdict.broken is None and verdict.count > head().number:
            return Verdict(verdict.count, head().number + 1, "a link beyond the head")
        if verdict.broken is None and (loose := _loose()) is not None:
            return Verdict(verdict.count, verdict.count + 1, f"event {loose} has no link")
    return verdict


def _follow(links: Iterator[tuple], heads: list[Head]) -> Verdict:
    """Return what is wrong first. `heads`: what the chain is known to have been, by number."""
    number, previous = 0, bytes.fromhex(GENESIS)
    expected: dict[int, set[str]] = {}
    for one in heads:
        expected.setdefault(one.number, set()).add(one.hash)
    if expected.get(0, {GENESIS}) != {GENESIS}:
        return Verdict(0, 1, "the head before the first event is another")
    for number, (found, claimed, digest, text) in enumerate(links, 1):
        wrong = _wrong(number, found, previous, bytes(claimed), bytes(digest), text)
        previous = bytes(digest)
        if not wrong and expected.get(number, {previous.hex()}) != {previous.hex()}:
            wrong = "a head tells of another event"
        if wrong:
            return Verdict(number, number, wrong)
    if heads[-1].number > number:
        return Verdict(number, number + 1, f"the chain ends before its head, {heads[-1].number}")
    return Verdict(number)


def _wrong(number: int, found: int, previous: bytes, claimed: bytes, digest: bytes, text: str | None) -> str:
    if found != number:
        return "a link is missing"
    if text is None:
        return "the event is gone"
    if claimed != previous:
        return "it does not follow the one before"
    if digest != hashlib.sha256(previous + text.encode()).digest():
        return "the event or its link was changed"
    return ""


def _links() -> Iterator[tuple]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(LINKS)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def _loose() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(LOOSE)
        return cursor.fetchone()[0]


def line_of(one: Head, at: datetime) -> str:
    """Return the line by which the head is kept elsewhere, signed by this installation."""
    told = asdict(one) | {"at": at.isoformat(timespec="seconds")}
    return json.dumps(told | {"signature": _signature(told)})


def heads_in(text: str) -> list[Head]:
    """Return the heads of the lines of a file or of letters that `line_of` wrote. Raises ValueError where a line was not."""
    found = []
    for line in text.splitlines():
        if line.strip().startswith("{"):
            told = json.loads(line)
            if not constant_time_compare(told.pop("signature", ""), _signature(told)):
                raise ValueError(f"Not signed by this installation: {line}")
            found.append(Head(told["number"], told["hash"]))
    return found


def _signature(told: dict) -> str:
    return salted_hmac(SALT, json.dumps(told, sort_keys=True), algorithm="sha256").hexdigest()
