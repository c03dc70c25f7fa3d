"""What the page of a determination says: what happens next, what is missing, and what its reader may do now."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.companions import Blocker
from cases.models import Case
from determinations.choices import SessionKind, State
from determinations.lacks import lacks_of_dossier, lacks_of_panel, lacks_of_session
from determinations.models import Determination, Session
from determinations.workflow import may_move

NEXT = {
    State.REQUESTED: _("The person responsible for the case begins the dossier."),
    State.REOPENED: _("The person responsible for the case begins a new dossier."),
    State.RETURNED: _("The decision was set aside. A supervisor takes the question up again; then a new dossier is begun."),
    State.DOSSIER_PREPARATION: _("The dossier is written and handed in."),
    State.DOSSIER_SUBMITTED: _("The coordinator seats the panel and convenes it."),
    State.SCHEDULED: _("Every member declares whether there is a conflict of interest; then the coordinator opens the session."),
    State.IN_SESSION: _("Every member votes, in their own words; then the coordinator sets down what was decided."),
    State.DECIDED: _("Somebody of the team explains the decision to the child."),
    State.DEFERRED: _("A supervisor takes the case back to the evaluation; once it is known, the question is taken up again."),
    State.COMMUNICATED: _("A supervisor adopts the decision in the plan; then it is carried out."),
    State.IMPLEMENTING: _("It is carried out, and the evidence is recorded."),
    State.IMPLEMENTED: _("Nothing: it was carried out."),
    State.APPEALED: _("The appeal is resolved. Nothing is carried out until then."),
    State.UPHELD: _("The decision stands, and it is carried out."),
    State.WITHDRAWN: _("Nothing: the request was withdrawn."),
    State.LAPSED: _("It was not carried out in time. A supervisor has it looked at again."),
}
NEXT_OF_AUTHORITY = _("The head of the authority decides.")


@dataclass(frozen=True)
class Way:
    """Something the reader may do now, on a page of its own or with one button."""

    label: str | Promise
    url: str
    is_button: bool = False  # done by a POST, without a form
    is_aside: bool = False  # possible, and not what is expected next
    version: int = 0


class Desk:
    """A determination as its reader sees it."""

    def __init__(self, determination: Determination, user):
        self.determination, self.user = determination, user
        self.sees_case = Case.objects.visible_to(user).filter(pk=determination.case_id).exists()
        self.convenes = may(user, "determination.convene") and determination.is_before_panel
        self.seat = next((seat for seat in determination.seats_now if seat.person_id == user.pk), None)

    @property
    def sees_panel(self) -> bool:
        """Tell whether the reader is shown more than the dossier."""
        return self.sees_case or self.convenes

    def next(self) -> str | Promise:
        """Return in one sentence what happens next."""
        if self.determination.state == State.DOSSIER_SUBMITTED and not self.determination.is_before_panel:
            return NEXT_OF_AUTHORITY
        return NEXT[State(self.determination.state)]

    def missing(self) -> list[Blocker]:
        """Return what keeps it from going on, each with the page that supplies it, as far as the reader may open it."""
        one = self.determination
        if one.state == State.DOSSIER_PREPARATION:
            lacks = lacks_of_dossier(one.dossier)
        elif one.state == State.DOSSIER_SUBMITTED and one.is_before_panel:
            lacks = lacks_of_panel(one, is_urgent=one.is_urgent)
        elif one.session is not None and one.session.opened_at is None:
            lacks = lacks_of_session(one.session)
        else:
            lacks = []
        return [blocker.as_seen_by(self.user) for blocker in lacks]

    def ways(self) -> list[Way]:
        """Return what the reader may do now, what is expected first."""
        found = [*self._of_member(), *self._of_author(), *self._of_coordinator(), *self._of_authority(), *self._of_team(), *self._aside()]
        return sorted(found, key=lambda way: way.is_aside)

    def _to(self, label, view: str, *, pk=None, **said) -> Way:
        return Way(label, reverse(f"determinations:{view}", args=[pk or self.determination.pk]), **said)

    def _of_member(self):
        session = self.determination.session
        if self.seat is None or session is None or not may(self.user, "determination.vote"):
            return
        mine = next((one for one in session.attendance if one.seat_id == self.seat.pk), None)
        if mine is None:
            yield self._to(_("Declare whether you have a conflict of interest"), "declare", pk=session.pk)
        elif session.opened_at and self.seat.has_vote and not mine.has_conflict:
            yield self._to(_("Vote again") if mine.voted_at else _("Vote"), "vote", pk=session.pk, is_aside=bool(mine.voted_at))

    def _of_author(self):
        one = self.determination
        if not (self.sees_case and may(self.user, "case.work")):
            return
        if may_move(one.state, "begin_dossier"):
            yield self._to(_("Begin the dossier"), "dossier_begin", is_button=True)
        elif one.state == State.DOSSIER_PREPARATION:
            if one.dossier.author_id == self.user.pk and not lacks_of_dossier(one.dossier):
                yield self._to(_("Hand in the dossier"), "dossier_submit", is_button=True, version=one.dossier.version)
            yield self._to(_("Write the dossier"), "dossier")
            yield self._to(_("Add an option"), "option_add")

    def _of_coordinator(self):
        one = self.determination
        if not self.convenes:
            return
        needs_panel = one.state in (State.DOSSIER_PREPARATION, State.DOSSIER_SUBMITTED, State.SCHEDULED, State.IN_SESSION)
        if one.state == State.DOSSIER_SUBMITTED and not lacks_of_panel(one, is_urgent=one.is_urgent) or self._waits_for_ratification():
            yield self._to(_("Convene a session"), "convene")
        if one.session is not None:
            yield from self._of_session(one.session)
        if needs_panel or one.is_provisional:
            yield self._to(_("Seat a member"), "seat_add", is_aside=not lacks_of_panel(one))
        if one.state == State.SCHEDULED:
            yield self._to(_("Convene another session"), "convene", is_aside=True)

    def _waits_for_ratification(self) -> bool:
        one = self.determination
        return one.is_provisional and one.session is None

    def _of_session(self, session: Session):
        if session.opened_at is None:
            if not lacks_of_session(session):
                yield self._to(_("Open the session"), "session_open", pk=session.pk, is_button=True)
        elif session.kind == SessionKind.RATIFICATION:
            yield self._to(_("Set down whether it was ratified"), "ratify", pk=session.pk)
        else:
            yield self._to(_("Set down the decision"), "decide", pk=session.pk)
        yield self._to(_("Record somebody without a vote"), "guest_add", pk=session.pk, is_aside=True)
        yield self._to(_("Adjourn the session"), "adjourn", pk=session.pk, is_aside=True)

    def _of_authority(self):
        one = self.determination
        decides = self.sees_case and may(self.user, "determination.decide") and not one.is_before_panel
        if decides and one.state == State.DOSSIER_SUBMITTED:
            yield self._to(_("Decide"), "decide_as_authority")

    def _of_team(self):
        one, user = self.determination, self.user
        if not self.sees_case:
            return
        if one.state == State.DECIDED and may(user, "decision.explain"):
            url = reverse("cases:explain", args=[one.case.code, "determination", one.standing_id])
            yield Way(_("Record what the child was told"), url)
        if may(user, "case.work"):
            if may_move(one.state, "begin_execution"):
                yield self._to(_("Record that it begins to be carried out"), "execution_begin")
            elif may_move(one.state, "complete_execution") and not one.is_provisional:
                yield self._to(_("Record that it was carried out"), "execution_complete")
        if may(user, "case.approve"):
            if one.state in (State.DEFERRED, State.COMMUNICATED) and one.case.step == "bid":
                yield Way(_("Take the case on"), reverse("cases:detail", args=[one.case.code]) + "#moves")
            if one.state == State.APPEALED:
                yield self._to(_("Record how the appeal ended"), "appeal_resolve")
            if one.state == State.LAPSED or one.state in (State.DEFERRED, State.RETURNED) and one.case.step != "bid":
                yield self._to(_("Take it up again"), "again")

    def _aside(self):
        one, user = self.determination, self.user
        if may_move(one.state, "defer") and (
            self.convenes or (may(user, "determination.decide") and self.sees_case and not one.is_before_panel)
        ):
            yield self._to(_("Ask for more information"), "defer", is_aside=True)
        if not self.sees_case:
            return
        if may_move(one.state, "appeal") and may(user, "decision.explain"):
            yield self._to(_("Record an appeal"), "appeal_add", is_aside=True)
        if may(user, "case.approve"):
            if may_move(one.state, "withdraw"):
                yield self._to(_("Withdraw the request"), "withdraw", is_aside=True)
            if may_move(one.state, "reopen") and one.state != State.LAPSED:
                yield self._to(_("Reopen it on new facts"), "again", is_aside=True)
