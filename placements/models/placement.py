"""Who lives where since when."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.models import Case, CaseGrant, Child
from cases.models.base import CaseChildQuerySet, HeardChild, Record, known
from placements.choices import (
    HOLDING,
    LIVING,
    RESIDENTIAL,
    WITH_FAMILY,
    DeclineReason,
    EndReason,
    PlacementType,
    State,
    WithdrawalReason,
)
from placements.models.facility import Facility, Profile


class PlacementQuerySet(CaseChildQuerySet):
    def visible_to(self, user):
        """Narrow to the placements of the cases `user` may see, and for a home, those asked of it."""
        seen = Q(case__in=Case.objects.visible_to(user))
        if may(user, "placement.answer"):
            seen |= Q(facility__organisation__in=user.own_units())
        return self.filter(seen) if user.is_authenticated and user.is_active else self.none()

    def asked_of(self, user):
        """Narrow to what is asked of the user's own organisation."""
        return self.filter(facility__organisation__in=user.own_units()) if may(user, "placement.answer") else self.none()

    def cared_for_by(self, user):
        """Narrow to the children whom the user's own organisation cares for or expects, by a grant in force."""
        if not may(user, "resident.read"):
            return self.none()
        grants = CaseGrant.objects.in_force().filter(unit__in=user.own_units())
        return self.filter(state__in=HOLDING, grant__in=grants)

    def holding(self):
        """Narrow to those that hold a place: that of an absent child until it is given up."""
        return self.filter(state__in=HOLDING).exclude(state=State.ABSENT, place_number=None)

    def living(self):
        """Narrow to where children live, those among them who are absent included."""
        return self.filter(state__in=LIVING)


