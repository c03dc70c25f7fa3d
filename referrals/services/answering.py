"""The receiver's side: received, asked about, accepted or declined, attended, ended with feedback. The first answer is the answer."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from audit.wall import verb
from cases.choices import TaskKind
from cases.models import CaseGrant, HomeStudy
from cases.services import raise_task
from cases.services.base import refuse
from placements.choices import DeclineReason
from referrals import rules
from referrals.choices import ReferralType, State
from referrals.models import Referral
from referrals.services.base import end_grant, enter, locked_of_receiver, refuse_late, refuse_move
from referrals.services.sending import due_of

OUTCOMES = ("complete", "complete_in_part", "not_attended")


@verb
def receive(*, referral: Referral, by: User, now: datetime) -> Referral:
    """Note that the organisation has it: whoever opened it first."""
    referral = locked_of_receiver(referral, by)
    if referral.state == State.SENT and not referral.is_late(now):
        enter(referral, "receive", by=by, now=now)
    return referral


def _to_answer(referral: Referral, by: User, move: str, now: datetime) -> Referral:
    """Return the locked referral if it still waits for this answer, or refuse saying what happened."""
    referral = locked_of_receiver(referral, by)
    if referral.state == State.SENT:  # whoever answers has received it
        refuse_late(referral, now)
        enter(referral, "receive", by=by, now=now)
    refuse_move(referral, move)
    refuse_late(referral, now)
    return referral


@verb
def accept(*, referral: Referral, by: User, now: datetime, answer_note: str = "") -> Referral:
    """Take the referral up; the packet stays open to the organisation while it attends the child, for half a year at most."""
    referral = _to_answer(referral, by, "accept", now)
    enter(referral, "accept", by=by, now=now, answer_note=answer_note)
    CaseGrant.objects.filter(pk=referral.grant_id).update(ends_at=now + rules.ACCESS)
    return referral


@verb
def decline(*, referral: Referral, decline_reason: str, by: User, now: datetime, answer_note: str = "") -> Referral:
    """Decline with a coded reason: the access ends, and the team that asked is to find another way."""
    referral = _to_answer(referral, by, "decline", now)
    if not decline_reason:
        refuse(_("Say why it is not accepted."), field="decline_reason")
    if decline_reason == DeclineReason.OTHER and not answer_note.strip():
        refuse(_("Write what the other reason is."), field="answer_note")
    enter(referral, "decline", by=by, now=now, decline_reason=decline_reason, answer_note=answer_note)
    end_grant(referral, now)
    find_another_way(referral, by=by, now=now)
    return referral


@verb
def ask(*, referral: Referral, reason: str, by: User, now: datetime) -> Referral:
    """Ask the sender something before answering: the clock of the answer is met, and the question has its own time."""
    referral = _to_answer(referral, by, "ask", now)
    enter(referral, "ask", by=by, now=now, reason=reason)
    due_at = due_of(referral, now)
    CaseGrant.objects.filter(pk=referral.grant_id).update(ends_at=due_at)
    raise_task(
        case=referral.case,
        kind=TaskKind.REFERRAL_QUESTION,
        due_at=due_at,
        by=by,
        now=now,
        subject=str(referral.pk),
        url=reverse("referrals:detail", args=[referral.pk]),
    )
    return referral


@verb
def begin(*, referral: Referral, by: User, now: datetime) -> Referral:
    """The child came: it is attended from now on."""
    referral = locked_of_receiver(referral, by)
    enter(referral, "begin", by=by, now=now)
    return referral


@verb
def end_service(*, referral: Referral, move: str, feedback: str, by: User, now: datetime) -> Referral:
    """End the service with what was done; it is all that the receiver writes. The access ends with it."""
    referral = locked_of_receiver(referral, by)
    if move not in OUTCOMES:
        refuse(_("Choose how it ended."), field="move")
    refuse_move(referral, move)
    if move == "complete" and referral.type == ReferralType.HOME_STUDY and not was_visited(referral):
        refuse(_("INV-29: a home study is answered with its result, in its own form."), code="INV-29")
    if not feedback.strip():
        refuse(_("Write what was done, and what should follow."), field="feedback")
    enter(referral, move, by=by, now=now, reason=feedback, feedback=feedback)
    end_grant(referral, now)
    if move == "not_attended":
        find_another_way(referral, by=by, now=now)
    return referral


def was_visited(referral: Referral) -> bool:
    """Tell whether the home study that the referral asks for is on record."""
    return HomeStudy.objects.filter(relative=referral.relative_id, reference=referral.number).exists()


def find_another_way(referral: Referral, *, by: User | None, now: datetime) -> None:
    """Put before the person responsible that this referral leads nowhere; at once overdue, so that the supervisor hears of it."""
    raise_task(
        case=referral.case,
        kind=TaskKind.REFER_ELSEWHERE,
        due_at=now,
        by=by,
        now=now,
        text=referral.number,
        subject=str(referral.pk),
        is_urgent=referral.urgency != "normal",
        url=reverse("referrals:detail", args=[referral.pk]),
    )
