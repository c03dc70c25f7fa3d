"""While the database rests or a disk is full: plain words, all that was typed, nothing half written, and back without a restart."""

import errno
import re

import pytest
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from psycopg.errors import DiskFull

from cases.models import Child, Notification
from files.disk import NoRoom
from idc_atd import urls
from idc_atd.operations import outage
from tests.cases.test_pages_notification import answers, at, fill
from tests.factories import Team

NAMELESS = "6f1d1b52-5d5b-4a5e-9d8c-111111111111"
TYPED = {
    "csrfmiddlewaretoken": "the-token-that-came",
    "submission_key": NAMELESS,
    "version": "3",
    "person": NAMELESS,
    "reason": "Su tía la espera <b>en</b> Tijuana",
    "full_account": "Primera línea\nsegunda línea",
    "languages": ["es", "kek"],
    "new_password": "hunter2-hunter2",
    "empty": "",
}


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("gone"), 503),
        (InterfaceError("closed"), 503),
        (caused(OperationalError("could not extend file"), DiskFull()), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OSError(errno.EDQUOT, "quota"), 507),
        (caused(NoRoom(), OSError(errno.EFBIG, "large")), 507),
        (caused(RuntimeError("while answering"), OperationalError("gone")), 503),
        (OSError(errno.EACCES, "denied"), None),
        (ValueError("ours"), None),
        (None, None),
    ],
    ids=repr,
)
@pytest.mark.promise(47, 48)
def test_a_fault_is_told_from_an_outage_and_from_a_full_disk(error, status):
    assert outage.status_of(error) == status


def fail(request, kind):
    if kind == "killed":
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    raise {"resting": OperationalError("Su tía"), "full": OSError(errno.ENOSPC, "/srv/files")}[kind]


def works(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("back")


fail.login_required = works.login_required = False
urlpatterns = [
    path("fail/<slug:kind>", fail),
    path("works", works),
    path("account/fail/<slug:kind>", fail),
    path("api/v1/fail/<slug:kind>", fail),
    path("", include(urls.urlpatterns)),
]
handler500 = urls.handler500
OURS = pytest.mark.urls(__name__)


@pytest.fixture
def browser():
    return Client(raise_request_exception=False, headers={"Accept-Language": "en"})


@OURS
@pytest.mark.promise(47)
@pytest.mark.parametrize(("kind", "status"), [("resting", 503), ("full", 507)])
@pytest.mark.parametrize(("language", "words"), [("en", "Send again"), ("es", "Enviar de nuevo")])
def test_what_was_typed_is_there_to_be_sent_again(browser, kind, status, language, words):
    answer = browser.post(f"/fail/{kind}?from=here", TYPED, headers={"Accept-Language": language})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (status, "30", "no-store")
    assert words in page
    assert f'action="/fail/{kind}?from=here"' in page
    assert "Su tía la espera &lt;b&gt;en&lt;/b&gt; Tijuana" in page
    assert "\nPrimera línea\nsegunda línea</textarea>" in page
    assert page.count('name="languages"') == 2
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert hidden == {name: TYPED[name] for name in ("csrfmiddlewaretoken", "submission_key", "version", "person")}  # no token of ours
    assert "hunter2" not in page
    assert "/srv/files" not in page
    assert "Traceback" not in page


@OURS
@pytest.mark.promise(47)
def test_what_was_chosen_is_said_in_words_and_sent_as_it_was(browser):
    page = browser.post("/fail/resting", {"text": "Una visita", "place_type": "protection_office"}).content.decode()
    assert "Child protection office" in page
    assert '<input type="hidden" name="place_type" value="protection_office">' in page


@OURS
@pytest.mark.promise(47)
def test_nothing_typed_at_sign_in_is_printed(browser):
    page = browser.post("/account/fail/resting", {"login": "a@b.example", "password": "hunter2-hunter2", "code": "123456"})
    assert page.status_code == 503
    assert not {b"hunter2", b"a@b.example", b"123456"} & set(re.findall(rb"[\w@.-]+", page.content))


@OURS
@pytest.mark.promise(47)
def test_a_machine_and_a_reader_are_told_when_to_come_back(browser):
    problem = browser.post("/api/v1/fail/resting")
    assert (problem.status_code, problem["Retry-After"], problem["Content-Type"]) == (503, "30", "application/problem+json")
    page = browser.get("/fail/resting?page=2")
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert 'href="/fail/resting?page=2"' in page.content.decode()


@pytest.fixture
def resting():
    """The database cannot be reached: nothing answers at its address."""
    connection.close()
    kept = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
    connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}

    def back():
        connection.close()
        connection.settings_dict |= kept

    yield back
    back()


@pytest.mark.promise(47)
@pytest.mark.django_db(transaction=True)
def test_an_outage_keeps_the_text_and_the_session_and_ends_without_a_restart(browser, request):
    team = Team()
    browser.force_login(team.notifier)
    key = browser.cookies["session"].value
    address = reverse("cases:notify_step", args=["identity"])
    fill(browser, {"found": answers(team)["found"]})
    back = request.getfixturevalue("resting")
    answer = browser.post(address, answers(team)["identity"])
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert 'value="Yesenia"' in page
    assert "Traceback" not in page
    assert "127.0.0.1" not in page
    assert not answer.cookies  # nobody is signed out by it
    assert browser.get("/health/live").status_code == 200
    back()
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    sent = browser.post(address, again)
    assert (sent.status_code, sent.url) == (302, reverse("cases:notify_step", args=["journey"]))
    assert browser.cookies["session"].value == key


@OURS
@pytest.mark.promise(47)
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_killed_is_answered_and_replaced(browser):
    assert browser.get("/fail/killed").status_code == 503
    close_old_connections()  # as the server does before each request, and the test client does not
    assert browser.get("/works").content == b"back"


FULL = """
CREATE FUNCTION pg_temp.no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.kind <> 'read') EXECUTE FUNCTION pg_temp.no_room();
"""


@pytest.mark.promise(48)
@pytest.mark.django_db
def test_a_full_disk_of_the_database_leaves_no_half_of_anything(browser, as_owner):
    team = Team()
    browser.force_login(team.notifier)
    fill(browser, answers(team, found={"located_at": at(days=1)}))
    as_owner(FULL)
    answer = browser.post(reverse("cases:notify_step", args=["check"]), {"submission_key": NAMELESS})
    assert answer.status_code == 507
    assert b"base/1/2" not in answer.content
    assert (Notification.objects.count(), Child.objects.count()) == (0, 0)
    as_owner("DROP TRIGGER no_room ON audit_event")
    assert browser.post(reverse("cases:notify_step", args=["check"]), {"submission_key": NAMELESS}).status_code == 302
    assert Notification.objects.count() == 1
