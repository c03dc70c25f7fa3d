import pytest

from tests.referrals.sending import Desk


@pytest.fixture
def desk(db):
    return Desk()
