"""What templates say of a transfer."""

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from referrals.transfer_choices import TransferState

register = template.Library()
LINE = {
    TransferState.PROPOSED: pgettext_lazy("transfer", "Proposed"),
    TransferState.APPROVED: pgettext_lazy("transfer", "Approved"),
    TransferState.OFFERED: _("Offered"),
    TransferState.ACCEPTED: pgettext_lazy("transfer", "Accepted"),
    TransferState.HANDOVER: pgettext_lazy("transfer", "Handed over"),
    TransferState.EFFECTIVE: _("In effect"),
}


@register.filter
def stages(transfer) -> list[dict]:
    """Return the stages of the way to taking effect, each with its name and whether it is behind, now, or ahead."""
    now = list(LINE).index(transfer.state) if transfer.state in LINE else -1
    return [
        {"label": label, "is_done": number < now or state == TransferState.EFFECTIVE == transfer.state, "is_now": number == now}
        for number, (state, label) in enumerate(LINE.items())
    ]
