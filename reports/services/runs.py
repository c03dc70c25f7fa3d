"""Reports made by the worker: asked for, made, fetched, forgotten; and those that are made by themselves."""

import hashlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.models import User
from audit.models import Kind
from audit.services import record, record_read
from audit.wall import verb
from cases.services.base import refuse
from reports import rules
from reports.faces import sheets
from reports.models import Every, FileFormat, ReportRun, RunState, ScheduledReport
from reports.queries import counts_own_cases_only, readable_root
from reports.rules import Period
from reports.services.answering import answer
from reports.services.notices import announce
from reports.services.printing import print_report
from reports.standard import STANDARD, Choice

KEPT = timedelta(hours=24)  # from the moment it is ready
EARLIEST_DAY = ZoneInfo("Etc/GMT-14")  # where a day begins first
MOST_WAITING = 5  # of one person
MOST_SCHEDULES = 20
MOST_LISTED = 20
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3}
OF = {Every.MONTH: "last_month", Every.QUARTER: "last_quarter"}


def _kept(choice: Choice) -> dict:
    scope = choice.scope
    return {
        "report": choice.standard.key,
        "measure": choice.measure,
        "place": scope.organisation,
        "is_own_caseload": scope.own_cases_of is not None,
        "centre": scope.facility,
        "programme": scope.programme,
        "by": list(choice.by),
    }


@verb
def ask_run(*, choice: Choice, file_format: str, by: User, now: datetime) -> ReportRun:
    """Have a report made by the worker: with the record that it was asked for, or not at all."""
    _refuse_closed(choice, by)
    User.objects.select_for_update().get(pk=by.pk)  # one after the other
    if ReportRun.objects.filter(owner=by, state__in=[RunState.WAITING, RunState.WORKING]).count() >= MOST_WAITING:
        refuse(_("%(count)s of your reports are being made: wait for one of them.") % {"count": MOST_WAITING})
    return _begin(ReportRun(owner=by, **_kept(choice)), choice.period, file_format, now)


def _begin(run: ReportRun, period: Period, file_format: str, now: datetime) -> ReportRun:
    run.first, run.last, run.file_format, run.asked_at = period.first, period.last, FileFormat(file_format), now
    run.save()
    record(actor=run.owner, action="report.ask", target=run, detail={"report": run.report, "period": rules.period_code(period)}, now=now)
    app.configure_task("reports.tasks.make_report").defer(run=str(run.pk))
    return run


@verb
def schedule_report(*, choice: Choice, every: str, file_format: str, by: User, now: datetime) -> ScheduledReport:
    """Have a report made on the first day of every month or quarter, of the one that is over."""
    _refuse_closed(choice, by)
    every = Every(every)
    User.objects.select_for_update().get(pk=by.pk)
    if ScheduledReport.objects.filter(owner=by, ended_at=None).count() >= MOST_SCHEDULES:
        refuse(_("You have %(count)s reports that are made by themselves: end one of them first.") % {"count": MOST_SCHEDULES})
    schedule = ScheduledReport(owner=by, every=every, file_format=FileFormat(file_format), created_at=now, **_kept(choice))
    schedule.next_on = _next(every, by.organisation.day_of(now))
    schedule.save()
    record(actor=by, action="report.schedule", target=schedule, detail={"report": schedule.report, "every": every}, now=now)
    return schedule


@verb
def end_schedule(*, schedule: ScheduledReport, by: User, now: datetime) -> ScheduledReport:
    """Let a report be made by itself no more; to end it twice changes nothing."""
    schedule = ScheduledReport.objects.visible_to(by).select_for_update(of=("self",)).get(pk=schedule.pk)
    if schedule.ended_at is None:
        schedule.ended_at = now
        schedule.save(update_fields=["ended_at"])
        record(actor=by, action="report.unschedule", target=schedule, now=now)
    return schedule


def _next(every: Every, day: date) -> date:
    """Return the first day of the next month or quarter after `day`."""
    first = day.replace(day=1)
    return rules.month_after(first, MONTHS[every] - (first.month - 1) % MONTHS[every])


@verb
def begin_due(*, now: datetime) -> int:
    """Begin every report that is due by itself, once; return how many."""
    somewhere = timezone.localdate(now, EARLIEST_DAY)
    due = ScheduledReport.objects.filter(ended_at=None, next_on__lte=somewhere).select_for_update(of=("self",), skip_locked=True)
    found = list(due.select_related("owner__organisation", "place", "centre", "programme"))
    return sum(_begin_due(schedule, now) for schedule in found if schedule.next_on <= schedule.owner.organisation.day_of(now))


