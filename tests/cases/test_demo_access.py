"""What the demonstration shows of access is made by the same verbs as everything else."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from cases.choices import Step
from cases.models import Emergency
from idc_atd.demo import access
from referrals.models import Disclosure
from tests.factories import Team, walk_to


@pytest.mark.django_db
def test_one_disclosure_is_approved_and_one_emergency_waits():
    team, other = Team(), Team(state="OAX")
    walk_to(Step.PLAN_EXECUTION, team)
    office = SimpleNamespace(**vars(team), workers=[team.caseworker])
    access.show([office, SimpleNamespace(**vars(other), workers=[other.caseworker])], timezone.now())
    assert Disclosure.objects.get().state == "approved"
    assert Emergency.objects.waiting().get().person == other.caseworker
