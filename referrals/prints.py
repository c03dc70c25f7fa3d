"""The official letter of a referral to an organisation without an account: its packet, and what answer is expected by when."""

import zoneinfo

from django.utils.translation import gettext as _

from cases.prints.base import Sheet, in_words
from cases.prints.letter import ground, letter_sheet, signed_by
from papers.models import Letter
from referrals.choices import ReferralType
from referrals.models import Referral
from referrals.packets import lines


def referral_sheet(referral: Referral, letter: Letter) -> Sheet:
    """Return the letter: what the packet holds, and nothing else of the child."""
    case = referral.case
    due = referral.reply_due_at.astimezone(zoneinfo.ZoneInfo(case.unit.time_zone))
    answer = _("Please tell this authority in writing by %(day)s, %(time)s, whether you accept, and if not, why.")
    about = [
        [_("What is asked for"), str(referral.get_type_display())],
        [_("Urgency"), str(referral.get_urgency_display())],
        [_("Our reference"), referral.number],
        [_("Ground"), str(referral.get_basis_display())],
    ]
    parts = [
        {"title": _("What we ask of you"), "facts": about, "text": referral.purpose},
        {"title": _("The child"), "facts": [[str(label), words] for label, words in lines(referral.packet)]},
        *([{"title": _("What you must know to do it"), "text": referral.needs}] if referral.needs else []),
        *(
            [{"title": _("What the visit should tell"), "items": home_study_questions()}]
            if referral.type == ReferralType.HOME_STUDY
            else []
        ),
        ground(case, "referral"),
        {"title": _("Your answer"), "text": answer % {"day": in_words(due, case), "time": f"{due:%H:%M}"}},
    ]
    signing = signed_by(referral.approver or referral.author, _("For the protection authority"))
    intro = _("This authority asks you, for the protection of a child, for what follows.")
    return letter_sheet(letter, case, title=_("Referral letter"), intro=intro, parts=parts, signatures=[signing])


def home_study_questions() -> list[str]:
    """Return what another authority is asked to see and to hear at a relative's home, before a child may live there (INV-29)."""
    return [
        _("Who the person is, by which document, and how the kinship with the child is known"),
        _("Who lives in the home, and whether anybody there has harmed a child or is feared by this one"),
        _("Whether the person wants to care for the child, for how long, and what the person knows of the journey"),
        _("The home: room and bed for the child, water, safety of the place"),
        _("School, health services and income, and what help would be needed"),
        _("What you recommend: favourable, favourable under conditions, or not"),
    ]
