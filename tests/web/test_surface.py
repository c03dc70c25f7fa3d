"""What every answer carries, whoever asks; that to look changes nothing; that no address leads elsewhere."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import pace
from accounts.roles import Role
from cases.models import ChildIdentity
from tests.access_table import ACCESS
from tests.test_access import PATTERNS, address
from tests.test_audit_reads import READS, body, reader

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CLOSED = ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "clipboard-read", "browsing-topics")
# What a look may add: that it was had, its session, a paper that was printed, a report as it was read, a count of attempts.
ADDED = {
    "accounts_bucket",
    "accounts_session",
    "audit_change",
    "audit_event",
    "audit_head",
    "audit_link",
    "cache",
    "cases_alarm",
    "django_session",
    "papers_paper",
    "reports_indicatorsnapshot",
    "reports_keptanswer",
    "usersessions_usersession",
}
# To open what was sent is an act: its sender is told, and the clock of the answer stands on it.
OPENED = {"referrals:received": {"referrals_referral", "referrals_referralstep"}}
COUNTED = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"


def policy_of(answer) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip())


def written() -> dict[str, int]:
    """How many rows of each table this transaction has written."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return dict(cursor.fetchall())


def look(name, own_world):
    world = own_world(ACCESS[name].step)
    person = reader(world, name)
    url = address(name, world.kwargs(ACCESS[name].on, person))
    return world, url, world.client(person.role)


@pytest.mark.promise(51, 52, 54)
@pytest.mark.parametrize("name", READS)
def test_a_look_carries_its_headers_names_nobody_and_changes_nothing(name, own_world):
    world, url, client = look(name, own_world)
    before = written()
    answer = client.get(url)
    after = written()
    assert policy_of(answer) == POLICY
    assert {header: answer[header] for header in HEADERS} == HEADERS
    assert all(f"{feature}=()" in answer["Permissions-Policy"] for feature in CLOSED)
    assert answer["X-Request-ID"]
    if name not in ("health_live", "health_ready"):
        assert "no-store" in answer["Cache-Control"]
    child = ChildIdentity.objects.get(child=world.case.child)
    title = "".join(re.findall(r"<title>(.*?)</title>", body(answer), re.DOTALL))
    told = f"{url} {title} {answer.get('Content-Disposition', '')} {answer.get('Location', '')}"
    assert not [part for part in (child.given_names, child.surname_1) if part and part in told]
    assert {table for table in after if after[table] != before.get(table, 0)} <= ADDED | OPENED.get(name, set())


@pytest.mark.promise(52)
@pytest.mark.parametrize("name", sorted(name for name, row in ACCESS.items() if name in PATTERNS and "POST" in row.methods))
def test_a_form_without_its_token_changes_nothing(name, own_world):
    world = own_world(ACCESS[name].step)
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.client(Role.SUPERVISOR).cookies.copy()
    url = address(name, world.kwargs(ACCESS[name].on, world.person(Role.SUPERVISOR)))
    before = written()
    assert client.post(url, {}).status_code == 403
    assert {table for table, rows in written().items() if rows != before.get(table, 0)} <= ADDED


