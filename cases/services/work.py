"""What the team records along the way: assessment, interviews, notes, progress, visits, reviews, closure, tasks."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import OrgType, require
from audit.services import record
from audit.wall import verb
from cases import rules
from cases.choices import (
    AsylumStatus,
    DocumentState,
    InterpreterKind,
    InterviewKind,
    Language,
    ReviewOutcome,
    Step,
    TaskKind,
    TaskOutcome,
    TaskSource,
)
from cases.choices_execution import ProcedureKind
from cases.models import (
    ActionProgress,
    Case,
    ClosureProposal,
    ContactNote,
    FollowUpVisit,
    Interview,
    PlanAction,
    RapidAssessment,
    Review,
    Task,
)
from cases.models.closure import DAYS
from cases.procedure_workflow import PENDING, needs_humanitarian_status
from cases.services.base import (
    locked,
    note,
    refuse,
    refuse_future,
    refuse_future_day,
    refuse_if_over,
    refuse_mute_disagreement,
)
from cases.services.sealed import seal
from cases.versioning import save_over
from protocols import packs

# With these the child was informed and decided, or the procedure runs: nothing is left to see to.
ASYLUM_SEEN_TO = frozenset(AsylumStatus) - {
    AsylumStatus.NOT_APPLICABLE,
    AsylumStatus.SCREENING_PENDING,
    AsylumStatus.INDICATED_NOT_APPLIED,
}


def _open(case: Case, by: User, capability: str) -> Case:
    require(by, capability)
    case = locked(case, by)
    refuse_if_over(case)
    return case


@verb
def record_rapid_assessment(*, case: Case, by: User, now: datetime, **fields) -> RapidAssessment:
    """Record the preliminary assessment; its risk is the case's until an evaluation says otherwise."""
    case = _open(case, by, "case.intake")
    refuse_future("done_at", fields["done_at"], now)
    if fields["safe_tonight"] and not fields.get("where_tonight", "").strip():
        refuse(_("Say where the child sleeps tonight."), field="where_tonight")
    assessment = RapidAssessment.objects.create(case=case, created_by=by, **fields)
    case.risk_level = fields["risk_level"]
    case.save(update_fields=["risk_level"])
    note(by=by, action="case.rapid_assessment", case=case, target=assessment, now=now)
    return assessment


@verb
def set_statuses(*, case: Case, migration_status: str, asylum_status: str, by: User, now: datetime) -> Case:
    """Record the child's migration and asylum status as they stand."""
    case = _open(case, by, "case.work")
    if asylum_status != case.asylum_status and case.procedures.filter(kind=ProcedureKind.ASYLUM, state__in=PENDING).exists():
        refuse(_("INV-32: an asylum procedure is pending. Record its resolution in the procedure itself."), field="asylum_status")
    write_statuses(case, by, now, migration_status=migration_status, asylum_status=asylum_status)
    return case


def write_statuses(case: Case, by: User, now: datetime, **statuses: str) -> None:
    """Write the statuses that differ, on record, and ask for a humanitarian one where the child lacks it."""
    changed = {name: str(status) for name, status in statuses.items() if status != getattr(case, name)}
    if changed:
        for name, status in changed.items():
            setattr(case, name, status)
        case.version += 1
        case.save(update_fields=[*changed, "version"])
        note(by=by, action="case.status", case=case, detail=changed, now=now)
    if case.asylum_status in ASYLUM_SEEN_TO:
        close_tasks(case=case, kind=TaskKind.SEE_TO_ASYLUM, now=now)
    urge_humanitarian_status(case, by, now)


def urge_humanitarian_status(case: Case, by: User, now: datetime) -> None:
    """Hold a task open while an unaccompanied foreign child lacks a provisional status that the pack grants (INV-35)."""
    is_granted = packs.of_case(case.protocol).flags.humanitarian_status
    facts = {"accompaniment": case.accompaniment, "nationality": case.child.nationality, "country": case.unit.country}
    if is_granted and needs_humanitarian_status(migration_status=case.migration_status, **facts):
        raise_task(case=case, kind=TaskKind.HUMANITARIAN_STATUS, due_at=now, by=by, now=now)
    else:
        close_tasks(case=case, kind=TaskKind.HUMANITARIAN_STATUS, now=now)


