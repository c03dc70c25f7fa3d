"""DATABASE_URL may name several servers, and which of them is meant."""

import environ
import pytest

from idc_atd.database import database_settings

URLS = {
    "postgresql://u:p@a:5432,b:5433/db?target_session_attrs=read-write": ("a,b", "5432,5433", "read-write"),
    "postgresql://u@a,b/db?target_session_attrs=any": ("a,b", "", "any"),
    "postgresql://u@/db?host=/run/a,/run/b&port=1,2&target_session_attrs=read-write": ("/run/a,/run/b", "1,2", "read-write"),
}


@pytest.mark.parametrize("url", URLS)
def test_several_hosts_reach_the_driver(url, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", url)
    found = database_settings(environ.Env(), tmp_path)
    port = found["PORT"] or found["OPTIONS"].get("port", "")
    assert (found["HOST"], port, found["OPTIONS"]["target_session_attrs"]) == URLS[url]


def test_a_server_that_does_not_answer_is_not_waited_for_long_unless_the_url_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@a/db")
    assert database_settings(environ.Env(), tmp_path)["OPTIONS"]["connect_timeout"] == 5
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@a/db?connect_timeout=30")
    assert database_settings(environ.Env(), tmp_path)["OPTIONS"]["connect_timeout"] in (30, "30")
