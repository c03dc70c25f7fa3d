"""`manage.py audit verify [--head FILE]`: is the record whole. `manage.py audit head [--send]`: how far it goes, to be kept elsewhere.
`manage.py audit history TABLE ROW`: what a row said before each of its changes (as the owner: DATABASE_ROLE=)."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import chain
from audit.heads import send_head
from audit.history import changes_of


class Command(BaseCommand):
    help = "Verifies the chain of the record, or prints its head."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="Compute the chain anew; exit 1 with the first broken number.")
        verify.add_argument("--head", action="append", default=[], metavar="FILE", type=Path, help="heads kept elsewhere, a line each")
        head = verbs.add_parser("head", help="Print the signed head.")
        head.add_argument("--send", action="store_true", help="also to AUDIT_HEAD_TO and AUDIT_HEAD_FILE")

        history = verbs.add_parser("history", help="Print what a row said before each change, a line each.")
        history.add_argument("table")
        history.add_argument("row")

    def handle(self, *args, **options):
        if options["verb"] == "head":
            now = timezone.now()
            self.stdout.write(send_head(now=now) if options["send"] else chain.line_of(chain.head(), now))
            return
        if options["verb"] == "history":
            for change in changes_of(options["table"], options["row"]):
                self.stdout.write(json.dumps(change, default=str, ensure_ascii=False))
            return
        try:
            kept = [one for path in options["head"] for one in chain.heads_in(path.read_text())]
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The heads cannot be read: {error}") from error
        verdict = chain.verify(kept)
        if verdict.broken is not None:
            raise CommandError(f"The record is broken at {verdict.broken}: {verdict.why}.", returncode=1)
        self.stdout.write(f"The record is whole: {verdict.count} events, {len(kept)} heads kept elsewhere compared.")
