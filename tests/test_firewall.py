"""The walls before the migration authority (F1 to F5), police and prosecutors (F7) and consulates (F8).

Behind each there is nothing that can be told from nothing: every address answers alike, whether what it names is there or not.
"""

import gc
import json
import re
import time
from datetime import timedelta
from statistics import median

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.authtoken.models import Token

from accounts.models import User
from accounts.roles import CAPABILITIES, ROLES_OF_WALLED, WALLED, OrgType, Role, is_role_allowed
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


METHODS = ("GET", "POST", "PUT", "DELETE")


def doors(world, name: str) -> list[Client]:
    """Return for each walled person the browser that asks for the address, and the machine too where it is of the API.

    Their browsers make no check of forms: the view itself answers.
    """
    return [door for one in world.walled.values() for door in [world.browser(one)] + [machine(one)] * name.startswith("api:")]


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
    return answer.status_code, headers, re.sub(r'name="(csrfmiddlewaretoken|submission_key)" value="[^"]*"|data-token="[^"]*"', "", body)


@pytest.fixture(scope="module")
def told():
    """What an officer is told of an address that does not exist, each way it is asked: the same from the first test to the last."""
    return {}


@pytest.mark.parametrize("name", CLOSED)
def test_every_address_behind_the_wall_answers_as_one_that_does_not_exist(name, own_world, foreign_world, told):
    world = own_world(ACCESS[name].step)
    foreign = world if ACCESS[name].on in SHARED else foreign_world(ACCESS[name].step)
    officer, on = world.team.notifier, ACCESS[name].on
    own, theirs = world.kwargs(on, officer), foreign.kwargs(on, officer)
    urls = [address(name, kwargs) for kwargs in (own, theirs, missing(own))]
    nowhere = "/api/v1/no/such/thing/" if name.startswith("api:") else "/no/such/page/"
    for nth, client in enumerate([world.browser(officer, enforce_csrf_checks=True)] + [machine(officer)] * name.startswith("api:")):
        for method in METHODS:
            if (nowhere, nth, method) not in told:
                told[nowhere, nth, method] = all_but_the_request_id(client.generic(method, nowhere))
            expected = told[nowhere, nth, method]
            assert expected[0] == 404
            for url in urls:
                assert all_but_the_request_id(client.generic(method, url)) == expected, (method, url)
    if on in SHARED or name.startswith("account"):  # the page names no child; what it shows of one is asked below
        return
    for client in doors(world, name):
        for method in METHODS:
            there, nowhere = (all_but_the_request_id(client.generic(method, url)) for url in urls[::2])
            assert there[0] in (302, 403, 404, 405), (method, name)
            assert there == nowhere, (method, name)


def test_what_the_wall_refuses_is_on_record_whether_it_exists_or_not():
    team = Team()
    for url in (reverse("liberty:wall"), "/no/such/page/"):
        session(team.notifier).get(url)
    events = Event.objects.filter(kind=Kind.REFUSED)
    assert [(event.action, event.actor, event.detail) for event in events] == [("firewall.refuse", team.notifier.pk, {"method": "GET"})] * 2


NO_CHILD = sorted(name for name in CLOSED if ACCESS[name].on == "" and ACCESS[name].methods != "POST")


@pytest.mark.promise(18)
def test_no_page_without_a_child_in_its_address_tells_a_walled_reader_of_one(own_world):
    """Lists, searches and counts: nothing of a child who is there, and a search answers as one for a child who is not."""
    world = own_world(Step.EVALUATION)
    identity = world.case.child.identity
    known = [world.case.code, world.case.child.code, identity.surname_1]
    nobody = ["SON-2026-999999-1", "SON-2026-999999", "Zzyx"]
    for client in [session(world.team.notifier), *map(world.browser, world.walled.values())]:
        for name in NO_CHILD:
            url = address(name, {})
            body = client.get(url).content.decode()
            assert not any(word in body for word in known), name
            for ask in (client.get, client.post):
                (first, _there, there), (other, _nowhere, nowhere) = (
                    all_but_the_request_id(ask(url, {"q": words[2], "code": words[0], "person": words[2]})) for words in (known, nobody)
                )
                assert (first, plain(there, known)) == (other, plain(nowhere, nobody)), name


def plain(body: str, words: list[str]) -> str:
    """Return the body without what the asker typed."""
    for word in words:
        body = body.replace(word, "")
    return body


