from django.core.management.base import CommandError
from django.db import ProgrammingError
from procrastinate.contrib.django.management.commands import procrastinate

from audit.wall import HOUSE
from idc_atd.operations.checks import role_is_wrong
from idc_atd.operations.startup_rules import OF_A_WORKER


class Command(procrastinate.Command):
    def handle(self, *args, **options):
        if options.get("command") == "worker":
            refuse_wrong_role()
        super().handle(*args, **options)


def refuse_wrong_role() -> None:
    """Return if the database shows this process what the worker needs; otherwise jobs would find no rows and say that all is done."""
    try:
        wrong = role_is_wrong(OF_A_WORKER)
    except ProgrammingError as error:
        raise CommandError(f"The login of DATABASE_URL may not take the role {HOUSE}: `GRANT {HOUSE} TO ...` as the owner.") from error
    if wrong:
        raise CommandError("The worker does not start: " + " ".join(wrong))
