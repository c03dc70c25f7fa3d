"""What the home page says to those who watch over access: files opened in an emergency, and accounts that try doors.

A row says that there is something to judge, and nothing of whom it is about.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from accounts.roles import may
from audit.alarms import alarms
from cases.models import Alarm, Emergency
from cases.together import together
from cases.worklist import MOST_ROWS, Row, Section, cut, emergency_row, to_judge


def sections(user, now) -> list[Section]:
    """Return what waits for whoever watches over the record; who supervises finds it with the work of the unit (cases.worklist)."""
    return together([asking(user, now)])[0]


def asking(user, now):
    """Ask for what can be asked together with other apps and return the sections (cases.together)."""
    (waiting,) = yield [Alarm.objects.waiting_for(user).defer("units", "subjects").select_related("person__organisation")[: MOST_ROWS + 1]]
    found = [_on_reading(waiting)]
    if may(user, "record.read"):
        found += [_to_judge(user, now), _alarms(user, now)]
    return [section for section in found if section.rows]


def waiting(user, now) -> dict[str, int]:
    """Return how many files opened in an emergency, and how many alarms, wait for `user`."""
    if not may(user, "emergency.review"):
        return {}
    return {"emergencies": Emergency.objects.to_judge_by(user).count(), "alarms": Alarm.objects.waiting_for(user).count()}


def _on_reading(found: list[Alarm]) -> Section:
    rows = [Row(reverse("cases:alarm", args=[one.pk]), one.get_kind_display(), one.person.organisation.name, None, "high") for one in found]
    return cut("on_reading", _("Alarms to answer"), "", rows, reverse("cases:alarm_list"))


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
