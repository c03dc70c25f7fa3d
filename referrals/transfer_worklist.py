"""What the home page says of transfers: those offered to the reader's authority, with the clock of the answer."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import may
from cases.worklist import MOST_ROWS, Row, cut
from referrals.models import Transfer
from referrals.transfer_choices import TransferState


def asking(user, now):
    """Ask for the rows and return the sections (cases.together)."""
    if not may(user, "case.designate"):
        return []
    found = Transfer.objects.offered_to(user).select_related("origin", "case").order_by("reply_due_at")
    (offered,) = yield [found[: MOST_ROWS + 1]]
    rows = [_row(one, now) for one in offered]
    return [cut("transfers", _("Transfers offered to us"), "", rows)] if rows else []


def waiting(user, now) -> dict[str, int]:
    """Return how many transfers wait for the answer of the reader's authority."""
    return {"transfers": Transfer.objects.offered_to(user).filter(state=TransferState.OFFERED).count()}


def _row(one, now) -> Row:
    """A transfer names no child on a list: where it comes from and how it stands."""
    due_at = one.reply_due_at if one.state == TransferState.OFFERED else None
    tint = "high" if due_at and due_at < now else "attention" if due_at else "info"
    hint = f"{one.origin.name} · {one.get_state_display()}"
    return Row(
        reverse("referrals:transfer", args=[one.pk]),
        _("Transfer %(reference)s") % {"reference": one.reference},
        hint,
        due_at,
        tint,
        (one.case_id,),
    )
