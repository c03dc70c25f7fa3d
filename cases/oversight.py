"""What the home page says to those who watch over access: files opened in an emergency, and accounts that try doors.

A row says that there is something to judge, and nothing of whom it is about.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from accounts.roles import may
from audit.alarms import alarms
from cases.models import Emergency
from cases.worklist import MOST_ROWS, Row, Section, cut, emergency_row, to_judge


def sections(user, now) -> list[Section]:
    """Return what waits for whoever watches over the record; who supervises finds it with the work of the unit (cases.worklist)."""
    if not may(user, "record.read"):
        return []
    return [section for section in (_to_judge(user, now), _alarms(user, now)) if section.rows]


def waiting(user, now) -> dict[str, int]:
    """Return how many files opened in an emergency wait for the judgement of `user`."""
    return {"emergencies": Emergency.objects.to_judge_by(user).count()} if may(user, "emergency.review") else {}


def _to_judge(user, now) -> Section:
    found = Emergency.objects.to_judge_by(user).values_list("pk", "person__organisation__name", "review_due_at")[: MOST_ROWS + 1]
    return to_judge([emergency_row(*row, now) for row in found])


def _alarms(user, now) -> Section:
    found = alarms(now)[: MOST_ROWS + 1]
    names = dict(Organisation.objects.filter(pk__in=[one.organisation for one in found]).values_list("pk", "name")) if found else {}
    words = [ngettext("%(count)d attempt", "%(count)d attempts", one.count) % {"count": one.count} for one in found]
    rows = [
        Row(reverse("cases:record"), names.get(one.organisation, "—"), hint, one.last, "high")
        for one, hint in zip(found, words, strict=True)
    ]
    return cut("alarms", _("An account tries closed doors"), "", rows, reverse("cases:record"))
