"""What is answered while the database rests or a disk is full, and what of a form is given back: no query, no session."""

import errno

from django.db import InterfaceError, OperationalError

from accounts.typed import Typed, typed_of
from files.disk import NoRoom

RESTING, FULL = 503, 507
RETRY_AFTER = "30"  # seconds
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL = "53100"  # of PostgreSQL
READ_ONLY = "25006"  # the server we know became a replica: the next connection finds the new one

SIGN_IN = "/account/"  # nothing of what is typed below it is printed back


def status_of(error: BaseException | None) -> int | None:
    """Return 507 where a disk was full, 503 where the database could not be asked, None where the fault is another."""
    chain = _chain(error)
    if any(isinstance(one, NoRoom) or _sqlstate(one) == DISK_FULL or (isinstance(one, OSError) and one.errno in NO_ROOM) for one in chain):
        return FULL
    if any(isinstance(one, OperationalError | InterfaceError) or _sqlstate(one) == READ_ONLY for one in chain):
        return RESTING
    return None


def typed(request) -> list[Typed]:
    """Return what the form carried, to be sent again: the token is the one that came, so that nobody sends for another."""
    if request.method != "POST" or request.path.startswith(SIGN_IN):
        return []
    try:
        lists = list(request.POST.lists())
    except Exception:  # a body that cannot be read has nothing to give back
        return []
    found = typed_of(lists)
    return found if any(not one.is_hidden for one in found) else []


def _sqlstate(error: BaseException) -> str | None:
    return getattr(error, "sqlstate", None)


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
