"""The letters of a transfer: the file that goes before a child across a border, and the minutes of the hand-over."""

from django.utils.translation import gettext as _

from cases.prints.base import Sheet, hour_in_words, in_words
from cases.prints.letter import child_facts, ground, letter_sheet, signed_by
from papers.choices import PaperKind
from papers.models import Letter
from referrals.models import Transfer
from referrals.transfer_packet import sections_of


def transfer_sheet(transfer: Transfer, letter: Letter) -> Sheet:
    """Return the letter of that kind about the transfer."""
    return {PaperKind.CROSSING_FILE: crossing_sheet, PaperKind.HANDOVER_MINUTES: minutes_sheet}[PaperKind(letter.kind)](transfer, letter)


def crossing_sheet(transfer: Transfer, letter: Letter) -> Sheet:
    """Return the file for an authority of another country: the packet as it was offered, on what it rests, and nothing else (INV-34)."""
    case = transfer.case
    intro = _("This authority asks you to take over the care of this child, whom it accompanies to your country, and to name who receives.")
    ask = _(
        "Please write by %(day)s who accepts the child, by name and office. Until the child has arrived and you have taken over,"
        " this authority remains responsible."
    )
    parts = [
        *({"title": title, "facts": [list(row) for row in rows]} for title, rows in sections_of(transfer.packet)),
        {**ground(case, "transfer"), "facts": [[_("On what the sharing of data rests"), transfer.get_basis_display()]]},
        {"title": _("What is asked of you"), "text": ask % {"day": in_words(transfer.reply_due_at, case)}},
        {
            "title": _("What this file does not hold"),
            "text": _(
                "Why the child left, what the child told, health, and the rest of the family. The child is not asked for them again."
            ),
        },
    ]
    head = signed_by(transfer.approved_by, _("For the protection authority"))
    title = _("File of a child who crosses a border")
    return letter_sheet(letter, case, title=title, intro=intro, parts=parts, signatures=[head])


def minutes_sheet(transfer: Transfer, letter: Letter) -> Sheet:
    """Return the minutes of the hand-over between two authorities, for both to sign."""
    case = transfer.case
    until = _("%(origin)s is responsible for the child until %(destination)s takes over; from that instant %(destination)s is.")
    parts = [
        {
            "title": _("The hand-over"),
            "facts": [
                *child_facts(case),
                [_("Held"), hour_in_words(transfer.meeting_at, case)],
                [_("From"), transfer.origin.name],
                [_("To"), transfer.destination.name],
                *([[_("Person who will be responsible"), transfer.responsible.full_name]] if transfer.responsible else []),
                [_("The child was told"), hour_in_words(transfer.child_told_at, case)],
            ],
        },
        {"title": _("What was agreed"), "text": transfer.minutes},
        {"title": _("Documents handed over"), "text": transfer.documents_handed},
        {"title": _("Belongings of the child"), "blanks": [_("What is handed over, piece by piece; what is missing")]},
        {
            "title": _("Who is responsible"),
            "text": until % {"origin": transfer.origin.name, "destination": transfer.destination.name},
        },
        ground(case, "transfer"),
    ]
    hands = [_hand(_("Hands over"), transfer.handed_by), _hand(_("Receives"), transfer.received_by)]
    intro = _("Both authorities met, agreed what follows, and told the child.")
    title = _("Minutes of the hand-over")
    return letter_sheet(letter, case, title=title, intro=intro, parts=parts, signatures=hands, is_acknowledged=False)


def _hand(label: str, name: str) -> dict:
    return {"label": label, "name": name, "detail": ""}
