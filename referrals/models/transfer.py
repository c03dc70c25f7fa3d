"""The responsibility for a child's case goes from one authority to another; until that instant it stays where it was (INV-33)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import may
from cases.choices_execution import Decided
from cases.models import Case, CaseGrant
from cases.models.base import HeardChild, Record, known
from referrals.choices import Basis
from referrals.models.liaison import LiaisonOfficer
from referrals.transfer_choices import ENDED, RefusalReason, TransferKind, TransferState
from referrals.transfer_workflow import UNDER_WAY


def person(**options) -> models.ForeignKey:
    """A column that names who did something."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **options)


class TransferQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the transfers of the cases `user` sees, to those offered to the user's authority, and to those it once made."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(case__in=Case.objects.visible_to(user))
        if may(user, "case.designate"):
            seen |= Q(grant__in=CaseGrant.objects.in_force().filter(unit__in=user.own_units()).values("pk"))
            seen |= Q(origin__in=user.own_units())
        return self.filter(seen)

    def offered_to(self, user):
        """Narrow to those that the user's own authority is asked to take, or has taken and not begun."""
        if not may(user, "case.designate"):
            return self.none()
        grants = CaseGrant.objects.in_force().filter(unit__in=user.own_units())
        states = [TransferState.OFFERED, TransferState.ACCEPTED, TransferState.HANDOVER]
        return self.filter(state__in=states, grant__in=grants.values("pk"))

    def under_way(self):
        """Narrow to those that neither took effect nor came to nothing."""
        return self.exclude(state__in=ENDED)

    def effective(self):
        """Narrow to those that moved the responsibility, the earliest first."""
        return self.filter(state=TransferState.EFFECTIVE).order_by("effective_at")


