"""The panel: who sits on it, its sessions, its votes."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PROTECTION_AUTHORITIES, SUPERVISING, may, require
from audit.wall import verb
from cases.choices import Because
from cases.companions import Blocked
from cases.models import Case, CaseGrant
from cases.services.base import note, refuse
from determinations import rules
from determinations.choices import ENDED, SessionKind, SessionOutcome, State
from determinations.lacks import lacks_of_panel, lacks_of_session
from determinations.models import Attendance, Determination, DossierOption, Guest, Seat, Session
from determinations.services.base import close_session, enter, locked_determination, refuse_move


def _convened(determination: Determination, by: User) -> Determination:
    """Return the locked determination if `by` convenes panels and this one is decided by a panel."""
    require(by, "determination.convene")
    determination = locked_determination(determination, by)
    if not determination.is_before_panel:
        refuse(_("The authority determines this one in the plan: there is no panel."), code="state")
    return determination


@verb
def seat_member(
    *,
    determination: Determination,
    person: User,
    discipline: str,
    by: User,
    now: datetime,
    no_interest: bool,
    gender: str = "unsaid",
    has_vote: bool = True,
    is_chair: bool = False,
) -> Seat:
    """Give somebody a seat on the panel and, while the seat lasts, the dossier and nothing else of the case (INV-49)."""
    determination = _convened(determination, by)
    if determination.state in ENDED or determination.state == State.LAPSED:
        refuse(_("The determination is “%(state)s”: it needs no panel.") % {"state": determination.get_state_display()}, code="state")
    case = determination.case
    barred = rules.why_not_seated(
        org_type=person.organisation.org_type,
        is_author=determination.dossiers.filter(author=person).exists(),
        is_responsible=case.designations.filter(person=person).exists(),
        is_supervisor=_has_supervised(case, determination, person),
        is_related=not no_interest,
    )
    if barred:
        refuse(barred, field="person" if no_interest else "no_interest")
    if not may(person, "determination.vote"):
        refuse(_("This account is not one of a panel member: it cannot open the dossier."), field="person")
    if is_chair and person.organisation.org_type not in PROTECTION_AUTHORITIES:
        refuse(_("INV-49: the chair belongs to the child protection authority."), field="is_chair")
    if is_chair and not has_vote:
        refuse(_("INV-49: a member with a vote takes the chair."), field="has_vote")
    seated = determination.seats.filter(left_at=None)
    if seated.filter(person=person).exists():
        refuse(_("This person sits on the panel already."), field="person")
    if is_chair and seated.filter(is_chair=True).exists():
        refuse(_("The panel has a chair already."), field="is_chair")
    grant = CaseGrant.objects.create(case=case, user=person, because=Because.PANEL, sections=["dossier"], starts_at=now)
    seat = Seat.objects.create(
        determination=determination,
        person=person,
        discipline=discipline,
        gender=gender,
        has_vote=has_vote,
        is_chair=is_chair,
        seated_at=now,
        grant=grant,
        created_by=by,
    )
    note(by=by, action="determination.seat", case=case, target=seat, detail={"person": str(person.pk)}, now=now)
    return seat


def _has_supervised(case: Case, determination: Determination, person: User) -> bool:
    """Tell whether `person` supervises the case by role, asked for the determination, or reviewed a document of the case."""
    if person.role in SUPERVISING and case.unit.path.startswith(person.organisation.path):
        return True
    reviewed = any(documents.filter(reviewer=person).exists() for documents in (case.evaluations, case.plans, case.closureproposals))
    return reviewed or determination.requested_by_id == person.pk


@verb
def end_seat(*, seat: Seat, reason: str, by: User, now: datetime) -> Seat:
    """Let a member leave the panel: access to the dossier ends at once."""
    determination = _convened(seat.determination, by)
    if seat.left_at is not None:
        refuse(_("This seat has ended already."), code="state")
    if not reason.strip():
        refuse(_("Say why: the reason stays on record."), field="reason")
    seat.left_at, seat.leave_reason = now, reason
    seat.save(update_fields=["left_at", "leave_reason"])
    CaseGrant.objects.filter(pk=seat.grant_id, ends_at=None).update(ends_at=now)
    note(by=by, action="determination.unseat", case=determination.case, target=seat, reason=reason, now=now)
    return seat


@verb
def convene(*, determination: Determination, kind: str, scheduled_for: datetime, place: str, by: User, now: datetime) -> Session:
    """Call the panel to a session; one that was called before and not opened is called off."""
    determination = _convened(determination, by)
    if kind == SessionKind.RATIFICATION:
        if not determination.is_provisional:
            refuse(_("There is no urgent decision to ratify."), field="kind")
    else:
        refuse_move(determination, "convene")
    if kind == SessionKind.URGENT and not determination.is_urgent:
        refuse(_("The simplified procedure is for what was asked for as urgent."), field="kind")
    if scheduled_for < now:
        refuse(_("This lies in the past."), field="scheduled_for")
    if lacks := lacks_of_panel(determination, is_urgent=kind == SessionKind.URGENT):
        raise Blocked(lacks)
    close_session(determination.session, SessionOutcome.ADJOURNED, now)
    session = Session.objects.create(
        determination=determination,
        number=determination.sessions.count() + 1,
        kind=kind,
        scheduled_for=scheduled_for,
        place=place,
        convened_by=by,
        created_by=by,
    )
    if kind == SessionKind.RATIFICATION:
        note(by=by, action="determination.convene", case=determination.case, target=session, now=now)
    else:
        enter(determination, "convene", by=by, now=now, target=session)
    return session


def seated_in(session: Session, by: User) -> Seat:
    """Return the seat of `by` on the panel of this session, or raise PermissionDenied."""
    require(by, "determination.vote")
    seat = session.determination.seats.filter(left_at=None, person=by).first()
    if seat is None:
        raise PermissionDenied("seat")
    return seat


def live(session: Session, by: User) -> Session:
    """Return the session with its determination locked, unless it is closed."""
    determination = locked_determination(session.determination, by)
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    session.determination = determination
    if session.closed_at is not None:
        refuse(_("This session is closed: %(outcome)s.") % {"outcome": session.get_outcome_display()}, code="state")
    return session


@verb
def declare(*, session: Session, has_conflict: bool, by: User, now: datetime, conflict: str = "") -> Attendance:
    """A member comes into the session and declares whether there is a conflict of interest; with one, there is no vote (INV-49)."""
    session = live(session, by)
    seat = seated_in(session, by)
    if session.attendances.filter(seat=seat).exists():
        refuse(_("You have declared for this session already."), code="state")
    if has_conflict and not conflict.strip():
        refuse(_("Say what the conflict is."), field="conflict")
    attendance = Attendance.objects.create(
        session=session, seat=seat, declared_at=now, has_conflict=has_conflict, conflict=conflict, created_by=by
    )
    detail = {"conflict": has_conflict}
    note(by=by, action="determination.declare", case=session.determination.case, target=attendance, detail=detail, now=now)
    return attendance


@verb
def add_guest(*, session: Session, name: str, kind: str, by: User, now: datetime) -> Guest:
    """Record an interpreter, a guardian or somebody else in the room: they do not vote."""
    require(by, "determination.convene")
    session = live(session, by)
    guest = Guest.objects.create(session=session, name=name, kind=kind, created_by=by)
    note(by=by, action="determination.guest", case=session.determination.case, target=guest, detail={"kind": str(kind)}, now=now)
    return guest


@verb
def open_session(*, session: Session, by: User, now: datetime) -> Session:
    """Open the session once the quorum is there, each without a conflict of interest (INV-49)."""
    require(by, "determination.convene")
    session = live(session, by)
    if session.opened_at is not None:
        refuse(_("The session is open already."), code="state")
    if lacks := lacks_of_session(session):
        raise Blocked(lacks)
    session.opened_at = now
    session.save(update_fields=["opened_at"])
    if session.kind == SessionKind.RATIFICATION:
        note(by=by, action="determination.open_session", case=session.determination.case, target=session, now=now)
    else:
        enter(session.determination, "open_session", by=by, now=now, target=session)
    return session


@verb
def vote(*, session: Session, option: DossierOption | None, words: str, by: User, now: datetime) -> Attendance:
    """Vote for an option, or abstain without one, in one's own words; until the session closes one may vote again."""
    session = live(session, by)
    seat = seated_in(session, by)
    attendance = session.attendances.filter(seat=seat).first()
    if attendance is None or attendance.has_conflict or not seat.has_vote:
        refuse(_("INV-49: who has not declared to be free of a conflict of interest, or has no vote, does not vote."))
    if session.opened_at is None:
        refuse(_("The session is not open yet."), code="state")
    if option is not None and option.dossier_id != session.determination.dossier.pk:
        refuse(_("This option is not one of the dossier."), field="option")
    if not words.strip():
        refuse(_("Write your reasons in your own words: they stay on record, also where the panel decides otherwise."), field="words")
    attendance.option, attendance.words, attendance.voted_at = option, words, now
    attendance.save(update_fields=["option", "words", "voted_at"])
    note(by=by, action="determination.vote", case=session.determination.case, target=attendance, now=now)
    return attendance


@verb
def adjourn(*, session: Session, minutes: str, by: User, now: datetime) -> Session:
    """Close a session that decided nothing: another one is convened."""
    require(by, "determination.convene")
    session = live(session, by)
    if not minutes.strip():
        refuse(_("Write in the minutes why nothing was decided."), field="minutes")
    close_session(session, SessionOutcome.ADJOURNED, now, minutes)
    if session.determination.state == State.IN_SESSION:
        enter(session.determination, "adjourn", by=by, now=now, target=session)
    else:
        note(by=by, action="determination.adjourn", case=session.determination.case, target=session, now=now)
    return session
