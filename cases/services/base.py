"""What every verb does first and last."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audit.services import record
from cases import rules
from cases.choices import Status, Step
from cases.models import Case


def locked(case: Case, by) -> Case:
    """Return the case locked for this transaction, if `by` may see it; otherwise raise Case.DoesNotExist."""
    found = Case.objects.visible_to(by).select_for_update(of=("self",)).select_related("child", "unit")
    return found.get(pk=case.pk)


def step_due_of(case: Case) -> datetime | None:
    """Return by when the case's step should be done, at its risk as it stands and by the pack that it pinned."""
    key = rules.DEADLINE_OF_STEP.get(Step(case.step))
    since = case.notified_at if case.step in (Step.INTAKE, Step.DESIGNATION) else case.step_entered_at
    return case.due(key, since) if key else None


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


def refuse_if_over(case: Case) -> None:
    """Refuse any work on a case that has ended."""
    if case.status in (Status.CLOSED, Status.MERGED, Status.TRANSFERRED_OUT):
        refuse(_("This case is closed. It must be reopened before anything is added."))


def note(*, by, action: str, case: Case, target=None, reason: str = "", detail=None, now=None) -> None:
    """Write the event of a verb on a case."""
    record(actor=by, action=action, target=target or case, subjects=[case, case.child_id], reason=reason, detail=detail, now=now)
