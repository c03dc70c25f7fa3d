"""What the worker does for this app, beside the pages."""

from django.utils import timezone
from procrastinate.contrib.django import app

from referrals.services import expire_overdue, remind


@app.periodic(cron="*/5 * * * *")
@app.task(name="referrals.tasks.watch_replies", queueing_lock="referrals.tasks.watch_replies")
def watch_replies(timestamp: int) -> None:
    """Expire what nobody answered in time, and remind those whose time runs out."""
    expire_overdue(now=timezone.now())
    remind(now=timezone.now())
