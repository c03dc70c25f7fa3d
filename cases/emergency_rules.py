"""When a file may be opened that is not one's own, as pure functions of plain values (DP-4)."""

import re
from datetime import timedelta

from accounts.roles import PROTECTION_AUTHORITIES, OrgType
from protocols.limits import Limit

OPEN_FOR = timedelta(hours=4)
REVIEW = Limit(3, "bd")
LEAST_LETTERS = 20  # of a reason
LEAST_WORDS = 4
LEAST_DIFFERENT = 8  # letters: "aaaaaaaaaaaaaaaaaaaa" says nothing
OPENED_BY = PROTECTION_AUTHORITIES | {OrgType.DIF_NATIONAL, OrgType.DIF_STATE, OrgType.DIF_MUNICIPAL}


def says_why(reason: str) -> bool:
    """Tell whether a text can be a reason: enough letters, words and different letters for somebody else to judge it."""
    words = re.findall(r"[^\W\d_]+", reason.casefold())
    letters = "".join(words)
    return len(letters) >= LEAST_LETTERS and len(words) >= LEAST_WORDS and len(set(letters)) >= LEAST_DIFFERENT


def may_open_elsewhere(org_type: str) -> bool:
    """Tell whether people of such an organisation open files in an emergency: those who protect children by their office."""
    return org_type in OPENED_BY
