"""The only writers of determinations: one keyword-only function a verb, `by` the actor, `now` the instant."""

from determinations.services.decision import (
    begin_execution,
    communicate,
    complete_execution,
    decide,
    decide_as_authority,
    file_appeal,
    lapse_overdue,
    ratify,
    resolve_appeal,
)
from determinations.services.dossier import begin_dossier, remove_option, save_dossier, save_option, submit_dossier
from determinations.services.panel import add_guest, adjourn, convene, declare, end_seat, open_session, seat_member, vote
from determinations.services.request import defer, request_determination, take_up_again, withdraw

__all__ = [
    "add_guest",
    "adjourn",
    "begin_dossier",
    "begin_execution",
    "communicate",
    "complete_execution",
    "convene",
    "decide",
    "decide_as_authority",
    "declare",
    "defer",
    "end_seat",
    "file_appeal",
    "lapse_overdue",
    "open_session",
    "ratify",
    "remove_option",
    "request_determination",
    "resolve_appeal",
    "save_dossier",
    "save_option",
    "seat_member",
    "submit_dossier",
    "take_up_again",
    "vote",
    "withdraw",
]
