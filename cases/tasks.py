"""What the worker does for this app, beside the pages."""

from django.utils import timezone
from procrastinate.contrib.django import app

from cases.services import imports


@app.task(name="cases.tasks.write_batch", queue="imports")
def write_batch(batch: str) -> None:
    """Write a confirmed list of notifications."""
    imports.write_batch(batch_id=batch, now=timezone.now())
