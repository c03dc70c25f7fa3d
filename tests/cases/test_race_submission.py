"""Twenty identical posts at once: one effect, and the same answer to each."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Notification, Task
from tests.cases.test_api import machine, notice, post
from tests.factories import Team, walk_to

AT_ONCE = 20


def each(ask) -> list:
    def alone(_number):
        try:
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, range(AT_ONCE)))


@pytest.mark.promise(33)
@pytest.mark.django_db(transaction=True)
def test_twenty_identical_calls_at_once_notify_once():
    team, key = Team(), str(uuid.uuid4())
    body, client = notice(team), machine(team.notifier)
    answers = each(lambda: post(client, "/api/v1/notifications/", body, **{"Idempotency-Key": key}))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Notification.objects.count() == 1


@pytest.mark.promise(33)
@pytest.mark.django_db(transaction=True)
def test_twenty_identical_forms_at_once_add_one_task():
    team = Team()
    case = walk_to("evaluation", team)
    client = Client()
    client.force_login(team.caseworker)
    due = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    form = {"text": "Llamar al consulado", "due_at": due, "submission_key": str(uuid.uuid4())}
    url = reverse("cases:task_add", args=[case.code])
    answers = each(lambda: client.post(url, form))
    assert {answer.status_code for answer in answers} == {302}, answers[0].content
    assert Task.objects.filter(case=case, text="Llamar al consulado").count() == 1
