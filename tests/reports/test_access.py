"""The report on access: what staff did, counted from the record, each act once and in its own column."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Kind
from audit.services import record
from reports import rules
from tests.factories import OrganisationFactory, UserFactory, local_today

pytestmark = pytest.mark.django_db

ACTS = [
    ("case.read", Kind.READ, 3),
    ("plan.print", Kind.EXPORT, 2),
    ("firewall.refuse", Kind.REFUSED, 1),
    ("emergency.open", Kind.WRITE, 1),
    ("disclosure.approve", Kind.WRITE, 1),
    ("case.move", Kind.WRITE, 4),  # work, not access
]


def test_acts_are_counted_by_role_organisation_and_refusal(client):
    unit = OrganisationFactory()
    worker, officer = (UserFactory(organisation=unit, role=role) for role in (Role.CASEWORKER, Role.DATA_PROTECTION_OFFICER))
    elsewhere = UserFactory(role=Role.CASEWORKER)
    last = rules.usual_periods(local_today())["last_month"].bounds(timezone.get_current_timezone())[0] + timedelta(days=3)
    for action, kind, times in ACTS:
        for _ in range(times):
            for actor in (worker, elsewhere):
                record(actor=actor, action=action, kind=kind, now=last)
    record(actor=worker, action="case.read", kind=Kind.READ, now=last - timedelta(days=31))
    client.force_login(officer)
    report = client.get(reverse("reports:report", args=["R6"])).context["report"]
    said = {part.key: {row.label: [cell.value for cell in row.cells] for row in part.rows} for part in report.parts}
    assert said["by-role"] == {"Caseworker": [3, 2, 1, 1, 1, 1]}
    assert said["by-organisation"] == {unit.name: [3, 2, 1, 1, 1, 1]}
    assert said["by-refusal"] == {"firewall.refuse": [1, None]}
