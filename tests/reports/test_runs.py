"""Reports that the worker makes: asked for, watched, fetched for a day, and made by themselves on first days."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from accounts.roles import OrgType, Role
from audit.models import Event, Kind
from reports import tasks
from reports.models import ReportRun, RunState, ScheduledReport
from reports.question import Scope
from reports.rules import Period
from reports.services import runs
from reports.standard import STANDARD, Choice
from tests.factories import CaseFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 1))


@pytest.fixture(autouse=True)
def in_may():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return OrganisationFactory()


@pytest.fixture
def reader(unit):
    return UserFactory(organisation=unit, role=Role.SUPERVISOR)


@pytest.fixture
def children(unit):
    for _number in range(12):
        CaseFactory(unit=unit, opened_at=datetime(2026, 3, 10, 18, tzinfo=UTC))


def choice(place, key="R2", period=MARCH):
    return Choice(STANDARD[key], "attended", period, Scope(place))


def jobs() -> list[tuple[str, dict]]:
    found = ProcrastinateJob.objects.filter(task_name__startswith="reports.", status="todo").order_by("id")
    return [(job.task_name, job.args) for job in found]


def asked(reader, file_format="xlsx", **given) -> ReportRun:
    return runs.ask_run(choice=choice(reader.organisation, **given), file_format=file_format, by=reader, now=NOW)


def made(run) -> ReportRun:
    runs.make_run(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    return run


def test_a_report_is_asked_for_with_its_job_or_not_at_all(reader):
    run = asked(reader)
    assert jobs() == [("reports.tasks.make_report", {"run": str(run.pk)})]
    with transaction.atomic():
        asked(reader)
        transaction.set_rollback(True)
    assert len(jobs()) == ReportRun.objects.count() == 1


@pytest.mark.parametrize(("file_format", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"")])
def test_it_is_made_kept_for_a_day_and_told_by_a_letter_that_says_nothing(reader, children, file_format, begins):
    run = made(asked(reader, file_format))
    assert (run.state, run.progress, run.expires_at - run.done_at) == (RunState.READY, 100, timedelta(hours=24))
    assert bytes(run.content).startswith(begins)
    assert run.name == f"R2-2026-03.{file_format}"
    name, args = jobs()[-1]
    assert name == "reports.tasks.tell_ready"
    tasks.tell_ready(**args)
    (letter,) = mail.outbox
    assert letter.to == [reader.email]
    assert f"/reports/made/{run.pk}/" in letter.body
    assert not {"R2", "2026-03", reader.organisation.name} & set((letter.subject + letter.body).split())


def test_it_has_the_figures_of_the_page(reader, children):
    run = made(asked(reader, "csv"))
    client = Client()
    client.force_login(reader)
    page = client.get(reverse("reports:csv", args=["R2"]), {"period": "2026-03"}).content

    def figures(content):
        lines = bytes(content).decode("utf-8-sig").splitlines()
        return lines[next(at for at, line in enumerate(lines) if not line.strip(",")) :]

    assert figures(run.content) == figures(page)


def test_a_second_call_of_the_job_makes_nothing_twice(reader, children):
    run = made(asked(reader))
    kept = bytes(run.content)
    runs.make_run(run_id=run.pk, now=NOW + timedelta(minutes=5))
    run.refresh_from_db()
    assert (bytes(run.content), run.done_at) == (kept, NOW)
    assert [name for name, _args in jobs()].count("reports.tasks.tell_ready") == 1


def test_a_run_whose_worker_was_killed_is_made_when_its_job_is_taken_up_again(reader, children):
    run = asked(reader)
    ReportRun.objects.filter(pk=run.pk).update(state="working", progress=60)
    assert made(run).state == "ready"


def test_what_fails_says_so_and_leaves_no_file(reader, monkeypatch):
    run = asked(reader)

    def breaks(**_given):
        raise ValueError("x")

    monkeypatch.setattr(runs, "answer", breaks)
    with pytest.raises(ValueError, match="x"):
        runs.make_run(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.failure, run.content) == (RunState.FAILED, "Something failed on our side. Ask for it again.", None)


def test_who_may_read_it_no_more_gets_nothing(reader, children):
    waiting, ready = asked(reader), made(asked(reader))
    User.objects.filter(pk=reader.pk).update(role=Role.SHELTER_STAFF)
    assert made(waiting).state == RunState.FAILED
    client = Client()
    client.force_login(User.objects.get(pk=reader.pk))
    assert client.get(reverse("reports:run_file", args=[ready.pk])).status_code == 404


def test_nobody_asks_beyond_their_jurisdiction(reader):
    elsewhere = OrganisationFactory(state="OAX")
    with pytest.raises(PermissionDenied):
        runs.ask_run(choice=choice(elsewhere), file_format="xlsx", by=reader, now=NOW)
    caseworker = UserFactory(organisation=reader.organisation, role=Role.CASEWORKER)
    with pytest.raises(PermissionDenied):
        runs.ask_run(choice=choice(reader.organisation, key="R1"), file_format="xlsx", by=caseworker, now=NOW)


def test_a_few_at_a_time(reader):
    for _number in range(runs.MOST_WAITING):
        asked(reader)
    with pytest.raises(ValidationError, match="wait for one"):
        asked(reader)


def test_the_file_is_fetched_by_its_owner_on_record_and_is_gone_after_a_day(reader, children):
    run = made(asked(reader))
    client, other = Client(), Client()
    client.force_login(reader)
    other.force_login(UserFactory(organisation=reader.organisation, role=Role.SUPERVISOR))
    address = reverse("reports:run_file", args=[run.pk])
    assert other.get(address).status_code == 404
    assert other.get(reverse("reports:run", args=[run.pk])).status_code == 404
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, bytes(run.content))
    assert Event.objects.get(action="report.fetch").kind == Kind.EXPORT
    with time_machine.travel(NOW + timedelta(hours=24), tick=False):
        client.force_login(reader)
        assert client.get(address).status_code == 302
        assert runs.forget_files(now=timezone.now()) == 1
        assert "The file is gone" in client.get(reverse("reports:run", args=[run.pk])).content.decode()
    run.refresh_from_db()
    assert run.content is None


@pytest.mark.parametrize(
    ("every", "today", "next_on"),
    [
        ("month", date(2026, 5, 20), date(2026, 6, 1)),
        ("month", date(2026, 12, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 5, 20), date(2026, 7, 1)),
        ("quarter", date(2026, 7, 1), date(2026, 10, 1)),
        ("quarter", date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_when_it_is_next_made(every, today, next_on):
    assert runs._next(runs.Every(every), today) == next_on


def test_a_scheduled_report_is_made_once_on_its_day_of_the_time_that_is_over(reader, children):
    schedule = runs.schedule_report(choice=choice(reader.organisation), every="month", file_format="csv", by=reader, now=NOW)
    assert runs.begin_due(now=NOW) == 0
    first = datetime(2026, 6, 1, 7, 30, tzinfo=UTC)  # half past midnight in Hermosillo
    assert runs.begin_due(now=first - timedelta(hours=1)) == 0
    assert [runs.begin_due(now=first), runs.begin_due(now=first)] == [1, 0]
    run = ReportRun.objects.get()
    assert (run.schedule, run.first, run.last) == (schedule, date(2026, 5, 1), date(2026, 5, 1))
    schedule.refresh_from_db()
    assert schedule.next_on == date(2026, 7, 1)
    runs.end_schedule(schedule=schedule, by=reader, now=first)
    assert runs.begin_due(now=first + timedelta(days=40)) == 0


def test_a_schedule_ends_with_the_right_to_read(reader):
    runs.schedule_report(choice=choice(reader.organisation), every="month", file_format="csv", by=reader, now=NOW)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert runs.begin_due(now=datetime(2026, 6, 2, tzinfo=UTC)) == 0
    assert ScheduledReport.objects.get().ended_at
    assert Event.objects.filter(action="report.unschedule").count() == 1


def test_the_pages_ask_watch_schedule_and_end(reader, children):
    client = Client()
    client.force_login(reader)
    later = reverse("reports:later", args=["R2"]) + "?since=2026-03&until=2026-03"
    answer = client.post(later, {"file_format": "xlsx", "every": ""})
    run = ReportRun.objects.get()
    assert answer.url == reverse("reports:run", args=[run.pk])
    assert "hx-get" in client.get(answer.url).content.decode()
    made(run)
    page = client.get(answer.url).content.decode()
    assert "R2-2026-03.xlsx" in page
    assert "hx-get" not in page.split('id="progress"')[1].split(">")[0]
    assert client.post(later, {"file_format": "pdf", "every": "quarter"}).url == reverse("reports:index")
    listed = client.get(reverse("reports:index")).content.decode()
    assert "Every quarter" in listed
    schedule = ScheduledReport.objects.get()
    assert client.post(reverse("reports:schedule_end", args=[schedule.pk])).status_code == 302
    assert "Every quarter" not in client.get(reverse("reports:index")).content.decode()
    bad = reverse("reports:later", args=["R2"]) + "?since=2026-03&until=2026-01"
    assert client.post(bad, {"file_format": "xlsx"}).status_code == 422
    unknown = client.post(later, {"file_format": "exe"})
    assert unknown.status_code == 422
    assert "exe" in unknown.content.decode()


def test_other_bodies_do_not_read_them():
    officer = UserFactory(organisation=OrganisationFactory(org_type=OrgType.MIGRATION_AUTHORITY), role=Role.MIGRATION_NOTIFIER)
    with pytest.raises(PermissionDenied):
        runs.ask_run(choice=choice(officer.organisation), file_format="csv", by=officer, now=NOW)


def test_a_run_without_its_file_is_not_ready(reader):
    run = asked(reader)
    with pytest.raises(IntegrityError, match="run_ready_for_a_time"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_reportrun SET state = 'ready' WHERE id = %s", [run.pk])
    with pytest.raises(IntegrityError, match="run_whole_months"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_reportrun SET first = '2026-03-02' WHERE id = %s", [run.pk])
