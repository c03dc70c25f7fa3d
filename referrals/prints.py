"""The official letter of a referral to an organisation without an account: number, packet, what answer is expected by when."""

import zoneinfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.prints.base import in_words, reader_language
from papers.services import print_paper
from protocols import packs
from protocols.words import said
from referrals.models import Referral
from referrals.packets import lines
from referrals.services.letters import number_referral_letter


def letter_of(request, referral: Referral) -> HttpResponse:
    """Print the letter that was numbered when the referral was sent, keep it, put it on record, and show it."""
    case, now = referral.case, timezone.now()
    about = [case, case.child_id]
    letter = number_referral_letter(referral, by=request.user, now=now)
    paper = print_paper(
        kind=letter.kind,
        subject=letter,
        about=about,
        template="referrals/papers/letter.typ",
        values=values_of(referral, letter),
        language=reader_language(),
        place=case.unit,
        by=request.user,
        now=now,
    )
    headers = {"Content-Disposition": f'inline; filename="{paper.filename}"'}
    return HttpResponse(bytes(paper.pdf), content_type="application/pdf", headers=headers)


def values_of(referral: Referral, letter) -> dict:
    """Return what the letter says: what the packet holds, and nothing else of the child."""
    case = referral.case
    due = referral.reply_due_at.astimezone(zoneinfo.ZoneInfo(case.unit.time_zone))
    signing = referral.approver or referral.author
    return {
        "document": {
            "title": _("Referral letter"),
            "subtitle": f"{letter.reference} · {in_words(letter.issued_at, case)}",
            "folio": letter.reference,
            "draft": "",
            "draft-note": "",
        },
        "addressee": letter.addressee,
        "facts": [
            [_("What is asked for"), str(referral.get_type_display())],
            [_("Urgency"), str(referral.get_urgency_display())],
            [_("Our reference"), referral.number],
        ],
        "child": [[str(label), words] for label, words in lines(referral.packet)],
        "purpose": referral.purpose,
        "needs": referral.needs,
        "ground": f"{said(packs.of_case(case.protocol).legal['referral'])} · {referral.get_basis_display()}",
        "signatures": [{"label": _("For the protection authority"), "name": signing.full_name, "detail": str(signing.get_role_display())}],
        "words": {
            "to": _("To"),
            "purpose": _("What we ask of you"),
            "needs": _("What you must know to do it"),
            "child": _("The child"),
            "ground": _("Legal ground"),
            "answer": _("Your answer"),
            "due": _("Please tell this authority in writing by %(day)s, %(time)s, whether you accept, and if not, why.")
            % {"day": in_words(due, case), "time": f"{due:%H:%M}"},
            "legend": _(
                "Confidential. These data are given for the purpose above and for nothing else: they are not passed on, not published and"
                " not used for migration control."
            ),
            "received": _("Received: name and post, day and hour, signature, stamp"),
        },
    }
