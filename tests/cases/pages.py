"""What the tests of a case's pages share."""

import uuid

from django.test import Client
from django.urls import reverse


def browser(user) -> Client:
    """A browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *args) -> str:
    return reverse(f"cases:{name}", args=args)


def post(client, url: str, **fields):
    """Send a form with a submission key of its own."""
    return client.post(url, {"submission_key": uuid.uuid4(), **fields})


def text_of(response) -> str:
    return response.content.decode()
