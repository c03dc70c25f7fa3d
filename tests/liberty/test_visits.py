"""Monitoring visits: a group's own log, codes that tell nothing, and what an authority makes of what a visit reports."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import CAPABILITIES, OrgType, Role, is_role_allowed
from audit.models import Event
from cases.models import Case
from liberty import services
from liberty.models import DeprivationEvent, Sighting, VisitLog
from tests.factories import NOW, CaseFactory, OrganisationFactory, Team, UserFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def visitor():
    return UserFactory(organisation=OrganisationFactory(org_type=OrgType.VISITOR_GROUP, name="Visitas"), role=Role.MONITOR_VISITOR)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    return response.content.decode()


FACTS = {
    "place_type": "immigration_station",
    "place": "Estación Hermosillo",
    "visitors": "Elena Ruiz",
    "access": "allowed",
    "findings": "Hay niñas.",
    "urgency": "urgent",
}


def logged(by, now=NOW, **fields) -> VisitLog:
    return services.log_visit(by=by, now=now, visited_at=now - HOUR, **(FACTS | fields))


def seen(by, code, now=NOW, **fields) -> Sighting:
    told = {"says": "Está con su madre.", "held_since": now - 9 * HOUR} | fields
    return services.add_sighting(visit=logged(by, now), code=code, by=by, now=now, **told)


def test_visitors_hold_no_other_work():
    assert CAPABILITIES[Role.MONITOR_VISITOR] == {"notification.create", "visit.log"}
    assert [role for role in Role if is_role_allowed(role, OrgType.VISITOR_GROUP)] == [Role.MONITOR_VISITOR, Role.ORG_ADMIN]
    assert [role for role, its in CAPABILITIES.items() if "visit.log" in its] == [Role.MONITOR_VISITOR]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"access": "denied", "findings": ""}, "denied_reason"),
        ({"access": "partly", "denied_reason": " "}, "denied_reason"),
        ({"findings": " "}, "findings"),
    ],
)
def test_a_visit_says_why_it_was_denied_or_what_was_found(visitor, fields, field):
    with pytest.raises(ValidationError) as refusal:
        logged(visitor, **fields)
    assert list(refusal.value.error_dict) == [field]
    assert not VisitLog.objects.exists()


def test_a_denied_visit_is_logged_with_its_reason(visitor):
    visit = logged(visitor, access="denied", denied_reason="El jefe de turno dijo que no.", findings="")
    assert (visit.group, visit.access) == (visitor.organisation, "denied")


def test_a_visit_of_tomorrow_is_refused(visitor):
    with pytest.raises(ValidationError, match="future"):
        services.log_visit(by=visitor, now=NOW, visited_at=NOW + HOUR, **FACTS)


@pytest.mark.parametrize("role", ["intake", "supervisor", "approver", "notifier"])
def test_nobody_else_logs_visits(team, role):
    with pytest.raises(PermissionDenied):
        logged(getattr(team, role))


def test_a_group_reads_its_own_log_alone(visitor):
    other = UserFactory(organisation=OrganisationFactory(org_type=OrgType.VISITOR_GROUP), role=Role.MONITOR_VISITOR)
    colleague = UserFactory(organisation=visitor.organisation, role=Role.MONITOR_VISITOR)
    visit = logged(visitor)
    pages = [reverse("liberty:visit", args=[visit.pk]), reverse("liberty:sighting_add", args=[visit.pk])]
    for page in pages:
        assert client_of(colleague).get(page).status_code == 200
        assert client_of(other).get(page).status_code == 404
    assert "Estación Hermosillo" in text(client_of(colleague).get(reverse("liberty:visit_list")))
    assert "Estación Hermosillo" not in text(client_of(other).get(reverse("liberty:visit_list")))


CLOSED = (
    "cases:list",
    "liberty:wall",
    "cases:task_list",
    "cases:team",
    "cases:notification_list",
    "reports:index",
    "placements:facility_list",
)


@pytest.mark.parametrize("name", CLOSED)
def test_a_visitor_sees_nothing_of_cases(visitor, name):
    assert client_of(visitor).get(reverse(name)).status_code == 403


def test_a_visitor_sees_no_case_nor_what_became_of_a_code(visitor, case, team):
    sighting = seen(visitor, case.code)
    services.settle_sighting(sighting=sighting, case=case, outcome="known", settled_note="Ya consta.", by=team.intake, now=NOW)
    client = client_of(visitor)
    assert client.get(reverse("cases:detail", args=[case.code])).status_code == 404
    assert client.get(reverse("liberty:sighting", args=[sighting.pk])).status_code == 403
    page = text(client.get(reverse("liberty:visit", args=[sighting.visit_id])))
    assert "Ya consta." not in page
    assert case.child.identity.given_names not in page


def answer(client, visit, code) -> tuple:
    """Return all that the visitor is told after typing a code, but for what no two pages share."""
    address = reverse("liberty:sighting_add", args=[visit.pk])
    with CaptureQueriesContext(connection) as captured:
        typed = client.post(address, {"code": code, "says": "Bien.", "submission_key": str(uuid.uuid4())})
    page = text(client.get(typed.url))
    page = re.sub(r'name="(csrfmiddlewaretoken|submission_key)" value="[^"]*"|data-token="[^"]*"', "", page).replace(code, "CODE")
    return typed.status_code, typed.url, len(captured), re.sub(r"[0-9a-f]{32}", "", page)


def test_a_code_that_exists_answers_like_one_that_does_not(visitor, case):
    client = client_of(visitor)
    logs = [logged(visitor), logged(visitor)]
    first, second = (answer(client, visit, code) for visit, code in zip(logs, (case.code, "SON-2026-999999-1"), strict=True))
    assert first[0] == second[0] == 302
    assert first[2] == second[2]
    assert first[3].replace(str(logs[0].pk), "") == second[3].replace(str(logs[1].pk), "")
    subjects = [event.subjects for event in Event.objects.filter(action__startswith="visit.")]
    assert subjects == [[]] * len(subjects)


@pytest.mark.parametrize("of", ["case", "child"])
def test_what_a_visit_says_is_put_before_the_authority_whose_case_it_is(visitor, case, team, of):
    sighting = seen(visitor, f" {case.code if of == 'case' else case.child.code} ".lower())
    other = Team(name="Otra")
    assert set(Sighting.objects.visible_to(team.supervisor)) == {sighting}
    assert not Sighting.objects.visible_to(other.supervisor).exists()
    home = text(client_of(team.supervisor).get(reverse("home")))
    assert "A visit reports a child" in home
    assert reverse("liberty:sighting", args=[sighting.pk]) in home
    assert "A visit reports a child" not in text(client_of(other.supervisor).get(reverse("home")))
    page = client_of(team.supervisor).get(reverse("liberty:sighting", args=[sighting.pk]))
    assert "Está con su madre." in text(page)
    assert Event.objects.filter(action="visit.sighting_read", subjects__contains=[case.pk]).exists()
    assert client_of(other.supervisor).get(reverse("liberty:sighting", args=[sighting.pk])).status_code == 404


def test_an_event_is_recorded_from_what_a_visit_says(visitor, case, team):
    now = timezone.now()
    sighting = seen(visitor, case.code, now)
    client, address = client_of(team.supervisor), reverse("liberty:event_add", args=[case.code]) + f"?sighting={sighting.pk}"
    page = text(client.get(address))
    assert 'value="Estación Hermosillo"' in page
    assert "Elena Ruiz, Visitas" in page
    since = timezone.localtime(sighting.held_since, timezone.get_fixed_timezone(-420))
    form = {"facility_type": "immigration_station", "facility": "Estación Hermosillo", "authority": "INM", "started_precision": "hour"}
    form |= {"started_at": f"{since:%Y-%m-%dT%H:%M}", "reported_by": "Elena Ruiz", "submission_key": str(uuid.uuid4())}
    assert client.post(address, form).status_code == 302
    sighting.refresh_from_db()
    assert (sighting.outcome, sighting.event, sighting.settled_by) == ("event", DeprivationEvent.objects.get(), team.supervisor)
    assert client.get(address).status_code == 404  # settled once
    assert "A visit reports a child" not in text(client.get(reverse("home")))


def test_an_event_of_another_child_is_not_recorded_from_it(visitor, case, team):
    other = CaseFactory(unit=team.unit)
    sighting = seen(visitor, case.code)
    client = client_of(team.supervisor)
    for named in (sighting.pk, uuid.uuid4(), "x"):
        assert client.get(reverse("liberty:event_add", args=[other.code]) + f"?sighting={named}").status_code == 404
    settle = {"outcome": "known", "settled_note": "Sí", "by": team.supervisor, "now": NOW}
    with pytest.raises(ValidationError, match="another child"):
        services.settle_sighting(sighting=sighting, case=other, **settle)


def test_it_is_settled_in_words_and_once(visitor, case, team):
    sighting = seen(visitor, case.code)
    address = reverse("liberty:sighting", args=[sighting.pk])
    client = client_of(team.supervisor)
    assert client.post(address, {"outcome": "not_held", "settled_note": " "}).status_code == 422
    assert client.post(address, {"outcome": "event", "settled_note": "x"}).status_code == 422
    form = {"outcome": "not_held", "settled_note": "Vive en un albergue abierto.", "submission_key": str(uuid.uuid4())}
    assert client.post(address, form).status_code == 302
    again = client.post(address, form | {"submission_key": str(uuid.uuid4())})
    assert (again.status_code, "settled this already" in text(again)) == (422, True)
    assert Case.objects.get(pk=case.pk).deprivations.count() == 0


def test_the_record_of_a_visit_is_a_paper(visitor, case):
    sighting = seen(visitor, case.code)
    answer = client_of(visitor).get(reverse("liberty:visit_paper", args=[sighting.visit_id]))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_a_visit_is_logged_on_its_page_and_what_is_wrong_comes_back(visitor):
    client, address = client_of(visitor), reverse("liberty:visit_add")
    form = FACTS | {"visited_at": "2026-03-01T10:00", "access": "denied", "submission_key": str(uuid.uuid4())}
    wrong = client.post(address, form)
    assert (wrong.status_code, "Say why" in text(wrong), "Hay niñas." in text(wrong)) == (422, True, True)
    for _click in range(2):
        made = client.post(address, form | {"denied_reason": "Turno."})
    assert made.url == reverse("liberty:visit", args=[VisitLog.objects.get().pk])


def test_the_log_asks_the_database_as_often_for_thirty(visitor, django_assert_max_num_queries):
    for _visit in range(30):
        logged(visitor)
    client = client_of(visitor)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("liberty:visit_list")).status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE liberty_visitlog SET access = 'denied'",
        "UPDATE liberty_visitlog SET urgency = 'x'",
        "UPDATE liberty_sighting SET outcome = 'known'",
        "UPDATE liberty_sighting SET settled_at = now()",
        "UPDATE liberty_sighting SET outcome = 'event', settled_at = now(), settled_by_id = created_by_id",
    ],
)
def test_the_database_holds_what_a_visit_must_say(visitor, case, statement):
    seen(visitor, case.code)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
