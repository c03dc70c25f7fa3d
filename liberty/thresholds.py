"""The limits of the pack that run while a child is held, in words: which have passed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from liberty.models import DeprivationEvent
from liberty.rules import Threshold
from protocols import packs
from protocols.choices import DeadlineKey
from protocols.words import in_words


@dataclass(frozen=True)
class Limit:
    """One limit of one event, as it stands: until when, whether it passed, and what that means."""

    key: str
    due_at: datetime
    is_passed: bool
    words: str | Promise


def thresholds_of(event: DeprivationEvent, now: datetime) -> list[Limit]:
    """Return the limits to tell the protection authority and to hand the child over, by the pack that the case pinned: no query."""
    case, pack = event.case, packs.of_case(event.case.protocol)
    told_at = event.known_at or event.created_at
    limits = {
        DeadlineKey.NOTIFY_PROTECTION_AUTHORITY: (
            told_at,
            _("the authority was told after more than %(limit)s"),
        ),
        DeadlineKey.CHANNEL_TO_CARE: (event.ended_at, _("held for more than %(limit)s")),
    }
    found = []
    for key, (met_at, passed) in limits.items():
        if (due_at := case.due(key, event.started_at)) is None:
            continue
        words = {"limit": in_words(pack.limit(key, case.risk_level))}
        is_passed = Threshold(key, due_at, met_at).is_passed(now)
        found.append(Limit(key, due_at, is_passed, (passed if is_passed else _("limit of %(limit)s not passed")) % words))
    return found


def passed_in_words(event: DeprivationEvent, now: datetime) -> str:
    """Return which limits have passed, in one line; "" where none has."""
    return "; ".join(str(limit.words) for limit in thresholds_of(event, now) if limit.is_passed)
