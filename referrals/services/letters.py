"""The numbered letter to a receiver without an account, and the link by which it says once that the letter arrived."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases.models import Case
from cases.services.base import note, refuse
from papers.choices import PaperKind
from papers.models import Letter
from papers.services import number_letter
from referrals import rules
from referrals.choices import State
from referrals.models import Acknowledgement, Referral
from referrals.services.base import enter, locked, locked_of_sender


def number_referral_letter(referral: Referral, *, by: User, now: datetime) -> Letter:
    """Return the letter of the referral: numbered when it is sent, the same ever after."""
    addressee = "\n".join(filter(None, [referral.recipient_name, referral.recipient_address]))
    about = [referral.case, referral.case.child_id]
    place = referral.from_unit
    return number_letter(kind=PaperKind.REFERRAL_LETTER, subject=referral, about=about, place=place, by=by, now=now, addressee=addressee)


def token_of(acknowledgement: Acknowledgement) -> str:
    """Return the token of a link: made anew from the site's own secret whenever the sender needs it, and stored nowhere."""
    key = f"referrals.acknowledgement:{settings.SECRET_KEY}".encode()
    return hmac.new(key, acknowledgement.pk.bytes, hashlib.sha256).hexdigest()[:40]


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@verb
def make_link(*, referral: Referral, by: User, now: datetime) -> Acknowledgement:
    """Make the link of a letter that was sent; one made before and not used ends."""
    require(by, "referral.send")
    referral = locked_of_sender(referral, by)
    if not referral.is_external or referral.state != State.SENT:
        refuse(_("A link is made for a letter that was sent and has not been acknowledged yet."), code="state")
    referral.acknowledgements.filter(used_at=None).delete()
    made = Acknowledgement(referral=referral, expires_at=now + rules.LINK, created_by=by)
    made.digest = digest_of(token_of(made))
    made.save(force_insert=True)
    note(by=by, action="referral.link", case=referral.case, target=referral, now=now)
    return made


@verb
def acknowledge(*, token: str, now: datetime) -> str:
    """Note that the letter arrived, once, and return its number; "" for a link that is used, over, altered or never was.

    Nobody is signed in: nothing of the child is read or told.
    """
    links = Acknowledgement.objects.filter(digest=digest_of(token), used_at=None, expires_at__gt=now)
    found = links.select_related("referral").first()
    if found is None:
        return ""
    Case.objects.select_for_update(of=("self",)).get(pk=found.referral.case_id)
    if not Acknowledgement.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
        return ""
    referral = locked(found.referral)
    if referral.state == State.SENT and not referral.is_late(now):
        enter(referral, "receive", by=None, now=now)
    return referral.number
