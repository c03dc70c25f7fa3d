"""The letter of the morning: numbers and one link, once a day, to whom something waits for, where it is six."""

import re
import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from accounts.roles import Role
from cases import services
from cases.choices import Step
from cases.models import Task
from idc_atd import digest
from tests.cases.pages import browser, post
from tests.factories import CaseFactory, UserFactory, fresh, grant, walk_to

pytestmark = pytest.mark.django_db
SIX = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)  # 06:30 in Hermosillo, where the team is; 07:30 in Mexico City
CANARIES = ("Yesenia", "Caal", "Tzi", "YCT", "SON-2026", "Casa de prueba", "Procuraduría", "Llamar", "Evalu", "evalu")


@pytest.fixture
def case(team):
    case = walk_to(Step.EVALUATION, team, now=SIX - timedelta(days=3))
    Task.objects.all().delete()
    for hours in (-1, -2, 3):
        due_at = SIX + timedelta(hours=hours)
        Task.objects.create(case=case, source="person", kind="other", text="Llamar a Yesenia", started_at=due_at, due_at=due_at)
    return case


def letters(now=SIX) -> dict[str, str]:
    mail.outbox.clear()
    digest.send_digests(now=now)
    return {address: letter.body for letter in mail.outbox for address in letter.to}


def test_the_letter_says_how_much_waits_and_nothing_else(team, case):
    sent = letters()
    assert set(sent) == {team.caseworker.email}
    text = mail.outbox[0].subject + sent[team.caseworker.email]
    assert "2 tasks are overdue" in text
    assert "1 task is due today" in text
    assert re.findall(r"https?://\S+", text) == ["http://localhost:8000/"]
    assert [canary for canary in CANARIES if canary in text] == []
    assert str(case.pk) not in text


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_letter_speaks_the_language_of_its_reader(team, case, language, monkeypatch):
    User.objects.update(language=language)
    monkeypatch.setattr(digest, "_words", lambda name, count: get_language())
    assert f"- {language}\n" in letters()[team.caseworker.email]


def test_the_letter_comes_once_a_day_even_if_it_is_run_twice(team, case):
    assert [len(letters()) for __ in range(2)] == [1, 0]
    assert len(letters(SIX + timedelta(minutes=20))) == 0
    assert len(letters(SIX + timedelta(days=1))) == 1


@pytest.mark.parametrize("hours", [-1, 1, 12])
def test_the_letter_comes_when_it_is_six_where_the_reader_is(team, case, hours):
    assert letters(SIX + timedelta(hours=hours)) == {}
    team.unit.time_zone = "Asia/Bangkok"
    team.unit.save()
    assert len(letters(datetime(2026, 3, 6, 23, 30, tzinfo=UTC))) == 1


@pytest.mark.parametrize("fields", [{"wants_digest": False}, {"is_active": False}])
def test_who_stopped_the_letters_or_left_gets_none(team, case, fields):
    User.objects.filter(pk=team.caseworker.pk).update(**fields)
    assert team.caseworker.email not in letters()


def test_no_letter_without_anything_to_do_and_never_one_to_a_migration_officer(team):
    UserFactory(organisation=team.unit, role=Role.CASEWORKER)
    team.migration.time_zone = team.unit.time_zone
    team.migration.save()
    assert letters() == {}
    case = CaseFactory(unit=team.unit, step=Step.EVALUATION)
    Task.objects.create(case=case, source="person", kind="other", text="x", started_at=SIX, due_at=SIX, assignee=team.notifier)
    grant(case, team.notifier)
    assert team.notifier.email not in letters(SIX + timedelta(minutes=1))


def test_the_letter_of_a_supervisor_counts_what_waits_for_review_and_the_team(team, case):
    Task.objects.filter(due_at__lt=SIX).update(escalated_at=SIX)
    waiting = walk_to(Step.DESIGNATION, team, now=SIX - timedelta(days=1))
    services.designate(case=fresh(waiting), person=team.caseworker, representation="joint", no_conflict=True, by=team.supervisor, now=SIX)
    sent = letters()
    assert "2 tasks of your team are overdue" in sent[team.supervisor.email]
    assert "1 designation waits for you to accept" in sent[team.caseworker.email]


def test_a_mail_server_that_fails_holds_up_nobody_and_the_letter_is_sent_by_the_next_run(team, case, monkeypatch):
    def fail(*args, **kwargs):
        raise smtplib.SMTPException

    with monkeypatch.context() as patch:
        patch.setattr(digest, "send_mail", fail)
        assert digest.send_digests(now=SIX) == 0
    assert len(letters()) == 1


def test_one_stops_the_letters_on_a_page(team):
    client, url = browser(team.caseworker), reverse("accounts:letters")
    assert client.get(url).status_code == 200
    assert post(client, url).status_code == 302
    assert User.objects.get(pk=team.caseworker.pk).wants_digest is False
    assert post(client, url, wants_digest="on").status_code == 302
    assert User.objects.get(pk=team.caseworker.pk).wants_digest is True
