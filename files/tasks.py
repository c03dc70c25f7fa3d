"""What the worker does for files."""

from django.utils import timezone
from procrastinate.contrib.django import app

from files import services


@app.periodic(cron="*/10 * * * *")
@app.task(name="files.tasks.scan_waiting", queueing_lock="files.tasks.scan_waiting")
def scan_waiting(timestamp: int) -> None:
    """Ask the virus scanner about what waits for it."""
    services.scan_waiting(now=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="files.tasks.sweep", queueing_lock="files.tasks.sweep")
def sweep(timestamp: int) -> None:
    """Remove what a crash left on the disk without a row."""
    services.sweep()
