"""`make docs`: the parts of docs/ that are written from the code, between their marks."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from accounts.docs import access
from cases.choices import Step
from cases.docs import measures, workflow
from determinations.docs import determination_workflow
from liberty.docs import restriction_workflow
from placements.docs import absence_workflow, placement_workflow
from protocols.docs import protocols
from referrals.disclosure_docs import disclosure_workflow
from referrals.docs import packets, referral_workflow
from referrals.transfer_docs import transfer_workflow
from reports.docs import indicators

# What may stand between `<!-- begin NAME -->` and `<!-- end NAME -->` in any page of docs/.
GENERATED: dict[str, Callable[[], str]] = {
    "absence": absence_workflow,
    "access": access,
    "determination": determination_workflow,
    "disclosure": disclosure_workflow,
    "indicators": indicators,
    "measures": measures,
    "packets": packets,
    "placement": placement_workflow,
    "protocols": lambda: protocols({step.value: step.label for step in Step}),
    "referral": referral_workflow,
    "restriction": restriction_workflow,
    "transfer": transfer_workflow,
    "workflow": workflow,
}
MARKED = re.compile(r"(?P<begin><!-- begin (?P<name>\w+) -->\n).*?(?P<end><!-- end (?P=name) -->)", re.DOTALL)


class Command(BaseCommand):
    help = "Write the generated parts of docs/ again."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; fail if a page is out of date")

    def handle(self, *, check, **options):
        stale = []
        for path in sorted((settings.BASE_DIR / "docs").rglob("*.md")):
            before = path.read_text()
            with override("en"):
                after = MARKED.sub(written_again, before)
            if after != before:
                stale.append(str(path.relative_to(settings.BASE_DIR)))
                if not check:
                    path.write_text(after)
        if check and stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run `make docs`.")


def written_again(part: re.Match) -> str:
    if part["name"] not in GENERATED:
        raise CommandError(f"No generator is called {part['name']}; see idc_atd/management/commands/docs.py.")
    return f"{part['begin']}\n{GENERATED[part['name']]()}\n\n{part['end']}"
