"""The board of a team: who has how much, what is late, and whom nobody answers for."""

from collections import defaultdict

from django.db.models import Count, Min, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role, require
from audit.services import record_read
from cases.models import Case, Designation, Task
from cases.rules import MOST_CASES, MOST_CASEWORKERS
from cases.worklist import MOST_ROWS, overdue_by_person, without_person

MOST_PEOPLE = 100


@require_safe
def board(request):
    """One row a caseworker; on top the cases without a person and what is overdue: a fixed number of queries."""
    require(request.user, "case.designate")
    user, now = request.user, timezone.now()
    alone, left = list(without_person(user).select_related("child__identity")[: MOST_ROWS + 1]), _of_who_left(user)
    escalated = Task.objects.visible_to(user).open().exclude(escalated_at=None).select_related("case__child__identity", "assignee")
    late = list(escalated.order_by("-is_urgent", "due_at")[: MOST_ROWS + 1])
    supervisors, rows = _people(user, now)
    shown = {case.pk for case in alone} | {one.case_id for one in left} | {task.case_id for task in late}
    record_read(actor=user, action="team.read", subjects=sorted(shown))
    context = {
        "title": _("Team"),
        "alone": alone[:MOST_ROWS],
        "left": left,
        "late": late[:MOST_ROWS],
        "has_more_alone": len(alone) > MOST_ROWS,
        "has_more_late": len(late) > MOST_ROWS,
        "rows": rows[:MOST_PEOPLE],
        "has_more": len(rows) > MOST_PEOPLE,
        "most_cases": MOST_CASES,
        "most_caseworkers": MOST_CASEWORKERS,
        "supervisors": supervisors,
        "is_stretched": len(rows) > supervisors * MOST_CASEWORKERS,
        "now": now,
    }
    return render(request, "cases/team.html", context)


def _of_who_left(user) -> list[Designation]:
    """Return the cases of people who no longer work as caseworkers, the longest designated first."""
    left = Designation.objects.visible_to(user).of_who_left().select_related("case__child__identity", "person")
    return list(left.order_by("designated_at")[:MOST_PEOPLE])


def _people(user, now) -> tuple[int, list[dict]]:
    """Return how many supervisors there are, and of each caseworker how much there is to do, the most overdue first."""
    team = User.objects.visible_to(user).filter(role__in=[Role.SUPERVISOR, Role.CASEWORKER], is_active=True)
    people = list(team.select_related("organisation").order_by("full_name"))
    at_work = Designation.objects.visible_to(user).filter(ended_at=None, case__in=Case.objects.visible_to(user).at_work())
    counts = at_work.order_by().values("person").annotate(cases=Count("pk"), waiting=Count("pk", filter=Q(accepted_at=None)))
    loads = {one["person"]: one for one in counts}
    late = {one["person_id"]: one["late"] for one in overdue_by_person(user, now)}
    coming = Task.objects.visible_to(user).open().filter(due_at__gte=now).with_person()
    following = dict(coming.order_by().values("person_id").annotate(due=Min("due_at")).values_list("person_id", "due"))
    nothing = defaultdict(int)
    rows = [
        {
            "person": person,
            "cases": loads.get(person.pk, nothing)["cases"],
            "waiting": loads.get(person.pk, nothing)["waiting"],
            "late": late.get(person.pk, 0),
            "next_due": following.get(person.pk),
        }
        for person in people
        if person.role == Role.CASEWORKER
    ]
    return len(people) - len(rows), sorted(rows, key=lambda row: (-row["late"], -row["cases"]))
