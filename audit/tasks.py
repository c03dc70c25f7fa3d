"""What the worker does for the record."""

from django.utils import timezone
from procrastinate.contrib.django import app

from audit.heads import send_head


@app.periodic(cron="0 6 * * *")
@app.task(name="audit.tasks.send_head", queueing_lock="audit.tasks.send_head")
def send_head_of_the_day(timestamp: int) -> None:
    """Send the head of the record to where it is kept, once a day."""
    send_head(now=timezone.now())
