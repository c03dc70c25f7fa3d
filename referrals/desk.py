"""What the page of a referral says to whoever sent it: what happens next, and what its reader may do now."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from referrals.choices import TAKEN, UNSENT, WAITING, State
from referrals.facts import approval_of
from referrals.models import Referral
from referrals.workflow import may_move

NEXT = {
    State.DRAFT: _("Read below what the receiver will see; then send it."),
    State.PENDING_APPROVAL: _("Somebody of higher rank reads and approves it; then it is sent."),
    State.SENT: _("The organisation opens it and answers."),
    State.RECEIVED: _("The organisation has it, and answers."),
    State.INFO_REQUESTED: _("Answer what the organisation asks; then it has the referral again."),
    State.ACCEPTED: _("The organisation attends the child, and notes when it begins."),
    State.IN_SERVICE: _("The organisation writes what was done when it ends."),
    State.DECLINED: _("Find another way: send it to another organisation."),
    State.EXPIRED: _("Nobody answered in time. Send it to another organisation, or to the same one again."),
    State.NOT_ATTENDED: _("Speak with the child, and send it again if it is still needed."),
    State.COMPLETED: _("Nothing: it was done."),
    State.PARTIALLY_COMPLETED: _("See what is left to be done, and send it again for that."),
    State.CANCELLED: _("Nothing: it was cancelled."),
}
AGAIN = (State.DECLINED, State.EXPIRED, State.NOT_ATTENDED, State.PARTIALLY_COMPLETED, State.CANCELLED)
TINTS = {State.EXPIRED: "high", State.DECLINED: "attention", State.NOT_ATTENDED: "attention", State.CANCELLED: ""}


@dataclass(frozen=True)
class Way:
    """Something the reader may do now, on a page of its own or with one button."""

    label: str | Promise
    url: str
    is_button: bool = False  # done by a POST, without a form
    is_aside: bool = False  # possible, and not what is expected next


class Desk:
    """A referral as whoever sent it sees it."""

    def __init__(self, referral: Referral, user, now):
        self.referral, self.user, self.now = referral, user, now
        self.sends = may(user, "referral.send")

    @property
    def next(self) -> str | Promise:
        """What happens next, in one sentence."""
        return NEXT[State(self.referral.state)]

    @property
    def tint(self) -> str:
        if self.referral.is_late(self.now):
            return "high"
        return TINTS.get(State(self.referral.state), "good" if self.referral.state in TAKEN else "info")

    @property
    def reasons(self) -> list:
        """Why it must be approved, while it has not been sent."""
        is_unsent = self.referral.state in UNSENT
        return approval_of(self.referral, self.referral.from_unit.day_of(self.now)) if is_unsent else []

    @property
    def may_go_again(self) -> bool:
        return self.sends and self.referral.state in AGAIN and not self.referral.case.closed_at

    def ways(self) -> list[Way]:
        """Return what the reader may do now, what is expected first."""
        return sorted([*self._of_approver(), *self._of_sender(), *self._on_paper()], key=lambda way: way.is_aside)

    def _to(self, label, view: str, **said) -> Way:
        return Way(label, reverse(f"referrals:{view}", args=[self.referral.pk]), **said)

    def _of_approver(self):
        if self.referral.state == State.PENDING_APPROVAL and may(self.user, "referral.approve"):
            yield self._to(_("Approve or return"), "review")

    def _of_sender(self):
        one = self.referral
        if not self.sends:
            return
        if one.state == State.DRAFT:
            yield self._to(_("Put it before an approver") if self.reasons else _("Send it"), "send", is_button=True)
            yield self._to(_("Change it"), "edit", is_aside=True)
        elif one.state == State.INFO_REQUESTED:
            yield self._to(_("Answer the question"), "answer")
        elif self.may_go_again:
            yield self._to(_("Send it again"), "again")
        if may_move(one.state, "cancel"):
            yield self._to(_("Cancel the referral"), "cancel", is_aside=True)

    def _on_paper(self):
        one = self.referral
        if not (one.is_external and one.sent_at and self.sends):
            return
        yield self._to(_("The letter (PDF)"), "letter", is_aside=one.state != State.SENT)
        if one.state == State.SENT:
            yield self._to(_("Make a link to acknowledge it"), "link", is_button=True, is_aside=True)
        if one.state in (*WAITING, *TAKEN):
            yield self._to(_("Write down what it answers"), "record")
