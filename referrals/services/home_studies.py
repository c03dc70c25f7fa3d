"""A home study asked of another authority: its answer ends the referral and is the home study on record (INV-29)."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.wall import verb
from cases.models import HomeStudy
from cases.services import write_home_study
from cases.services.base import refuse
from referrals.choices import ReferralType
from referrals.models import Referral
from referrals.services.answering import end_service
from referrals.services.base import locked_of_receiver, refuse_move


@verb
def answer_home_study(*, referral: Referral, result: str, done_on: date, by: User, now: datetime, **fields) -> HomeStudy:
    """Write what the receiver found at the relative's home; whoever asked has it at once, and the referral is done."""
    referral = locked_of_receiver(referral, by)
    if referral.type != ReferralType.HOME_STUDY:
        refuse(_("This referral asks for no home study."), code="state")
    refuse_move(referral, "complete")
    study = write_home_study(
        case=referral.case,
        relative=referral.relative,
        organisation=referral.to_organisation or referral.from_unit,
        reference=referral.number,
        result=result,
        done_on=done_on,
        by=by,
        now=now,
        **fields,
    )
    end_service(referral=referral, move="complete", feedback=study.get_result_display(), by=by, now=now)
    return study
