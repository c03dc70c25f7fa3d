import pytest

from accounts.roles import Role
from cases.models import ChildIdentity
from tests.factories import CaseFactory, UserFactory, grant
from tests.placements.homes import FacilityFactory, ProfileFactory


@pytest.fixture
def case(team):
    """A girl of fifteen, seen by intake, caseworker and, by her unit, the supervisor."""
    case = CaseFactory(unit=team.unit)
    ChildIdentity.objects.filter(child=case.child).update(given_names="Yesenia")
    for person in (team.intake, team.caseworker):
        grant(case, person)
    return case


@pytest.fixture
def home():
    """A house for girls of twelve to seventeen with two places, of an organisation of its own."""
    facility = FacilityFactory()
    facility.profile = ProfileFactory(facility=facility)
    facility.manager = UserFactory(organisation=facility.organisation, role=Role.SHELTER_MANAGER)
    facility.staff = UserFactory(organisation=facility.organisation, role=Role.SHELTER_STAFF)
    return facility