class Transfer(Record, HeardChild):
    """One transfer of one case, from the proposal to the instant at which another authority is responsible."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=16, choices=TransferKind)
    state = models.CharField(max_length=24, choices=TransferState, default=TransferState.PROPOSED)
    origin = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    destination = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Authority that would be responsible"))
    reason = models.TextField(_("Why the responsibility should move"))
    proposed_by = person()
    proposed_at = models.DateTimeField()
    approved_by = person(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    # What crossing a border asks
    decision = models.CharField(max_length=16, choices=Decided, blank=True)  # the plan or a determination
    document = models.UUIDField(null=True, blank=True)  # of that decision
    basis = models.CharField(_("On what the sharing of data rests"), max_length=16, choices=Basis, blank=True)
    basis_text = models.TextField(_("The law, or who consented and when"), blank=True)
    officer = models.CharField(_("Child-protection officer who accompanies the child"), max_length=150, blank=True)
    liaison = models.ForeignKey(
        LiaisonOfficer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Liaison officer who gets a copy")
    )
    receiver = models.CharField(_("Adult or authority into whose care the child goes"), max_length=200, blank=True)
    receiver_verified = models.TextField(_("How identity, kinship and home were verified"), blank=True)
    follow_up_by = models.CharField(_("Who sees to the child after the arrival, by name and office"), max_length=200, blank=True)
    follow_up_on = models.DateField(_("Day of that follow-up"), null=True, blank=True)

    packet = models.JSONField(default=dict, blank=True)  # what the destination was shown: key of transfer_packet.FIELDS -> value
    note_to_destination = models.TextField(_("What the next person must know first (necessary facts only)"), max_length=2000, blank=True)
    offered_by = person(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    reply_due_at = models.DateTimeField(null=True, blank=True)
    grant = models.OneToOneField(CaseGrant, models.PROTECT, null=True, blank=True, related_name="transfer")

    answered_by = person(null=True, blank=True)  # of the destination; none where it answered by letter
    answered_at = models.DateTimeField(null=True, blank=True)
    receiving_official = models.CharField(_("Who accepted there, by name and office"), max_length=200, blank=True)
    acceptance_reference = models.CharField(_("Number and date of their letter"), max_length=150, blank=True)
    responsible = person(null=True, blank=True, verbose_name=_("Person who would be responsible"))
    language_covered_by = models.CharField(_("How the child's language is covered"), max_length=200, blank=True)
    override_reason = models.TextField(_("Why this person, though their caseload is full"), blank=True)
    refusal_reason = models.CharField(_("Why the transfer is refused"), max_length=24, choices=RefusalReason, blank=True)
    refusal_text = models.TextField(_("What the origin should know or mend"), max_length=2000, blank=True)

    meeting_at = models.DateTimeField(_("When it was held"), null=True, blank=True)
    handed_by = models.CharField(_("Who hands over, by name and office"), max_length=200, blank=True)
    received_by = models.CharField(_("Who receives, by name and office"), max_length=200, blank=True)
    minutes = models.TextField(_("What was agreed: who does what until when"), blank=True)
    documents_handed = models.TextField(_("Documents handed over"), blank=True)
    child_told_at = models.DateTimeField(_("When the child was told who will be responsible"), null=True, blank=True)

    effective_at = models.DateTimeField(null=True, blank=True)
    effective_by = person(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_text = models.TextField(_("Why the transfer is withdrawn"), blank=True)
    followed_up_at = models.DateTimeField(_("When the child was seen there"), null=True, blank=True)
    follow_up_text = models.TextField(_("How the child is, as the authority there says"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            known("kind", TransferKind),
            known("state", TransferState),
            known("decision", Decided, blank=True),
            known("basis", Basis, blank=True),
            known("refusal_reason", RefusalReason, blank=True),
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=sorted(UNDER_WAY)), name="transfer_one_under_way"),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="transfer_to_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="transfer_says_why"),
            models.CheckConstraint(condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")), name="transfer_four_eyes"),
            models.CheckConstraint(
                condition=Q(state__in=[TransferState.PROPOSED, TransferState.WITHDRAWN])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="transfer_approved_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[TransferState.PROPOSED, TransferState.APPROVED, TransferState.WITHDRAWN])
                | Q(offered_by__isnull=False, offered_at__isnull=False, grant__isnull=False),
                name="transfer_offered_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TransferState.ACCEPTED, TransferState.HANDOVER, TransferState.EFFECTIVE])
                | Q(answered_at__isnull=False, answered_at__gte=F("offered_at"))
                & (Q(answered_by__isnull=False, responsible__isnull=False) | Q(kind=TransferKind.CROSS_BORDER) & ~Q(receiving_official="")),
                name="transfer_accepted_by_a_named_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TransferState.HANDOVER, TransferState.EFFECTIVE])
                | Q(meeting_at__gte=F("answered_at"), child_told_at__isnull=False) & ~Q(minutes=""),
                name="transfer_handed_over_with_minutes",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.EFFECTIVE, effective_at__gte=F("meeting_at"))
                | ~Q(state=TransferState.EFFECTIVE) & Q(effective_at__isnull=True),
                name="transfer_effective_after_the_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(kind=TransferKind.CROSS_BORDER)
                | Q(state__in=[TransferState.PROPOSED, TransferState.WITHDRAWN])
                | Q(decision__in=[Decided.PLAN, Decided.DETERMINATION], document__isnull=False, liaison__isnull=False)
                & Q(follow_up_on__isnull=False)
                & ~(Q(basis="") | Q(officer="") | Q(receiver="") | Q(receiver_verified="") | Q(follow_up_by="")),
                name="transfer_across_the_border_complete",
            ),
            models.CheckConstraint(condition=~Q(state=TransferState.REFUSED) | ~Q(refusal_reason=""), name="transfer_refused_why"),
            models.CheckConstraint(
                condition=~Q(state=TransferState.WITHDRAWN) | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_text=""),
                name="transfer_withdrawn_why",
            ),
            models.CheckConstraint(condition=~Q(child_views="") | ~Q(no_views_reason=""), name="transfer_child_heard"),
        ]

    def __str__(self):
        return f"{self.reference}: {self.state}"

    @property
    def reference(self) -> str:
        """What two people say on the telephone."""
        return self.pk.hex[:6].upper()

    @property
    def is_abroad(self) -> bool:
        return self.kind == TransferKind.CROSS_BORDER
