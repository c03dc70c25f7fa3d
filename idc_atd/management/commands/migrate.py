from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    help = f"{migrate.Command.help} Waits two seconds for a lock and no longer: pages do not queue behind it."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--lock-timeout", default="2s", help="how long a statement waits for a lock (2s)")

    def handle(self, *args, lock_timeout: str, **options):
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [lock_timeout])
        try:
            super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
