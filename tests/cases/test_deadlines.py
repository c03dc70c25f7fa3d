from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Organisation
from cases.choices import Risk, Step
from cases.models import Case
from cases.services.base import step_due_of

START = datetime(2026, 3, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "risk", "due"),
    [
        (Step.INTAKE, "", START + timedelta(hours=24)),
        (Step.DESIGNATION, Risk.HIGH, START + timedelta(hours=4)),
        (Step.DESIGNATION, "", START + timedelta(hours=4)),
        (Step.EVALUATION, Risk.MEDIUM, START + timedelta(days=2, hours=168)),
        (Step.PLAN_DESIGN, Risk.LOW, START + timedelta(days=2 + 14)),
        (Step.CLOSED, Risk.HIGH, None),
        (Step.DETERMINATION, Risk.HIGH, None),
    ],
)
def test_a_step_is_due_from_the_notification_or_from_its_own_beginning_by_risk(step, risk, due):
    unit = Organisation(time_zone="America/Hermosillo")
    case = Case(step=step, step_entered_at=START + timedelta(days=2), notified_at=START, risk_level=risk, protocol="mx 2026.1", unit=unit)
    assert step_due_of(case) == due
