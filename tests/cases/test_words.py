"""Whatever is done to a case or read of it has words in the access log: no reader meets the name of an action."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from cases import companions, timeline

NAMED = re.compile(r'(?:action=|read\(request, [\w.]+, )"([a-z]+\.[a-z_]+)"')
ABOUT_A_CASE = ("case.", "evaluation.", "plan.", "closure.", "review.", "visit.", "task.", "liberty.", "placement.", "resident.")
SOURCES = [path for app in ("cases", "liberty", "placements", "referrals") for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
ACTIONS = {name for path in SOURCES for name in NAMED.findall(path.read_text()) if name.startswith(ABOUT_A_CASE)}


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_act_on_a_case_has_words(action):
    assert action in timeline.TITLES | companions.titles() | timeline.READINGS


def test_the_acts_are_found_in_the_source():
    assert {"case.read", "closure.form", "liberty.record", "resident.read"} <= ACTIONS
