"""What every verb of a determination does first and last. Locks are taken in one order: case, determination."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, CaseGrant
from cases.services.base import note, refuse
from determinations.models import Determination, Session
from determinations.workflow import TRANSITIONS, may_move


def locked_determination(determination: Determination, by: User) -> Determination:
    """Return the determination locked with its case, if `by` may see it; otherwise raise Determination.DoesNotExist."""
    case_id = Determination.objects.visible_to(by).get(pk=determination.pk).case_id
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    found = Determination.objects.select_for_update(of=("self",)).select_related("case__child", "case__unit")
    return found.get(pk=determination.pk)


def refuse_move(determination: Determination, move: str) -> None:
    """Refuse a move that does not leave the state in which the determination is."""
    if not may_move(determination.state, move):
        refuse(
            _("The determination is “%(state)s”: this cannot be done now (%(move)s).")
            % {"state": determination.get_state_display(), "move": TRANSITIONS[move].label},
            code="state",
        )


def enter(determination: Determination, move: str, *, by: User | None, now: datetime, reason: str = "", target=None, **fields) -> None:
    """Move the determination by the table, with the fields that go with it, and put it on record."""
    refuse_move(determination, move)
    for name, value in fields.items():
        setattr(determination, name, value)
    determination.state = TRANSITIONS[move].target
    determination.version += 1
    determination.save()
    note(by=by, action=f"determination.{move}", case=determination.case, target=target or determination, reason=reason, now=now)


def set_aside(since: datetime) -> dict:
    """Return the fields of a determination whose decision does not stand any more: it is due anew from `since`."""
    return {
        "standing": None,
        "decided_at": None,
        "chosen": "",
        "is_provisional": False,
        "ratified_at": None,
        "explained_at": None,
        "since": since,
    }


def close_session(session: Session | None, outcome: str, now: datetime, minutes: str = "") -> None:
    """Close a session that is convened or open, if there is one."""
    if session is not None:
        session.outcome, session.closed_at, session.minutes = outcome, now, minutes or session.minutes
        session.save(update_fields=["outcome", "closed_at", "minutes"])


def end_seats(determination: Determination, now: datetime) -> None:
    """The panel has done its work: nobody keeps access to the dossier by a seat."""
    seats = determination.seats.filter(left_at=None)
    CaseGrant.objects.filter(seat__in=seats, ends_at=None).update(ends_at=now)
    seats.update(left_at=now)
    determination.__dict__.pop("seats_now", None)
