"""What every verb does first and last."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import RANK, SUPERVISING
from audit.services import record
from cases.choices import Because, Status
from cases.models import Case, CaseGrant
from cases.services.deadlines import refresh_deadlines


def locked(case: Case, by) -> Case:
    """Return the case locked for this transaction, if `by` may see it; otherwise raise Case.DoesNotExist."""
    found = Case.objects.visible_to(by).select_for_update(of=("self",)).select_related("child", "unit").get(pk=case.pk)
    refuse_emergency_reader(found, by)
    return found


def refuse_emergency_reader(case: Case, by: User | None) -> None:
    """Refuse any change by who sees the case only because they opened it in an emergency: they read, and others act (DP-4)."""
    if by is None or not any(one["case"] == str(case.pk) for one in by.emergencies):
        return
    reasons = set(CaseGrant.objects.in_force().held_by(by).whole().filter(case=case).values_list("because", flat=True))
    if reasons == {Because.BREAK_GLASS} and not (by.role in SUPERVISING and by.is_over(case.unit_id)):
        refuse(_("DP-4: you opened this file in an emergency: you may read it and change nothing. Tell its team."), code="DP-4")


def refuse(message: str, *, field: str | None = None, code: str = "refused"):
    """Raise the refusal that a form shows beside `field`, or on top without one."""
    error = ValidationError(message, code=code)
    raise ValidationError({field: error}) if field else error


def refuse_future(field: str, instant, now) -> None:
    """Refuse an instant after `now`: what is recorded has happened."""
    if instant is not None and instant > now:
        refuse(_("This lies in the future."), field=field)


def refuse_future_day(field: str, day: date | None, today: date) -> None:
    """Refuse a day after today."""
    if day is not None and day > today:
        refuse(_("This lies in the future."), field=field)


def refuse_mute_disagreement(fields: dict) -> None:
    """Refuse to note that the child disagrees without saying with what (INV-24)."""
    if fields.get("child_disagrees") and not fields.get("disagreement", "").strip():
        refuse(_("Write down what the child disagrees with."), field="disagreement")


def refuse_reviewer(by: User, author: User, unit: Organisation) -> None:
    """Hold the four eyes: another person, of higher rank, of the jurisdiction of `unit` (INV-15, INV-16)."""
    if author.pk == by.pk:
        refuse(_("INV-15: you wrote this. Another person must approve it."), code="INV-15")
    if RANK[by.role] <= RANK[author.role] or not unit.path.startswith(by.organisation.path):
        refuse(_("INV-16: the reviewer must outrank the author and belong to the authority responsible for the case."), code="INV-16")


def refuse_if_over(case: Case) -> None:
    """Refuse any work on a case that has ended."""
    if case.status in (Status.CLOSED, Status.MERGED, Status.TRANSFERRED_OUT):
        refuse(_("This case is closed. It must be reopened before anything is added."), code="state")


def note(*, by, action: str, case: Case, now: datetime, target=None, reason: str = "", detail=None) -> None:
    """End a verb on a case: bring its deadlines in line with what it recorded, and write the event.

    Whatever the verb, whoever only reads in an emergency changes nothing.
    """
    refuse_emergency_reader(case, by)
    refresh_deadlines(case=case, now=now)
    record(actor=by, action=action, target=target or case, subjects=[case, case.child_id], reason=reason, detail=detail, now=now)
