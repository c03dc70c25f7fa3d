"""What a foster home has beyond any other place: a household that is vetted and visited, and that few may know."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.models.base import Record
from placements.models.facility import Facility, with_a_child_of


class HouseholdQuerySet(models.QuerySet):
    """Rows of a household are seen by the programme that runs the home and by who places a child there."""

    facility = "facility"

    def visible_to(self, user):
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = self.filter(**{f"{self.facility}__in": Facility.objects.visible_to(user)})
        return seen if may(user, "resident.read") else seen.filter(**{f"{self.facility}__in": with_a_child_of(user)})


class VisitQuerySet(HouseholdQuerySet):
    facility = "home__facility"


class FosterHome(models.Model):
    """The family of a facility of the kind "foster family". Its accreditation is the facility's licence; its places, its profiles."""

    facility = models.OneToOneField(Facility, models.CASCADE, primary_key=True, related_name="foster_home")
    household = models.TextField(_("Who lives in the home: names, ages, relation"), max_length=2000)
    accredited_by = models.CharField(_("Who accredited the family"), max_length=200)
    vetted_on = models.DateField(_("Day of the vetting"))
    vetting_valid_to = models.DateField(_("Vetting valid until"))

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(vetting_valid_to__gte=F("vetted_on")), name="fosterhome_vetting_in_order"),
            models.CheckConstraint(condition=~Q(household="") & ~Q(accredited_by=""), name="fosterhome_says_who"),
        ]

    def __str__(self):
        return str(self.facility_id)


class SupervisedVisit(Record):
    """Somebody of the programme visited the family: how the home is. Never changed afterwards."""

    home = models.ForeignKey(FosterHome, models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("Day of the visit"))
    visitor = models.CharField(_("Who visited"), max_length=200)
    finding = models.TextField(_("How the home and the family are"), max_length=4000)
    is_of_concern = models.BooleanField(_("Something gives concern"), default=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(finding="") & ~Q(visitor=""), name="supervisedvisit_says_what_and_who"),
        ]

    def __str__(self):
        return f"{self.home_id} {self.visited_on}"
