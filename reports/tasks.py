"""What the worker does for reports."""

from django.utils import timezone
from procrastinate.contrib.django import app

from reports.services import exports, notices, remembering, runs


@app.task(name="reports.tasks.make_report", queue="reports")
def make_report(run: str) -> None:
    """Make a report that was asked for."""
    runs.make_run(run_id=run, now=timezone.now())


@app.task(name="reports.tasks.write_export", queue="reports")
def write_export(export: str) -> None:
    """Write the file of an export that has many rows."""
    exports.prepare_file(export_id=export, now=timezone.now())


@app.task(name="reports.tasks.tell_ready", queue="reports")
def tell_ready(person: str, address: str) -> None:
    """Tell whoever asked for it that it is ready."""
    notices.tell_ready(person=person, address=address)


@app.periodic(cron="10 * * * *")
@app.task(name="reports.tasks.begin_due", queueing_lock="reports.tasks.begin_due")
def begin_due(timestamp: int) -> None:
    """Begin what is due by itself, each in the first hours of the day where its owner is."""
    runs.begin_due(now=timezone.now())


@app.periodic(cron="*/30 * * * *")
@app.task(name="reports.tasks.forget_files", queueing_lock="reports.tasks.forget_files")
def forget_files(timestamp: int) -> None:
    """Drop the files whose day is over, and what makes the pseudonyms of exports that have ended."""
    runs.forget_files(now=timezone.now())
    exports.forget_ended(now=timezone.now())
    remembering.forget(now=timezone.now())


@app.periodic(cron="20 8 * * *")
@app.task(name="reports.tasks.prepare_usual", queue="reports", queueing_lock="reports.tasks.prepare_usual")
def prepare_usual(timestamp: int) -> None:
    """Count what is usually asked of large places, in the night of the Americas."""
    remembering.prepare(now=timezone.now())
