"""Whoever forgot a password gets a letter in the language of the page, and it says nothing but the link."""

import pytest
from django.core import mail
from django.test import Client

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_letter_carries_the_link_and_no_name():
    user = UserFactory()
    Client(headers={"Accept-Language": "en"}).post("/account/password/reset/", {"email": user.email})
    [letter] = mail.outbox
    assert letter.to == [user.email]
    assert letter.subject.endswith("Choose a new password")
    assert "/account/password/reset/key/" in letter.body
    assert user.full_name not in letter.body
    assert user.email not in letter.body
