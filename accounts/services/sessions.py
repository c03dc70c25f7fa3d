"""Open sessions: listed, ended one by one or all, by their person or an administrator."""

import uuid
from datetime import datetime

from rest_framework.authtoken.models import Token

from accounts.models import Session, User
from accounts.sign_in_rules import ABSOLUTE, IDLE
from audit.services import record
from audit.wall import verb


def sessions_of(user: User, now: datetime) -> list[Session]:
    """Return the sessions of `user` that are alive, the one used last first."""
    alive = Session.objects.filter(user=user, expire_date__gt=now, seen_at__gt=seconds(now, IDLE), started_at__gt=seconds(now, ABSOLUTE))
    return list(alive.defer("session_data").order_by("-seen_at"))


@verb
def end_session(*, number: uuid.UUID, by: User, now: datetime) -> None:
    """That session of `by` is over; one that is over already stays so."""
    ended, _rows = Session.objects.filter(user=by, number=number).delete()
    if ended:
        record(actor=by, action="account.session_end", target=by, now=now)


@verb
def end_other_sessions(*, by: User, keep: str, now: datetime) -> None:
    """Every session of `by` but the one with the key `keep` is over."""
    Session.objects.filter(user=by).exclude(session_key=keep).delete()
    record(actor=by, action="account.session_end", target=by, detail={"all": True}, now=now)


def drop_sessions(user: User, keep: str = "") -> None:
    """Part of a graver act, which is on record itself: the sessions of `user` are over, but the one with the key `keep`."""
    Session.objects.filter(user=user).exclude(session_key=keep).delete()


def end_access(user: User) -> None:
    """End every open session and token of the user."""
    Token.objects.filter(user=user).delete()
    drop_sessions(user)


def forget_sessions(*, now: datetime) -> None:
    """Drop the rows of sessions that are over."""
    Session.objects.filter(expire_date__lt=now).delete()
    Session.objects.filter(seen_at__lt=seconds(now, IDLE)).delete()


def seconds(now: datetime, ago: int) -> float:
    """Return which second since 1970 it was so many seconds before `now`."""
    return now.timestamp() - ago
