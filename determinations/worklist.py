"""What the home page says of determinations: for whoever convenes, sits on a panel, or leads the case."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import SUPERVISING, may
from cases.models import Case
from cases.worklist import MOST_ROWS, Row, cut
from determinations.choices import ENDED, UNDECIDED, State
from determinations.models import Determination

LED = (State.DEFERRED, State.COMMUNICATED, State.APPEALED, State.RETURNED, State.LAPSED)  # the next move is a supervisor's


def asking(user, now):
    """Ask for the rows and return the sections (cases.together)."""
    if may(user, "determination.convene"):
        found = Determination.objects.convened_by(user).exclude(state__in=ENDED)
        empty = _("No determination of your authority is under way.")
        return [(yield from _section("convene", _("Determinations to convene"), empty, found, now))]
    if may(user, "determination.vote"):
        empty = _("You sit on no panel now. When a coordinator gives you a seat, the dossier stands here.")
        found = Determination.objects.visible_to(user).filter(seats__person=user, seats__left_at=None)
        return [(yield from _section("panels", _("Panels you sit on"), empty, found, now))]
    if user.role in SUPERVISING:
        waiting = Determination.objects.filter(state__in=LED, case__in=Case.objects.visible_to(user))
        if may(user, "determination.decide"):
            waiting |= Determination.objects.filter(
                state=State.DOSSIER_SUBMITTED, level="authority_plan", case__in=Case.objects.visible_to(user)
            )
        section = yield from _section("determinations", _("Determinations that wait for you"), "", waiting, now)
        return [section] if section.rows else []
    return []


def _section(key, title, empty, found, now):
    wanted = found.select_related("case__child", "case__unit").order_by("-is_urgent", "since")[: MOST_ROWS + 1]
    (rows,) = yield [wanted]
    return cut(key, title, empty, [_row(one, now) for one in rows])


def _row(one: Determination, now) -> Row:
    due_at = one.case.due("determination_urgent" if one.is_urgent else "determination", one.since) if one.state in UNDECIDED else None
    hint = one.get_state_display() + (" · " + _("urgent") if one.is_urgent else "")
    tint = "high" if due_at and due_at < now else "attention" if one.is_urgent else ""
    return Row(reverse("determinations:detail", args=[one.pk]), one.case.code, hint, due_at, tint, (one.case_id,))
