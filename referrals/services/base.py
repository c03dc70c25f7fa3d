"""What every verb of a referral does first and last. Locks are taken in one order: case, referral."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import may, require
from cases.models import Case, CaseGrant
from cases.services.base import note, refuse
from referrals.choices import State
from referrals.models import Referral, ReferralStep
from referrals.workflow import SENDING, TRANSITIONS, Side, may_move

RELATED = ("case__child__identity", "case__unit", "case__notification", "to_organisation", "from_unit", "relative", "consent", "author")


def locked_of_sender(referral: Referral, by: User) -> Referral:
    """Return the referral locked with its case, if `by` may see the case; otherwise raise DoesNotExist."""
    return _locked(Referral.objects.filter(case__in=Case.objects.visible_to(by)), referral)


def locked_of_receiver(referral: Referral, by: User) -> Referral:
    """Return the referral locked with its case, for whoever answers it.

    That is anybody of the organisation it was sent to; for one without an account the sender's team, which writes down what came back.
    """
    if referral.is_external:
        require(by, "referral.send")
        return locked_of_sender(referral, by)
    require(by, "referral.answer")
    return _locked(Referral.objects.asked_of(by), referral)


def _locked(visible, referral: Referral) -> Referral:
    case_id = visible.get(pk=referral.pk).case_id
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    return locked(referral)


def locked(referral: Referral) -> Referral:
    """Return the referral locked, with what its verbs ask about."""
    return Referral.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=referral.pk)


def require_side(by: User, side: Side) -> None:
    """Raise PermissionDenied unless the role of `by` makes that side's moves."""
    if not may(by, TRANSITIONS_OF[side]):
        raise PermissionDenied(side)


TRANSITIONS_OF = {move.side: move.capability for move in TRANSITIONS.values()}


def refuse_move(referral: Referral, move: str) -> None:
    """Refuse a move that does not leave the state in which the referral is, and say what happened to it."""
    if may_move(referral.state, move):
        return
    last = referral.last_step
    words = {"state": referral.get_state_display(), "at": _instant(last.at) if last else ""}
    if referral.state == State.EXPIRED:
        refuse(_("D2: no answer came in time, and the referral expired on %(at)s. Whoever sent it may send it again.") % words, code="D2")
    if referral.state == State.CANCELLED:
        refuse(_("D2: whoever sent it cancelled this referral on %(at)s.") % words, code="D2")
    if TRANSITIONS[move].side == Side.RECEIVER and referral.sent_at:
        refuse(_("D2: this referral was answered already: “%(state)s”, %(at)s.") % words, code="D2")
    refuse(_("D2: the referral is “%(state)s”; this cannot be done now.") % words, code="D2")


def refuse_late(referral: Referral, now: datetime) -> None:
    """Refuse an answer after its time, also before the clock's own round has come by."""
    if referral.is_late(now):
        words = _("D2: the time for the answer ended on %(at)s. Whoever sent it is looking for another way, and may send it again.")
        refuse(words % {"at": _instant(referral.reply_due_at)}, code="D2")


def _instant(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def enter(referral: Referral, move: str, *, by: User | None, now: datetime, reason: str = "", **fields) -> None:
    """Move the referral by the table, with the fields that go with it, a row of history and an event."""
    refuse_move(referral, move)
    if TRANSITIONS[move].needs_reason and not reason.strip():
        refuse(_("Write it down: it stays on record."), field="reason")
    left, referral.state = referral.state, TRANSITIONS[move].target
    for name, value in fields.items():
        setattr(referral, name, value)
    referral.version += 1
    referral.save()
    due_at = referral.reply_due_at if move in SENDING else None
    ReferralStep.objects.create(
        referral=referral, move=move, left=left, entered=referral.state, by=by, at=now, reason=reason, reply_due_at=due_at
    )
    referral.__dict__.pop("step_list", None)
    note(by=by, action=f"referral.{move}", case=referral.case, target=referral, now=now)


def end_grant(referral: Referral, now: datetime) -> None:
    """The receiver's access to the packet ends."""
    CaseGrant.objects.in_force(now).filter(pk=referral.grant_id).update(ends_at=now)
