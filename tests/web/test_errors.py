"""Every way to fail answers in plain words, in the reader's language, with the request's number and nothing of our inside."""

import json

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404
from django.test import Client
from django.urls import include, path

from idc_atd import errors, urls

RAISED = {
    "bad": (BadRequest("secret"), 400),
    "forbidden": (PermissionDenied("secret"), 403),
    "missing": (Http404("secret"), 404),
    "large": (RequestDataTooBig("secret"), 413),
    "fault": (RuntimeError("secret"), 500),
    "resting": (OperationalError("secret"), 503),
}


def failing(name):
    def view(request):
        raise RAISED[name][0]

    view.login_required = False
    return view


FAILING = [path(name, failing(name)) for name in RAISED]
urlpatterns = [path("fail/", include(FAILING)), path("api/v1/fail/", include(FAILING)), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.mark.promise(58)
@pytest.mark.parametrize(("name", "status"), [(name, status) for name, (_, status) in RAISED.items()])
def test_a_failure_answers_its_page_without_the_database(browser, name, status):
    response = browser.get(f"/fail/{name}")  # no database mark: a query would fail the test
    page = response.content.decode()
    assert response.status_code == status
    assert response["X-Request-ID"] in page
    assert "secret" not in page
    assert "Traceback" not in page


@pytest.mark.promise(58)
@pytest.mark.parametrize(("name", "status"), [(name, status) for name, (_, status) in RAISED.items()])
def test_a_failure_below_api_answers_a_problem_document(browser, name, status):
    response = browser.get(f"/api/v1/fail/{name}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert problem["status"] == status
    assert problem["request_id"] == response["X-Request-ID"]
    assert "secret" not in response.content.decode()


@pytest.mark.promise(58)
@pytest.mark.parametrize("status", errors.titles())
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_error_page_renders_from_nothing(rf, status, language):
    request = rf.get("/")
    request.id = "0123abcd"
    response = errors.respond(request, status)
    assert response.status_code == status
    assert b"0123abcd" in response.content


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing was saved"), ("es", "<h1")])
@pytest.mark.django_db
def test_a_form_too_large_answers_413_and_says_nothing_was_saved(settings, language, words):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"Accept-Language": language})
    browser.get("/account/login/")
    response = browser.post("/account/login/", {"login": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE * 2)})
    assert response.status_code == 413
    assert words in response.content.decode()


def test_a_form_without_its_token_answers_403_in_plain_words():
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@b.example"})
    assert response.status_code == 403
    assert b"<h1" in response.content


def test_what_refused_uploads_leave_is_drained_only_to_a_limit(rf):
    class Endless:
        read_bytes = 0

        def read(self, size):
            self.read_bytes += size
            return b"x" * size

    stream = Endless()
    errors.drain(stream)
    assert stream.read_bytes == errors.DRAIN


@pytest.mark.parametrize("address", ["/account/login/", "/fail/missing", "/fail/fault", "/health/live", "/no/such/page"])
@pytest.mark.django_db
def test_every_response_carries_the_headers_that_close_the_side_doors(browser, address):
    headers = browser.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Request-ID"]
