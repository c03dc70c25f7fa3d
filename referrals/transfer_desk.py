"""What the page of a transfer says to its reader: what comes next, and which acts are the reader's."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.models import Case
from referrals.services.transfers import answers_for_destination, crossing_lacks
from referrals.transfer_choices import TransferState
from referrals.transfer_packet import packet_of, sections_of
from referrals.transfer_workflow import UNDER_WAY

NEXT: dict[str, str | Promise] = {
    TransferState.PROPOSED: _("Somebody of the authority responsible who did not propose it approves it."),
    TransferState.APPROVED: _(
        "It is offered: from then on the authority that would take over sees what stands here, and nothing else of the case."
    ),
    TransferState.OFFERED: _("Who was asked accepts and names the person who would be responsible, or refuses and says why."),
    TransferState.ACCEPTED: _("Both meet, agree who does what, and tell the child. The minutes are written here."),
    TransferState.HANDOVER: _("Who accepted takes over: in that instant it is responsible, and not before."),
    TransferState.EFFECTIVE: _("The responsibility has moved."),
    TransferState.REFUSED: _("Nothing has changed: the authority before is responsible."),
    TransferState.WITHDRAWN: _("Nothing has changed: the authority before is responsible."),
}
ARRIVAL = _("When the child has arrived, that is recorded here: from then on the authority there is responsible, and the case ends here.")


@dataclass(frozen=True)
class Way:
    """One act that the reader may make."""

    name: str
    label: str | Promise
    url: str
    is_aside: bool = False


class Desk:
    """A transfer as one reader sees it."""

    def __init__(self, transfer, user):
        self.transfer, self.user = transfer, user
        self.sees_case = Case.objects.visible_to(user).filter(pk=transfer.case_id).exists()
        self.is_origin = self.sees_case and may(user, "case.approve") and transfer.case.unit_id == transfer.origin_id
        self.is_worker = self.sees_case and transfer.case.unit_id == transfer.origin_id and (self.is_origin or may(user, "case.work"))
        self.is_destination = answers_for_destination(user, transfer)

    @property
    def next(self) -> str | Promise:
        """What comes next, in a sentence."""
        is_arrival = self.transfer.is_abroad and self.transfer.state == TransferState.HANDOVER
        return ARRIVAL if is_arrival else NEXT[self.transfer.state]

    @property
    def packet(self) -> list:
        """What the other authority sees: as it was sent, or as it would be sent now."""
        packet = self.transfer.packet
        if not packet and self.sees_case:
            packet = packet_of(self.transfer.case, self.transfer)
        return sections_of(packet)

    @property
    def lacks(self) -> list:
        """What a crossing still lacks while it is prepared."""
        is_prepared_here = self.is_worker and self.transfer.state in (TransferState.PROPOSED, TransferState.APPROVED)
        return crossing_lacks(self.transfer.case, self.transfer) if self.transfer.is_abroad and is_prepared_here else []

    def ways(self) -> list[Way]:
        """Return the acts that are the reader's, the one that brings it on first."""
        found = [self._way(*entry) for entry in self._acts()]
        if self.is_origin and self.transfer.state in UNDER_WAY:
            found.append(self._way("withdraw", _("Withdraw the transfer"), True))
        return found

    def _way(self, name, label, is_aside=False) -> Way:
        return Way(name, label, reverse(f"referrals:transfer_{name}", args=[self.transfer.pk]), is_aside)

    def _acts(self):
        transfer, state = self.transfer, self.transfer.state
        if transfer.is_abroad and self.is_worker and state in (TransferState.PROPOSED, TransferState.APPROVED):
            yield "crossing", _("Write what crossing the border asks"), not self.lacks
        if state == TransferState.PROPOSED and self.is_origin and transfer.proposed_by_id != self.user.pk and not self.lacks:
            yield "approve", _("Approve it")
        if state == TransferState.APPROVED and self.is_worker:
            yield "offer", _("Offer it")
        if state == TransferState.OFFERED and self.is_destination:
            yield "accept", _("Accept and name the person")
            yield "refuse", _("Refuse"), True
        if state == TransferState.OFFERED and transfer.is_abroad and self.is_origin:
            yield "letter", _("Record their letter of acceptance")
        if state == TransferState.ACCEPTED and (self.is_worker or self.is_destination):
            yield "handover", _("Write the minutes of the hand-over")
        if state == TransferState.HANDOVER and (self.is_origin if transfer.is_abroad else self.is_destination):
            yield "take_over", _("The child has arrived") if transfer.is_abroad else _("Take over the responsibility")
        if state == TransferState.EFFECTIVE and transfer.is_abroad and self.is_origin and not transfer.followed_up_at:
            yield "word", _("Record word of the child")
