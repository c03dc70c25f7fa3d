from django.core.management.base import BaseCommand, CommandError

from files import services


class Command(BaseCommand):
    help = "Whether files and rows agree: `files check`; with --open every file is opened, with --mend what has no row is removed."

    def add_arguments(self, parser):
        parser.add_argument("act", choices=["check"])
        parser.add_argument("--open", action="store_true", dest="is_opened", help="open every file with its key")
        parser.add_argument("--mend", action="store_true", help="remove files whose row never came, an hour old or more")

    def handle(self, *args, is_opened: bool, mend: bool, **options):
        removed = services.sweep() if mend else 0
        found = services.compared(is_opened=is_opened)
        for what, names in (
            ("row without file", found.rows_without_file),
            ("file without row", found.files_without_row),
            ("cannot be opened", found.unreadable),
        ):
            for name in names:
                self.stdout.write(f"{what}: {name}")
        counts = f"{len(found.rows_without_file)} rows without file, {len(found.files_without_row)} files without row"
        self.stdout.write(f"{found.files} files, {counts}, {len(found.unreadable)} that do not open, {removed} removed")
        if not found.is_sound:
            raise CommandError("Files and rows do not agree.")
