"""The log says what failed and where, and nothing of a person."""

import json
import logging
import logging.config
from io import StringIO

import pytest
import structlog
from django.conf import settings
from django.test import Client
from django.urls import path


def fail(request):
    try:
        raise ValueError("Failing row contains (Yesenia, Caal)")
    except ValueError:
        name = request.POST["name"]
        raise RuntimeError(f"no bed for {name}")


fail.login_required = False
urlpatterns = [path("fail/", fail)]


@pytest.fixture
def written():
    """What the formatter of the settings writes, whatever the level of the tests."""
    handlers = {"console": settings.LOGGING["handlers"]["console"] | {"stream": (stream := StringIO())}}
    loggers = settings.LOGGING["loggers"] | {"django": {"level": "INFO"}}
    root = {"handlers": ["console"], "level": "INFO"}
    logging.config.dictConfig(settings.LOGGING | {"handlers": handlers, "loggers": loggers, "root": root})
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger("django").setLevel("ERROR")


@pytest.mark.urls(__name__)
def test_a_failure_is_logged_by_type_and_place_without_its_words(written, db):
    assert Client(raise_request_exception=False).post("/fail/", {"name": "Yesenia"}).status_code == 500
    [failed] = [line for line in written() if line["event"] == "request_failed"]
    assert [one["type"] for one in failed["exceptions"]] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert failed["exceptions"][0]["frames"][-1].startswith(__file__)
    assert failed["exceptions"][0]["frames"][-1].endswith(" fail")
    everything = json.dumps(written())
    assert "Yesenia" not in everything
    assert "no bed" not in everything


@pytest.mark.parametrize("logger", [structlog.get_logger("tests.logs"), logging.getLogger("tests.logs")], ids=["ours", "foreign"])
def test_an_exception_given_as_such_is_logged_without_its_words(written, logger):
    logger.error("it failed", exc_info=ValueError("Yesenia"))
    [line] = written()
    assert (line["event"], line["exceptions"]) == ("it failed", [{"type": "builtins.ValueError", "frames": []}])


def test_a_line_without_an_exception_has_no_such_part(written):
    logging.getLogger("tests.logs").error("no exception here", exc_info=False)
    [line] = written()
    assert "exceptions" not in line
