"""What the worker does for reports."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from reports import runs


@app.task(name="reports.tasks.make_report", queue="reports")
def make_report(run: str) -> None:
    """Make a report that was asked for."""
    runs.make_run(run_id=run, now=timezone.now())


@app.task(name="reports.tasks.tell_ready", queue="reports")
def tell_ready(run: str) -> None:
    """Tell its owner that it is ready."""
    runs.tell_ready(run_id=run, link=settings.SITE_URL.rstrip("/") + reverse("reports:run", args=[run]))


@app.periodic(cron="10 * * * *")
@app.task(name="reports.tasks.begin_due", queueing_lock="reports.tasks.begin_due")
def begin_due(timestamp: int) -> None:
    """Begin what is due by itself, each in the first hours of the day where its owner is."""
    runs.begin_due(now=timezone.now())


@app.periodic(cron="*/30 * * * *")
@app.task(name="reports.tasks.forget_files", queueing_lock="reports.tasks.forget_files")
def forget_files(timestamp: int) -> None:
    """Drop the files whose day is over."""
    runs.forget_files(now=timezone.now())
