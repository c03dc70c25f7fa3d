"""What is asked of another organisation for a child, what it learns of the child, and how it answered."""

from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import may
from cases.countries import validate_country
from cases.models import Case, CaseGrant, Relative
from cases.models.base import CaseChildQuerySet, Record, known
from placements.choices import DeclineReason
from referrals.choices import ENDED, OPEN, UNSENT, WAITING, WITH_FEEDBACK, Basis, Reach, ReferralType, State, Urgency
from referrals.models.sharing import ConsentRecord
from referrals.packets import ABOUT_A_RELATIVE, ACROSS_THE_BORDER, PACKETS
from referrals.rules import SENSITIVE
from referrals.workflow import TRANSITIONS


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to those of the cases `user` may see, and to those sent to the user's own organisation."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        sent_here = self.model.objects.asked_of(user).values("pk")
        return self.filter(Q(case__in=Case.objects.visible_to(user)) | Q(pk__in=sent_here))

    def asked_of(self, user):
        """Narrow to what was sent to the user's own organisation, whoever there answers."""
        if not may(user, "referral.answer"):
            return self.none()
        return self.filter(to_organisation__in=user.own_units(), sent_at__isnull=False)

    def open(self):
        """Narrow to those that have not come to an end."""
        return self.filter(state__in=OPEN)

    def waiting(self):
        """Narrow to those whose receiver has not answered: the reply clock runs."""
        return self.filter(state__in=WAITING)


def _within_its_type() -> Q:
    """The condition that no packet holds a field outside its type."""
    condition = Q()
    for kind, fields in PACKETS.items():
        condition |= Q(type=kind, packet_fields__contained_by=[*fields])
    return condition


