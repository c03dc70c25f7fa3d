"""What the worker does for this app, beside the pages."""

from django.utils import timezone
from procrastinate.contrib.django import app

from placements.services import run_clocks


@app.periodic(cron="*/5 * * * *")
@app.task(name="placements.tasks.run_clocks", queueing_lock="placements.tasks.run_clocks")
def let_beds_lapse(timestamp: int) -> None:
    """Let requests, reservations and kept places lapse whose time is over."""
    run_clocks(now=timezone.now())
