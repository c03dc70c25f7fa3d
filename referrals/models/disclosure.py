"""What was told of a child to whom nothing is referred: determinations, never narrative (F3, F7, INV-58)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.models import Case
from cases.models.base import CaseChildQuerySet, Record, known
from referrals.disclosure_choices import DisclosureState, Ground
from referrals.disclosure_rules import DETERMINATIONS, FIELDS
from referrals.models.sharing import ConsentRecord


class Disclosure(Record):
    """A letter of determinations to the migration authority, a prosecutor, a court or a consulate."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="disclosures")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="disclosures_received", verbose_name=_("To whom"))
    ground = models.CharField(_("On what ground"), max_length=20, choices=Ground)
    ground_reference = models.CharField(_("Article of the law, or number of the order"), max_length=120, blank=True)
    consent = models.ForeignKey(
        ConsentRecord, models.PROTECT, related_name="disclosures", null=True, blank=True, verbose_name=_("Which consent")
    )
    fields = ArrayField(models.CharField(max_length=20), verbose_name=_("What is told of the child"))
    determinations = ArrayField(models.CharField(max_length=20), verbose_name=_("Which determinations"))
    state = models.CharField(max_length=12, choices=DisclosureState, default=DisclosureState.DRAFT)
    told = models.JSONField(null=True, blank=True)  # the fields as they were told: composed when it is approved, never changed
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was returned or withdrawn, the last time
    version = models.PositiveIntegerField(default=1)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["submitted_at"], condition=Q(state="submitted"), name="disclosure_to_approve")]
        constraints = [
            known("ground", Ground),
            known("state", DisclosureState),
            models.CheckConstraint(condition=Q(fields__contains=["name"], fields__contained_by=[*FIELDS]), name="disclosure_fields_known"),
            models.CheckConstraint(
                condition=Q(determinations__len__gte=1, determinations__contained_by=[*DETERMINATIONS]),
                name="disclosure_determinations_known",
            ),
            models.CheckConstraint(
                condition=Q(ground=Ground.CONSENT, consent__isnull=False, ground_reference="")
                | ~Q(ground=Ground.CONSENT) & Q(consent__isnull=True) & ~Q(ground_reference=""),
                name="disclosure_has_its_ground",
            ),
            models.CheckConstraint(condition=Q(approver__isnull=True) | ~Q(approver=F("author")), name="disclosure_four_eyes"),
            models.CheckConstraint(
                condition=Q(state="approved", approver__isnull=False, approved_at__isnull=False, told__isnull=False)
                | ~Q(state="approved") & Q(approver__isnull=True, approved_at__isnull=True, told__isnull=True),
                name="disclosure_approved_whole",
            ),
        ]

    def __str__(self):
        return f"{self.recipient_id} {self.state}"
