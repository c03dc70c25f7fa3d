from pathlib import Path
from subprocess import CalledProcessError

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from idc_atd.database import become
from idc_atd.operations.backup import back_up


class Command(BaseCommand):
    help = "Write a sealed backup of the database and the attachments, as the owner: `DATABASE_ROLE= manage.py backup FILE`."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a file that does not exist yet")

    def handle(self, *args, path: Path, **options):
        if path.exists():
            raise CommandError(f"{path} exists: a backup never takes the place of another.")
        become(None)
        try:
            about = back_up(path, now=timezone.now())
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except CalledProcessError as error:
            raise CommandError("pg_dump failed: the reason is above. Nothing was written.") from error
        rows = sum(about["counts"].values())
        self.stdout.write(f"{path}: {rows} rows of {len(about['counts'])} tables, {about['files']} files, {path.stat().st_size:,} bytes")
        if about["without"]:
            raise CommandError(f"{len(about['without'])} files are missing on the disk: the backup is without them.", returncode=2)
