"""What the worker does for this app, beside the pages."""

from django.utils import timezone
from procrastinate.contrib.django import app

from cases.services import escalate_unreviewed, escalation, imports, lapse_measures, raise_alarms


@app.task(name="cases.tasks.write_batch", queue="imports")
def write_batch(batch: str) -> None:
    """Write a confirmed list of notifications."""
    imports.write_batch(batch_id=batch, now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="cases.tasks.lapse_measures", queueing_lock="cases.tasks.lapse_measures")
def mark_silent_courts(timestamp: int) -> None:
    """Raise the alarm for the urgent measures on which a court let its time pass."""
    lapse_measures(now=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="cases.tasks.escalate", queueing_lock="cases.tasks.escalate")
def put_before_supervisors(timestamp: int) -> None:
    """Put what is overdue, and the cases of people who left, before who supervises."""
    escalation.watch_over_who_left(now=timezone.now())
    escalation.escalate_overdue(now=timezone.now())
    escalate_unreviewed(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="cases.tasks.watch", queueing_lock="cases.tasks.watch")
def watch_over_the_record(timestamp: int) -> None:
    """Raise the alarms that the acts of the last minute give."""
    raise_alarms(now=timezone.now())
