"""What nobody did in time is put before who supervises: overdue tasks, and the cases of people who left."""

from datetime import datetime

from django.db.models import F
from django.urls import reverse

from audit.services import record_each
from audit.wall import verb
from cases.choices import TaskKind, TaskOutcome, TaskSource
from cases.models import Case, Designation, Task
from cases.services.work import raise_task
from protocols.choices import DeadlineKey

MOST_AT_ONCE = 5_000  # rows; what is left comes with the next run


@verb
def escalate_overdue(*, now: datetime) -> int:
    """Mark each open task that is overdue, once, with an event; return how many. What another run holds is left to it."""
    late = Task.objects.open().filter(due_at__lt=now, escalated_at=None).select_for_update(of=("self",), skip_locked=True)
    found = list(late.order_by("due_at").values_list("pk", "case", "case__child", "kind")[:MOST_AT_ONCE])
    Task.objects.filter(pk__in=[pk for pk, *_rest in found]).update(escalated_at=now)
    acts = [(pk, [case, child], {"kind": kind}) for pk, case, child, kind in found]
    record_each(actor=None, action="task.escalate", target_type="cases.task", acts=acts, now=now)
    return len(found)


@verb
def watch_over_who_left(*, now: datetime) -> int:
    """Hold an urgent task open for every case whose person responsible left, until it is handed over; return how many are new.

    What was given by name to somebody who left falls to the person responsible, and the task of somebody who came back is dropped.
    """
    Task.objects.open().filter(assignee__is_active=False).update(assignee=None, version=F("version") + 1)
    asked = Task.objects.open().filter(source=TaskSource.RULE, kind=TaskKind.HAND_OVER)
    of_who_left = Designation.objects.of_who_left().values("case")
    asked.exclude(case__in=of_who_left).update(closed_at=now, outcome=TaskOutcome.DROPPED)
    found = Case.objects.at_work().filter(pk__in=of_who_left).exclude(pk__in=asked.values("case"))
    cases = list(found.select_related("child", "unit").select_for_update(of=("self",), skip_locked=True))
    for case in cases:
        due_at = case.due(DeadlineKey.DESIGNATION, now) or now
        url = reverse("cases:hand_over", args=[case.code])
        raise_task(case=case, kind=TaskKind.HAND_OVER, due_at=due_at, by=None, now=now, is_urgent=True, url=url)
    return len(cases)
