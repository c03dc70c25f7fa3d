from django.core.management.base import BaseCommand, CommandError

from idc_atd.operations.migration_lint import LISTED, faults


class Command(BaseCommand):
    help = "Name the migrations that would lock or rewrite a table in use, or break the release before."
    requires_system_checks = []

    def handle(self, *args, **options):
        if found := list(faults()):
            raise CommandError("\n".join([*found, f"Mend them, or say in {LISTED.name} why it is safe here: under [accepted], by name."]))
