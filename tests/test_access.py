"""Every address, role and method has a reviewed expectation (tests/access_table.py); an address without one fails here."""

import uuid

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.middleware import OPEN_TO_MIGRATION
from accounts.models import User
from accounts.roles import CAPABILITIES, Role
from cases.models import CaseGrant, Designation, Interview, SealedNote
from cases.services.sealed import seal
from tests.access_table import ACCESS, ANYONE, OPEN, PUBLIC, Row
from tests.access_world import BUILDERS, EVERYWHERE, SEEN_WITH, SHARED
from tests.reading import parts_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ANSWERS = {200, 201, 204, 302, 303, 409, 422}
ROLES = [role for role in Role if role != Role.MIGRATION_NOTIFIER]
SIGN_IN = ("account_", "mfa_authenticate")


def patterns(resolver=None, namespace="") -> dict[str, URLPattern]:
    """Return every named address of the site, "app:name" -> pattern."""
    found = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found[f"{namespace}{entry.name}"] = entry
        else:
            found |= patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
    return found


PATTERNS = patterns()
NAMES = sorted(set(PATTERNS) & set(ACCESS))


@pytest.mark.promise(14)
def test_every_address_has_a_row_and_every_row_an_address():
    assert sorted(set(PATTERNS) ^ set(ACCESS)) == []


def test_the_write_only_door_is_what_the_table_says():
    assert {name for name in OPEN_TO_MIGRATION if name in PATTERNS} == OPEN


def test_every_capability_of_the_table_is_somebodys():
    known = set().union(*CAPABILITIES.values())
    assert {who for row in ACCESS.values() for who in row.who.split("|")} - {ANYONE, PUBLIC} <= known


def address(name: str, kwargs: dict) -> str:
    """Return the address, made of those of `kwargs` that it takes."""
    taken = PATTERNS[name].pattern.regex.groupindex if hasattr(PATTERNS[name].pattern, "regex") else {}
    given = {key: value for key, value in kwargs.items() if key in taken}
    if "id" in taken or "pk" in taken and "pk" not in given:
        given |= {"id": kwargs["pk"]} if "id" in taken else {}
    return reverse(name, kwargs=given)


def ask(client, method: str, url: str) -> int:
    """Return the status of an empty request; whatever it wrote is undone."""
    with transaction.atomic():
        status = client.generic(method, url, "{}" if "/api/" in url else "", content_type="application/json").status_code
        transaction.set_rollback(True)
    return status


def has(role: str, row: Row, method: str = "GET") -> bool:
    """Tell whether the role may do what the row is about, and may see such things at all."""
    who = row.post if row.post and method == "POST" else row.who
    may_act = who in (ANYONE, PUBLIC) or not CAPABILITIES[role].isdisjoint(who.split("|"))
    return may_act and (row.on not in SEEN_WITH or SEEN_WITH[row.on] in CAPABILITIES[role])


@pytest.mark.promise(14)
@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_the_address_answers_each_role_as_its_row_says(name, own_world, foreign_world):
    row = ACCESS[name]
    own = own_world(row.step)
    foreign = None if row.on in SHARED else foreign_world(row.step)
    unexpected = []
    for role in ROLES:
        actor = own.person(role)
        client = own.client(role)
        url = address(name, own.kwargs(row.on, actor))
        theirs = foreign.kwargs(row.on, foreign.person(role)) if foreign else {}
        for nth, method in enumerate(row.methods.split()):
            is_able = has(role, row, method)
            unexpected += judge(role, method, "own", ask(client, method, url), is_able, ANSWERS)
            # Who is refused one's own by every method is asked about another's by one.
            if foreign and (row.on, role) not in EVERYWHERE and (is_able or nth == 0):
                unexpected += judge(role, method, "foreign", ask(client, method, address(name, theirs)), is_able, {404})
                if is_able and {"code", "pk"} <= set(theirs):
                    mixed = address(name, own.kwargs(row.on, actor) | {"pk": theirs["pk"]})
                    unexpected += judge(role, method, "mixed", ask(client, method, mixed), is_able, {row.gone})
    assert unexpected == []


def judge(role, method, whose, status, is_able, right) -> list[str]:
    """Return what was not expected: nothing, or one line that says it."""
    is_right = status in (right if is_able else {403, 404})
    return [] if is_right else [f"{role} {method} {whose}: {status}"]


@pytest.mark.promise(14)
@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(SIGN_IN)])  # those methods are allauth's affair
def test_the_address_refuses_every_other_method(name, own_world):
    row = ACCESS[name]
    own = own_world(row.step)
    role = next(role for role in ROLES if has(role, row))
    client, url = own.client(role), address(name, own.kwargs(row.on, own.person(role)))
    refused = {method: ask(client, method, url) for method in METHODS if method not in row.methods.split()}
    assert set(refused.values()) <= {405}, refused


@pytest.mark.django_db
@pytest.mark.promise(1)
@pytest.mark.parametrize("name", NAMES)
def test_the_address_tells_a_stranger_to_sign_in(name, own_world):
    row = ACCESS[name]
    own = own_world(row.step)
    url = address(name, own.kwargs(row.on, own.person(Role.SUPERVISOR)))
    for method in row.methods.split():
        client = Client(raise_request_exception=False)
        answer = client.generic(method, url)
        if row.who == PUBLIC:
            assert "login" not in answer.get("Location", "") or name.startswith(SIGN_IN), method
        elif name.startswith("api:"):
            assert answer.status_code == 401, method
        else:
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login")), method


