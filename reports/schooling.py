"""Levels of schooling as reports print them: five classes, from none to higher education."""

from django.utils.translation import gettext as _

from cases.choices import SchoolingLevel
from reports.rules import UNKNOWN

NONE, PRIMARY, SECONDARY, HIGH_SCHOOL, HIGHER = "none", "primary", "secondary", "high_school", "higher"
NOT_YET = "not_school_age"
# Somebody who began a level counts in it, whether or not it was completed.
ROLL_UP: dict[str, str] = {
    SchoolingLevel.NONE: NONE,
    SchoolingLevel.PRESCHOOL: NONE,
    SchoolingLevel.PRIMARY_INCOMPLETE: PRIMARY,
    SchoolingLevel.PRIMARY_COMPLETE: PRIMARY,
    SchoolingLevel.SPECIAL_EDUCATION: PRIMARY,
    SchoolingLevel.LOWER_SECONDARY_INCOMPLETE: SECONDARY,
    SchoolingLevel.LOWER_SECONDARY_COMPLETE: SECONDARY,
    SchoolingLevel.UPPER_SECONDARY_INCOMPLETE: HIGH_SCHOOL,
    SchoolingLevel.UPPER_SECONDARY_COMPLETE: HIGH_SCHOOL,
    SchoolingLevel.TECHNICAL: HIGH_SCHOOL,
    SchoolingLevel.HIGHER_INCOMPLETE: HIGHER,
    SchoolingLevel.HIGHER_COMPLETE: HIGHER,
    SchoolingLevel.NOT_SCHOOL_AGE: NOT_YET,
    SchoolingLevel.UNKNOWN: UNKNOWN,
}


def roll_up_labels() -> dict[str, str]:
    """Return the classes in their order, with their names in the reader's language."""
    return {
        NONE: _("No school, or preschool only"),
        PRIMARY: _("Primary school"),
        SECONDARY: _("Secondary school"),
        HIGH_SCHOOL: _("High school"),
        HIGHER: _("Higher education"),
        NOT_YET: _("Not of school age"),
        UNKNOWN: _("Not known"),
    }
