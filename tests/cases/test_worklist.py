"""Home: what waits for each role, with a fixed number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from cases import services, worklist
from cases.choices import Because, Step
from cases.models import Case, Task
from tests.factories import NOW, CaseFactory, NotificationFactory, Team, fresh, grant, walk_to, write_evaluation

pytestmark = pytest.mark.django_db


def of(user, now=NOW) -> dict[str, list[str]]:
    return {section.key: [row.title.split(" ")[0] for row in section.rows] for section in worklist.sections(user, now)}


def designated(team, *, accepted=True, **fields):
    case = CaseFactory(unit=team.unit, step=Step.DESIGNATION)
    services.designate(case=case, person=team.caseworker, representation="joint", no_conflict=True, by=team.supervisor, now=NOW)
    if accepted:
        services.accept_designation(case=fresh(case), by=team.caseworker, now=NOW)
    Case.objects.filter(pk=case.pk).update(**fields or {"step_due_at": NOW + timedelta(days=50)})
    case.tasks.open().update(closed_at=NOW, outcome="dropped")
    return case


def asked(team, due_at, **fields):
    """A case with nothing but one task, due then."""
    case = designated(team, **fields)
    return Task.objects.create(
        case=case, source="person", kind="other", text="Llamar", started_at=due_at - timedelta(days=2), due_at=due_at
    )


def test_caseworker_finds_overdue_today_this_week_and_all_children(team):
    overdue = asked(team, NOW - timedelta(hours=1)).case
    today = asked(team, NOW + timedelta(hours=1)).case
    week = asked(team, NOW + timedelta(days=4)).case
    later = asked(team, NOW + timedelta(days=40)).case
    waiting = asked(team, NOW, accepted=False).case
    CaseFactory(unit=team.unit)
    assert of(team.caseworker) == {
        "accept": [waiting.code],
        "overdue": [overdue.code],
        "today": [today.code],
        "week": [week.code],
        "mine": sorted(case.code for case in (overdue, today, week, later)),
    }


def test_a_list_that_is_cut_says_so_and_leads_to_all_tasks(team):
    for number in range(10):
        asked(team, NOW - timedelta(hours=1 + number))
    asked(team, NOW + timedelta(hours=1))
    overdue, today = worklist.sections(team.caseworker, NOW)[:2]
    assert (overdue.count, today.count) == ("8+", "1")
    assert [row.due_at for row in overdue.rows] == sorted(row.due_at for row in overdue.rows)
    assert (overdue.more_url, overdue.rows[0].hint) == (reverse("cases:task_list"), "Llamar")


def test_supervisor_finds_what_was_sent_for_review_the_longest_waiting_first(team):
    second, first = walk_to(Step.EVALUATION, team), walk_to(Step.EVALUATION, team)
    write_evaluation(first, team, NOW)
    write_evaluation(second, team, NOW + timedelta(days=1))
    sections = {section.key: section for section in worklist.sections(team.supervisor, NOW)}
    assert [row.title for row in sections["review"].rows] == [first.code, second.code]
    assert sections["review"].rows[0].url == reverse("cases:evaluation_review", args=[first.code])
    assert team.caseworker.full_name in sections["review"].rows[0].hint
    assert of(Team().supervisor)["review"] == []


def test_supervisor_finds_notifications_ownerless_and_overdue_cases(team):
    notified = NotificationFactory(receiving_unit=team.unit)
    alone = CaseFactory(unit=team.unit, step=Step.DESIGNATION)
    asked(team, NOW - timedelta(days=1))
    asked(team, NOW - timedelta(days=2))
    found = of(team.supervisor)
    assert found["triage"] == [notified.child.code]
    assert found["alone"] == [alone.code]
    assert found["late"] == [team.caseworker.full_name.split(" ")[0]]
    (late,) = [row for section in worklist.sections(team.supervisor, NOW) if section.key == "late" for row in section.rows]
    assert (str(late.hint), late.due_at) == ("2 tasks overdue", NOW - timedelta(days=2))


def test_intake_finds_notifications_and_own_cases_in_identification(team):
    case = CaseFactory(unit=team.unit)
    grant(case, team.intake, Because.INTAKE)
    CaseFactory(unit=team.unit)
    assert of(team.intake) == {"triage": [], "intake": [case.code]}


@pytest.mark.parametrize("role", [Role.REPORT_VIEWER, Role.ORG_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_roles_without_cases_find_none(team, role):
    CaseFactory(unit=team.unit)
    assert of(team.person(role)) == {}


def test_home_of_a_migration_officer_is_the_door_and_nothing_else(client, team):
    NotificationFactory(created_by=team.notifier)
    client.force_login(team.notifier)
    page = client.get(reverse("home")).content.decode()
    assert reverse("cases:notify") in page
    assert reverse("cases:receipt_list") in page
    assert "SON-2026" not in page


@pytest.mark.parametrize("role", ["intake", "caseworker", "supervisor", "approver"])
def test_home_asks_at_most_eight_queries_and_is_on_record(client, team, role, django_assert_max_num_queries):
    user, counts = getattr(team, role), []
    client.force_login(user)
    for __ in range(2):
        for number in range(10):
            case = asked(team, timezone.now() - timedelta(days=number)).case
            grant(CaseFactory(unit=team.unit), team.intake, Because.INTAKE)
            CaseFactory(unit=team.unit, step=Step.DESIGNATION)
            NotificationFactory(receiving_unit=team.unit)
        with django_assert_max_num_queries(8) as captured:  # of them one reads the session, one the user, one writes the record
            response = client.get(reverse("home"))
        counts.append(len(captured))
    print("queries of home,", role, counts)
    assert counts[0] == counts[1]
    shown = {subject for section in response.context["sections"] for row in section.rows for subject in row.subjects}
    assert shown
    assert set(Event.objects.filter(action="home.read").latest("id").subjects) == shown
    assert role == "intake" or case.pk in shown or Case.objects.count()


def test_help_is_open_to_all_who_sign_in(client, team):
    for user in (team.notifier, team.caseworker):
        client.force_login(user)
        assert client.get(reverse("help")).status_code == 200
