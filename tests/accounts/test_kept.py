"""What somebody typed into any form, and went away from: given back after the next sign-in, to be looked at and sent."""

import html
import re
import time
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.session_store import SessionStore
from accounts.sessions import KEPT, OVER, kept_form
from accounts.sign_in_rules import IDLE
from cases.choices import Step
from cases.models import Attachment, ContactNote
from tests.access_table import ACCESS, PUBLIC
from tests.factories import UserFactory, walk_to
from tests.files.samples import pdf
from tests.test_access import NAMES, nowhere

pytestmark = [pytest.mark.django_db, pytest.mark.promise(10)]
WORD = "Quiere vivir con su tía."
NOT_TYPED = ("account_", "mfa_", "api:", "accounts:stay", "accounts:kept")
FORMS = [name for name in NAMES if "POST" in ACCESS[name].methods and ACCESS[name].who != PUBLIC and not name.startswith(NOT_TYPED)]
GONE = 16 * 60


def browser(person) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client


def kept_in(client, person) -> dict | None:
    return kept_form(SimpleNamespace(session=client.session, user=person))


def typed_on(page: str) -> dict:
    """Return what the page gives back, by name, without the token of the page itself."""
    found = re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', page) + re.findall(r'name="([^"]+)" rows="5">\n([^<]*)<', page)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.fixture
def anew():
    """The function that gives a browser in which a person is signed in since now, without the whole way in."""
    person = UserFactory()
    proved = dict(browser(person).session)

    def signed_in() -> Client:
        session, client, now = SessionStore(), Client(), time.time()
        session.update(proved | {"started": now, "seen": now})
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    return person, signed_in


def test_every_form_that_arrives_after_sixteen_minutes_is_kept(anew):
    """One form in four: the session is asked before the page is, so that what is kept does not depend on the form."""
    (person, signed_in), lost, now = anew, [], timezone.now()
    for name in FORMS[::4]:
        with time_machine.travel(now, tick=False) as clock:
            client, url = signed_in(), nowhere(name)
            clock.shift(GONE)
            answer = client.post(url, {"text": WORD, "csrfmiddlewaretoken": "x", "a_file": SimpleUploadedFile("a.pdf", b"%PDF-")})
            is_out = (answer.status_code, answer.get("Location", "").split("?")[0]) == (302, reverse("account_login"))
            lost += [] if is_out and kept_in(client, person) == {"path": url, "values": [("text", [WORD])], "files": ["a_file"]} else [name]
            assert WORD not in str(dict(client.session))
    assert lost == []
    assert len(FORMS) > 100


@pytest.fixture
def case(team):
    return walk_to(Step.EVALUATION, team)


def given_back(client, person, url, fields, seconds=GONE) -> str:
    """Return the page that a person meets who sends a form late and signs in again."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        clock.shift(seconds)
        client.post(url, fields)
        client.force_login(person)
        page = client.get(reverse("accounts:kept")).content.decode()
    assert f'action="{url}"' in page
    return page


def test_a_note_is_given_back_changed_and_sent_once(team, case):
    client, url = browser(team.caseworker), reverse("cases:contact_note_add", args=[case.code])
    at = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    fields = {"at": at, "place_type": "protection_office", "text": WORD + "\nY estudiar.", "submission_key": str(uuid.uuid4())}
    page = given_back(client, team.caseworker, url, fields)
    back = typed_on(page)
    assert back["text"].splitlines() == fields["text"].splitlines()
    assert {name: back[name] for name in ("place_type", "submission_key")} == {
        name: fields[name] for name in ("place_type", "submission_key")
    }
    assert not ContactNote.objects.exists()
    for _time in range(2):
        assert client.post(url, back | {"text": WORD}).status_code == 302
    assert [note.text for note in ContactNote.objects.all()] == [WORD]
    assert KEPT not in client.session  # sent again, it is kept no more
    assert client.get(reverse("accounts:kept"))["Location"] == reverse("home")


def test_a_form_with_a_file_is_given_back_and_says_that_the_file_is_to_be_chosen_again(team, case):
    client, url = browser(team.caseworker), reverse("cases:attachment_add", args=[case.code])
    fields = {"kind": "consent", "section": "file", "description": WORD, "submission_key": str(uuid.uuid4())}
    page = given_back(client, team.caseworker, url, fields | {"files": SimpleUploadedFile("carta.pdf", pdf(), "application/pdf")})
    assert WORD in page
    assert "Choose the file again: it was not kept" in page
    assert 'enctype="multipart/form-data"' in page
    assert re.search(r'type="file" multiple required id="file-1" name="files"', page)
    assert not Attachment.objects.exists()
    assert client.post(url, typed_on(page) | {"files": SimpleUploadedFile("carta.pdf", pdf(), "application/pdf")}).status_code == 302
    assert Attachment.objects.count() == 1


def test_a_page_at_which_nobody_was_sends_what_was_typed_and_nothing_is_done_with_it(team, case):
    """Before the server itself would end the session: what the page marks is never carried out."""
    client, url = browser(team.caseworker), reverse("cases:contact_note_add", args=[case.code])
    at = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page = given_back(
        client, team.caseworker, url, {"at": at, "place_type": "protection_office", "text": WORD, OVER: "1"}, seconds=IDLE - 30
    )
    assert typed_on(page)["text"] == WORD
    assert OVER not in typed_on(page)
    assert not ContactNote.objects.exists()


def test_a_page_at_which_nobody_was_ends_the_session_where_nothing_was_typed(team):
    client = browser(team.caseworker)
    assert client.post(reverse("accounts:stay")).status_code == 204
    client.post(reverse("accounts:stay"), {OVER: "1"})
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert KEPT not in client.session


def test_a_draft_that_arrives_too_late_is_given_back_as_the_form_it_is_of(team, case):
    client, url = browser(team.caseworker), reverse("cases:contact_note_add", args=[case.code])
    save = reverse("cases:draft_save", args=[case.code])
    for path, expected in ((url, url), ("https://elsewhere.example/", save), ("", save)):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client = browser(team.caseworker)
            clock.shift(GONE)
            client.post(save, {"text": WORD, "path": path}, headers={"X-Draft": "1"})
            assert kept_in(client, team.caseworker)["path"] == expected


def test_what_is_kept_may_be_thrown_away(team):
    client = browser(team.caseworker)
    given_back(client, team.caseworker, reverse("accounts:letters"), {"text": WORD})
    assert client.post(reverse("accounts:kept"), {"drop": "yes"})["Location"] == reverse("home")
    assert KEPT not in client.session


def test_a_password_is_not_given_back(team):
    client = browser(team.caseworker)
    page = given_back(client, team.caseworker, reverse("accounts:letters"), {"text": WORD, "new_password": "hunter2-hunter2"})
    assert "hunter2" not in page
