"""Where a child can live, how many places there are, and who lives there since when."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import may
from cases.choices import Language
from cases.models import Case, CaseGrant, Child
from cases.models.base import HeardChild, Record, known
from placements.choices import (
    FACILITY_TYPES,
    HOLDING,
    RESIDENTIAL,
    WITH_FAMILY,
    AddressVisibility,
    DeclineReason,
    EndReason,
    PlacementType,
    ProfileSex,
    State,
    WithdrawalReason,
)

MAY_PLACE = ("placement.propose", "placement.order")


def places_children(user) -> bool:
    """Tell whether the role of `user` asks for beds."""
    return any(may(user, capability) for capability in MAY_PLACE)


class FacilityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the facilities of the user's own organisation, and for whoever places children, those of the country."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if places_children(user):
            return self.filter(organisation__country=user.organisation.country)
        if may(user, "resident.read"):
            return self.filter(organisation__in=user.own_units())
        return self.none()

    def taking_children(self):
        """Narrow to those that work."""
        return self.filter(is_active=True, organisation__is_active=True)


class Facility(Record):
    """A house, a programme of foster families, a hospital: some place that gives care. Never a closed one (INV-01)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="facilities", verbose_name=_("organisation"))
    name = models.CharField(_("Name"), max_length=200)
    facility_type = models.CharField(_("Kind of care"), max_length=32, choices=FACILITY_TYPES)
    state = models.CharField(_("State"), max_length=3, blank=True)  # ISO 3166-2 without the country: SON
    municipality = models.CharField(_("Municipality"), max_length=100, blank=True)
    licence_number = models.CharField(_("Number of the licence"), max_length=60)
    licence_valid_to = models.DateField(_("Licence valid until"))
    is_open_door = models.BooleanField(_("Open doors: children go out under rules fit for their age; nobody is locked in"), default=False)
    languages = ArrayField(models.CharField(max_length=5, choices=Language), default=list, blank=True, verbose_name=_("Languages spoken"))
    is_active = models.BooleanField(_("Takes children"), default=True)
    version = models.PositiveIntegerField(default=1)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(facility_type__in=[value for value, label in FACILITY_TYPES]), name="facility_facility_type_known"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def language_names(self) -> list[str]:
        return [str(Language(code).label) for code in self.languages]


class FacilityAddressQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the addresses that `user` may know: a home its own; whoever places children, as the address itself says."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = self.filter(facility__in=Facility.objects.visible_to(user))
        if may(user, "resident.read"):
            return seen
        there = Placement.objects.visible_to(user).filter(state__in=HOLDING).values("facility")
        return seen.filter(Q(visibility__in=[AddressVisibility.PUBLIC, AddressVisibility.AUTHORITY]) | Q(facility__in=there))


class FacilityAddress(models.Model):
    """Where a facility is, apart from what it is: shelters for children at risk are not told to everybody."""

    facility = models.OneToOneField(Facility, models.CASCADE, primary_key=True, related_name="address")
    text = models.CharField(_("Address"), max_length=300, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    visibility = models.CharField(
        _("Who may see the address"), max_length=12, choices=AddressVisibility, default=AddressVisibility.AUTHORITY
    )

    objects = FacilityAddressQuerySet.as_manager()

    class Meta:
        constraints = [known("visibility", AddressVisibility)]

    def __str__(self):
        return self.text


class ProfileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(facility__in=Facility.objects.visible_to(user))

    def counted(self, now):
        """Add `occupied` and `reserved`: a reservation counts until it lapses."""
        mine = Placement.objects.filter(profile=models.OuterRef("pk")).order_by().values("profile")
        return self.annotate(
            occupied=_count(mine.filter(state=State.ACTIVE)),
            reserved=_count(mine.filter(state=State.ACCEPTED, reserved_until__gt=now)),
        )


def _count(rows):
    return models.functions.Coalesce(models.Subquery(rows.annotate(number=models.Count("pk")).values("number")), 0)


class Profile(Record):
    """Places of a facility for children of a sex and an age band."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="profiles")
    name = models.CharField(_("Room or group"), max_length=80, blank=True)
    sex = models.CharField(_("For"), max_length=8, choices=ProfileSex, default=ProfileSex.ANY)
    age_from = models.PositiveSmallIntegerField(_("From age"))
    age_to = models.PositiveSmallIntegerField(_("To age"))
    places = models.PositiveSmallIntegerField(_("Places"))
    version = models.PositiveIntegerField(default=1)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["age_from", "sex", "id"]
        constraints = [
            known("sex", ProfileSex),
            models.CheckConstraint(condition=Q(age_to__gte=F("age_from"), age_to__lte=25), name="profile_ages_in_order"),
            models.CheckConstraint(condition=Q(places__lte=500), name="profile_places_plausible"),
        ]

    def __str__(self):
        ages = _("%(low)s to %(high)s years") % {"low": self.age_from, "high": self.age_to}
        return " · ".join(filter(None, [self.name, f"{self.get_sex_display()}, {ages}"]))


class PlacementQuerySet(models.QuerySet):
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
        """Narrow to those that hold a place."""
        return self.filter(state__in=HOLDING)


class Placement(Record, HeardChild):
    """A child asks for a bed, has it reserved, lives there, has left. At most one place at a time (INV-39)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="placements")
    child = models.ForeignKey(Child, models.PROTECT, related_name="placements")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="placements", null=True, blank=True)
    place_name = models.CharField(_("With whom, where"), max_length=200, blank=True)  # where there is no facility
    placement_type = models.CharField(_("Kind of care"), max_length=32, choices=PlacementType)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="placements", null=True, blank=True, verbose_name=_("Profile"))
    place_number = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 to the profile's places: taken once
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
    ends_at = models.DateTimeField(_("When the child left"), null=True, blank=True)
    end_reason = models.CharField(_("Why the child left"), max_length=28, choices=EndReason, blank=True)
    grant = models.OneToOneField(CaseGrant, models.PROTECT, null=True, blank=True, related_name="placement")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["facility", "state", "reply_due_at"], name="placement_inbox"),
            models.Index(fields=["case", "-requested_at"], name="placement_case"),
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
                condition=~Q(state__in=HOLDING)
                | Q(facility__isnull=True)
                | Q(profile__isnull=False, place_number__isnull=False, place_number__gte=1),
                name="placement_holds_a_place",
            ),
            models.UniqueConstraint(fields=["profile", "place_number"], condition=Q(state__in=HOLDING), name="placement_place_once"),
            models.UniqueConstraint(fields=["child"], condition=Q(state=State.ACTIVE), name="placement_one_active"),
            models.UniqueConstraint(fields=["child"], condition=Q(state=State.ACCEPTED), name="placement_one_reserved"),
            models.UniqueConstraint(fields=["case", "facility"], condition=Q(state=State.REQUESTED), name="placement_asked_once"),
            ExclusionConstraint(
                name="placement_no_double",
                expressions=[
                    (F("child"), RangeOperators.EQUAL),
                    (Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[State.ACTIVE, State.ENDED]),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ACTIVE, State.ENDED]) | Q(starts_at__isnull=False), name="placement_lived_since"
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
