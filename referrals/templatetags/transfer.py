"""What templates say of a transfer."""

from django import template

from referrals.transfer_choices import TransferState

register = template.Library()
LINE = (
    TransferState.PROPOSED,
    TransferState.APPROVED,
    TransferState.OFFERED,
    TransferState.ACCEPTED,
    TransferState.HANDOVER,
    TransferState.EFFECTIVE,
)


@register.filter
def stages(transfer) -> list[dict]:
    """Return the stages of the way to taking effect, each with its name and whether it is behind, now, or ahead."""
    now = LINE.index(transfer.state) if transfer.state in LINE else -1
    return [
        {"label": state.label, "is_done": number < now or state == TransferState.EFFECTIVE == transfer.state, "is_now": number == now}
        for number, state in enumerate(LINE)
    ]