class Referral(Record):
    """Something asked of another organisation for a child; to its inbox, or on paper to one without an account."""

    number = models.CharField(max_length=24, unique=True)  # R-SON-2026-000012: says nothing of the child
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    type = models.CharField(_("What is asked for"), max_length=32, choices=ReferralType)
    from_unit = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals_sent")
    to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="referrals_received", null=True, blank=True, verbose_name=_("To which organisation")
    )
    recipient_name = models.CharField(_("Organisation without an account here"), max_length=200, blank=True)
    recipient_address = models.CharField(_("Its address, and to whom the letter is directed"), max_length=300, blank=True)
    recipient_country = models.CharField(_("Country"), max_length=2, blank=True, validators=[validate_country])
    recipient_state = models.CharField(_("State, by its code: SON, CHP ..."), max_length=3, blank=True)
    reach = models.CharField(max_length=12, choices=Reach, default=Reach.NEAR)
    urgency = models.CharField(_("Urgency"), max_length=12, choices=Urgency, default=Urgency.NORMAL)
    purpose = models.TextField(_("What the organisation is asked to do"), max_length=2000)
    needs = models.TextField(_("What it must know to do it"), max_length=2000, blank=True)
    basis = models.CharField(_("On what ground"), max_length=8, choices=Basis, default=Basis.MANDATE)
    consent = models.ForeignKey(
        ConsentRecord, models.PROTECT, related_name="referrals", null=True, blank=True, verbose_name=_("Which consent")
    )
    relative = models.ForeignKey(
        Relative, models.PROTECT, related_name="referrals", null=True, blank=True, verbose_name=_("About which relative")
    )
    packet_fields = ArrayField(models.CharField(max_length=20), verbose_name=_("What it learns of the child"))
    packet = models.JSONField(null=True, blank=True)  # as it was sent: composed then, never changed

    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    reply_due_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(_("Why it is not accepted"), max_length=24, choices=DeclineReason, blank=True)
    answer_note = models.TextField(_("Note to whoever asks"), max_length=2000, blank=True)
    feedback = models.TextField(_("What was done, and what should follow"), max_length=4000, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, related_name="following", null=True, blank=True)
    grant = models.OneToOneField(CaseGrant, models.PROTECT, null=True, blank=True, related_name="referral")
    version = models.PositiveIntegerField(default=1)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["to_organisation", "reply_due_at"], condition=Q(state__in=WAITING), name="referral_inbox"),
            models.Index(fields=["reply_due_at"], condition=Q(state__in=WAITING), name="referral_waiting"),
            models.Index(fields=["case", "-created_at"], name="referral_case"),
            models.Index(fields=["sent_at"], name="referral_sent"),
        ]
        constraints = [
            known("type", ReferralType),
            known("state", State),
            known("reach", Reach),
            known("urgency", Urgency),
            known("basis", Basis),
            known("decline_reason", DeclineReason, blank=True),
            models.CheckConstraint(
                condition=Q(to_organisation__isnull=False, recipient_name="") | Q(to_organisation__isnull=True) & ~Q(recipient_name=""),
                name="referral_to_somebody",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="referral_says_what_for"),
            models.CheckConstraint(
                condition=Q(basis=Basis.MANDATE, consent__isnull=True) | Q(basis=Basis.CONSENT, consent__isnull=False),
                name="referral_has_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(type__in=ABOUT_A_RELATIVE, relative__isnull=False) | ~Q(type__in=ABOUT_A_RELATIVE) & Q(relative__isnull=True),
                name="referral_about_a_relative",
            ),
            models.CheckConstraint(condition=_within_its_type(), name="referral_packet_of_its_type"),
            models.CheckConstraint(
                condition=~Q(reach=Reach.ABROAD) | Q(packet_fields__contained_by=sorted(ACROSS_THE_BORDER)), name="referral_packet_abroad"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*UNSENT, State.CANCELLED])
                | Q(packet__isnull=False, sent_at__isnull=False, reply_due_at__isnull=False),
                name="referral_sent_with_its_packet",
            ),
            models.CheckConstraint(condition=~Q(state__in=UNSENT) | Q(packet__isnull=True, sent_at__isnull=True), name="referral_unsent"),
            models.CheckConstraint(condition=Q(approver__isnull=True) | ~Q(approver=F("author")), name="referral_four_eyes"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | Q(approver__isnull=False, approved_at__isnull=False)
                | Q(reach=Reach.NEAR) & ~Q(type__in=sorted(SENSITIVE)),
                name="referral_approved_where_due",
            ),
            models.CheckConstraint(condition=~Q(state=State.DECLINED) | ~Q(decline_reason=""), name="referral_declined_why"),
            models.CheckConstraint(condition=~Q(state__in=WITH_FEEDBACK) | ~Q(feedback=""), name="referral_ends_with_feedback"),
            models.CheckConstraint(condition=Q(previous__isnull=True) | ~Q(previous=F("pk")), name="referral_follows_another"),
        ]

    def __str__(self):
        return self.number

    @property
    def recipient(self) -> str:
        """To whom it goes, by name."""
        return self.to_organisation.name if self.to_organisation_id else self.recipient_name

    @property
    def is_external(self) -> bool:
        """Whether it goes to somebody without an account: on paper, and the sender records the answer."""
        return self.to_organisation_id is None

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    def is_late(self, now) -> bool:
        """Tell whether the time for the answer has passed."""
        return self.state in WAITING and self.reply_due_at < now

    @cached_property
    def step_list(self) -> list["ReferralStep"]:
        """The history of its states, the first one first."""
        return list(self.steps.all())

    @cached_property
    def file_list(self) -> list:
        """The files that go along, with what they are; those that were withdrawn since are withheld."""
        chosen = self.files.select_related("attachment__file", "attachment__case")
        return [one.attachment for one in chosen if one.attachment.withdrawn_at is None]

    @property
    def last_step(self) -> "ReferralStep | None":
        return self.step_list[-1] if self.step_list else None

    @property
    def question(self) -> "ReferralStep | None":
        """What the receiver asked last, if anything."""
        return next((step for step in reversed(self.step_list) if step.move == "ask"), None)


class ReferralStep(models.Model):
    """One move of one referral; rows are only ever added (a trigger refuses the rest)."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=20)
    left = models.CharField(max_length=20, choices=State)
    entered = models.CharField(max_length=20, choices=State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )  # none: the clock, or the link of a letter
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    reply_due_at = models.DateTimeField(null=True, blank=True)  # of a sending: by when the receiver answers

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["move", "at"], name="referralstep_move_at")]
        constraints = [
            known("entered", State),
            models.CheckConstraint(condition=Q(move__in=[*TRANSITIONS]), name="referralstep_move_known"),
        ]

    def __str__(self):
        return f"{self.left} > {self.entered}"

    @property
    def label(self):
        return TRANSITIONS[self.move].label


class AcknowledgementQuerySet(CaseChildQuerySet):
    def visible_to(self, user):
        """Narrow to the links of the referrals `user` may see."""
        return self.filter(referral__in=Referral.objects.visible_to(user))


class Acknowledgement(Record):
    """A link by which a receiver without an account says once that a letter arrived; of the link itself only the hash is kept."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="acknowledgements")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token, in hexadecimal
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["referral"], condition=Q(used_at__isnull=True), name="acknowledgement_one_unused"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="acknowledgement_hashed"),
        ]

    def __str__(self):
        return str(self.pk)
