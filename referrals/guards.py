"""What referrals stand in the way of, what they show beside a case, and which deadlines they set running."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from cases.companions import Blocker
from referrals.models import Referral
from referrals.workflow import TRANSITIONS

TITLES = {f"referral.{name}": move.label for name, move in TRANSITIONS.items()}
CLOSING = frozenset({"submit_closure", "close", "end_at_intake"})


def referrals_of(case) -> list[Referral]:
    """Return the referrals of a case with their history, newest first: three queries at most while the object lives."""
    prefetch_related_objects([case], "referrals__to_organisation", "referrals__steps")
    return list(case.referrals.all())


def blockers(case, move) -> list[Blocker]:
    """A case ends when no referral is under way any more."""
    if move not in CLOSING:
        return []
    words = _("The referral %(number)s to %(recipient)s is under way: end or cancel it first.")
    return [
        Blocker("referral", words % {"number": one.number, "recipient": one.recipient}, "referrals:detail", (one.pk,), ("case.read",))
        for one in referrals_of(case)
        if one.is_open
    ]
