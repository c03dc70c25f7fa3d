"""How many failures are too many."""

from datetime import timedelta

import pytest

from accounts.sign_in_rules import Failed, Step, locked_until
from tests.factories import NOW

pytestmark = pytest.mark.promise(7)


def failures(count: int, *, who: bool, where: bool, minutes: float = 0):
    return [Failed(NOW - timedelta(minutes=minutes, seconds=n), who, where) for n in range(count)]


@pytest.mark.parametrize(
    ("step", "failed", "is_locked"),
    [
        (Step.PASSWORD, failures(4, who=True, where=True), False),
        (Step.PASSWORD, failures(5, who=True, where=True), True),
        (Step.PASSWORD, failures(5, who=True, where=True, minutes=15), False),
        (Step.PASSWORD, failures(200, who=True, where=False), False),  # a stranger elsewhere keeps nobody out
        (Step.PASSWORD, failures(29, who=False, where=True), False),
        (Step.PASSWORD, failures(30, who=False, where=True, minutes=59), True),
        (Step.PASSWORD, failures(30, who=False, where=True, minutes=60), False),
        (Step.CODE, failures(5, who=True, where=True), True),
        (Step.CODE, failures(19, who=True, where=False), False),
        (Step.CODE, failures(20, who=True, where=False), True),  # who tries codes knows the password
        (Step.CODE, [], False),
    ],
)
def test_the_limits(step, failed, is_locked):
    assert (locked_until(step, failed, NOW) is not None) == is_locked


def test_a_lock_ends_when_the_fifth_last_failure_is_fifteen_minutes_old():
    failed = failures(7, who=True, where=True)
    assert locked_until(Step.PASSWORD, failed, NOW) == NOW - timedelta(seconds=4) + timedelta(minutes=15)
