"""Restrictions through the API: the same refusals as the form, counted also where the call as a whole is undone."""

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.roles import Role
from audit.models import Event
from liberty.models import Restriction
from tests.factories import NOW, CaseFactory, grant
from tests.liberty.restrictions import GIVEN, INFORMED, recorded

pytestmark = pytest.mark.django_db
URL = "/api/v1/restrictions/"


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def lawyer(team):
    return team.person(Role.LAWYER)


@pytest.fixture
def case(team, lawyer):
    case = CaseFactory(unit=team.unit)
    grant(case, lawyer)
    return case


def machine(user) -> Client:
    return Client(headers={"authorization": f"Bearer {Token.objects.get_or_create(user=user)[0].key}"})


def post(user, case, headers=None, **given):
    body = {"case": case.code, **GIVEN, **INFORMED, **given}
    return machine(user).post(URL, {name: value for name, value in body.items() if value is not None}, "application/json", headers=headers)


def attempts() -> list[dict]:
    return [event.detail for event in Event.objects.filter(action="restriction.forbidden")]


def test_a_machine_records_and_reads_a_restriction(case, lawyer):
    answer = post(lawyer, case, {"idempotency-key": "a"})
    assert (answer.status_code, answer.json()["standing"], answer.json()["case"]) == (201, "in_effect", case.code)
    assert post(lawyer, case, {"idempotency-key": "a"}).json() == answer.json()
    one = Restriction.objects.get()
    assert machine(lawyer).get(f"{URL}{one.pk}/").json()["id"] == str(one.pk)
    assert [row["id"] for row in machine(lawyer).get(URL).json()["results"]] == [str(one.pk)]


@pytest.mark.parametrize("headers", [None, {"idempotency-key": "b"}])
@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({"type": "gps_app"}, {"kind": "gps_app", "field": "type"}),
        ({"text": "tobillera electronica"}, {"kind": "electronic_tag", "field": "text"}),
        ({"text": "curfew at eight", "review_date": "soon"}, {"kind": "curfew_house_arrest", "field": "text"}),
    ],
)
def test_what_is_forbidden_is_a_problem_and_counted(case, lawyer, given, detail, headers):
    answer = post(lawyer, case, headers, **given)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert "INV-07" in str(answer.json()["errors"])
    assert attempts() == [detail]
    assert not Restriction.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [({"review_date": None}, "review_date"), ({"text": None}, "text"), ({"support_provided": ["gold"]}, "support_provided")],
)
def test_what_lacks_is_named(case, lawyer, given, field):
    answer = post(lawyer, case, **given)
    assert (answer.status_code, field in answer.json()["errors"], attempts()) == (422, True, [])


def test_a_stranger_finds_no_case_and_who_may_not_record_is_told_so(case, team, lawyer):
    assert post(lawyer, CaseFactory(), text="GPS").status_code == 404
    assert post(team.supervisor, case, text="GPS").status_code == 403
    assert machine(lawyer).post(URL, "[]", "application/json").status_code == 422
    assert attempts() == []


def test_every_read_is_on_record(case, team, lawyer):
    one = recorded(case, lawyer)
    machine(lawyer).get(URL)
    machine(lawyer).get(f"{URL}{one.pk}/")
    read = Event.objects.filter(action="restriction.read")
    assert [set(event.subjects) for event in read] == [{case.pk, case.child_id}] * 2
    assert machine(team.notifier).get(f"{URL}{one.pk}/").status_code == 404
