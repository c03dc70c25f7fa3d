"""Migration procedures: what was filed, decided and appealed, and what follows for the child's statuses and plan."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.choices import Answer, TaskKind
from cases.choices_execution import RESOLUTIONS, ProcedureKind, ProcedureState, Resolution
from cases.models import Case, MigrationProcedure
from cases.procedure_workflow import MOVES, PENDING, moves_from, statuses_implied
from cases.services.base import locked, note, refuse, refuse_future_day, refuse_if_over
from cases.services.work import close_tasks, raise_task, write_statuses

RECORD = "procedure.record"
DAY_OF = {  # the day each move writes, and the one before which it cannot lie
    "ratify": ("ratified_on", "filed_on"),
    "decide": ("decided_on", "filed_on"),
    "appeal": ("appeal_filed_on", "decided_on"),
    "decide_appeal": ("appeal_decided_on", "appeal_filed_on"),
    "withdraw": ("withdrawn_on", "filed_on"),
}


@verb
def file_procedure(*, case: Case, by: User, now: datetime, **fields) -> MigrationProcedure:
    """Record that a procedure was filed; the statuses that follow are the case's at once."""
    require(by, RECORD)
    case = locked(case, by)
    refuse_if_over(case)
    refuse_future_day("filed_on", fields["filed_on"], case.unit.day_of(now))
    if case.procedures.filter(kind=fields["kind"], state__in=PENDING).exists():
        refuse(_("Such a procedure is pending already: record its resolution first."), field="kind")
    if fields["kind"] == ProcedureKind.ASYLUM:
        _refuse_late_without_reason(case, fields)
    procedure = MigrationProcedure.objects.create(case=case, created_by=by, **fields)
    note(by=by, action="procedure.file", case=case, target=procedure, detail={"kind": str(procedure.kind)}, now=now)
    _imply(case, procedure, by, now)
    return procedure


def _refuse_late_without_reason(case: Case, fields: dict) -> None:
    entry = case.notification.entry_date if case.notification else None
    if entry is None or fields.get("late_reason", "").strip():
        return
    due = case.due("asylum_application", datetime.combine(entry, time.min, ZoneInfo(case.unit.time_zone)))
    if due and fields["filed_on"] > case.unit.day_of(due):
        refuse(_("It was filed after the time allowed: say why, the authority must hear it."), field="late_reason")


@verb
def move_procedure(*, procedure: MigrationProcedure, move: str, by: User, now: datetime, **fields) -> MigrationProcedure:
    """Take a procedure one step on with the facts of that step, or raise and change nothing."""
    require(by, RECORD)
    case = locked(procedure.case, by)
    procedure = MigrationProcedure.objects.select_for_update().get(pk=procedure.pk, case=case)
    refuse_if_over(case)
    step = moves_from(procedure.state, needs_ratification=procedure.needs_ratification).get(move)
    if step is None:
        label = MOVES[move].label if move in MOVES else move
        refuse(
            _("A procedure that is “%(state)s” cannot go this way: %(move)s.")
            % {"state": procedure.get_state_display().lower(), "move": label},
            code="state",
        )
    _check(case, procedure, move, fields, now)
    for name, value in fields.items():
        setattr(procedure, name, value)
    procedure.state = step.target or procedure.state
    procedure.save()
    note(by=by, action=f"procedure.{move}", case=case, target=procedure, reason=fields.get("withdrawal_reason", ""), now=now)
    _imply(case, procedure, by, now)
    _compare(case, procedure, move, by, now)
    return procedure


def _check(case: Case, procedure: MigrationProcedure, move: str, fields: dict, now: datetime) -> None:
    name, after = DAY_OF[move]
    if fields.get(name) is None:
        refuse(_("Say when."), field=name)
    refuse_future_day(name, fields[name], case.unit.day_of(now))
    if fields[name] < getattr(procedure, after):
        refuse(_("This lies before what it follows on."), field=name)
    if move in ("decide", "decide_appeal"):
        _check_resolution(procedure, "resolution" if move == "decide" else "appeal_resolution", fields)
    if move == "withdraw" and not fields.get("withdrawal_reason", "").strip():
        refuse(_("Say why: the reason stays on record."), field="withdrawal_reason")


def _check_resolution(procedure: MigrationProcedure, name: str, fields: dict) -> None:
    if fields.get(name) not in RESOLUTIONS[ProcedureKind(procedure.kind)]:
        refuse(_("Such a procedure does not end this way."), field=name)
    if procedure.kind == ProcedureKind.REGULARISATION and fields[name] == Resolution.GRANTED and not fields.get("granted_status"):
        refuse(_("Say which status was granted."), field="granted_status")
    if not fields.get("is_consistent"):
        refuse(_("INV-51: compare the resolution with the child's plan."), field="is_consistent")
    if not fields.get("consistency_reason", "").strip():
        refuse(_("INV-51: write in what the resolution agrees with the plan, or does not."), field="consistency_reason")


def _imply(case: Case, procedure: MigrationProcedure, by: User, now: datetime) -> None:
    implied = statuses_implied(procedure.kind, procedure.state, procedure.last_resolution, procedure.granted_status, case.migration_status)
    write_statuses(case, by, now, **implied)


def _compare(case: Case, procedure: MigrationProcedure, move: str, by: User, now: datetime) -> None:
    """A resolution against the plan, or one that nobody could compare, alarms the approver and the lawyer (INV-51)."""
    if move in ("decide", "decide_appeal") and procedure.is_consistent != Answer.YES:
        text = f"{procedure}: {procedure.consistency_reason}"[:300]
        raise_task(case=case, kind=TaskKind.COMPARE_PLAN, due_at=now, text=text, is_urgent=True, by=by, now=now)
    elif procedure.state in (ProcedureState.APPEALED, ProcedureState.FINAL):
        close_tasks(case=case, kind=TaskKind.COMPARE_PLAN, now=now)
