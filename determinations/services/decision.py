"""The decision, by the panel or by the authority; its ratification; and what comes of it."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices import DocumentState, Element
from cases.companions import Blocked
from cases.services.base import note, refuse, refuse_future_day, refuse_reviewer
from determinations import rules
from determinations.choices import AppealOutcome, SessionKind, SessionOutcome, State
from determinations.lacks import LEAST_OPTIONS, lacks_of_session
from determinations.models import Appeal, Attendance, Comparison, Decision, Determination, DossierOption, Rejection, Session
from determinations.services.base import close_session, end_seats, enter, locked_determination, refuse_move, set_aside
from determinations.services.panel import live

Compared = dict[str, tuple[DossierOption | None, str]]  # element -> the option it favours (None: neither), and why
IN_FULL = ("facts_accepted", "views_weight", "reasons", "conditions", "implementer", "appeal_information")


@verb
def decide(*, session: Session, compared: Compared, rejected: dict, minutes: str, by: User, now: datetime, **fields) -> Decision:
    """Set down what the panel decided: the option that more than half of the votes chose, every dissent in its author's words."""
    require(by, "determination.convene")
    session = live(session, by)
    determination = session.determination
    refuse_move(determination, "decide")
    if lacks := lacks_of_session(session):
        raise Blocked(lacks)
    option, votes = counted(session)
    decision = _write(
        determination,
        option,
        compared,
        rejected,
        fields,
        session=session,
        is_consensus=all(one.option_id == option.pk for one in votes),
        by=by,
        now=now,
    )
    close_session(session, SessionOutcome.DECIDED, now, minutes)
    _enter_decided(determination, "decide", decision, by, now, is_provisional=session.kind == SessionKind.URGENT)
    return decision


def counted(session: Session) -> tuple[DossierOption, list[Attendance]]:
    """Return the option that more than half of the votes chose, and the votes; refuse while somebody has not voted, or without one."""
    voters = [one for one in session.attendance if not one.has_conflict and one.seat.has_vote]
    if late := [one.seat.person.full_name for one in voters if one.voted_at is None]:
        refuse(_("These members have not voted yet: %(names)s.") % {"names": ", ".join(late)}, code="state")
    chosen = rules.winner(one.option_id for one in voters)
    if chosen is None:
        refuse(_("No option has more than half of the votes: vote again, or adjourn the session."), code="state")
    return next(one.option for one in voters if one.option_id == chosen), voters


@verb
def decide_as_authority(
    *, determination: Determination, option: DossierOption, compared: Compared, rejected: dict, by: User, now: datetime, **fields
) -> Decision:
    """The head of the authority decides what the country leaves to it: on the dossier and the opinions of the evaluation."""
    require(by, "determination.decide")
    determination = locked_determination(determination, by)
    if determination.is_before_panel:
        refuse(_("INV-48: a panel determines this one."))
    refuse_move(determination, "decide_as_authority")
    dossier = determination.dossier
    refuse_reviewer(by, dossier.author, determination.case.unit)
    if dossier.evaluation.state not in (DocumentState.APPROVED, DocumentState.SUPERSEDED):
        refuse(_("The evaluation with the opinions of the team is not approved."), code="state")
    decision = _write(determination, option, compared, rejected, fields, session=None, is_consensus=True, by=by, now=now)
    _enter_decided(determination, "decide_as_authority", decision, by, now)
    return decision


def _write(determination, option, compared: Compared, rejected: dict, fields: dict, *, session, is_consensus, by, now) -> Decision:
    dossier = determination.dossier
    others = [one for one in dossier.option_list if one.pk != option.pk]
    if len(others) + 1 < LEAST_OPTIONS:
        refuse(_("INV-50: a decision chooses between two options or more."))
    if option.dossier_id != dossier.pk:
        refuse(_("This option is not one of the dossier."), field="option")
    for name in IN_FULL:
        if not fields.get(name, "").strip():
            refuse(_("A decision says this in full."), field=name)
    for element in Element:
        if not compared.get(element, (None, ""))[1].strip():
            refuse(_("INV-50: compare the options on: %(element)s.") % {"element": element.label}, field=f"{element}_text")
    for other in others:
        if not rejected.get(other.pk, "").strip():
            refuse(_("INV-50: say why this option was not chosen: %(option)s.") % {"option": other.title}, field=f"rejected_{other.pk}")
    today = determination.case.unit.day_of(now)
    for name in ("implement_by", "review_on"):
        if fields[name] < today:
            refuse(_("This lies in the past."), field=name)
    decision = Decision.objects.create(
        dossier=dossier, session=session, option=option, is_consensus=is_consensus, decided_by=by, decided_at=now, created_by=by, **fields
    )
    Comparison.objects.bulk_create(
        Comparison(decision=decision, element=element, favours=compared[element][0], text=compared[element][1]) for element in Element
    )
    Rejection.objects.bulk_create(Rejection(decision=decision, option=other, text=rejected[other.pk]) for other in others)
    return decision


def _enter_decided(determination, move: str, decision: Decision, by: User, now: datetime, *, is_provisional: bool = False) -> None:
    enter(
        determination,
        move,
        by=by,
        now=now,
        target=decision,
        standing=decision,
        decided_at=now,
        chosen=decision.option.solution,
        is_provisional=is_provisional,
        ratified_at=None,
        explained_at=None,
    )


