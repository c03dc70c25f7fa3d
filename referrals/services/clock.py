"""What the clock does to referrals: whoever should answer is reminded, and what nobody answered expires aloud."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.services import record
from audit.wall import verb
from cases.models import Case
from referrals import rules
from referrals.facts import who_answers
from referrals.models import Referral
from referrals.services.answering import find_another_way
from referrals.services.base import end_grant, enter, locked

MOST_AT_ONCE = 500


def expire_overdue(*, now: datetime) -> int:
    """Expire every referral whose time for an answer has passed, and tell whoever sent it; return how many."""
    late = Referral.objects.waiting().filter(reply_due_at__lt=now).order_by("reply_due_at")
    return sum(_expire(pk, case, now) for pk, case in late.values_list("pk", "case")[:MOST_AT_ONCE])


@verb
def _expire(pk, case, now: datetime) -> int:
    """Expire one, unless somebody is at work on its case right now or has answered meanwhile."""
    if not Case.objects.filter(pk=case).select_for_update(of=("self",), skip_locked=True).exists():
        return 0
    referral = locked(Referral(pk=pk))
    if not referral.is_late(now):
        return 0
    enter(referral, "expire", by=None, now=now)
    end_grant(referral, now)
    find_another_way(referral, by=None, now=now)
    return 1


def remind(*, now: datetime) -> int:
    """Write once to the people of each organisation that has not answered in three quarters of the time; return how many referrals."""
    found = Referral.objects.waiting().filter(reminded_at=None, reply_due_at__gt=now, to_organisation__isnull=False)
    ripe = [one for one in found.order_by("reply_due_at")[:MOST_AT_ONCE] if rules.remind_at(one.sent_at, one.reply_due_at) <= now]
    return sum(_remind(one, now) for one in ripe)


@verb
def _remind(referral: Referral, now: datetime) -> int:
    """Say that something waits, in no letter whose or what."""
    if not Referral.objects.filter(pk=referral.pk, reminded_at=None).update(reminded_at=now):
        return 0
    link = settings.SITE_URL.rstrip("/") + reverse("referrals:inbox")
    for person in who_answers(referral.to_organisation):
        with override(person.language):
            text = render_to_string("referrals/reminder.txt", {"link": link})
            send_mail(_("A referral waits for your answer"), text, None, [person.email])
    record(actor=None, action="referral.remind", target=referral, subjects=[referral.case_id], now=now)
    return 1
