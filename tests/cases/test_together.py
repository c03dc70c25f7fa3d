"""Several querysets in one statement give the same objects as each would by itself."""

import pytest
from django.db.models import Count, F

from cases.models import Case, Designation, Evaluation, FormDraft, Notification, Task
from cases.together import fetched, together
from determinations.models import Determination
from placements.clocks import STAYS
from placements.models import Placement
from tests.factories import NOW, CaseFactory, NotificationFactory, Team, walk_to

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_each_queryset_in_its_order(django_assert_num_queries):
    team = Team()
    walk_to("plan_execution", team)
    for __ in range(3):
        CaseFactory(unit=team.unit, step_due_at=NOW)
        NotificationFactory(receiving_unit=team.unit)
    FormDraft.objects.create(user=team.caseworker, case=Case.objects.first(), path="/x/", values={"a": ["é", 1]}, saved_at=NOW)
    by = {"requested_by": team.supervisor, "requested_at": NOW, "child_views": "Sí."}
    at_home = {"placement_type": "own_family_community", "place_name": "Con su tía", "state": "active", "starts_at": NOW}
    case = CaseFactory(unit=team.unit)
    Placement.objects.create(case=case, child=case.child, **at_home, **by)  # no facility: its columns are all empty
    wanted = [
        Case.objects.select_related("child__identity", "unit").order_by("-code")[:2],
        Notification.objects.select_related("child__identity", "source_org").order_by("received_at", "id"),
        Designation.objects.select_related("person__organisation"),
        Evaluation.objects.all(),
        Task.objects.annotate(of=F("case__code")).order_by("due_at", "id"),
        FormDraft.objects.all(),
        Determination.objects.all(),
        STAYS.queryset,
        Case.objects.none(),
        Case.objects.order_by("step").values_list("step").annotate(number=Count("pk")),
    ]
    with django_assert_num_queries(1):
        found = fetched(wanted)
    for rows, queryset in zip(found, wanted, strict=True):
        alone = list(queryset)
        assert [as_told(row) for row in rows] == [as_told(row) for row in alone]
    with django_assert_num_queries(0):
        assert found[0][0].child.identity.full_name
        assert found[2][0].person.organisation.name
        assert found[4][0].of
        assert [one.facility for one in found[7]] == [None]


def as_told(row):
    return row if isinstance(row, tuple) else {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_who_asks_for_nothing_is_not_asked_of_and_nobody_asks_twice(django_assert_num_queries):
    def nothing():
        return ["nothing"]
        yield

    def twice():
        yield [Case.objects.all()]
        yield [Case.objects.all()]

    with django_assert_num_queries(0):
        assert together([nothing(), nothing()]) == [["nothing"], ["nothing"]]
    with pytest.raises(RuntimeError):
        together([twice()])
