"""Places of care for the tests, and the verbs that bring a child there."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from accounts.models import Level
from accounts.roles import OrgType
from placements import services
from placements.models import QUESTIONS, Facility, FacilityAddress, FosterHome, LibertyCheck, Profile
from tests.factories import NOW, OrganisationFactory

HOUR = timedelta(hours=1)
WHY = "No se localizó familia extensa."


class FacilityFactory(DjangoModelFactory):
    class Meta:
        model = Facility
        skip_postgeneration_save = True

    organisation = factory.SubFactory(
        OrganisationFactory, org_type=OrgType.CAS_PUBLIC, level=Level.UNIT, name=factory.Sequence(lambda n: f"DIF de prueba {n}")
    )
    name = factory.Sequence(lambda n: f"Casa de prueba {n}")
    facility_type = "residential_cas_public"
    state = "SON"
    municipality = "Hermosillo"
    licence_number = "CAS-1"
    licence_valid_to = date(2027, 1, 1)
    languages = ["es"]
    address = factory.RelatedFactory("tests.placements.homes.FacilityAddressFactory", factory_related_name="facility")

    @factory.post_generation
    def is_open_door(self, create, extracted, **kwargs):
        """Checked and found open before the tests began; False: found locked; "unchecked": nobody looked yet."""
        if create and extracted != "unchecked":
            LibertyCheckFactory(facility=self, doors_unlocked=extracted is not False)
            self.refresh_from_db(fields=["is_open_door"])

    @factory.post_generation
    def foster_home(self, create, extracted, **kwargs):
        """A foster home has its family, vetted; False: none is on record."""
        if create and self.is_household and extracted is not False:
            FosterHomeFactory(facility=self, **kwargs)


class FacilityAddressFactory(DjangoModelFactory):
    class Meta:
        model = FacilityAddress

    text = "Calle de prueba 1"
    phone = "662 000 0000"


class LibertyCheckFactory(DjangoModelFactory):
    class Meta:
        model = LibertyCheck

    facility = factory.SubFactory(FacilityFactory, is_open_door="unchecked")
    held_at = NOW - timedelta(days=60)
    inspector = "Procuraduría de prueba"
    finding = "Se recorrió la casa y se habló con quienes viven ahí."
    goes_out = True
    doors_unlocked = True
    no_guards = True
    not_migration_run = True
    free_contact = True
    outside_activities = True
    told_to_complain = True
    stays_by_measure = True


class FosterHomeFactory(DjangoModelFactory):
    class Meta:
        model = FosterHome

    household = "Rosalba Quijada, 44; Martín Ochoa, 47"
    accredited_by = "DIF de prueba"
    vetted_on = date(2025, 9, 1)
    vetting_valid_to = date(2099, 1, 1)


class ProfileFactory(DjangoModelFactory):
    class Meta:
        model = Profile

    facility = factory.SubFactory(FacilityFactory)
    sex = "female"
    age_from = 12
    age_to = 17
    places = 2


def request(case, home, by, **fields):
    facts = {"child_views": "Quiero estar con otras niñas.", "reason_family_based_not_possible": WHY}
    return services.request_bed(case=case, facility=home, by=by, now=NOW, **(facts | fields))


def accept(placement, home, now=NOW):
    return services.accept_request(placement=placement, profile=home.profile, by=home.staff, now=now)


def live_there(case, home, by, now=NOW):
    """Request, accept and arrive."""
    return services.start_placement(placement=accept(request(case, home, by), home), starts_at=now, by=by, now=now)


INSPECTOR = "Visitaduría de la Procuraduría"


def check(home, by, *noes, now=NOW, **fields):
    """Record a checklist of now: yes to everything but the questions named."""
    facts = {"held_at": now, "inspector": INSPECTOR, "finding": "Se recorrió la casa y se habló con las niñas."}
    answers = {name: name not in noes for name in QUESTIONS}
    return services.record_check(facility=home, by=by, now=now, **(facts | answers | fields))
