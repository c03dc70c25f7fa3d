"""Where a child can live and how many places there are."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import may
from audit.wall import HouseRows
from cases.choices import Language
from cases.choices_execution import ServiceType
from cases.models.base import Record, known
from placements.choices import (
    FACILITY_TYPES,
    HOLDING,
    AddressVisibility,
    PlacementType,
    PreparedFor,
    ProfileSex,
    State,
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
    """A house, a foster family, a hospital: some place that gives care. Never a closed one (INV-01).

    `is_open_door` follows the latest `LibertyCheck`: the database keeps it so, and a place that nobody checked is not open.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="facilities", verbose_name=_("organisation"))
    name = models.CharField(_("Name"), max_length=200)
    facility_type = models.CharField(_("Kind of care"), max_length=32, choices=FACILITY_TYPES)
    state = models.CharField(_("State"), max_length=3, blank=True)  # ISO 3166-2 without the country: SON
    municipality = models.CharField(_("Municipality"), max_length=100, blank=True)
    licence_number = models.CharField(_("Number of the licence or accreditation"), max_length=60)
    licence_valid_to = models.DateField(_("Licence or accreditation valid until"))
    register_number = models.CharField(_("Number in the national register"), max_length=60, blank=True)
    is_open_door = models.BooleanField(default=False, editable=False)
    languages = ArrayField(models.CharField(max_length=5, choices=Language), default=list, blank=True, verbose_name=_("Languages spoken"))
    services = ArrayField(
        models.CharField(max_length=32, choices=ServiceType), default=list, blank=True, verbose_name=_("What the place offers")
    )
    prepared_for = ArrayField(
        models.CharField(max_length=16, choices=PreparedFor), default=list, blank=True, verbose_name=_("Prepared for")
    )
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

    @property
    def service_names(self) -> list[str]:
        return [str(ServiceType(code).label) for code in self.services]

    @property
    def prepared_for_names(self) -> list[str]:
        return [str(PreparedFor(code).label) for code in self.prepared_for]

    @property
    def is_household(self) -> bool:
        """Whether a family lives there, of which nobody learns who it is but whoever places a child with it."""
        return self.facility_type == PlacementType.FOSTER_FAMILY

    @property
    def last_check(self):
        """The latest liberty checklist; None while nobody has looked."""
        return next(iter(self.checks.all()), None)


class FacilityAddressQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Narrow to the addresses that `user` may know: a home its own; whoever places children, as the address itself says."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = self.filter(facility__in=Facility.objects.visible_to(user))
        if may(user, "resident.read"):
            return seen
        told = Q(visibility__in=[AddressVisibility.PUBLIC, AddressVisibility.AUTHORITY])
        told &= ~Q(facility__facility_type=PlacementType.FOSTER_FAMILY)
        return seen.filter(told | Q(facility__in=with_a_child_of(user)))


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


def with_a_child_of(user):
    """Return the ids of the facilities where a child whose case `user` sees lives or has a bed reserved."""
    return _placements().visible_to(user).filter(state__in=HOLDING).values("facility")


def _placements():
    """The rows of who lives where, reached from here through the relation: that module needs this one."""
    return Facility._meta.get_field("placements").related_model.objects


class ProfileQuerySet(HouseRows):
    def visible_to(self, user):
        return self.filter(facility__in=Facility.objects.visible_to(user))

    def counted(self, now):
        """Add `occupied`, `reserved` and `held` for absent children: a reservation and a kept place count until they lapse."""
        mine = _placements().filter(profile=models.OuterRef("pk")).order_by().values("profile")
        counted = self.annotate(
            occupied=_count(mine.filter(state=State.ACTIVE)),
            reserved=_count(mine.filter(state=State.ACCEPTED, reserved_until__gt=now)),
            held=_count(mine.filter(state=State.ABSENT, held_until__gt=now)),
        )
        return counted.as_house("how many of a home's places are taken, whoever has them")


def _count(rows):
    """Return how many places the rows take: the child's, and one for each adult who lives there too."""
    return models.functions.Coalesce(models.Subquery(rows.annotate(number=models.Sum(F("adults") + 1)).values("number")), 0)


class Profile(Record):
    """Places of a facility for children of a sex and an age band."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="profiles")
    name = models.CharField(_("Room or group"), max_length=80, blank=True)
    sex = models.CharField(_("For"), max_length=8, choices=ProfileSex, default=ProfileSex.ANY)
    age_from = models.PositiveSmallIntegerField(_("From age"))
    age_to = models.PositiveSmallIntegerField(_("To age"))
    places = models.PositiveSmallIntegerField(_("Places"))
    takes_families = models.BooleanField(
        _("Family rooms: adults who came with a child live there too, and each takes a place"), default=False
    )
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
