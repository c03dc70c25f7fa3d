"""A determination is asked for, deferred, taken up again, withdrawn: each with the step of the case that goes with it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices import Step
from cases.models import Case
from cases.services import move_case
from cases.services.base import locked, note, refuse
from cases.workflow import moves_from
from determinations import rules
from determinations.choices import SessionOutcome, State
from determinations.facts import solutions_proposed, triggers_of
from determinations.models import Determination
from determinations.services.base import close_session, end_seats, enter, locked_determination, refuse_move, set_aside
from determinations.workflow import may_move
from protocols import packs


@verb
def request_determination(
    *, case: Case, triggers: Iterable[str], reason: str, by: User, now: datetime, solution: str = "", is_urgent: bool = False
) -> Determination:
    """Ask for a determination and take the case there (T14). The highest level that any trigger needs is the one that counts.

    What the record itself shows to demand one is added to the triggers named: nobody asks for less than the rules do.
    """
    require(by, "case.approve")
    case = locked(case, by)
    if "refer_to_determination" not in moves_from(case.step):
        refuse(
            _("INV-17: a determination is asked for from the evaluation, the plan or the follow-up; the case is in “%(step)s”.")
            % {"step": case.get_step_display()}
        )
    if case.determinations.under_way().exists():
        refuse(_("A determination is under way in this case: take that one up again, or withdraw it."), code="state")
    found = {str(trigger) for trigger in triggers} | {str(trigger) for trigger in triggers_of(case, {solution} if solution else set())}
    if not found:
        refuse(_("INV-48: say what demands a determination."), field="triggers")
    if not reason.strip():
        refuse(_("Say why: the reason stays on record."), field="reason")
    before = case.determinations.order_by("-number").first()
    determination = Determination.objects.create(
        case=case,
        number=before.number + 1 if before else 1,
        triggers=sorted(found),
        level=rules.level_needed(found, packs.of_case(case.protocol).determination.levels),
        reason=reason,
        solution=solution,
        is_urgent=is_urgent,
        requested_by=by,
        requested_at=now,
        since=now,
        created_by=by,
    )
    detail = {"triggers": sorted(found), "level": str(determination.level), "urgent": is_urgent}
    move_case(case=case, move="refer_to_determination", by=by, now=now, reason=reason)
    note(by=by, action="determination.request", case=case, target=determination, detail=detail, now=now)
    return determination


@verb
def defer(*, determination: Determination, missing: str, by: User, now: datetime, minutes: str = "") -> Determination:
    """Ask for more information before anything is decided; the case then goes back to the evaluation (T16) by whoever leads it."""
    determination = locked_determination(determination, by)
    require(by, "determination.convene" if determination.is_before_panel else "determination.decide")
    refuse_move(determination, "defer")
    if not missing.strip():
        refuse(_("Write what else must be known, so that it can be found out."), field="missing")
    close_session(determination.session, SessionOutcome.DEFERRED, now, minutes)
    enter(determination, "defer", by=by, now=now, reason=missing, missing=missing)
    return determination


@verb
def take_up_again(*, determination: Determination, reason: str, by: User, now: datetime) -> Determination:
    """Put the question anew: after more information, after a decision was set aside, or on new facts. The case goes there too (T14)."""
    require(by, "case.approve")
    determination = locked_determination(determination, by)
    if not reason.strip():
        refuse(_("Say why: the reason stays on record."), field="reason")
    if may_move(determination.state, "take_up_again"):
        enter(determination, "take_up_again", by=by, now=now, reason=reason)
    elif may_move(determination.state, "reopen"):
        others = determination.case.determinations.under_way().exclude(pk=determination.pk)
        if others.exists():
            refuse(_("Another determination is under way in this case."), code="state")
        enter(determination, "reopen", by=by, now=now, reason=reason, executed_at=None, **set_aside(now))
    elif determination.state in (State.DECIDED, State.APPEALED, State.WITHDRAWN) or determination.case.step == Step.DETERMINATION:
        refuse(
            _("There is nothing to take up again: the determination is “%(state)s”.") % {"state": determination.get_state_display()},
            code="state",
        )
    if determination.case.step != Step.DETERMINATION:
        move_case(case=determination.case, move="refer_to_determination", by=by, now=now, reason=reason)
    return determination


@verb
def withdraw(*, determination: Determination, reason: str, is_gone: bool, by: User, now: datetime) -> Determination:
    """Withdraw the request because nothing demands a determination any more, and take the case to the follow-up (T17)."""
    require(by, "case.approve")
    determination = locked_determination(determination, by)
    refuse_move(determination, "withdraw")
    case = determination.case
    if still := triggers_of(case, solutions_proposed(case)):
        names = ", ".join(sorted(str(trigger.label) for trigger in still))
        refuse(_("INV-48: it cannot be withdrawn while the record shows what demands it: %(triggers)s.") % {"triggers": names})
    if not is_gone:
        refuse(_("It is withdrawn only when what demanded it is gone: confirm that it is."), field="is_gone")
    if not reason.strip():
        refuse(_("Say why: the reason stays on record."), field="reason")
    close_session(determination.session, SessionOutcome.ADJOURNED, now)
    end_seats(determination, now)
    enter(determination, "withdraw", by=by, now=now, reason=reason, ended_reason=reason)
    if case.step == Step.DETERMINATION:
        move_case(case=case, move="withdraw_determination", by=by, now=now, reason=reason)
    return determination