@pytest.mark.promise(51)
def test_a_site_served_over_https_stays_there_for_a_year(settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 365 * 24 * 3600, True
    assert Client().get(reverse("account_login"), secure=True)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.promise(51)
def test_signing_out_clears_what_the_browser_keeps(own_world):
    client = own_world("intake").client(Role.CASEWORKER)
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "cookies", "storage"'


@pytest.mark.promise(52)
def test_cookies_are_of_this_host_alone_and_no_script_reads_them():
    """Read from the settings of a site as it is served, in a process of its own."""
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY"
    found = settings_as_served(names.split() + ["SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE"])
    assert found == ["__Host-session", "__Host-csrf", True, True, True, True, "Lax", "Lax"]


SETTINGS = """
import json, os, django
from django.conf import settings
print(json.dumps([getattr(settings, name) for name in os.environ["NAMES"].split()]))
"""


def settings_as_served(names: list[str]) -> list:
    given = {"SECURE_SITE": "1", "DEBUG": "0", "NAMES": " ".join(names)}
    made = subprocess.run([sys.executable, "-c", SETTINGS], env=os.environ | given, capture_output=True, text=True, check=True)  # noqa: S603
    return json.loads(made.stdout)


@pytest.mark.promise(56)
@pytest.mark.parametrize("host", ["evil.example", "localhost:80@evil.example", "localhost, evil.example", "evil.example:443"])
def test_a_host_of_another_site_is_refused(host, client):
    answer = client.get(reverse("account_login"), headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/%0d%0aSet-Cookie:a=b",
]


@pytest.mark.promise(56)
@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_leads_to_another_site(target, client, own_world):
    for page, field in (("account_login", "next"), ("set_language", "next")):
        answer = client.post(reverse(page), {field: target, "language": "en", "login": "a@b.example", "password": "x"})
        leads = answer.get("Location", "")
        assert not leads or leads.startswith("/") and not leads.startswith(("//", "/\\")), leads
        assert "\r" not in leads
        assert "\n" not in leads
    signed_in = own_world("intake").client(Role.SUPERVISOR)
    answer = signed_in.get(reverse("account_login"), {"next": target})
    assert urlsplit(answer.get("Location", "/")).netloc == ""


@pytest.mark.promise(56)
def test_a_value_given_twice_is_not_two_values(own_world):
    """The last one counts, on the page as in the service: nobody is checked by the first and served by the second."""
    world = own_world("intake")
    client = world.client(Role.SUPERVISOR)
    answer = client.get(reverse("cases:list") + "?status=all&status=nonsense")
    assert answer.status_code == 200
    assert client.get(reverse("cases:list") + "?after=a&after=b").status_code == 400


@pytest.mark.promise(56)
def test_what_serves_pages_calls_no_other_machine():
    """There are no webhooks: nothing of ours opens an address that somebody typed. Letters leave by Django's own mail, scans by clamd."""
    root = Path(settings.BASE_DIR)
    apps = [path for path in root.iterdir() if path.is_dir() and (path / "apps.py").exists()]
    calling = re.compile(r"^\s*(?:import|from) (?:requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|ftplib)\b", re.MULTILINE)
    sources = [path for app in apps for path in app.rglob("*.py") if path.name != "demo.py"]  # which asks itself whether it serves yet
    found = [str(path.relative_to(root)) for path in sources if calling.search(path.read_text())]
    assert found == []


@pytest.mark.promise(55)
def test_children_are_searched_for_thirty_times_a_minute_and_not_more(own_world):
    world = own_world("intake")
    client = world.client(Role.SUPERVISOR)
    with time_machine.travel(timezone.now(), tick=False):  # the bucket fills again as time goes by
        answers = [client.post(reverse("cases:list"), {"q": f"nadie {number}"}).status_code for number in range(31)]
        assert answers == [200] * 30 + [429]
        refused = client.post(reverse("cases:list"), {"q": "nadie"})
    assert int(refused["Retry-After"]) > 0
    assert client.get(reverse("cases:list")).status_code == 200  # the list itself stays
    assert world.client(Role.CASEWORKER).post(reverse("cases:list"), {"q": "nadie"}).status_code == 200  # of each person


@pytest.mark.promise(55)
def test_a_machine_asks_six_hundred_times_an_hour_and_not_more(own_world, monkeypatch):
    assert pace.RATES["api"] == pace.Rate(600, timedelta(hours=1))
    monkeypatch.setitem(pace.RATES, "api", pace.Rate(3, timedelta(hours=1)))
    world = own_world("intake")
    client = world.client(Role.SUPERVISOR)
    with time_machine.travel(timezone.now(), tick=False):
        answers = [client.get(reverse("api:case-list")) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert world.client(Role.CASEWORKER).get(reverse("api:case-list")).status_code == 200


@pytest.mark.promise(55)
@pytest.mark.parametrize("name", ["cases:attachment", "referrals:file"])
def test_files_are_fetched_sixty_times_a_minute_and_not_more(name, own_world, monkeypatch):
    assert pace.RATES["file"] == pace.Rate(60, timedelta(minutes=1))
    monkeypatch.setitem(pace.RATES, "file", pace.Rate(2, timedelta(minutes=1)))
    _world, url, client = look(name, own_world)
    with time_machine.travel(timezone.now(), tick=False):
        assert [client.get(url).status_code for _ in range(3)] == [200, 200, 429]
