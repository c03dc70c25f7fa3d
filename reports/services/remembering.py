"""Counting once a day where counting takes long: what the statements of a report answered is kept, and prepared at night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from accounts.models import Organisation
from audit.wall import verb
from cases.models import Case
from reports import rules
from reports.build import made
from reports.disclosure import LEAST_THRESHOLD
from reports.memory import Memory
from reports.models import KeptAnswer
from reports.question import Scope, units_below
from reports.standard import STANDARD, Choice

KEPT = timedelta(hours=24)
PREPARED = ("last_month", "last_quarter", "last_year")


def is_large(place: Organisation) -> bool:
    """Tell whether the cases of a place are so many that they are counted once a day."""
    least = settings.REPORTS_KEPT_FROM
    return Case.objects.filter(unit__in=units_below(place)).order_by()[:least].count() >= least


def recall(scope: Scope, *, now: datetime) -> Memory:
    """Return what was counted for a place within the last day: nothing where counting is quick."""
    if scope.own_cases_of is not None:
        return Memory()
    kept = list(KeptAnswer.objects.filter(place=scope.organisation, made_at__gt=now - KEPT))
    return Memory({answer.asked: answer.rows for answer in kept}, min((answer.made_at for answer in kept), default=None))


@verb
def keep(memory: Memory, scope: Scope, *, now: datetime) -> int:
    """Keep for a day what was counted of a large place; return how many answers."""
    if not memory.new or scope.own_cases_of is not None or not is_large(scope.organisation):
        return 0
    answers = [KeptAnswer(asked=asked, place=scope.organisation, rows=rows, made_at=now) for asked, rows in sorted(memory.new.items())]
    KeptAnswer.objects.bulk_create(answers, update_conflicts=True, unique_fields=["asked"], update_fields=["rows", "made_at"])
    return len(answers)


def forget(*, now: datetime) -> int:
    """Drop what is older than a day; return how many answers."""
    return KeptAnswer.objects.filter(made_at__lte=now - KEPT).delete()[0]


def prepare(*, now: datetime) -> int:
    """Count the usual reports of every large place anew; return how many answers are kept."""
    return sum(_prepare(place, now) for place in Organisation.objects.filter(children__isnull=False).distinct() if is_large(place))


def _prepare(place: Organisation, now: datetime) -> int:
    memory, scope = Memory(), Scope(place)
    with timezone.override(ZoneInfo(place.time_zone)):
        periods = rules.usual_periods(timezone.localdate(now))
        for standard in STANDARD.values():
            for period in (periods[name] for name in PREPARED if not standard.is_of_access):
                made(Choice(standard, standard.measures[0], period, scope), threshold=LEAST_THRESHOLD, now=now, memory=memory)
    return keep(memory, scope, now=now)
