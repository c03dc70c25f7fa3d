"""The wall before the migration authority: a write-only door, and behind it nothing that can be told from nothing (F1 to F5)."""

import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.authtoken.models import Token

from accounts.models import User
from accounts.roles import OrgType, Role, is_role_allowed
from audit.models import Event, Kind
from cases import services
from cases.choices import Step
from cases.models import Notification
from tests.access_table import ACCESS, OPEN, PUBLIC
from tests.access_world import SHARED, missing
from tests.factories import NOW, CaseFactory, NotificationFactory, OrganisationFactory, Team, UserFactory, walk_to
from tests.test_access import PATTERNS, address

pytestmark = pytest.mark.django_db
CLOSED = sorted(name for name, row in ACCESS.items() if name in PATTERNS and name not in OPEN and row.who != PUBLIC)


def session(user) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(user)
    return client


def machine(user) -> Client:
    token, _made = Token.objects.get_or_create(user=user)
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token.key}"})


def all_but_the_request_id(answer) -> tuple:
    """Return status, headers and body as they came, without the number that no two answers share."""
    body = answer.content.decode().replace(answer["X-Request-ID"], "")
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}
    return answer.status_code, headers, re.sub(r'name="(csrfmiddlewaretoken|submission_key)" value="[^"]*"', "", body)


@pytest.mark.parametrize("name", CLOSED)
def test_every_address_behind_the_wall_answers_as_one_that_does_not_exist(name, own_world, foreign_world):
    world = own_world(ACCESS[name].step)
    foreign = world if ACCESS[name].on in SHARED else foreign_world(ACCESS[name].step)
    officer, on = world.team.notifier, ACCESS[name].on
    own, theirs = world.kwargs(on, officer), foreign.kwargs(on, officer)
    urls = [address(name, kwargs) for kwargs in (own, theirs, missing(own))]
    nowhere = "/api/v1/no/such/thing/" if name.startswith("api:") else "/no/such/page/"
    for client in [session(officer)] + [machine(officer)] * name.startswith("api:"):
        for method in ("GET", "POST", "PUT", "DELETE"):
            expected = all_but_the_request_id(client.generic(method, nowhere))
            assert expected[0] == 404
            for url in urls:
                assert all_but_the_request_id(client.generic(method, url)) == expected, (method, url)


def test_what_the_wall_refuses_is_on_record_whether_it_exists_or_not():
    team = Team()
    for url in (reverse("liberty:wall"), "/no/such/page/"):
        session(team.notifier).get(url)
    events = Event.objects.filter(kind=Kind.REFUSED)
    assert [(event.action, event.actor, event.detail) for event in events] == [("firewall.refuse", team.notifier.pk, {"method": "GET"})] * 2


def notice(team, folio: str, **child) -> dict:
    return {
        "folio": folio,
        "notifier_name": "Agente Prueba",
        "receiving_unit": str(team.unit.pk),
        "located_at": (timezone.now() - timedelta(hours=1)).isoformat(),
        "located_place_type": "road_checkpoint",
        "child": {"sex": "female", "birth_date": "2011-03-04", "nationality": "GT", **child},
    }


def test_a_child_notified_twice_is_answered_as_any_other():
    team = Team()
    known = {"given_names": "Yesenia", "surname_1": "Caal", "surname_2": "Tzi"}
    case = walk_to(Step.EVALUATION, team)
    assert case.child.identity.full_name == "Yesenia Caal Tzi"
    answers = []
    client = machine(team.notifier)
    for folio, names in (("A-1", known), ("A-2", known), ("A-3", {"given_names": "Brittany", "surname_1": "Pineda"})):
        answer = client.post("/api/v1/notifications/", json.dumps(notice(team, folio, **names)), content_type="application/json")
        receipt = answer.json()
        answers.append((answer.status_code, sorted(receipt), receipt["receiving_unit"], len(answer.content)))
        assert receipt["folio"] == folio
    assert answers[0][:3] == answers[1][:3] == answers[2][:3]
    assert Notification.objects.values("child").distinct().count() == 3  # who is who is found out at triage, behind the wall


def test_a_receipt_looks_the_same_after_triage():
    team = Team()
    notified = NotificationFactory(source_org=team.migration, created_by=team.notifier, receiving_unit=team.unit)
    url = reverse("api:notification-detail", args=[notified.pk])
    before = all_but_the_request_id(machine(team.notifier).get(url))
    services.triage_notification(notification=notified, result="open_case", by=team.intake, now=NOW + timedelta(hours=1))
    assert all_but_the_request_id(machine(team.notifier).get(url)) == before


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("org_type", [OrgType.MIGRATION_AUTHORITY, OrgType.SIPINNA_SECRETARIAT, OrgType.PROTECTION_AUTHORITY_STATE])
def test_the_database_holds_the_table_of_roles_and_organisations(role, org_type):
    organisation = OrganisationFactory(org_type=org_type)
    other = UserFactory()
    for write in (
        lambda: UserFactory(organisation=organisation, role=role),
        lambda: User.objects.filter(pk=other.pk).update(organisation=organisation, role=role),
    ):
        if is_role_allowed(role, org_type):
            write()
        else:
            with pytest.raises(IntegrityError, match="user_role_fits_organisation"), transaction.atomic():
                write()


def test_an_authority_with_people_does_not_become_the_migration_authority():
    caseworker = UserFactory()
    with pytest.raises(IntegrityError, match="user_role_fits_organisation"), transaction.atomic():
        type(caseworker.organisation).objects.filter(pk=caseworker.organisation_id).update(org_type=OrgType.MIGRATION_AUTHORITY)


def test_nobody_of_the_migration_authority_is_responsible_for_a_case():
    team = Team()
    case = walk_to(Step.DESIGNATION, team)
    with pytest.raises(ValidationError, match="INV-12"):
        services.designate(
            case=case, person=team.notifier, representation="substitute", no_conflict=True, by=team.supervisor, now=NOW + timedelta(hours=9)
        )


def test_a_grant_by_mistake_opens_nothing_to_a_migration_officer():
    team = Team()
    case = CaseFactory(unit=team.unit)
    case.grants.create(user=team.notifier, because="designation", starts_at=NOW)
    assert not type(case).objects.visible_to(team.notifier).exists()