@verb
def record_interview(*, case: Case, by: User, now: datetime, sealed_note: str = "", readers: Iterable[User] = (), **fields) -> Interview:
    """Record a contact with the child; as an interview for the evaluation only if place and interpreter allow it.

    `sealed_note` is read by those on its list alone: its author, the person responsible and `readers` (INV-55).
    """
    case = _open(case, by, "case.work")
    if by.organisation.org_type == OrgType.MIGRATION_AUTHORITY:
        refuse(_("F5: nobody of the migration authority interviews a child."))
    refuse_future("held_at", fields["held_at"], now)
    if not rules.is_place_valid(fields["kind"], fields["place_type"]):
        refuse(
            _("INV-06: no evaluation is held at an immigration or police site or in a vehicle. Record it as an identification contact."),
            field="place_type",
        )
    _check_language(case.child, by, fields)
    if fields.get("resumed") and not fields.get("stopped_for_distress"):
        refuse(_("Only a conversation that was stopped can be taken up again."), field="resumed")
    interview = Interview.objects.create(case=case, interviewer=by, created_by=by, **fields)
    if sealed_note.strip():
        seal(case=case, interview=interview, text=sealed_note, readers=readers, by=by, now=now)
    note(by=by, action="case.interview", case=case, target=interview, detail={"kind": interview.kind}, now=now)
    return interview


def _check_language(child, by: User, fields: dict) -> None:
    """Refuse an evaluation in a language that nobody covered independently (INV-22, F5)."""
    language = fields.get("language") or child.primary_language
    speaks = language == "es" or language in by.languages_spoken
    kind, interpreter = fields["kind"], fields["interpreter_kind"]
    if not rules.is_interpreter_valid(kind, interpreter, needs_interpreter=child.needs_interpreter, speaks=speaks):
        refuse(
            _("INV-22: the child needs an independent interpreter: never a relative, another resident, or consular or migration staff.")
            if interpreter != InterpreterKind.NOT_NEEDED
            else _("INV-22: the child needs an interpreter, and it is not on record that you speak %(language)s.")
            % {"language": Language(language).label},
            field="interpreter_kind",
        )
    if interpreter != InterpreterKind.INDEPENDENT:
        return
    if not fields.get("interpreter_name", "").strip():
        refuse(_("Write the interpreter's name."), field="interpreter_name")
    if kind == InterviewKind.EVALUATION and not fields.get("interpreter_declared"):
        refuse(_("INV-22: the interpreter declares to be independent before an evaluation begins."), field="interpreter_declared")


@verb
def add_contact_note(*, case: Case, by: User, now: datetime, **fields) -> ContactNote:
    """Add a note of a contact with or about the child."""
    case = _open(case, by, "case.work")
    refuse_future("at", fields["at"], now)
    written = ContactNote.objects.create(case=case, created_by=by, **fields)
    note(by=by, action="case.contact_note", case=case, target=written, now=now)
    return written


@verb
def record_progress(*, action: PlanAction, status: str, by: User, now: datetime, text: str = "") -> ActionProgress:
    """Record how a measure of the plan in force goes."""
    case = _open(action.line.plan.case, by, "case.work")
    if action.line.plan.state != DocumentState.APPROVED:
        refuse(_("Progress is recorded on the plan in force."), code="state")
    progress = ActionProgress.objects.create(action=action, at=now, status=status, note=text, created_by=by)
    note(by=by, action="plan.progress", case=case, target=action, detail={"status": status}, now=now)
    return progress


@verb
def record_visit(*, case: Case, by: User, now: datetime, **fields) -> FollowUpVisit:
    """Record a follow-up visit and how the child was."""
    case = _open(case, by, "case.work")
    refuse_future("held_at", fields["held_at"], now)
    if fields.get("seen_alone") and not fields["seen_child"]:
        refuse(_("A child who was not seen was not seen alone."), field="seen_alone")
    latest = next_visit_day(case, fields["risk_level"], fields["held_at"])
    fields["next_on"] = fields.get("next_on") or latest
    if fields["next_on"] and fields["next_on"] < case.unit.day_of(fields["held_at"]):
        refuse(_("The next visit lies after this one."), field="next_on")
    visit = FollowUpVisit.objects.create(case=case, created_by=by, **fields)
    note(by=by, action="case.visit", case=case, target=visit, detail={"risk": visit.risk_level}, now=now)
    return visit


