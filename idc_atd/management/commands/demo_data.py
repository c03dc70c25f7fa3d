"""Load the demonstration: organisations, one account per role and about 300 invented cases in every state."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from idc_atd.demo.load import load


class Command(BaseCommand):
    help = "Load the demo data into an empty database."

    def handle(self, **options):
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("Demo data are loaded in demo mode only (DEMO=1).")
        if User.objects.exists():
            raise CommandError("The database is not empty: demo data never mix with anybody's own.")
        load(timezone.now())
