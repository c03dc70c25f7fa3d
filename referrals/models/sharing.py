"""On what ground data leaves the authority: what organisations agreed on, and what a child or a representative consented to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import may
from cases.choices import Consent
from cases.models import Case
from cases.models.base import CaseChildQuerySet, Record, known
from referrals.choices import Channel, ReferralType
from referrals.packets import FIELDS


class SharingProtocolQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to those of the user's own organisation and below, for the roles that keep them."""
        return self.filter(organisation__in=user.own_units()) if may(user, "sharing.keep") else self.none()

    def between(self, unit: Organisation, partner: Organisation):
        """Narrow to those of `unit`, or of one above it, with `partner` or with one above it."""
        above = Organisation.objects.above
        return self.filter(organisation__in=above(unit).order_by().values("pk"), partner__in=above(partner).order_by().values("pk"))


class SharingProtocol(Record):
    """Two organisations agreed what one may tell the other of a child: for which purposes, which fields, how, until when (DP-11)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sharing_protocols", verbose_name=_("Who tells"))
    partner = models.ForeignKey(Organisation, models.PROTECT, related_name="sharing_partners", verbose_name=_("Who is told"))
    reference = models.CharField(_("Name and number of the agreement"), max_length=200)
    purposes = ArrayField(models.CharField(max_length=32, choices=ReferralType), verbose_name=_("For which referrals"))
    fields = ArrayField(models.CharField(max_length=20), verbose_name=_("Which data"))
    channel = models.CharField(_("By which way"), max_length=16, choices=Channel, default=Channel.SYSTEM)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid until"))
    version = models.PositiveIntegerField(default=1)

    objects = SharingProtocolQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_to", "id"]
        constraints = [
            known("channel", Channel),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="sharing_ends_after_start"),
            models.CheckConstraint(condition=~Q(organisation=F("partner")), name="sharing_of_two"),
            models.CheckConstraint(
                condition=Q(purposes__len__gte=1, purposes__contained_by=ReferralType.values), name="sharing_purposes_known"
            ),
            models.CheckConstraint(condition=Q(fields__len__gte=1, fields__contained_by=[*FIELDS]), name="sharing_fields_known"),
        ]

    def __str__(self):
        return self.reference

    def covers(self, kind: str, names, day) -> bool:
        """Tell whether it allows to tell those fields for that purpose on that day."""
        return self.valid_from <= day <= self.valid_to and kind in self.purposes and set(names) <= set(self.fields)

    @property
    def purpose_labels(self) -> list[str]:
        return [str(ReferralType(code).label) for code in self.purposes]


class ConsentRecord(Record):
    """A child, a representative or both agreed that something is told, for named purposes; and perhaps took it back (DP-2)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    given_by = models.CharField(_("Who consents"), max_length=16, choices=Consent)
    given_on = models.DateField(_("On which day"))
    purposes = ArrayField(models.CharField(max_length=32, choices=ReferralType), verbose_name=_("To what"))
    explained = models.TextField(
        _("How it was explained: in which language, what may be refused, that it can be taken back"), max_length=2000
    )
    withdrawn_on = models.DateField(_("Taken back on"), null=True, blank=True)
    withdrawn_words = models.TextField(_("What was said"), max_length=2000, blank=True)

    objects = CaseChildQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-created_at"]
        constraints = [
            known("given_by", Consent),
            models.CheckConstraint(
                condition=Q(purposes__len__gte=1, purposes__contained_by=ReferralType.values), name="consent_purposes_known"
            ),
            models.CheckConstraint(condition=~Q(explained=""), name="consent_explained"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")), name="consent_withdrawn_after_given"
            ),
        ]

    def __str__(self):
        return f"{self.get_given_by_display()}, {self.given_on}"

    @property
    def purpose_labels(self) -> list[str]:
        return [str(ReferralType(code).label) for code in self.purposes]
