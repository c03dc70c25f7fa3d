"""Protective measures: proposed, ordered, notified, ruled on, ended; and the alarm when a court or an authority does not act."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases import companions
from cases.choices import TaskKind
from cases.choices_execution import URGENT_TYPES, ProtectionKind, ProtectionState
from cases.measure_workflow import MOVES, PROPOSE, moves_from
from cases.models import Case, ProtectiveMeasure
from cases.services.base import locked, note, refuse, refuse_future, refuse_if_over
from cases.services.work import close_tasks, raise_task
from papers.choices import PaperKind
from papers.models import Letter
from papers.services import number_letter

INSTANT_OF = {  # the instant each move writes, and the one before which it cannot lie
    "order": ("ordered_at", ""),
    "notify": ("court_notified_at", "ordered_at"),
    "prosecutor_answer": ("prosecutor_answered_at", "prosecutor_notified_at"),
    "confirm": ("ruled_at", "court_notified_at"),
    "modify": ("ruled_at", "court_notified_at"),
    "cancel": ("ruled_at", "court_notified_at"),
    "comply": ("complied_at", "ordered_at"),
    "report_noncompliance": ("noncompliance_at", "ordered_at"),
    "end": ("ended_at", "ordered_at"),
}
WORDS_OF = {  # the text that a move does not go without
    "order": "legal_ground",
    "notify": "court",
    "modify": "ruling",
    "cancel": "ruling",
    "report_noncompliance": "noncompliance",
    "withdraw": "end_reason",
    "end": "end_reason",
}
RULINGS = ("confirm", "modify", "cancel")
NOTICES = (PaperKind.NOTICE_COURT, PaperKind.NOTICE_PROSECUTOR)


@verb
def propose_measure(*, case: Case, kind: str, type: str, text: str, reasons: str, by: User, now: datetime) -> ProtectiveMeasure:
    """Propose a measure, in any step of an open case; the authority orders it."""
    require(by, PROPOSE)
    case = locked(case, by)
    refuse_if_over(case)
    if (kind == ProtectionKind.URGENT) != (type in URGENT_TYPES):
        refuse(_("This is not what a measure of that kind orders."), field="type")
    companions.refuse_forbidden(case, by, now, text=text)
    measure = ProtectiveMeasure.objects.create(case=case, kind=kind, type=type, text=text, reasons=reasons, proposed_at=now, created_by=by)
    note(by=by, action="measure.propose", case=case, target=measure, detail={"kind": str(kind), "type": str(type)}, now=now)
    return measure


@verb
def move_measure(*, measure: ProtectiveMeasure, move: str, by: User, now: datetime, **fields) -> ProtectiveMeasure:
    """Take a measure one step on its way with the facts of that step, or raise and change nothing.

    `fields` are those of the measure that the step writes: INSTANT_OF and WORDS_OF say what each cannot do without.
    """
    step = MOVES.get(move)
    if step is None or not step.capability:
        refuse(_("There is no such step."), code="move")
    require(by, step.capability)
    case = locked(measure.case, by)
    measure = ProtectiveMeasure.objects.select_for_update().get(pk=measure.pk, case=case)
    measure.case = case
    if move not in moves_from(measure.state):
        refuse(
            _("A measure that is “%(state)s” cannot go this way: %(move)s.")
            % {"state": measure.get_state_display().lower(), "move": step.label}
        )
    if move == "order":
        refuse_if_over(case)
    _check(measure, move, fields, now)
    for name, value in fields.items():
        setattr(measure, name, value)
    measure.state = step.target or measure.state
    EFFECTS.get(move, _nothing)(measure, by, now)
    measure.save()
    note(by=by, action=f"measure.{move}", case=case, target=measure, reason=fields.get("end_reason", ""), now=now)
    return measure


@verb
def issue_notice(*, measure: ProtectiveMeasure, kind: str, addressee: str, by: User, now: datetime) -> Letter:
    """Return the notice of an ordered measure to a court or a prosecutor, with its number; one notice to each."""
    require(by, PROPOSE)
    case = locked(measure.case, by)
    measure = ProtectiveMeasure.objects.select_for_update().get(pk=measure.pk, case=case)
    if kind not in NOTICES or not measure.is_in_force:
        refuse(_("Notice is given of a measure that is ordered and in force."), code="state")
    if not addressee.strip():
        refuse(_("Say to whom the letter goes."), field="addressee")
    return _numbered(kind, measure, case, by, now, addressee.strip())


def _numbered(kind: str, measure: ProtectiveMeasure, case: Case, by: User, now: datetime, addressee: str = "") -> Letter:
    about = [case, case.child_id]
    return number_letter(kind=kind, subject=measure, about=about, place=case.unit, by=by, now=now, addressee=addressee)


def _check(measure: ProtectiveMeasure, move: str, fields: dict, now: datetime) -> None:
    words = WORDS_OF.get(move)
    if words and not fields.get(words, "").strip():
        refuse(_("Write this down: the measure does not go on without it."), field=words)
    name, after = INSTANT_OF.get(move, ("", ""))
    if not name:
        return
    instant, before = fields.get(name), getattr(measure, after) if after else None
    if instant is None:
        refuse(_("Say when."), field=name)
    refuse_future(name, instant, now)
    if after == "prosecutor_notified_at" and before is None:
        refuse(_("The prosecutor was not notified."), field=name)
    if before and instant < before:
        if instant < before.replace(second=0, microsecond=0):
            refuse(_("This lies before what it follows on."), field=name)
        fields[name] = before  # the form knows minutes only
    if prosecutor := fields.get("prosecutor_notified_at"):
        refuse_future("prosecutor_notified_at", prosecutor, now)


def _nothing(measure: ProtectiveMeasure, by: User, now: datetime) -> None:
    """Most steps write their own facts only."""


def _order(measure: ProtectiveMeasure, by: User, now: datetime) -> None:
    """The agreement has its number in the act that orders the measure."""
    measure.ordered_by = by
    _numbered(PaperKind.MEASURE_ORDER, measure, measure.case, by, now)


def _withdraw(measure: ProtectiveMeasure, by: User, now: datetime) -> None:
    measure.ended_at = now


def _notify(measure: ProtectiveMeasure, by: User, now: datetime) -> None:
    """The court's clock runs from the notice; an urgent measure alone has one."""
    if measure.is_urgent:
        measure.court_due_at = measure.case.due("urgent_measure_court_ruling", measure.court_notified_at)


