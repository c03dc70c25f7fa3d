"""Whoever forgot a password gets a letter in their language, and it says nothing but the link."""

import json

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import tasks
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def ask(email: str) -> dict:
    """Ask for a new password; return what the queue keeps of it."""
    Client().post(reverse("account_reset_password"), {"email": email})
    return ProcrastinateJob.objects.filter(task_name="accounts.tasks.send_letter").order_by("-id").first().args


def test_the_letter_carries_the_link_and_no_name(settings):
    user = UserFactory()
    tasks.send_letter(**ask(user.email.upper()))
    [letter] = mail.outbox
    assert letter.to == [user.email]
    assert letter.subject == "Choose a new password"
    assert f"{settings.SITE_URL}/account/password/reset/key/" in letter.body
    assert user.full_name not in letter.body
    assert user.email not in letter.body


@pytest.mark.promise(8)
def test_the_queue_keeps_neither_address_nor_link_and_the_same_for_who_has_no_account():
    user = UserFactory()
    known, unknown = ask(user.email), ask("nobody@example.org")
    assert {**known, "person": ""} == {**unknown, "person": ""} == {"person": "", "letter": "reset", "facts": {}}
    assert len(known["person"]) == len(unknown["person"])
    assert user.email not in json.dumps(known)
    tasks.send_letter(**unknown)
    assert mail.outbox == []


def test_who_was_closed_out_gets_no_letter():
    tasks.send_letter(**ask(UserFactory(is_active=False).email))
    assert mail.outbox == []
