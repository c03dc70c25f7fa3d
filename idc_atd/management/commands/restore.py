import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from idc_atd.database import become
from idc_atd.operations.restore import CannotRestore, bring_back, wrong_after
from sealing import BadSeal


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty FILES_DIR; --verify compares all of it with what the archive says."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument("--verify", action="store_true", help="rows by table, the chain of the record, every attachment opened")

    def handle(self, *args, path: Path, verify: bool, **options):
        become(None)
        start = time.monotonic()
        try:
            about = bring_back(path)
        except (CannotRestore, BadSeal, OSError) as error:
            raise CommandError(f"Not restored: {error}") from error
        self.stdout.write(f"Restored the backup of {about['made_at']} in {time.monotonic() - start:.1f} s.")
        if about["without"]:
            self.stdout.write(f"It is without {len(about['without'])} files that were missing on the disk.")
        if verify:
            start = time.monotonic()
            if wrong := wrong_after(about):
                raise CommandError("It is not whole:\n" + "\n".join(wrong))
            rows, files = sum(about["counts"].values()), about["files"]
            self.stdout.write(
                f"Whole: {rows} rows, {about['head']['number']} events, {files} files, seen in {time.monotonic() - start:.1f} s."
            )
