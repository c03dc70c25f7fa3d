"""A job stands with the change that asks for it or not at all, and what a killed worker left is taken up or told."""

import asyncio
import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job, Status

from accounts import letters
from accounts.roles import Role
from cases import services
from idc_atd.operations import stalled
from reports.services import exports, notices, runs
from tests.cases import test_imports as lists
from tests.factories import NOW, OrganisationFactory, Team, UserFactory
from tests.reports import test_exports as long
from tests.reports.test_runs import choice


def import_confirmed():
    team = Team()
    batch = lists.checked(team, lists.csv_of(*lists.GOOD))
    return lambda: services.confirm_batch(batch=batch, by=team.supervisor, now=NOW)


def report_asked_for():
    reader = UserFactory(organisation=OrganisationFactory(), role=Role.SUPERVISOR)
    return lambda: runs.ask_run(choice=choice(reader.organisation), file_format="csv", by=reader, now=NOW)


def ready_announced():
    person = UserFactory()
    return lambda: notices.announce(person, "reports:run", person.pk)


def letter_to_a_person():
    person = UserFactory()
    return lambda: letters.tell(person, "password_changed")


def long_export_approved():
    team = Team()
    long.opened(team)
    export = long.asked(team)

    def approve():
        with override_settings(EXPORT_ROWS_AT_ONCE=0):
            exports.approve_export(export=export, by=team.approver, now=long.NOW)

    return approve


ASKED = {
    "cases.tasks.write_batch": import_confirmed,
    "reports.tasks.make_report": report_asked_for,
    "reports.tasks.write_export": long_export_approved,
    "reports.tasks.tell_ready": ready_announced,
    "accounts.tasks.send_letter": letter_to_a_person,
}


def waiting(task: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=task, status="todo").count()


@pytest.mark.promise(36)
@pytest.mark.django_db
@pytest.mark.parametrize("task", ASKED)
def test_a_job_stands_with_its_change_or_not_at_all(task):
    ask = ASKED[task]()
    with transaction.atomic():
        ask()
        assert waiting(task) == 1
        transaction.set_rollback(True)
    assert waiting(task) == 0
    with transaction.atomic():
        ask()
    assert waiting(task) == 1


@pytest.mark.promise(36)
def test_every_place_that_asks_for_a_job_is_tried():
    root = settings.BASE_DIR
    sources = [path for app_ in ASKED_IN for path in (root / app_).rglob("*.py")]
    found = [name for path in sources for name in re.findall(r"configure_task\(\s*\"([\w.]+)\"", path.read_text())]
    assert sorted(found) == sorted(ASKED)
    others = [str(path) for path in sources if re.search(r"defer_async\(|\.batch_defer|tasks\.\w+\.defer\(", path.read_text())]
    assert others == []


ASKED_IN = ("accounts", "audit", "cases", "determinations", "files", "idc_atd", "liberty", "papers", "placements", "referrals", "reports")


class Manager:
    """Stands for the queue: what has stalled, and what was done with it."""

    def __init__(self, *tasks):
        self.jobs = [Job(id=number, queue="q", lock=None, queueing_lock=None, task_name=task) for number, task in enumerate(tasks)]
        self.done = []

    async def get_stalled_jobs(self, seconds_since_heartbeat):
        assert seconds_since_heartbeat == stalled.SILENCE
        return self.jobs

    async def retry_job(self, job):
        self.done.append((job.task_name, "again"))

    async def finish_job(self, job, status, delete_job):
        assert (status, delete_job) == (Status.FAILED, False)
        self.done.append((job.task_name, "failed"))


@pytest.mark.promise(36)
def test_work_that_a_killed_worker_left_is_done_again_and_a_letter_is_never_sent_twice():
    manager = Manager("cases.tasks.write_batch", "accounts.tasks.send_letter", "reports.tasks.make_report", "reports.tasks.tell_ready")
    asyncio.run(stalled.take_up(manager))
    assert manager.done == [
        ("cases.tasks.write_batch", "again"),
        ("accounts.tasks.send_letter", "failed"),
        ("reports.tasks.make_report", "again"),
        ("reports.tasks.tell_ready", "failed"),
    ]


def test_every_letter_is_a_task():
    app.perform_import_paths()
    assert set(stalled.LETTERS) <= set(app.tasks)
