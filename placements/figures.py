"""What is counted of beds: refusals for want of a place, and children who have one within a day of their notification."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q

from cases.models import Case
from placements.choices import DeclineReason, State
from placements.models import Placement

IN_TIME = timedelta(hours=24)


@dataclass(frozen=True)
class Admitted:
    """Of the children notified, how many lived somewhere within a day."""

    notified: int
    in_time: int


@dataclass(frozen=True)
class Refused:
    """Of the requests for a bed, how many were declined for want of a place."""

    asked: int
    no_capacity: int


def admitted(user, since: datetime, until: datetime) -> Admitted:
    """Count the children of the cases `user` may see who were notified in [since, until), each once."""
    waited = ExpressionWrapper(F("starts_at") - OuterRef("notified_at"), output_field=DurationField())
    in_time = Placement.objects.filter(case=OuterRef("pk"), starts_at__isnull=False).annotate(waited=waited).filter(waited__lte=IN_TIME)
    cases = Case.objects.visible_to(user).filter(notified_at__gte=since, notified_at__lt=until).annotate(is_in_time=Exists(in_time))
    return Admitted(
        **cases.aggregate(notified=Count("child", distinct=True), in_time=Count("child", distinct=True, filter=Q(is_in_time=True)))
    )


def refused(user, since: datetime, until: datetime) -> Refused:
    """Count the requests made in [since, until) for children `user` may see, or to the user's home."""
    requests = Placement.objects.visible_to(user).filter(facility__isnull=False, requested_at__gte=since, requested_at__lt=until)
    no_capacity = Q(state=State.DECLINED, decline_reason=DeclineReason.NO_CAPACITY)
    return Refused(**requests.aggregate(asked=Count("pk"), no_capacity=Count("pk", filter=no_capacity)))
