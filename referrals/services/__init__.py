"""The only writers of referrals and transfers: one keyword-only function a verb, `by` the actor, `now` the instant."""

from referrals.services.liaison import save_liaison
from referrals.services.transfers import (
    accept_transfer,
    approve_transfer,
    confirm_abroad,
    offer_transfer,
    prepare_crossing,
    propose_transfer,
    record_handover,
    record_word,
    refuse_transfer,
    take_over,
    withdraw_transfer,
)

__all__ = [
    "accept_transfer",
    "approve_transfer",
    "confirm_abroad",
    "offer_transfer",
    "prepare_crossing",
    "propose_transfer",
    "record_handover",
    "record_word",
    "refuse_transfer",
    "save_liaison",
    "take_over",
    "withdraw_transfer",
]
