import pytest

from tests.factories import CaseFactory, grant


@pytest.fixture
def case(team):
    """A case of the authority, open to its intake."""
    case = CaseFactory(unit=team.unit)
    grant(case, team.intake)
    return case
