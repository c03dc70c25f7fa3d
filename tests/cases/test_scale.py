"""What keeps a list quick however many cases there are: parts, row comparisons, indexes. Of plans, never of times."""

import pytest
from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Level, User
from accounts.roles import OrgType, Role
from cases.choices import Because
from cases.models import Case, Notification, Task
from cases.pagination import page_of
from tests.factories import NOW, CaseFactory, OrganisationFactory, Team, grant

pytestmark = pytest.mark.django_db


def fetched(user):
    """The user as a request has it."""
    return User.objects.with_units().get(pk=user.pk)


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "intake", "approver"])
def test_the_parts_are_what_is_visible_and_have_no_case_in_common(team, who):
    user, other = getattr(team, who), Team()
    CaseFactory(unit=team.unit)
    below = OrganisationFactory(parent=team.unit, level=Level.MUNICIPALITY, org_type=OrgType.PROTECTION_AUTHORITY_MUNICIPAL)
    CaseFactory(unit=below)
    grant(CaseFactory(unit=team.unit), user)
    grant(CaseFactory(unit=other.unit), user, Because.REFERRAL)
    CaseFactory(unit=other.unit)
    for reader in (user, fetched(user)):
        found = [case.pk for part in Case.objects.visible_parts(reader) for case in part]
        assert len(found) == len(set(found)) >= 2
        assert set(found) == {case.pk for case in Case.objects.visible_to(reader)}
    assert set(found) == {case.pk for case in Case.objects.visible_to(user)}


def test_who_reads_no_case_has_no_part(team):
    assert Case.objects.visible_parts(team.person(Role.REPORT_VIEWER)) == []
    assert not Case.objects.on_desk_of(team.person(Role.REPORT_VIEWER)).exists()


def work_of(case):
    return Task.objects.create(case=case, source="person", kind="other", text="x", started_at=NOW, due_at=NOW)


@pytest.mark.parametrize("who", ["caseworker", "supervisor"])
def test_on_a_desk_is_what_is_visible_and_at_work(team, who):
    user, case = getattr(team, who), CaseFactory(unit=team.unit)
    over = CaseFactory(unit=team.unit, step="closed", status="closed", closed_at=case.notified_at, closure_reason="plan_objectives_met")
    foreign = CaseFactory()
    for one in (case, over):
        grant(one, user)
    tasks = [work_of(one) for one in (case, over, foreign)]
    assert {row["pk"] for row in Case.objects.on_desk_of(user)} == {case.pk}
    assert set(Task.objects.on_desk_of(user)) == set(tasks[:1])


def test_units_come_with_the_user_of_a_request_as_far_as_they_are_few(team, monkeypatch):
    below = OrganisationFactory(parent=team.unit, level=Level.MUNICIPALITY, org_type=OrgType.PROTECTION_AUTHORITY_MUNICIPAL)
    assert set(fetched(team.supervisor).own_units()) == {team.unit.pk, below.pk}
    assert {row["pk"] for row in team.supervisor.own_units()} == {team.unit.pk, below.pk}
    monkeypatch.setattr("accounts.models.MOST_UNITS", 1)
    assert {row["pk"] for row in fetched(team.supervisor).own_units()} == {team.unit.pk, below.pk}
    assert fetched(team.caseworker).supervised_units() == []


def test_a_list_of_several_parts_goes_on_by_key_in_both_directions(team):
    other = Team()
    own = [CaseFactory(unit=team.unit) for __ in range(4)]
    granted = [CaseFactory(unit=other.unit) for __ in range(3)]
    for case in granted:
        grant(case, team.supervisor, Because.REFERRAL)
    order = [case.pk for case in Case.objects.filter(pk__in=[case.pk for case in own + granted]).order_by("-notified_at", "-id")]

    def turn(query):
        return page_of(Case.objects.visible_parts(team.supervisor), QueryDict(query.lstrip("?")), by="notified_at", size=3)

    first, found = turn(""), []
    page = first
    while True:
        found += [case.pk for case in page.rows]
        if not page.older:
            break
        page = turn(page.older)
    assert found == order
    back = turn(turn(first.older).newer)
    assert [case.pk for case in back.rows] == order[:3]


def plan(queryset) -> str:
    """The plan for a table that is never read whole: what the indexes make possible."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    return queryset.explain()


KEY = "?after=2026-01-01T00:00:00%2B00:00_00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("rows", "by", "ascending", "index"),
    [
        (lambda team: Case.objects.filter(unit=team.unit), "notified_at", False, "case_unit_newest"),
        (lambda team: Case.objects.filter(unit=team.unit).at_work(), "notified_at", False, "case_unit_at_work"),
        (lambda team: Case.objects.filter(unit=team.unit, step="plan_design").at_work(), "notified_at", False, "case_unit_step_at_work"),
        (lambda team: Case.objects.filter(step="plan_design").at_work(), "notified_at", False, "case_step_at_work"),
        (lambda team: Case.objects.filter(status="merged"), "notified_at", False, "case_status_newest"),
        (lambda team: Case.objects.all(), "notified_at", False, "case_newest"),
        (lambda team: Notification.objects.filter(receiving_unit=team.unit), "received_at", False, "notification_unit_received"),
        (lambda team: Task.objects.open().filter(assignee=team.caseworker), "due_at", True, "task_open_of"),
    ],
)
def test_a_page_by_key_is_one_range_of_a_composite_index(team, rows, by, ascending, index, monkeypatch):
    seen = []
    monkeypatch.setattr("cases.pagination.first_of", lambda parts, *order, size: seen.append(parts[0].order_by(*order)[:size]) or [])
    page_of(rows(team), QueryDict(KEY.lstrip("?")), by=by, ascending=ascending)
    (queryset,) = seen
    sql = str(queryset.query)
    assert f'"{by}", "{queryset.model._meta.db_table}"."id") {">" if ascending else "<"} (' in sql
    assert f"ROW({by}, id) {'>' if ascending else '<'} ROW(" in plan(queryset).split("Index Cond:")[1].split("\n")[0]
    fields = next(one.fields for one in queryset.model._meta.indexes if one.name == index)
    assert fields[-2:] == ([by, "id"] if ascending else [f"-{by}", "-id"])  # whatever stands before is held to one value


def test_search_by_name_and_by_code_is_found_through_trigrams(team):
    by_name = Case.objects.filter(
        Q(child__identity__search_name__contains="yesenia") | Q(child__identity__search_name__trigram_word_similar="yesenia")
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL enable_nestloop = off")
    assert "identity_search_name" in by_name.values("pk").explain()
    assert "case_code_trigrams" in Case.objects.filter(code__contains="2026-0001").explain()


@pytest.mark.parametrize(
    ("words", "is_found"), [("0042-1", True), ("son-2026-0042", True), ("Yesénia", True), ("yesenya", True), ("0043", False)]
)
def test_words_with_a_digit_are_a_code_and_others_a_name(client, team, words, is_found):
    case = CaseFactory(unit=team.unit, code="SON-2026-0042-1", child__code="SON-2026-0042")
    client.force_login(team.supervisor)
    response = client.post(reverse("cases:list"), {"q": words})
    assert (case in response.context["page"].rows) is is_found
