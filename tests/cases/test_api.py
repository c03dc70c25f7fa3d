"""The API is another door to the same rooms: who sees what, what is refused and how, and what is on record."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from accounts.roles import Role
from audit.models import Event, Kind
from cases.choices import Step
from cases.models import Case, Child, Notification
from tests.factories import (
    NOW,
    CaseFactory,
    NotificationFactory,
    OrganisationFactory,
    UserFactory,
    fresh,
    grant,
    walk_to,
    write_evaluation,
)

pytestmark = pytest.mark.django_db


def machine(user) -> Client:
    """A client that holds a token of `user`, and no cookie."""
    token, _made = Token.objects.get_or_create(user=user)
    return Client(headers={"Authorization": f"Bearer {token.key}", "Accept-Language": "en"})


def notice(team, **changes) -> dict:
    """The body of a notification that lacks nothing."""
    found = timezone.now() - timedelta(hours=1)
    child = {"sex": "female", "birth_date": "2011-03-04", "nationality": "GT", "given_names": "Yesenia", "surname_1": "Caal"}
    return {
        "folio": "INM-SON-77",
        "notifier_name": "Agente Prueba",
        "receiving_unit": str(team.unit.pk),
        "located_at": found.isoformat(),
        "located_place_type": "road_checkpoint",
        "child": child | changes.pop("child", {}),
    } | changes


def post(client, url, body, **headers):
    return client.post(url, body, content_type="application/json", headers=headers)


def test_a_machine_notifies_and_gets_a_receipt_and_nothing_more(team):
    answer = post(machine(team.notifier), "/api/v1/notifications/", notice(team))
    assert answer.status_code == 201, answer.content
    assert set(answer.json()) == {"id", "folio", "received_at", "receiving_unit"}
    notified = Notification.objects.get()
    assert (notified.source_org, notified.child.identity.full_name) == (team.migration, "Yesenia Caal")
    event = Event.objects.get(action="notification.create")
    assert (event.actor, event.subjects) == (team.notifier.pk, [notified.child_id])


def test_the_receipts_of_others_do_not_exist(team):
    mine = NotificationFactory(source_org=team.migration, created_by=team.notifier, receiving_unit=team.unit)
    other = NotificationFactory(
        source_org=team.migration, created_by=UserFactory(organisation=team.migration, role=Role.MIGRATION_NOTIFIER)
    )
    client = machine(team.notifier)
    assert [row["folio"] for row in client.get("/api/v1/notifications/").json()["results"]] == [mine.folio]
    assert client.get(f"/api/v1/notifications/{mine.pk}/").json()["folio"] == mine.folio
    assert client.get(f"/api/v1/notifications/{other.pk}/").status_code == 404


def test_even_who_triages_reads_only_own_receipts_at_this_door(team):
    NotificationFactory(receiving_unit=team.unit, created_by=team.notifier)
    assert machine(team.intake).get("/api/v1/notifications/").json()["results"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"folio": ""}, "folio"),
        ({"located_at": "2099-01-01T00:00:00Z"}, "located_at"),
        ({"located_at": "2026-03-02T08:40:00"}, "located_at"),
        ({"located_at": "0001-01-01T00:00:00+14:00"}, "located_at"),
        ({"located_place_type": "moon"}, "located_place_type"),
        ({"receiving_unit": str(uuid.uuid4())}, "receiving_unit"),
        ({"child": {"nationality": "XQ"}}, "child"),
        ({"child": {"birth_date": "2099-01-01"}}, "birth_date"),
        ({"child": {"birth_date": "1950-01-01"}}, "birth_date"),
        ({"child": {"birth_date": None, "birth_precision": "exact"}}, "child"),
        ({"child": {"declared_age": 300}}, "child"),
        ({"child": {"given_names": "x" * 101}}, "child"),
        ({"child": {"given_names": "a\x00b"}}, "child"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_written(team, changes, field):
    answer = post(machine(team.notifier), "/api/v1/notifications/", notice(team, **changes))
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"]
    assert answer.json()["request_id"] == answer["X-Request-ID"]
    assert not Child.objects.exists()


@pytest.mark.promise(19)
def test_facts_nobody_declared_cannot_be_slipped_in(team):
    slipped = {"triage_result": "duplicate", "batch": str(uuid.uuid4()), "id": str(uuid.uuid4()), "received_at": "2020-01-01T00:00:00Z"}
    answer = post(
        machine(team.notifier),
        "/api/v1/notifications/",
        notice(team, **slipped, child={"code": "X-1", "age_status": "determined_adult_final"}),
    )
    notified = Notification.objects.get(pk=answer.json()["id"])
    assert (notified.triage_result, notified.batch) == ("", None)
    assert notified.received_at.year > 2020
    assert (notified.child.code != "X-1", notified.child.age_status) == (True, "declared_accepted")


@pytest.mark.promise(33)
def test_the_same_key_takes_effect_once_and_gets_the_same_answer(team):
    client, key = machine(team.notifier), str(uuid.uuid4())
    body = notice(team)
    first = post(client, "/api/v1/notifications/", body, **{"Idempotency-Key": key})
    again = post(client, "/api/v1/notifications/", body, **{"Idempotency-Key": key})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Notification.objects.count() == 1


@pytest.mark.promise(33)
def test_the_same_key_with_another_body_is_refused(team):
    client = machine(team.notifier)
    post(client, "/api/v1/notifications/", notice(team), **{"Idempotency-Key": "a"})
    answer = post(client, "/api/v1/notifications/", notice(team, folio="INM-SON-78"), **{"Idempotency-Key": "a"})
    assert answer.status_code == 422
    assert Notification.objects.count() == 1


def test_a_refused_call_leaves_its_key_free(team):
    client = machine(team.notifier)
    assert post(client, "/api/v1/notifications/", notice(team, folio=""), **{"Idempotency-Key": "a"}).status_code == 422
    assert post(client, "/api/v1/notifications/", notice(team), **{"Idempotency-Key": "a"}).status_code == 201


def test_one_persons_key_is_not_anothers(team):
    one = post(machine(team.notifier), "/api/v1/notifications/", notice(team), **{"Idempotency-Key": "a"})
    two = post(machine(team.intake), "/api/v1/notifications/", notice(team), **{"Idempotency-Key": "a"})
    assert one.json()["id"] != two.json()["id"]


def test_a_list_names_no_child_and_leaves_one_event_with_its_subjects(team):
    case = CaseFactory(unit=team.unit)
    CaseFactory()  # of another authority
    answer = machine(team.supervisor).get("/api/v1/cases/")
    [row] = answer.json()["results"]
    assert row["code"] == case.code
    assert "Yesenia" not in answer.content.decode()
    event = Event.objects.get(kind=Kind.READ)
    assert (event.actor, event.subjects) == (team.supervisor.pk, [case.pk, case.child_id])


def test_a_case_is_read_by_name_and_on_record(team):
    case = walk_to(Step.EVALUATION, team)
    answer = machine(team.caseworker).get(f"/api/v1/cases/{case.code}/")
    assert answer.json()["child"]["identity"]["given_names"] == "Yesenia"
    assert {move["name"] for move in answer.json()["moves"]} == set()  # approving is not a caseworker's
    event = Event.objects.get(kind=Kind.READ)
    assert (event.action, event.target_id, event.request_id) == ("case.read", str(case.pk), answer["X-Request-ID"])


def test_a_case_of_another_authority_answers_as_one_that_does_not_exist(team):
    foreign, client = CaseFactory(), machine(team.supervisor)
    answers = [client.get(f"/api/v1/cases/{code}/") for code in (foreign.code, "NO-SUCH-1")]
    answers += [post(client, f"/api/v1/cases/{code}/move/", {"move": "nonsense"}) for code in (foreign.code, "NO-SUCH-1")]
    assert {answer.status_code for answer in answers} == {404}
    assert not Event.objects.filter(kind=Kind.READ).exists()


def test_a_case_moves_as_on_the_page(team):
    case = walk_to(Step.PLAN_EXECUTION, team)
    body = {"move": "report_significant_event", "reason": "Cambió todo."}
    client = machine(team.caseworker)
    answer = post(client, f"/api/v1/cases/{case.code}/move/", body, **{"Idempotency-Key": "m"})
    assert (answer.status_code, answer.json()["step"]) == (200, Step.EVALUATION), answer.content
    assert post(client, f"/api/v1/cases/{case.code}/move/", body, **{"Idempotency-Key": "m"}).content == answer.content
    assert fresh(case).history.filter(move="report_significant_event").count() == 1


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        ("caseworker", {"move": "approve_evaluation"}, 403),
        ("supervisor", {"move": "return_evaluation"}, 422),
        ("supervisor", {"move": "no_such_move"}, 422),
        ("supervisor", {}, 422),
        ("supervisor", {"move": "close"}, 422),
    ],
)
def test_a_move_that_may_not_be_answers_a_problem(team, who, body, status):
    case = walk_to(Step.EVALUATION, team)
    answer = post(machine(getattr(team, who)), f"/api/v1/cases/{case.code}/move/", body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert fresh(case).step == Step.EVALUATION


def test_a_blocked_move_answers_409_with_every_criterion_and_its_link(team):
    case = walk_to(Step.INTAKE, team)
    answer = post(machine(team.intake), f"/api/v1/cases/{case.code}/move/", {"move": "open_case"})
    assert answer.status_code == 409
    assert answer.json()["title"] == "That cannot be done as it stands"  # and not that somebody else was faster
    [missing] = answer.json()["blockers"]
    assert missing["criterion"] == "rapid_assessment"
    assert case.code in missing["link"]


@pytest.mark.promise(32)
def test_a_stale_review_answers_409_with_what_stands_now(team):
    case = walk_to(Step.EVALUATION, team)
    write_evaluation(case, team, NOW + timedelta(hours=5))
    answer = post(machine(team.supervisor), f"/api/v1/cases/{case.code}/move/", {"move": "approve_evaluation", "version": 1})
    assert answer.status_code == 409
    assert answer.json()["current_version"] == fresh(case).evaluation.version


@pytest.mark.parametrize("rows", [1, 20])
def test_a_list_asks_the_same_number_of_queries_for_every_number_of_rows(team, rows, django_assert_num_queries):
    CaseFactory.create_batch(rows, unit=team.unit)
    client = machine(team.supervisor)
    with django_assert_num_queries(5):  # token and user, organisation, how often it asked, cases, the record
        assert len(client.get("/api/v1/cases/").json()["results"]) == rows


def test_pages_follow_one_another_and_hold_fifty_rows_at_most(team):
    cases = CaseFactory.create_batch(53, unit=team.unit)
    client = machine(team.supervisor)
    first = client.get("/api/v1/cases/?page_size=1000").json()
    second = client.get(first["next"]).json()
    assert (len(first["results"]), len(second["results"]), second["next"]) == (50, 3, None)
    assert {row["code"] for row in first["results"] + second["results"]} == {case.code for case in cases}


@pytest.mark.parametrize("cursor", ["x", "cD1nYXJiYWdl"])
def test_a_cursor_that_nobody_gave_is_refused(team, cursor):
    assert machine(team.supervisor).get(f"/api/v1/cases/?cursor={cursor}").status_code in (404, 422)


@pytest.mark.parametrize("address", ["cases/", "cases/X/", "notifications/", "organisations/", "schema/"])
def test_without_a_token_the_answer_is_401(address):
    for client in (Client(), Client(headers={"Authorization": "Bearer nobody"})):
        answer = client.get(f"/api/v1/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_a_session_needs_the_forms_token_to_change_anything(team):
    client = Client(enforce_csrf_checks=True)
    client.force_login(team.intake)
    assert post(client, "/api/v1/notifications/", notice(team)).status_code == 403


def test_the_token_of_a_closed_account_ends_at_once(team):
    client = machine(team.supervisor)
    assert client.get("/api/v1/cases/").status_code == 200
    team.supervisor.is_active = False
    team.supervisor.save()
    assert client.get("/api/v1/cases/").status_code == 401


def test_a_caseworker_lists_only_what_was_granted(team):
    granted = CaseFactory(unit=team.unit)
    CaseFactory(unit=team.unit)
    grant(granted, team.caseworker)
    assert [row["code"] for row in machine(team.caseworker).get("/api/v1/cases/").json()["results"]] == [granted.code]


def test_organisations_are_found_by_words_of_their_name(team, django_assert_num_queries):
    OrganisationFactory(name="Casa Hogar Ñandú")
    client = machine(team.supervisor)
    with django_assert_num_queries(3):  # token and user, how often it asked, organisations
        found = client.get("/api/v1/organisations/?q=hogar casa").json()["results"]
    assert [row["name"] for row in found] == ["Casa Hogar Ñandú"]
    assert client.get("/api/v1/organisations/?q=a%00b").status_code == 200


def test_a_migration_machine_finds_whom_to_notify(team):
    names = [row["name"] for row in machine(team.notifier).get("/api/v1/notifications/addressees/").json()["results"]]
    assert names == [team.unit.name]


def test_what_only_a_machine_meets_has_our_words():
    answer = Client(headers={"Accept-Language": "en"}).get("/api/v1/cases/").json()
    assert answer["title"] == "No valid key came with this request"


@pytest.mark.parametrize(
    ("body", "content_type", "status"), [("{", "application/json", 400), ("a=1", "application/x-www-form-urlencoded", 415)]
)
def test_a_body_that_cannot_be_read_answers_a_problem(team, body, content_type, status):
    answer = machine(team.notifier).post("/api/v1/notifications/", body, content_type=content_type)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_reading_fails_when_the_record_cannot_be_written(team, monkeypatch):
    case = CaseFactory(unit=team.unit)
    monkeypatch.setattr("cases.api.record_read", broken)
    client = machine(team.supervisor)
    client.raise_request_exception = False
    for address in ("/api/v1/cases/", f"/api/v1/cases/{case.code}/"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert case.code not in answer.content.decode()


def broken(**event):
    raise RuntimeError("the record cannot be written")


def test_mass_reading_of_cases_is_counted_by_the_record(team):
    CaseFactory.create_batch(3, unit=team.unit)
    machine(team.supervisor).get("/api/v1/cases/")
    assert len(Event.objects.get(kind=Kind.READ).subjects) == 2 * Case.objects.count()
