from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from idc_atd.operations.health import is_ready

# How long the job that may be worked longest has waited, in minutes.
WAITS = """
SELECT coalesce(max(extract(epoch FROM now() - greatest(event.at, job.scheduled_at))), 0)::float8 / 60
FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
"""


class Command(BaseCommand):
    help = "Exit 1 unless the database is ready and no job has waited too long: for whoever watches, from a timer."

    def add_arguments(self, parser):
        parser.add_argument("--most-minutes", type=float, default=15, help="that a job may wait (15)")

    def handle(self, *args, most_minutes: float, **options):
        if not is_ready():
            raise CommandError("The database does not answer or lacks migrations.")
        with connection.cursor() as cursor:
            cursor.execute(WAITS)
            (minutes,) = cursor.fetchone()
        if minutes > most_minutes:
            raise CommandError(f"A job has waited for {minutes:.0f} minutes: is the worker at work?")
        self.stdout.write(f"Ready; the oldest job waits for {minutes:.0f} minutes.")