@pytest.mark.django_db
@pytest.mark.promise(13)
def test_who_was_deactivated_is_a_stranger_on_the_next_request(own_world):
    world = own_world("intake")
    client = world.client(Role.SUPERVISOR)
    assert client.get(reverse("home")).status_code == 200
    User.objects.filter(pk=world.team.supervisor.pk).update(is_active=False)
    assert client.get(reverse("home")).status_code == 302


@pytest.mark.django_db
@pytest.mark.promise(13)
def test_a_role_taken_away_is_gone_on_the_next_request(own_world):
    world = own_world("evaluation")
    client = world.client(Role.SUPERVISOR)
    url = reverse("api:case-detail", args=[world.case.code])
    assert client.get(url).status_code == 200
    User.objects.filter(pk=world.team.supervisor.pk).update(role=Role.REPORT_VIEWER)
    assert client.get(url).status_code == 404


# What is sealed, who was there before, who is no more

WORD = "Zq8sellado"
NOTHING = {"UUIDConverter": uuid.UUID(int=0), "IntConverter": 1}


def nowhere(name: str) -> str:
    """Return the address of that name for something that is not there: who asks is looked at before what is asked for."""
    converters = PATTERNS[name].pattern.converters
    return reverse(name, kwargs={key: NOTHING.get(type(one).__name__, "x") for key, one in converters.items()})


def told_in_confidence(world) -> SealedNote:
    """Return a sealed note whose list holds its author alone, the caseworker."""
    interview = BUILDERS["interview"](world, world.team.caseworker)
    held = Interview.objects.get(pk=interview["pk"])
    return seal(case=world.case, interview=held, text=WORD, readers=[], by=world.team.caseworker, now=timezone.now())


@pytest.mark.promise(14)
@pytest.mark.django_db
def test_a_sealed_note_is_hidden_from_each_role_that_is_not_on_its_list(own_world):
    world = own_world("evaluation")
    sealed = told_in_confidence(world)
    of_note = {"code": world.case.code, "pk": sealed.pk}
    of_reader = {"code": world.case.code, "pk": sealed.list.get(because="responsible").pk}
    at = {
        name: of_note if row.on == "sealed_note" else of_reader
        for name, row in ACCESS.items()
        if row.on in ("sealed_note", "sealed_reader")
    }
    assert len(at) == 3
    unexpected = []
    for role in ROLES:
        client = world.client(role)
        for name, kwargs in at.items():
            for method in ACCESS[name].methods.split():
                status = ask(client, method, address(name, kwargs))
                right = ANSWERS if role == Role.CASEWORKER else {404}
                unexpected += judge(role, method, name, status, has(role, ACCESS[name]), right)
    assert unexpected == []


@pytest.mark.promise(14)
@pytest.mark.django_db
def test_no_other_address_of_a_case_tells_what_is_sealed_not_even_to_its_author(own_world):
    world, told = own_world("evaluation"), []
    sealed = told_in_confidence(world)
    names = [
        name
        for name in NAMES
        if ACCESS[name].on in ("case", "interview") and "GET" in ACCESS[name].methods and has(Role.CASEWORKER, ACCESS[name])
    ]
    for name in (*names, "cases:sealed_note"):
        kwargs = {"code": world.case.code, "pk": sealed.pk if name == "cases:sealed_note" else sealed.interview_id}
        with transaction.atomic():
            answer = world.client(Role.CASEWORKER).get(address(name, kwargs))
            transaction.set_rollback(True)
        told += [name] if any(WORD in part for part in parts_of(answer)) else []
    assert told == ["cases:sealed_note"]
    assert len(names) > 40


@pytest.mark.promise(13, 14)
@pytest.mark.django_db
def test_who_had_the_case_before_finds_nothing_of_it_at_any_address(own_world):
    """The former assignee of the table: still a caseworker of the authority, no longer of the case."""
    world, found = own_world("evaluation"), {}
    former = world.team.caseworker
    rows = {name: ACCESS[name] for name in NAMES if ACCESS[name].on in SEEN_WITH and ACCESS[name].step == "evaluation"}
    at = {}
    for name, row in rows.items():
        if has(Role.CASEWORKER, row, row.methods.split()[0]):
            at[name] = address(name, world.kwargs(row.on, former))
    client = world.client(Role.CASEWORKER)
    assert client.get(at["cases:detail"]).status_code == 200
    CaseGrant.objects.filter(case=world.case, user=former).update(ends_at=timezone.now())
    Designation.objects.filter(case=world.case, ended_at=None).update(ended_at=timezone.now())
    for name, url in at.items():
        found[name] = ask(client, rows[name].methods.split()[0], url)
    assert {name: status for name, status in found.items() if status != 404} == {}
    assert len(found) > 80


@pytest.mark.promise(13, 14)
@pytest.mark.django_db
def test_a_closed_account_is_a_stranger_at_every_address(own_world):
    world = own_world("evaluation")
    client = world.client(Role.SUPERVISOR)
    assert client.get(reverse("home")).status_code == 200
    User.objects.filter(pk=world.team.supervisor.pk).update(is_active=False)
    names = [name for name in NAMES if ACCESS[name].who != PUBLIC and not name.startswith(SIGN_IN)]
    answers = {name: client.generic(ACCESS[name].methods.split()[0], nowhere(name)).status_code for name in names}
    assert {name: status for name, status in answers.items() if status not in (302, 401)} == {}
    assert len(answers) > 150
