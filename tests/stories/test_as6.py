"""Story AS-6: the migration authority finds nothing, asks for a bracelet and gets none; a weekly call is recorded, and lapses."""

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from accounts.roles import Role
from audit.models import Event, Kind
from cases import services
from cases.models import Case, Notification
from liberty.models import Restriction
from liberty.restriction_choices import Standing
from tests.factories import Team, UserFactory, fresh, grant
from tests.liberty.restrictions import WEEKLY
from tests.reports.figures import figures

pytestmark = pytest.mark.django_db
HERMOSILLO = ZoneInfo("America/Hermosillo")


def at(day: str, clock: str = "09:00") -> datetime:
    """Return an instant of 2026 as the story tells it: "05-11", "09:00"."""
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=HERMOSILLO)


@pytest.fixture
def team():
    return Team(name="Procuraduría de Protección de Sonora")


@pytest.fixture
def lawyer(team):
    return team.person(Role.LAWYER)


@pytest.fixture
def officer(team):
    return UserFactory(organisation=team.unit, role=Role.DATA_PROTECTION_OFFICER)


CHILD = {"sex": "female", "birth_date": date(2010, 5, 4), "birth_precision": "exact", "nationality": "HN", "primary_language": "es"}
NAMES = {"given_names": "Dulce María", "surname_1": "Zelaya"}


def notify(team, folio: str, clock: str) -> Notification:
    notification = {
        "folio": folio,
        "notifier_name": "Agente de guardia",
        "receiving_unit": team.unit,
        "located_at": at("05-11", "06:00"),
        "located_place_type": "transport",
    }
    return services.notify_child(child=CHILD, identity=NAMES, notification=notification, by=team.notifier, now=at("05-11", clock))


@pytest.fixture
def case(team, lawyer):
    """A girl of sixteen, notified at eight and known to her team since."""
    notification = notify(team, "INM-SON-101", "08:00")
    case = services.triage_notification(notification=notification, result="open_case", by=team.intake, now=at("05-11", "08:20"))
    for person in (team.caseworker, lawyer):
        grant(case, person, since=at("05-11", "08:20"))
    return fresh(case)


def browser(user, **headers) -> Client:
    client = Client(headers=headers)
    client.force_login(user)
    return client


def page(user, url: str) -> str:
    return browser(user).get(url).content.decode()


def typed(**given) -> dict:
    """What the lawyer types: a call a week, with its ground, its means and its remedy."""
    return WEEKLY | {"submission_key": str(uuid.uuid4())} | given


def test_as6_the_migration_authority_finds_nothing_and_is_told_nothing(team, case, time_machine):
    time_machine.move_to(at("05-11", "09:00"))
    name = NAMES["surname_1"]
    tries = [
        ("get", reverse("cases:detail", args=[case.code]), {}),
        ("post", reverse("cases:list"), {"q": name}),
        ("get", reverse("reports:index"), {}),
        ("get", f"/api/v1/cases/{case.code}/", {}),
        ("get", "/api/v1/restrictions/", {}),
        ("post", reverse("liberty:restriction_add", args=[case.code]), typed(text="Brazalete GPS")),
    ]
    window = browser(team.notifier)
    key = Client(headers={"authorization": f"Bearer {Token.objects.create(user=team.notifier).key}"})
    answers = [
        getattr(door, method)(url, data) for method, url, data in tries for door in (window, key) if door is window or "/api/" in url
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert not any(name in answer.content.decode() or case.code in answer.content.decode() for answer in answers)
    refused = Event.objects.filter(kind=Kind.REFUSED, action="firewall.refuse")
    assert refused.count() == len(answers)
    assert {event.actor for event in refused} == {team.notifier.pk}
    assert not Event.objects.filter(action="restriction.forbidden").exists()  # behind the wall there is no form to be refused by

    # The same child once more: a receipt like any other, and not a word of the first.
    first, second = Notification.objects.get(folio="INM-SON-101"), notify(team, "INM-SON-102", "09:10")
    shown = [page(team.notifier, reverse("cases:receipt_detail", args=[one.pk])) for one in (first, second)]
    told = [answer.replace(one.folio, "").replace(str(one.pk), "") for answer, one in zip(shown, (first, second), strict=True)]
    assert "INM-SON-101" not in shown[1]
    assert case.code not in "".join(shown)
    assert len(told[0].splitlines()) == len(told[1].splitlines())


def test_as6_no_bracelet_but_a_weekly_call_that_lapses_unless_it_is_reviewed(team, case, lawyer, officer, time_machine):
    # The letter of the migration authority asks for a "brazalete GPS": the form has no such kind and takes no such text.
    time_machine.move_to(at("05-11", "10:00"))
    add = reverse("liberty:restriction_add", args=[case.code])
    answer = browser(lawyer).post(add, typed(type="electronic_tag", text="brazalete GPS", imposed_by="Instituto de Migración"))
    assert answer.status_code == 422
    assert "INV-07" in answer.content.decode()
    assert not Restriction.objects.exists()
    assert "electronic_tag" not in page(lawyer, add)

    # A call a week, on the ground of a judge, with credit for it and the way to appeal.
    assert browser(lawyer).post(add, typed()).status_code == 302
    one = Restriction.objects.get()
    assert (one.type, one.contact_every, one.support_provided) == ("phone_contact", "weekly", ["credit"])
    assert (one.review_date, "amparo" in one.appeal_route) == (date(2026, 6, 10), True)
    month = at("05-01", "00:00"), at("06-10", "00:00")
    assert figures("I-30", team.unit, *month) == {"in_effect": 1, "overdue": 0, "appealed": 0, "lifted": 0, "blocked": 1}

    # On the tenth it is in effect; on the eleventh it is without effect, and everybody who answers for it is told.
    everywhere = {
        "case": (lawyer, reverse("cases:detail", args=[case.code])),
        "restriction": (team.caseworker, reverse("liberty:restriction", args=[one.pk])),
        "supervisor": (team.supervisor, reverse("home")),
        "officer": (officer, reverse("home")),
        "list": (officer, reverse("liberty:restrictions_overdue")),
    }
    without_effect = str(Standing.WITHOUT_EFFECT.label)
    time_machine.move_to(at("06-10", "23:00"))
    assert one.standing_on(date(2026, 6, 10)) == Standing.IN_EFFECT
    assert [name for name, (user, url) in everywhere.items() if without_effect in page(user, url)] == []
    time_machine.move_to(at("06-11", "08:00"))
    seen = {name: page(user, url) for name, (user, url) in everywhere.items() if name != "list"}
    assert [name for name, body in seen.items() if without_effect not in body] == []
    overdue = page(officer, everywhere["list"][1])
    assert case.code in overdue
    assert NAMES["surname_1"] not in overdue

    # I-30 of the period: one attempt blocked, one review overdue.
    period = at("05-01", "00:00"), at("06-12", "00:00")
    assert figures("I-30", team.unit, *period) == {"in_effect": 0, "overdue": 1, "appealed": 0, "lifted": 0, "blocked": 1}
    [attempt] = Event.objects.filter(action="restriction.forbidden")
    assert (attempt.kind, attempt.detail) == (Kind.REFUSED, {"kind": "electronic_tag", "field": "type"})
    assert Case.objects.get(pk=case.pk).status == "open"  # nothing else changed for the child