@verb
def ratify(*, session: Session, minutes: str, by: User, now: datetime) -> Determination:
    """Close the session that looks again at an urgent decision: the votes ratify it, or it is set aside and decided anew."""
    require(by, "determination.convene")
    session = live(session, by)
    determination = session.determination
    if session.kind != SessionKind.RATIFICATION or session.opened_at is None:
        refuse(_("Only an open session of ratification does this."), code="state")
    if lacks := lacks_of_session(session):
        raise Blocked(lacks)
    option, _votes = counted(session)
    if option.pk == determination.standing.option_id:
        close_session(session, SessionOutcome.RATIFIED, now, minutes)
        determination.is_provisional, determination.ratified_at = False, now
        determination.version += 1
        determination.save(update_fields=["is_provisional", "ratified_at", "version"])
        note(by=by, action="determination.ratify", case=determination.case, target=session, now=now)
        if determination.explained_at:
            end_seats(determination, now)
    else:
        close_session(session, SessionOutcome.NOT_RATIFIED, now, minutes)
        enter(determination, "refuse_ratification", by=by, now=now, target=session, **set_aside(now))
    return determination


def communicate(*, determination: Determination, by: User, now: datetime) -> Determination:
    """The child was told of the decision: the panel's work is done, unless it still has to ratify."""
    determination.explained_at = determination.explained_at or now
    if determination.state == State.DECIDED:
        enter(determination, "communicate", by=by, now=now)
    else:
        determination.save(update_fields=["explained_at"])
    if not determination.is_provisional:
        end_seats(determination, now)
    return determination


@verb
def begin_execution(*, determination: Determination, execution_note: str, by: User, now: datetime) -> Determination:
    """Record that the decision begins to be carried out."""
    require(by, "case.work")
    determination = locked_determination(determination, by)
    enter(determination, "begin_execution", by=by, now=now, reason=execution_note, execution_note=execution_note)
    return determination


@verb
def complete_execution(*, determination: Determination, execution_note: str, by: User, now: datetime) -> Determination:
    """Record that the decision was carried out, with the evidence; a provisional one is ratified first."""
    require(by, "case.work")
    determination = locked_determination(determination, by)
    if determination.is_provisional:
        refuse(_("The urgent decision is provisional: the panel ratifies it first."), code="state")
    if not execution_note.strip():
        refuse(_("Write what was done, with the evidence."), field="execution_note")
    enter(determination, "complete_execution", by=by, now=now, reason=execution_note, execution_note=execution_note, executed_at=now)
    return determination


@verb
def file_appeal(*, determination: Determination, by: User, now: datetime, filed_on: date, ground: str, **fields) -> Appeal:
    """Record that somebody appeals; nothing is carried out while it is pending."""
    require(by, "decision.explain")
    determination = locked_determination(determination, by)
    refuse_move(determination, "appeal")
    refuse_future_day("filed_on", filed_on, determination.case.unit.day_of(now))
    if filed_on < determination.case.unit.day_of(determination.decided_at):
        refuse(_("The decision was taken later than that."), field="filed_on")
    if not ground.strip():
        refuse(_("Write on what ground."), field="ground")
    appeal = Appeal.objects.create(
        determination=determination, decision=determination.standing, filed_on=filed_on, ground=ground, created_by=by, **fields
    )
    enter(determination, "appeal", by=by, now=now, reason=ground, target=appeal)
    return appeal


@verb
def resolve_appeal(*, appeal: Appeal, outcome: str, resolution: str, resolved_on: date, by: User, now: datetime) -> Appeal:
    """Record how the appeal ended: the decision stands, or it is set aside and the question is put anew."""
    require(by, "case.approve")
    determination = locked_determination(appeal.determination, by)
    if appeal.outcome:
        refuse(_("This appeal was resolved already."), code="state")
    refuse_future_day("resolved_on", resolved_on, determination.case.unit.day_of(now))
    if resolved_on < appeal.filed_on:
        refuse(_("It was filed later than that."), field="resolved_on")
    if not resolution.strip():
        refuse(_("Write what was resolved, by whom, and why."), field="resolution")
    appeal.outcome, appeal.resolution, appeal.resolved_on = outcome, resolution, resolved_on
    appeal.save(update_fields=["outcome", "resolution", "resolved_on"])
    if outcome == AppealOutcome.UPHELD:
        enter(determination, "uphold", by=by, now=now, reason=resolution, target=appeal)
    else:
        enter(determination, "return_on_appeal", by=by, now=now, reason=resolution, target=appeal, **set_aside(now))
    return appeal


@verb
def lapse_overdue(*, now: datetime) -> list[Determination]:
    """Set every durable solution that was decided and not carried out in the pack's time to be reviewed: nothing rests on it any more."""
    waiting = Determination.objects.filter(state__in=[State.COMMUNICATED, State.IMPLEMENTING, State.UPHELD]).exclude(chosen="")
    lapsed = []
    for determination in waiting.select_for_update(of=("self",), skip_locked=True).select_related("case__child", "case__unit"):
        due_at = determination.case.due("determination_executed", determination.decided_at)
        if due_at is not None and due_at < now:
            enter(determination, "lapse", by=None, now=now)
            lapsed.append(determination)
    return lapsed
