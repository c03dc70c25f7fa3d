"""Places of care for the tests, and the verbs that bring a child there."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from accounts.models import Level
from accounts.roles import OrgType
from placements import services
from placements.models import Facility, FacilityAddress, Profile
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
    is_open_door = True
    languages = ["es"]
    address = factory.RelatedFactory("tests.placements.homes.FacilityAddressFactory", factory_related_name="facility")


class FacilityAddressFactory(DjangoModelFactory):
    class Meta:
        model = FacilityAddress

    text = "Calle de prueba 1"
    phone = "662 000 0000"


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