def _rule(measure: ProtectiveMeasure, by: User, now: datetime) -> None:
    """A ruling that came too late leaves the alert standing; one in time, recorded later, takes it away."""
    is_late = measure.court_due_at is not None and measure.ruled_at > measure.court_due_at
    measure.lapsed_at = measure.court_due_at if is_late else None
    _close_escalation(measure, now)


def _comply(measure: ProtectiveMeasure, by: User, now: datetime) -> None:
    _close_escalation(measure, now)


def _escalate(measure: ProtectiveMeasure, by: User | None, now: datetime) -> None:
    """An authority that does not comply is answered by a lawyer, at once."""
    raise_task(case=measure.case, kind=TaskKind.ESCALATE, due_at=now, text=str(measure), is_urgent=True, by=by, now=now)


def _close_escalation(measure: ProtectiveMeasure, now: datetime) -> None:
    others = measure.case.measures.exclude(pk=measure.pk)
    is_awaited = others.filter(state=ProtectionState.LAPSED) | others.filter(
        noncompliance_at__isnull=False, complied_at=None, ended_at=None
    )
    if not is_awaited.exists():
        close_tasks(case=measure.case, kind=TaskKind.ESCALATE, now=now)


EFFECTS = {
    "order": _order,
    "withdraw": _withdraw,
    "notify": _notify,
    **dict.fromkeys(RULINGS, _rule),
    "comply": _comply,
    "report_noncompliance": _escalate,
    "end": _comply,
}


def lapse_measures(*, now: datetime) -> int:
    """Mark the urgent measures on which a court was silent beyond its time, each with its alarm; return how many."""
    late = ProtectiveMeasure.objects.filter(state=ProtectionState.NOTIFIED, court_due_at__lte=now)
    return sum(_lapse(pk, case, now) for pk, case in late.values_list("pk", "case"))


@verb
def _lapse(pk: UUID, case_pk: UUID, now: datetime) -> bool:
    case = Case.objects.select_for_update(of=("self",)).select_related("child", "unit").get(pk=case_pk)
    measure = case.measures.filter(pk=pk, state=ProtectionState.NOTIFIED).first()
    if measure is None:
        return False  # ruled on meanwhile
    measure.case, measure.state, measure.lapsed_at = case, MOVES["lapse"].target, measure.court_due_at
    measure.save(update_fields=["state", "lapsed_at"])
    _escalate(measure, None, now)
    note(by=None, action="measure.lapse", case=case, target=measure, now=now)
    return True