class Placement(Record, HeardChild):
    """A child asks for a bed, has it reserved, lives there, has left. At most one place at a time (INV-39)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="placements", db_index=False)  # placement_case, placement_lived
    child = models.ForeignKey(Child, models.PROTECT, related_name="placements")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="placements", null=True, blank=True)
    place_name = models.CharField(_("With whom, where"), max_length=200, blank=True)  # where there is no facility
    placement_type = models.CharField(_("Kind of care"), max_length=32, choices=PlacementType)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="placements", null=True, blank=True, verbose_name=_("Profile"))
    place_number = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 to the profile's places: taken once
    adults = models.PositiveSmallIntegerField(_("Adults who came with the child and live there too"), default=0)  # the numbers after it
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    reply_due_at = models.DateTimeField(null=True, blank=True)
    expected_at = models.DateTimeField(_("When the child would arrive"), null=True, blank=True)
    urgent_needs = models.TextField(_("Urgent needs the home must know of"), max_length=2000, blank=True)
    message = models.TextField(_("Message to the home"), max_length=2000, blank=True)
    reason_family_based_not_possible = models.TextField(_("Why care in a family is not possible"), max_length=2000, blank=True)

    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.TextField(_("Note to whoever asks"), max_length=2000, blank=True)
    decline_reason = models.CharField(_("Why the child is not accepted"), max_length=24, choices=DeclineReason, blank=True)
    reserved_until = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(_("Why the request is withdrawn"), max_length=24, choices=WithdrawalReason, blank=True)

    starts_at = models.DateTimeField(_("When the child arrived"), null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)  # while absent: the place is kept so long
    ends_at = models.DateTimeField(_("When the child left"), null=True, blank=True)
    end_reason = models.CharField(_("Why the child left"), max_length=28, choices=EndReason, blank=True)
    grant = models.OneToOneField(CaseGrant, models.PROTECT, null=True, blank=True, related_name="placement")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["facility", "state", "reply_due_at"], name="placement_inbox"),
            models.Index(fields=["case", "-requested_at"], name="placement_case"),
            # With what reports ask of where a child lived: they read this and not the rows.
            models.Index(
                fields=["case", "starts_at"], include=("id", "state", "ends_at", "placement_type", "facility"), name="placement_lived"
            ),
            models.Index(fields=["profile"], condition=Q(state__in=HOLDING), name="placement_of_profile"),
            models.Index(fields=["case"], condition=Q(state__in=[State.REQUESTED, *HOLDING]), name="placement_standing"),
            models.Index(fields=["starts_at"], name="placement_started"),  # reports: what began, ended or was asked for in a period
            models.Index(fields=["ends_at"], name="placement_ended"),
            models.Index(fields=["requested_at"], name="placement_requested"),
        ]
        constraints = [
            known("placement_type", PlacementType),
            known("state", State),
            known("decline_reason", DeclineReason, blank=True),
            known("withdrawal_reason", WithdrawalReason, blank=True),
            known("end_reason", EndReason, blank=True),
            models.CheckConstraint(
                condition=Q(facility__isnull=False, place_name="") & ~Q(placement_type__in=WITH_FAMILY)
                | Q(facility__isnull=True, placement_type__in=WITH_FAMILY) & ~Q(place_name=""),
                name="placement_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ACCEPTED, State.ACTIVE])
                | Q(facility__isnull=True)
                | Q(profile__isnull=False, place_number__isnull=False, place_number__gte=1),
                name="placement_holds_a_place",
            ),
            ExclusionConstraint(
                name="placement_place_once",
                expressions=[
                    (F("profile"), RangeOperators.EQUAL),
                    (
                        Func("place_number", F("place_number") + F("adults") + 1, function="int4range", output_field=IntegerRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=HOLDING, place_number__isnull=False),
            ),
            models.CheckConstraint(condition=Q(adults__lte=10), name="placement_adults_plausible"),
            models.UniqueConstraint(fields=["child"], condition=Q(state__in=LIVING), name="placement_one_active"),
            models.UniqueConstraint(fields=["child"], condition=Q(state=State.ACCEPTED), name="placement_one_reserved"),
            models.UniqueConstraint(fields=["case", "facility"], condition=Q(state=State.REQUESTED), name="placement_asked_once"),
            ExclusionConstraint(
                name="placement_no_double",
                expressions=[
                    (F("child"), RangeOperators.EQUAL),
                    (Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[*LIVING, State.ENDED]),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*LIVING, State.ENDED]) | Q(starts_at__isnull=False), name="placement_lived_since"
            ),
            models.CheckConstraint(
                condition=Q(held_until__isnull=True) & ~Q(state=State.ABSENT, place_number__isnull=False)
                | Q(held_until__isnull=False, state=State.ABSENT, facility__isnull=False, profile__isnull=False)
                & Q(place_number__isnull=False, place_number__gte=1),
                name="placement_place_kept_while_absent",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ENDED, ends_at__isnull=False, ends_at__gte=F("starts_at")) & ~Q(end_reason="")
                | ~Q(state=State.ENDED) & Q(ends_at__isnull=True, end_reason=""),
                name="placement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(placement_type__in=RESIDENTIAL) | ~Q(reason_family_based_not_possible=""), name="placement_family_first"
            ),
            models.CheckConstraint(condition=~Q(child_views="") | ~Q(no_views_reason=""), name="placement_child_heard"),
            models.CheckConstraint(condition=~Q(state=State.DECLINED) | ~Q(decline_reason=""), name="placement_declined_why"),
            models.CheckConstraint(condition=~Q(state=State.WITHDRAWN) | ~Q(withdrawal_reason=""), name="placement_withdrawn_why"),
            models.CheckConstraint(condition=~Q(state=State.ACCEPTED) | Q(reserved_until__isnull=False), name="placement_reserved_until"),
        ]

    def __str__(self):
        return f"{self.reference}: {self.state}"

    @property
    def reference(self) -> str:
        """What two people say on the telephone before the child has a name here."""
        return self.pk.hex[:6].upper()

    @property
    def place(self) -> str:
        """The facility's name, or with whom the child lives."""
        return self.facility.name if self.facility else self.place_name
