"""What the worker does for this app, beside the pages."""

from django.utils import timezone
from procrastinate.contrib.django import app

from determinations.services import lapse_overdue


@app.periodic(cron="30 5 * * *")
@app.task(name="determinations.tasks.lapse_overdue", queueing_lock="determinations.tasks.lapse_overdue")
def mark_lapsed(timestamp: int) -> None:
    """Set the durable solutions that were not carried out in time to be looked at again."""
    lapse_overdue(now=timezone.now())
