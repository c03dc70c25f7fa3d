"""What the worker does for accounts."""

from django.utils import timezone
from procrastinate.contrib.django import app

from accounts import letters, pace, services


@app.task(name="accounts.tasks.send_letter")
def send_letter(person: str, letter: str, facts: dict) -> None:
    """Send a letter about a person's own account."""
    letters.send_letter(person=person, letter=letter, facts=facts)


@app.periodic(cron="5 * * * *")
@app.task(name="accounts.tasks.forget_full", queueing_lock="accounts.tasks.forget_full")
def forget_full(timestamp: int) -> None:
    """Drop the counts of who has been quiet."""
    pace.forget_full(now=timezone.now())


@app.periodic(cron="*/20 * * * *")
@app.task(name="accounts.tasks.forget_sessions", queueing_lock="accounts.tasks.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Drop the sessions that are over."""
    services.forget_sessions(now=timezone.now())
