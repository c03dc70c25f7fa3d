"""Figures on restrictions for the reports: how many stand, wait, were appealed or lifted, and what was refused (I-30)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField
from django.db.models.functions import Cast

from accounts.models import Organisation
from audit.models import Event, Kind
from cases.models import Case
from liberty.models import Restriction, RestrictionAppeal, RestrictionReview
from liberty.restriction_choices import Outcome, RestrictionState
from liberty.services.restrictions import ATTEMPT


@dataclass(frozen=True)
class Restrictions:
    """Indicator I-30 of one authority and those below it."""

    in_effect: int  # on the day
    overdue: int  # on the day: without effect, pending review
    appealed: int  # appeals filed in the period
    lifted: int  # by a review in the period
    blocked: int  # attempts at something forbidden that were refused in the period


def restrictions(unit: Organisation, since: datetime, until: datetime) -> Restrictions:
    """Return I-30 for the cases of `unit` and below, in [since, until); what stands is counted on the day of `until`."""
    cases = Case.objects.filter(unit__path__startswith=unit.path)
    day, first, last = unit.day_of(until), unit.day_of(since), unit.day_of(until)
    standing = Restriction.objects.filter(case__in=cases, state=RestrictionState.ACTIVE)
    of_cases = {"restriction__case__in": cases}
    return Restrictions(
        in_effect=standing.filter(review_date__gte=day).count(),
        overdue=standing.overdue(day).count(),
        appealed=RestrictionAppeal.objects.filter(**of_cases, filed_on__gte=first, filed_on__lt=last).count(),
        lifted=RestrictionReview.objects.filter(**of_cases, outcome=Outcome.LIFT, held_on__gte=first, held_on__lt=last).count(),
        blocked=blocked_attempts(cases, since, until),
    )


def blocked_attempts(cases, since: datetime, until: datetime) -> int:
    """Return how often something forbidden was refused in those cases: every attempt is one, also a repeated one."""
    keys = cases.order_by().annotate(key=Cast("pk", CharField())).values("key")
    found = Event.objects.filter(action=ATTEMPT, kind=Kind.REFUSED, at__gte=since, at__lt=until)
    return found.filter(target_type="cases.case", target_id__in=keys).count()
