"""The drills of docs/operations.md on few cases and in few rounds: minutes, so that `make soak` alone runs them (DRILLS=1)."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

FEW = {"CASES": "2000", "ROUNDS": "5", "AWAY": "10", "FILES": "20", "USERS": "10", "DURATION": "20"}
PROMISES = {
    "backup": pytest.mark.promise(40),
    "instant": pytest.mark.promise(41),
    "replica": (),
    "outage": pytest.mark.promise(47),
    "restart": pytest.mark.promise(43),
    "crash": pytest.mark.promise(34),
    "load": pytest.mark.promise(44),
}


@pytest.mark.skipif("DRILLS" not in os.environ, reason="minutes: make soak")
@pytest.mark.parametrize("name", [pytest.param(name, marks=marks) for name, marks in PROMISES.items()])
def test_the_drill_goes_well(name):
    environment = FEW | {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PYTEST_"))}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "drills", name],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1_200,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All of it went well." in done.stdout
