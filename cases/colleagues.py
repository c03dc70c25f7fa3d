"""Who may be given what: the people who see a case, and the caseworkers who may be responsible for it, the fitting first."""

from datetime import datetime

from django.db.models import BooleanField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Case as Choice
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.roles import SUPERVISING, Role
from cases.choices import Because
from cases.models import Case, Designation, Task
from cases.rules import MOST_CASES


def people_who_see(case: Case, user: User) -> QuerySet:
    """Return the colleagues of `user` who see the case: by a grant of the whole of it, or because they supervise it.

    Whoever reads it in an emergency is not of its people.
    """
    granted = case.grants.in_force().whole().exclude(because=Because.BREAK_GLASS)
    supervising = Q(role__in=SUPERVISING, organisation__path__in=_upwards(case.unit.path))
    seeing = Q(pk__in=granted.exclude(user=None).values("user")) | supervising
    return User.objects.visible_to(user).filter(seeing, is_active=True).order_by("full_name")


def candidates(case: Case, user: User, now: datetime) -> QuerySet:
    """Return the caseworkers of the user's units with what the choice depends on, the fitting first: one query.

    Each has `open_cases`, `overdue`, `speaks` (the child's language) and `is_full` (INV-13).
    """
    at_work = Designation.objects.filter(person=OuterRef("pk"), ended_at=None, case__in=Case.objects.at_work())
    overdue = Task.objects.open().filter(due_at__lt=now).with_person().filter(person_id=OuterRef("pk"))
    language = case.child.primary_language
    speaks = Value(True) if language == "es" else _is(Q(languages_spoken__contains=[language]))
    people = User.objects.visible_to(user).filter(role=Role.CASEWORKER, is_active=True)
    people = people.filter(Q(organisation__path__startswith=case.unit.path) | Q(organisation__path__in=_upwards(case.unit.path)))
    people = people.annotate(open_cases=_count(at_work, "person"), overdue=_count(overdue, "person_id"), speaks=speaks)
    people = people.annotate(is_full=_is(Q(open_cases__gte=MOST_CASES)))
    people = people.order_by("-is_trained", "is_full", "-speaks", "open_cases", "overdue", "full_name")
    return people.as_house("how many cases a colleague has, wherever they are")


def caseload_of(person: User) -> int:
    """Return for how many cases at work the person is responsible."""
    return Designation.objects.filter(person=person, ended_at=None, case__in=Case.objects.at_work()).count()


def _upwards(path: str) -> list[str]:
    """Return the paths of an organisation and of all above it."""
    parts = path.rstrip("/").split("/")
    return ["/".join(parts[: number + 1]) + "/" for number in range(len(parts))]


def _is(condition: Q) -> Choice:
    return Choice(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _count(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
