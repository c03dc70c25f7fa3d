"""Jobs whose worker was killed: it no longer says that it lives, and they would be "at work" for ever."""

import structlog
from procrastinate.jobs import Status

SILENCE = 60  # seconds without a sign of life; a worker gives one every ten
LETTERS = ("accounts.tasks.send_letter", "reports.tasks.tell_ready")  # perhaps sent already: never sent twice

log = structlog.get_logger()


async def take_up(manager) -> None:
    """Have such jobs done again; a letter is given up instead, which the log says, and whoever misses it asks anew."""
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        if job.task_name in LETTERS:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
        log.warning("job_stalled", task=job.task_name, job=job.id)
