"""The site as it runs for real people: gunicorn and the worker, a login of its own, letters to a mailbox of ours; and people who use it."""

import http.client
import json
import os
import secrets
import signal
import socket
import socketserver
import string
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

from accounts.session_store import SessionStore
from bench.population import grow, settle
from cases.models import Case
from drills import PRIMARY
from drills.cluster import FOLDER, until
from sealing.keys import new_key_text
from tests.sign_in import with_second_factor

HERE = 7 * 3_600 + 120  # seconds: two minutes ago where the authorities of the tests are
OUT = 401
Headers = http.client.HTTPMessage | dict
LOGIN = "drill_site"
HOST = "casos.example"
SIZE = int(os.environ["CASES"].replace("_", ""))


def ground():
    """Build the database, with CASES cases and the login of the site; return who works there."""
    settings.SECRET_KEY, settings.DATA_KEYS = secrets.token_urlsafe(50), [new_key_text()]
    settings.STORAGES["default"]["OPTIONS"] = {"location": FOLDER / "files"}
    start = time.monotonic()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable")
    country = settle()
    grow(1, SIZE, country)
    roles = ", ".join(name for (name,) in PRIMARY.ask("SELECT rolname FROM pg_roles WHERE starts_with(rolname, 'idc_atd_')"))
    PRIMARY.ask(f"CREATE ROLE {LOGIN} LOGIN IN ROLE {roles}")
    # What stands in the record of the invented past has no link: a record of our own begins here.
    PRIMARY.ask("SET session_replication_role = replica; DELETE FROM audit_event")
    print(f"{SIZE:,} cases, built in {time.monotonic() - start:.0f} s", flush=True)
    return country


class Mailbox:
    """Takes letters by SMTP and keeps to whom they went."""

    def __init__(self):
        self.to: list[str] = []
        box = self

        class Answers(socketserver.StreamRequestHandler):
            def handle(self):
                self.say("220 drill")
                to, is_text = [], False
                for raw in self.rfile:
                    line = raw.decode(errors="replace").strip()
                    if is_text:
                        if line == ".":
                            box.to += to
                            to, is_text = [], False
                            self.say("250 kept")
                    elif line.upper().startswith("RCPT TO:"):
                        to.append(line.split("<")[1].split(">")[0])
                        self.say("250 ok")
                    elif line.upper() == "DATA":
                        is_text = True
                        self.say("354 go on")
                    elif line.upper() == "QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("250 ok")

            def say(self, words):
                self.wfile.write(f"{words}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answers)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """gunicorn and the worker, as children of this process."""

    def __init__(self, database: str, reports: str = "", workers: int = 2, threads: int = 4, has_worker: bool = True):
        self.port, self.mailbox = free_port(), Mailbox()
        self.environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
            "SECRET_KEY": settings.SECRET_KEY,
            "DATA_KEYS": ",".join(settings.DATA_KEYS),
            "FILES_DIR": str(settings.STORAGES["default"]["OPTIONS"]["location"]),
            "ALLOWED_HOSTS": HOST,
            "BEHIND_PROXY": "1",
            "SITE_URL": f"https://{HOST}",
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mailbox.port),
            "DATABASE_URL": database,
            "DATABASE_REPORTS_URL": reports,
            "LOG_LEVEL": "ERROR",
        }
        self.log = (FOLDER / f"site-{self.port}.log").open("wb")
        self.run("manage.py", "collectstatic", "--no-input", "--verbosity=0").wait()
        self.gunicorn = self.run(
            "-m", "gunicorn", "idc_atd.wsgi", f"--bind=127.0.0.1:{self.port}", f"--workers={workers}", f"--threads={threads}",
            "--worker-class=gthread", "--log-level=error", "--graceful-timeout=30",
        )  # fmt: skip
        self.has_worker = has_worker
        self.start_worker()
        until(self.is_ready, 90)

    def run(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def start_worker(self) -> None:
        self.worker = self.run("manage.py", "procrastinate", "worker", "--shutdown-graceful-timeout=5") if self.has_worker else None

    def web_workers(self) -> list[psutil.Process]:
        return psutil.Process(self.gunicorn.pid).children()

    def ask(
        self, method: str, path: str, fields: dict | None = None, cookies: str = "", *, is_api: bool = False
    ) -> tuple[int, http.client.HTTPMessage | dict, str]:
        """Return status, headers and page; status 0 where the connection broke, OUT where it led to the sign-in."""
        token = "d" * 32
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept-Language": "en", "Cookie": f"__Host-csrf={token}; {cookies}"}
        body = None
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}/"}
            body = urlencode(fields | {"csrfmiddlewaretoken": token})
        if is_api:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": token}
            body = json.dumps(fields)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            is_out = response.headers.get("Location", "").startswith("/account/")
            return OUT if is_out else response.status, response.headers, response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, {}, ""
        finally:
            connection.close()

    def is_ready(self) -> bool:
        if self.gunicorn.poll() is not None:
            raise SystemExit(f"gunicorn ended: {self.said()}")
        return self.ask("GET", "/health/ready")[0] == 200

    def said(self) -> str:
        return open(self.log.name, errors="replace").read()[-3000:]

    def stop(self) -> None:
        for process in (self.gunicorn, self.worker):
            if process and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@dataclass
class Person:
    """Somebody signed in, with a case of theirs."""

    user: object
    cookies: str
    code: str


def signed_in(user, case=None) -> Person:
    """Open a session as the whole sign-in would."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    with_second_factor(session, user)
    return Person(user, f"__Host-session={session.session_key}", case.code if case else "")


def caseworkers(country, count: int) -> list[Person]:
    """Return caseworkers who have an open case, each signed in."""
    found = []
    for user in country.workers:
        case = (
            Case.objects.visible_to(user)
            .filter(status="open", step__in=["evaluation", "plan_design", "plan_execution", "follow_up"])
            .first()
        )
        if case:
            found.append(signed_in(user, case))
        if len(found) == count:
            return found
    raise SystemExit(f"Only {len(found)} caseworkers have an open case: take more CASES.")


def note_of(text: str, key: str) -> dict:
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() - HERE)),
        "place_type": "protection_office",
        "text": text,
        "submission_key": key,
    }


def notice_to(unit) -> dict:
    """Return what a machine sends to notify a child who was just found."""
    return {
        "folio": word(),
        "receiving_unit": str(unit.pk),
        "notifier_name": "Simulacro",
        "located_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3_600)),
        "located_place_type": "street",
        "child": {"sex": "female", "nationality": "HN", "birth_date": "2012-01-01", "birth_precision": "exact"},
        "identity": {"given_names": "Nombre", "surname_1": "Apellido"},
    }


def word() -> str:
    return "drill" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(16))
