"""How often the same may be asked: a bucket that empties with each request and fills again by itself, one a person or an address.

In the database, so that it is the same for every process and outlives a restart; under keyed hashes, so that the table names nobody.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from allauth.account.adapter import get_adapter
from django.db import connection
from django.urls import get_resolver
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Bucket


@dataclass(frozen=True)
class Rate:
    """So many within so long; whoever waited that long may do so many at once."""

    most: int
    within: timedelta


RATES = {
    "search": Rate(30, timedelta(minutes=1)),  # for children by name or code
    "file": Rate(60, timedelta(minutes=1)),  # attachments fetched
    "api": Rate(600, timedelta(hours=1)),
    "verify": Rate(20, timedelta(minutes=1)),  # the codes of papers, by anybody
    "acknowledge": Rate(20, timedelta(minutes=1)),  # the links of letters, by anybody
}
LONGEST = max(rate.within for rate in RATES.values())

# One statement: two requests at once cannot take the same drop.
TAKE = """
INSERT INTO accounts_bucket AS b (key, held, is_taken, at) VALUES (%(key)s, %(most)s - 1, TRUE, %(now)s)
ON CONFLICT (key) DO UPDATE SET (held, is_taken, at) = (
    SELECT CASE WHEN now.held >= 1 THEN now.held - 1 ELSE now.held END, now.held >= 1, GREATEST(b.at, %(now)s)
    FROM (SELECT LEAST(%(most)s, b.held + GREATEST(0, EXTRACT(EPOCH FROM %(now)s - b.at)) * %(a_second)s) AS held) now)
RETURNING is_taken, held
"""


def wait(what: str, who: str, now: datetime) -> int:
    """Take one from the bucket of `who` for `what` (of RATES) and return 0, or return in how many seconds there is one again."""
    rate = RATES[what]
    a_second = rate.most / rate.within.total_seconds()
    key = salted_hmac(f"accounts.pace.{what}", who, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"key": key, "most": rate.most, "now": now, "a_second": a_second})
        is_taken, held = cursor.fetchone()
    return 0 if is_taken else max(1, math.ceil((1 - held) / a_second))


def wait_of(request, what: str) -> int:
    """Return in how many seconds this request may be asked again, 0 for now: of its person, or of its address where nobody is signed in."""
    who = str(request.user.pk) if request.user.is_authenticated else get_adapter().get_client_ip(request)
    return wait(what, who, timezone.now())


def refused(request, seconds: int):
    """Return the page that asks for patience."""
    response = get_resolver().resolve_error_handler(429)(request)
    response["Retry-After"] = str(seconds)
    return response


def paced(what: str):
    """Let a view be asked as often as RATES says of `what`; 429 beyond."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            seconds = wait_of(request, what)
            return refused(request, seconds) if seconds else view(request, *args, **kwargs)

        return guarded

    return decorate


def forget_full(*, now: datetime) -> int:
    """Drop the buckets that have filled again; return how many."""
    return Bucket.objects.filter(at__lt=now - LONGEST).delete()[0]