def next_visit_day(case: Case, risk: str, since: datetime) -> date | None:
    """Return the last day for the visit after one held at `since`, by the risk that it found."""
    due = packs.of_case(case.protocol).due("next_visit", since, case.unit.time_zone, risk)
    return case.unit.day_of(due) if due else None


@verb
def record_review(*, case: Case, by: User, now: datetime, **fields) -> Review:
    """Record a review of the plan in follow-up. The outcome says which move is allowed next."""
    case = _open(case, by, "case.work")
    if case.step != Step.FOLLOW_UP:
        refuse(_("INV-17: a review belongs to the follow-up; the case is in “%(step)s”.") % {"step": case.get_step_display()})
    refuse_future("held_at", fields["held_at"], now)
    if fields["held_at"] < case.step_entered_at:
        if fields["held_at"] < case.step_entered_at.replace(second=0, microsecond=0):
            refuse(_("The review was held before the follow-up began."), field="held_at")
        fields["held_at"] = case.step_entered_at  # the form knows minutes only
    if not rules.are_views_recorded(fields.get("child_views", ""), fields.get("no_views_reason", "")):
        refuse(_("INV-21: write what the child says, or why the child was not heard."), field="child_views")
    refuse_mute_disagreement(fields)
    review = Review.objects.create(case=case, created_by=by, **fields)
    note(by=by, action="case.review", case=case, target=review, detail={"outcome": ReviewOutcome(review.outcome).value}, now=now)
    return review


@verb
def propose_closure(*, case: Case, by: User, now: datetime, version: int | None = None, **fields) -> ClosureProposal:
    """Write the proposal to close, or save it again over the version that was read (Stale otherwise)."""
    case = _open(case, by, "case.work")
    if case.step != Step.FOLLOW_UP:
        refuse(_("INV-17: closing is proposed from the follow-up; the case is in “%(step)s”.") % {"step": case.get_step_display()})
    for name in ("child_informed_on", *DAYS):
        refuse_future_day(name, fields.get(name), case.unit.day_of(now))
    refuse_mute_disagreement(fields)
    proposal = case.closureproposals.exclude(state__in=[DocumentState.APPROVED, DocumentState.SUPERSEDED]).first()
    if proposal is None:
        number = case.closureproposals.count() + 1
        proposal = ClosureProposal.objects.create(case=case, number=number, author=by, created_by=by, **fields)
    elif not proposal.is_editable:
        refuse(_("INV-18: this version was sent for review or approved and is not changed any more."))
    else:
        save_over(proposal, version=version or 0, author=by, **fields)  # without a version another's text was never read: Stale
    note(by=by, action="closure.save", case=case, target=proposal, now=now)
    return proposal


def raise_task(
    *,
    case: Case,
    kind: str,
    due_at: datetime,
    by: User | None,
    now: datetime,
    text: str = "",
    is_urgent: bool = False,
    assignee: User | None = None,
    subject: str = "",
    url: str = "",
) -> Task:
    """Add what a rule demands to the tasks of a case; the same open kind about the same subject is not added twice."""
    fields = {"due_at": due_at, "started_at": min(now, due_at), "text": text, "is_urgent": is_urgent, "assignee": assignee, "url": url}
    task, is_new = Task.objects.get_or_create(
        case=case, source=TaskSource.RULE, kind=kind, subject=subject, closed_at=None, defaults=fields | {"created_by": by}
    )
    if is_new:
        record(actor=by, action="task.create", target=task, subjects=[case, case.child_id], detail={"kind": str(kind)}, now=now)
    return task


def close_tasks(*, case: Case, kind: str, now: datetime, subject: str | None = None) -> None:
    """Close the open tasks of a kind that a rule raised: their evidence is there."""
    tasks = case.tasks.open().filter(source=TaskSource.RULE, kind=kind)
    if subject is not None:
        tasks = tasks.filter(subject=subject)
    tasks.update(closed_at=now, outcome=TaskOutcome.DONE)
