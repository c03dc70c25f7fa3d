"""The ground of sharing: agreements between organisations, and consents given and taken back."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.services import record
from audit.wall import verb
from cases.models import Case
from cases.services.base import locked, note, refuse, refuse_future_day, refuse_if_over
from cases.versioning import save_over
from referrals import rules
from referrals.choices import OPEN, ReferralType, State
from referrals.models import ConsentRecord, Referral, SharingProtocol
from referrals.packets import FIELDS
from referrals.services.base import end_grant
from referrals.services.sending import cancel
from referrals.workflow import may_move


@verb
def save_protocol(*, protocol: SharingProtocol | None, version: int, by: User, now: datetime, **fields) -> SharingProtocol:
    """Add an agreement on sharing data, or change one; raise Stale if it changed meanwhile."""
    require(by, "sharing.keep")
    if not by.is_over(fields["organisation"].pk):
        refuse(_("You keep the agreements of your own organisation and of those below it."), field="organisation")
    if fields["organisation"] == fields["partner"]:
        refuse(_("An agreement is between two organisations."), field="partner")
    if not any(not rules.wall(fields["partner"].org_type, kind) for kind in ReferralType):
        refuse(rules.wall(fields["partner"].org_type, ReferralType.HEALTH), field="partner", code="wall")
    if fields["valid_to"] < fields["valid_from"]:
        refuse(_("It ends before it begins."), field="valid_to")
    if not fields["purposes"] or not set(fields["purposes"]) <= set(ReferralType.values):
        refuse(_("Choose for which referrals."), field="purposes")
    if not fields["fields"] or not set(fields["fields"]) <= set(FIELDS):
        refuse(_("Choose which data."), field="fields")
    if protocol is None:
        protocol = SharingProtocol.objects.create(created_by=by, **fields)
        action = "sharing.add"
    else:
        protocol = SharingProtocol.objects.visible_to(by).get(pk=protocol.pk)
        save_over(protocol, version=version, **fields)
        action = "sharing.save"
    record(actor=by, action=action, target=protocol, now=now)
    return protocol


@verb
def record_consent(*, case: Case, given_on: date, purposes, explained: str, by: User, now: datetime, **fields) -> ConsentRecord:
    """Record what the child, the representative or both consented to."""
    require(by, "referral.send")
    case = locked(case, by)
    refuse_if_over(case)
    refuse_future_day("given_on", given_on, case.unit.day_of(now))
    if not purposes or not set(purposes) <= set(ReferralType.values):
        refuse(_("Choose to what."), field="purposes")
    if not explained.strip():
        refuse(_("Write how it was explained."), field="explained")
    said = {"given_on": given_on, "purposes": [*purposes], "explained": explained}
    consent = ConsentRecord.objects.create(case=case, created_by=by, **said, **fields)
    note(by=by, action="consent.record", case=case, target=consent, now=now)
    return consent


@verb
def withdraw_consent(*, consent: ConsentRecord, withdrawn_on: date, by: User, now: datetime, withdrawn_words: str = "") -> ConsentRecord:
    """Take a consent back: from now on nothing more is shared on it; what nobody attends yet is cancelled, and every access ends (DP-2)."""
    require(by, "referral.send")
    case = locked(consent.case, by)
    consent = ConsentRecord.objects.select_for_update().get(pk=consent.pk, case=case)
    if consent.withdrawn_on:
        refuse(_("It was taken back already."), code="state")
    refuse_future_day("withdrawn_on", withdrawn_on, case.unit.day_of(now))
    if withdrawn_on < consent.given_on:
        refuse(_("That is before it was given."), field="withdrawn_on")
    consent.withdrawn_on, consent.withdrawn_words = withdrawn_on, withdrawn_words
    consent.save(update_fields=["withdrawn_on", "withdrawn_words"])
    standing = Referral.objects.filter(consent=consent, state__in=OPEN).exclude(state=State.DRAFT)
    for referral in standing.select_for_update(of=("self",)).select_related("case__child", "case__unit"):
        if may_move(referral.state, "cancel"):
            cancel(referral, by=by, now=now, reason=_("The consent on which it stood was taken back."))
        else:
            end_grant(referral, now)
    note(by=by, action="consent.withdraw", case=case, target=consent, now=now)
    return consent