# The one place where time is asked of a test: what is there must not answer later than what is not (F2).
TIMED = [
    ("notifier", "cases:detail"),
    ("notifier", "api:case-detail"),
    (OrgType.POLICE, "cases:detail"),
    (OrgType.CONSULATE, "api:case-detail"),
]
TRIES = 200


@pytest.mark.parametrize(("who", "name"), TIMED)
def test_what_is_there_answers_as_soon_as_what_is_not(who, name, own_world):
    """Medians of two interleaved series; the one that a pair begins with changes, so that neither is always the warmer."""
    world = own_world(Step.EVALUATION)
    user = world.team.notifier if who == "notifier" else world.walled[who]
    client = machine(user) if name.startswith("api:") else world.browser(user)
    urls = [reverse(name, args=[code]) for code in (world.case.code, "SON-2026-999999-1")]
    took: dict[str, list[float]] = {url: [] for url in urls}
    gc.collect()
    gc.disable()
    try:
        for turn in range(TRIES):
            for url in urls if turn % 2 else reversed(urls):
                began = time.perf_counter()
                client.get(url)
                took[url].append(time.perf_counter() - began)
    finally:
        gc.enable()
    there, nowhere = (median(took[url]) for url in urls)
    assert abs(there - nowhere) < 0.2 * max(there, nowhere), (name, there, nowhere)


def test_a_thousand_codes_are_answered_alike_and_counted(own_world):
    world = own_world(Step.EVALUATION)
    officer = world.team.notifier
    client = session(officer)
    known, before = world.case.code, Event.objects.filter(kind=Kind.REFUSED).count()
    codes = [f"SON-2026-{number:06d}-1" for number in range(1, 1000)] + [known]
    answers = {all_but_the_request_id(client.get(f"/cases/{code}/"))[::2] for code in codes}
    assert len(answers) == 1
    assert Event.objects.filter(kind=Kind.REFUSED, actor=officer.pk).count() == 1000
    assert Event.objects.filter(kind=Kind.REFUSED).count() == before + 1000


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
    team = Team(state="TAM")  # whose numbers no child made by a factory has
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


@pytest.mark.parametrize("is_known", [True, False])
def test_a_notification_replayed_a_hundred_times_says_nothing_new(is_known):
    """By key a repetition gets the first receipt; without one the sender is told of its own folio, and of no child."""
    team = Team(state="TAM")
    names = {"given_names": "Yesenia", "surname_1": "Caal", "surname_2": "Tzi"} if is_known else {"given_names": "Noé", "surname_1": "Pop"}
    if is_known:
        CaseFactory(unit=team.unit)
    client = machine(team.notifier)

    def post(**headers):
        body = json.dumps(notice(team, "B-1", **names))
        return client.post("/api/v1/notifications/", body, content_type="application/json", headers=headers)

    at = timezone.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: at)  # the replay of one body: located_at is what it was
        first = post(**{"Idempotency-Key": "B-1"})
        again = [post(**{"Idempotency-Key": "B-1"}) for _time in range(99)]
        without = {all_but_the_request_id(post())[::2] for _time in range(100)}
    assert first.status_code == 201
    assert {(answer.status_code, answer.json()["id"]) for answer in again} == {(201, first.json()["id"])}
    [(status, body)] = without
    assert (status, "folio" in body) == (422, True)
    assert Notification.objects.filter(source_org=team.migration).count() == 1


def test_a_receipt_looks_the_same_after_triage():
    team = Team()
    notified = NotificationFactory(source_org=team.migration, created_by=team.notifier, receiving_unit=team.unit)
    url = reverse("api:notification-detail", args=[notified.pk])
    before = all_but_the_request_id(machine(team.notifier).get(url))
    services.triage_notification(notification=notified, result="open_case", by=team.intake, now=NOW + timedelta(hours=1))
    assert all_but_the_request_id(machine(team.notifier).get(url)) == before


KINDS = [OrgType.MIGRATION_AUTHORITY, OrgType.SIPINNA_SECRETARIAT, OrgType.VISITOR_GROUP, OrgType.PROTECTION_AUTHORITY_STATE]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("org_type", [*KINDS, *sorted(WALLED)])
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


def test_police_prosecutors_and_consulates_hold_no_role_that_opens_a_case():
    opened = {role for role in Role for org_type in WALLED if is_role_allowed(role, org_type)}
    assert opened == ROLES_OF_WALLED
    assert not any("case.read" in CAPABILITIES[role] or "referral.send" in CAPABILITIES[role] for role in opened)


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
