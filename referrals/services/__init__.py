"""The only writers of referrals and transfers: one keyword-only function a verb, `by` the actor, `now` the instant."""

from referrals.services.answering import accept, ask, begin, decline, end_service, receive
from referrals.services.clock import expire_overdue, remind
from referrals.services.disclosures import (
    determinations_of,
    draft_disclosure,
    number_disclosure,
    review_disclosure,
    save_disclosure,
    submit_disclosure,
    withdraw_disclosure,
)
from referrals.services.home_studies import answer_home_study
from referrals.services.letters import acknowledge, make_link, token_of
from referrals.services.liaison import save_liaison
from referrals.services.sending import (
    answer_question,
    cancel_referral,
    draft_referral,
    review_referral,
    save_referral,
    send_referral,
)
from referrals.services.sharing import record_consent, save_protocol, withdraw_consent
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
    "answer_home_study",
    "accept",
    "accept_transfer",
    "acknowledge",
    "answer_question",
    "approve_transfer",
    "ask",
    "begin",
    "cancel_referral",
    "confirm_abroad",
    "decline",
    "determinations_of",
    "draft_disclosure",
    "draft_referral",
    "end_service",
    "expire_overdue",
    "make_link",
    "number_disclosure",
    "offer_transfer",
    "prepare_crossing",
    "propose_transfer",
    "receive",
    "record_consent",
    "record_handover",
    "record_word",
    "refuse_transfer",
    "remind",
    "review_disclosure",
    "review_referral",
    "save_disclosure",
    "save_liaison",
    "save_protocol",
    "save_referral",
    "send_referral",
    "submit_disclosure",
    "take_over",
    "token_of",
    "withdraw_consent",
    "withdraw_disclosure",
    "withdraw_transfer",
]
