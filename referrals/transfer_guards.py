"""What a transfer stands in the way of, what it shows beside a case, and which deadlines it sets running."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.clocks import end_of, evidence
from cases.companions import Blocker, Clock, Fact, Panel
from protocols.choices import DeadlineKey
from referrals.models import Transfer
from referrals.transfer_choices import ENDED, TransferState
from referrals.transfer_workflow import TRANSITIONS

TITLES = {
    "transfer.propose": _("A transfer to another authority was proposed"),
    "transfer.prepare": _("What crossing the border asks was written"),
    "transfer.word": _("Word of the child came from abroad"),
    **{f"transfer.{name}": move.label for name, move in TRANSITIONS.items()},
    "transfer.read": _("A transfer to another authority"),
    "transfer.form": _("A form of a transfer"),
}
RELATED = {"transfers": Transfer.objects.all()}
CLOSING = frozenset({"submit_closure", "close"})


def transfers_of(case) -> list[Transfer]:
    """Return the transfers of a case with the authorities' names, the newest first; they were fetched with the case's page."""
    prefetch_related_objects([case], "transfers")
    found = list(case.transfers.all())
    prefetch_related_objects(found, "origin", "destination", "responsible")
    return found


def current_of(case) -> Transfer | None:
    """Return the transfer under way, or None."""
    return next((one for one in transfers_of(case) if one.state not in ENDED), None)


def blockers(case, move) -> list[Blocker]:
    """A case is not closed while it is being transferred: somebody must be responsible to the end."""
    current = current_of(case) if move in CLOSING else None
    if current is None:
        return []
    message = _("INV-33: a transfer to %(authority)s is under way: it takes effect first, or is withdrawn.")
    return [Blocker("INV-33", message % {"authority": current.destination.name}, "referrals:transfer", (current.pk,), ("case.read",))]


def clocks(case) -> list[Clock]:
    """Every offer waits for an answer; after a border is crossed one waits for word of the child."""
    found = []
    for one in case.transfers.all():
        link = {"view": "referrals:transfer", "args": (one.pk,)}
        if one.offered_at:
            answered = one.answered_at or one.withdrawn_at
            met = {"met_at": answered, "evidence": evidence(one)} if answered else {}
            counted = {"subject": str(one.pk), "due_at": one.reply_due_at}
            found.append(Clock(DeadlineKey.TRANSFER_REPLY, one.offered_at, **met, **counted, **link))
        if one.is_abroad and one.effective_at:
            met = {"met_at": one.followed_up_at, "evidence": evidence(one)} if one.followed_up_at else {}
            due_at = end_of(case, one.follow_up_on)
            found.append(Clock(DeadlineKey.TRANSFER_FOLLOW_UP, one.effective_at, **met, subject=str(one.pk), due_at=due_at, **link))
    return found


def panels(case, user, now) -> list[Panel]:
    """Show the transfer under way as one line that moves, and which authorities were responsible until when."""
    found, current = transfers_of(case), current_of(case)
    may_propose = current is None and not case.closed_at and case.designation is not None and _may_propose(user)
    if not found and not may_propose:
        return []
    context = {"case": case, "now": now, "transfer": current, "history": history_of(case), "may_propose": may_propose}
    context["refused"] = next((one for one in found[:1] if one.state == TransferState.REFUSED), None)
    return [Panel("referrals/_transfer_panel.html", context)]


def _may_propose(user) -> bool:
    return may(user, "case.work") or may(user, "case.approve")


def history_of(case) -> list[dict]:
    """Return which authority was responsible from when to when, the first one first; nothing while it was one alone."""
    effective = sorted((one for one in transfers_of(case) if one.effective_at), key=lambda one: one.effective_at)
    if not effective:
        return []
    since, rows = case.notified_at, []
    for one in effective:
        rows.append({"unit": one.origin, "since": since, "until": one.effective_at, "transfer": one})
        since = one.effective_at
    return [*rows, {"unit": effective[-1].destination, "since": since, "until": None, "transfer": None}]


def bar(case, now) -> list[Fact]:
    """Say aloud that a transfer is under way, and to whom the child was handed over abroad."""
    current = current_of(case)
    if current is None:
        return []
    value = _("%(state)s: %(authority)s") % {"state": current.get_state_display(), "authority": current.destination.name}
    return [Fact(_("Transfer"), value, "info")]