def _begin_due(schedule: ScheduledReport, now: datetime) -> bool:
    """Begin it, or end it where its owner may not read it any more."""
    today = schedule.owner.organisation.day_of(now)
    period = rules.usual_periods(today)[OF[schedule.every]]
    choice = schedule.asked_of(period)
    is_open = _is_open(choice, schedule.owner)
    schedule.next_on, schedule.ended_at = _next(Every(schedule.every), today), None if is_open else now
    schedule.save(update_fields=["next_on", "ended_at"])
    if is_open:
        run = ReportRun(owner=schedule.owner, schedule=schedule, **_kept(choice))
        _begin(run, period, schedule.file_format, now)
    else:
        record(actor=None, action="report.unschedule", target=schedule, reason="not open to its owner any more", now=now)
    return is_open


def make_run(*, run_id, now: datetime) -> None:
    """Make a report that waits, as its owner may see it now; a second call for the same run changes nothing."""
    run = ReportRun.objects.select_related("owner__organisation", "place", "centre", "programme").get(pk=run_id)
    under_way = [RunState.WAITING, RunState.WORKING]  # at work already: its worker was killed, and the job is taken up again
    if not ReportRun.objects.filter(pk=run.pk, state__in=under_way).update(state=RunState.WORKING, progress=10):
        return
    try:
        with translation.override(run.owner.language), timezone.override(ZoneInfo(run.owner.organisation.time_zone)):
            _make(run, now)
    except (ValidationError, PermissionDenied) as refusal:
        with translation.override(run.owner.language):
            words = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else _("You may not read this report any more.")
        ReportRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, failure=words, done_at=now)
    except Exception:
        with translation.override(run.owner.language):
            words = _("Something failed on our side. Ask for it again.")
        ReportRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, failure=words, done_at=now)
        raise


def _make(run: ReportRun, now: datetime) -> None:
    """Compute, write and keep the file; the letter that tells of it is sent if it is kept."""
    choice = run.asked_of(run.period)
    _refuse_closed(choice, run.owner)
    made = answer(choice=choice, by=run.owner, now=now, is_anew=True)
    ReportRun.objects.filter(pk=run.pk).update(progress=60)
    with transaction.atomic():
        run.content, run.name = _written(run, made, now), f"{run.report}-{made.code}.{run.file_format}"
        run.state, run.progress, run.done_at, run.expires_at = RunState.READY, 100, now, now + KEPT
        run.save(update_fields=["content", "name", "state", "progress", "done_at", "expires_at"])
        announce(run.owner, "reports:run", run.pk)


def _written(run: ReportRun, made, now: datetime) -> bytes:
    if run.file_format == FileFormat.XLSX:
        return sheets.as_xlsx(made)
    if run.file_format == FileFormat.CSV:
        return sheets.as_csv(made, bom=False, hxl=False)
    detail = {"report": run.report, "run": str(run.pk)}
    return print_report(report=made, of=run.place, by=run.owner, language=run.owner.language[:2], detail=detail, now=now)


@verb
def fetch(*, run: ReportRun, by: User, now: datetime) -> ReportRun:
    """Return the run with its file, and put on record that it was fetched; refused once its day is over."""
    run = ReportRun.objects.visible_to(by).get(pk=run.pk)
    _refuse_closed(run.asked_of(run.period), by)
    if run.state != RunState.READY or run.content is None or now >= run.expires_at:
        refuse(_("The file is gone: it is kept for 24 hours. Ask for it again."))
    digest = hashlib.sha256(bytes(run.content)).hexdigest()
    record_read(actor=by, action="report.fetch", subjects=[], target=run, kind=Kind.EXPORT, detail={"report": run.report, "sha256": digest})
    return run


def forget_files(*, now: datetime) -> int:
    """Drop the files whose day is over; return how many."""
    return ReportRun.objects.filter(content__isnull=False, expires_at__lte=now).update(content=None)


def made_for(user: User) -> dict:
    """Return what the worker makes for `user`: the latest runs, and what is made by itself. Two queries."""
    made = ReportRun.objects.visible_to(user).defer("content")[:MOST_LISTED]
    standing = ScheduledReport.objects.visible_to(user).filter(ended_at=None).select_related("place")
    return {"runs": list(made), "schedules": list(standing)}


def _is_open(choice: Choice, user: User) -> bool:
    """Tell whether `user` may ask this: the report is made for them, and the children are of their jurisdiction."""
    scope = choice.scope
    is_theirs = scope.organisation.path.startswith(readable_root(user).path)
    is_own = (scope.own_cases_of is not None) == counts_own_cases_only(user)
    return user.is_active and choice.standard.is_open_to(user) and is_theirs and is_own


def _refuse_closed(choice: Choice, user: User) -> None:
    if choice.standard.key not in STANDARD or not _is_open(choice, user):
        raise PermissionDenied("report.read")
