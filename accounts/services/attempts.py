"""Failures at sign-in, counted in the database: they outlive a restart and are the same for every process.

Kept for an hour, under keyed hashes: the table names neither people nor addresses.
"""

import math
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from accounts.models import Attempt
from accounts.sign_in_rules import LONGEST, Failed, Step, locked_until
from audit.models import Kind
from audit.services import record


def begin_attempt(*, step: Step, who: str, where: str, target, now: datetime) -> Attempt:
    """Return the attempt, which counts as a failure until `attempt_succeeded`; raise ValidationError where there were too many.

    Written before it is judged: of many attempts at once none slips through. What is refused is not counted, so a lock ends.
    """
    Attempt.objects.filter(at__lt=now - LONGEST).delete()
    who, where = _hash("who", who.lower()), _hash("where", where)
    attempt = Attempt.objects.create(step=step, who=who, where=where, at=now)
    others = Attempt.objects.filter(Q(who=who) | Q(where=where), step=step).exclude(pk=attempt.pk)
    failures = [Failed(one.at, one.who == who, one.where == where) for one in others.order_by("-at")[:200]]
    until = locked_until(step, failures, now)
    if until is None:
        return attempt
    attempt.delete()
    record(actor=None, action="account.locked", kind=Kind.REFUSED, target=target, detail={"step": step}, now=now)
    minutes = math.ceil((until - now).total_seconds() / 60)
    words = ngettext(
        "Too many attempts. Try again in %(minutes)s minute, or from another device.",
        "Too many attempts. Try again in %(minutes)s minutes, or from another device.",
        minutes,
    )
    raise ValidationError(words % {"minutes": minutes})


def attempt_succeeded(attempt: Attempt) -> None:
    """The failures of this person from this address are forgotten; what others tried from there still counts."""
    Attempt.objects.filter(step=attempt.step, who=attempt.who, where=attempt.where).delete()


def _hash(what: str, text: str) -> str:
    return salted_hmac(f"accounts.attempt.{what}", text, algorithm="sha256").hexdigest()[:32]
