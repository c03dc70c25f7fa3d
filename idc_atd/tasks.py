"""What the worker does for the site as a whole."""

from django.utils import timezone
from procrastinate.contrib.django import app

from idc_atd.digest import send_digests
from idc_atd.operations.stalled import take_up


@app.periodic(cron="30 * * * *")
@app.task(name="idc_atd.tasks.send_digests", queueing_lock="idc_atd.tasks.send_digests")
def send_letters_of_the_morning(timestamp: int) -> None:
    """Send the letter of the day wherever it is between six and seven in the morning."""
    send_digests(now=timezone.now())


@app.periodic(cron="*/2 * * * *")
@app.task(name="idc_atd.tasks.take_up_stalled", queueing_lock="idc_atd.tasks.take_up_stalled", pass_context=True)
async def take_up_stalled(context, timestamp: int) -> None:
    """Take up what a killed worker left."""
    await take_up(context.app.job_manager)
