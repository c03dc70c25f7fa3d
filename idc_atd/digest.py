"""The letter of the morning: how much waits for a person, in numbers, and the way to the sign-in page. Never whose, what or where."""

import smtplib
import zoneinfo
from datetime import datetime

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

import cases.oversight
import cases.worklist
import liberty.worklist
import placements.worklist
import referrals.transfer_worklist
import referrals.worklist
from accounts.models import Organisation, User
from accounts.roles import OrgType, Role
from accounts.services import claim_digest
from audit.wall import verb

HOUR = 6  # where the reader is
SOURCES = (cases.oversight, cases.worklist, liberty.worklist, placements.worklist, referrals.worklist, referrals.transfer_worklist)

log = structlog.get_logger(__name__)


def send_digests(*, now: datetime) -> int:
    """Send the letter of the day to everybody for whom something waits and where it is six in the morning; return how many.

    Once a day and person, however often it runs: the day is written in the transaction that sends. A letter that the mail server
    does not take is left to the next run, and holds up nobody else's.
    """
    sent = 0
    for user in _readers(now).iterator(chunk_size=500):
        zone = zoneinfo.ZoneInfo(user.organisation.time_zone)
        with timezone.override(zone), override(user.language):
            try:
                sent += _send(user, now)
            except (smtplib.SMTPException, OSError) as failure:
                log.warning("digest_not_sent", user=str(user.pk), failure=type(failure).__name__)
    return sent


def _readers(now: datetime):
    zones = [name for name in _zones() if now.astimezone(zoneinfo.ZoneInfo(name)).hour == HOUR]
    people = User.objects.filter(is_active=True, wants_digest=True, organisation__time_zone__in=zones)
    people = people.exclude(role=Role.MIGRATION_NOTIFIER).exclude(organisation__org_type=OrgType.MIGRATION_AUTHORITY)
    return people.select_related("organisation").order_by("pk")


def _zones():
    return Organisation.objects.order_by().values_list("time_zone", flat=True).distinct()


@verb
def _send(user: User, now: datetime) -> bool:
    if not claim_digest(user=user, day=user.organisation.day_of(now)):
        return False
    counts: dict[str, int] = {}
    for source in SOURCES:
        counts |= source.waiting(user, now)
    lines = [_words(name, count) for name, count in counts.items() if count]
    if not lines:
        return False
    text = render_to_string("digest.txt", {"lines": lines, "link": settings.SITE_URL.rstrip("/") + reverse("home")})
    send_mail(_("What waits for you today"), text, None, [user.email])
    return True


def _words(name: str, count: int) -> str:
    words = {
        "overdue": ngettext("%(count)d task is overdue", "%(count)d tasks are overdue", count),
        "today": ngettext("%(count)d task is due today", "%(count)d tasks are due today", count),
        "emergencies": ngettext(
            "%(count)d file opened in an emergency waits for your judgement",
            "%(count)d files opened in an emergency wait for your judgement",
            count,
        ),
        "alarms": ngettext("%(count)d alarm waits for your answer", "%(count)d alarms wait for your answer", count),
        "accept": ngettext("%(count)d designation waits for you to accept", "%(count)d designations wait for you to accept", count),
        "review": ngettext("%(count)d document waits for your review", "%(count)d documents wait for your review", count),
        "team": ngettext("%(count)d task of your team is overdue", "%(count)d tasks of your team are overdue", count),
        "transfers": ngettext(
            "%(count)d transfer is offered to your authority", "%(count)d transfers are offered to your authority", count
        ),
        "referrals": ngettext("%(count)d referral waits for your answer", "%(count)d referrals wait for your answer", count),
        "referrals_to_approve": ngettext("%(count)d referral waits for your approval", "%(count)d referrals wait for your approval", count),
        "voices": ngettext("%(count)d word of a child waits for your answer", "%(count)d words of children wait for your answer", count),
        "requests": ngettext("%(count)d request waits for your answer", "%(count)d requests wait for your answer", count),
    }
    return words[name] % {"count": count}
