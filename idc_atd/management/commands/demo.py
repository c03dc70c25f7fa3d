"""`make demo`: from nothing to a served site with invented data, and back to nothing on Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import environ
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from accounts.models import User
from idc_atd import embedded
from idc_atd.database import APP_ROLE, HOUSE_ROLE, become, unreadable_tables
from idc_atd.demo import PASSWORD

PATIENCE = 30  # seconds for the site to answer, and for it to stop


class Command(BaseCommand):
    help = "Prepare the database, load the demo data if it is empty, serve the site and work its jobs until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="begin anew: what was entered is gone")

    def handle(self, *, port, reset, **options):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell's background job ignores SIGINT unless told
            signal.signal(number, signal.default_int_handler)
        try:
            refuse_taken(port)
            if reset:
                begin_anew()
            prepare_database()
            call_command("collectstatic", interactive=False, verbosity=0)
            self.serve(port)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. `make demo` goes on where you left; `make demo RESET=1` begins anew.")

    def serve(self, port):
        """Run site and worker until Ctrl-C, or until one of them ends by itself, which is an error."""
        site = [APP_ROLE, "gunicorn", "idc_atd.wsgi", f"--bind=127.0.0.1:{port}", "--workers=2", "--threads=4", "--log-level=warning"]
        worker = [HOUSE_ROLE, "django", "procrastinate", "worker", "--shutdown-graceful-timeout=5"]
        children = []
        try:
            for role, *module in (site, worker):  # each in a session of its own: Ctrl-C reaches us alone, and we stop them in order
                environment = os.environ | {"DATABASE_ROLE": role}
                child = subprocess.Popen([sys.executable, "-m", *module], env=environment, start_new_session=True)  # noqa: S603
                children.append(child)
            wait_until_answered(port, children)
            self.announce(port)
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
            raise CommandError("A part of the site ended by itself; the reason is above.")
        finally:
            stop(children)

    def announce(self, port):
        """Say where the site is and who may enter: of each role the oldest account."""
        first = {}
        for user in User.objects.filter(is_active=True).select_related("organisation").order_by("created_at", "email"):
            first.setdefault(user.role, user)
        width = max(len(user.email) for user in first.values())
        lines = [f"  {user.email:{width}}  {user.get_role_display()}, {user.organisation.name}" for user in first.values()]
        self.stdout.write(
            "\n".join(
                [
                    "",
                    f"Open http://localhost:{port}/ and sign in as one of these; every password is {PASSWORD}",
                    f"The second step asks for a code, which is already there ({settings.DEMO_CODE}): press Continue.",
                    "",
                    *lines,
                    "",
                    "All people and cases are invented. Ctrl-C stops everything and keeps what you entered.",
                ]
            )
        )
        self.stdout.flush()  # also where the output is a file


def refuse_taken(port: int) -> None:
    """Return if `port` is free on this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used ({error.strerror}): try `make demo PORT={port + 1}`.")


def begin_anew() -> None:
    """Empty the embedded database; somebody's own server is theirs to empty."""
    if environ.Env().str("DATABASE_URL", default=""):
        raise CommandError("RESET=1 empties the embedded database only. Drop and create the one of DATABASE_URL yourself.")
    embedded.recreate_database()


def prepare_database() -> None:
    """Migrate as the owner, see that the application may work with the result, and fill it if it is empty."""
    become(None)
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CommandError(f"The database does not answer; start it, or unset DATABASE_URL to use the embedded one.\n{error}")
    call_command("check", databases=["default"])
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable")
    call_command("check", databases=["default"])  # once more: now there are accounts to look at
    if tables := unreadable_tables():
        raise CommandError(f"The role {APP_ROLE} has no grant on {', '.join(tables)}: migrate as the owner of the tables.")
    become(HOUSE_ROLE)
    if not User.objects.exists():
        call_command("demo_data")


def wait_until_answered(port: int, children: list[subprocess.Popen]) -> None:
    """Return once the site serves pages."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CommandError(f"The site did not answer within {PATIENCE} s; the reason is above.")


def stop(children: list[subprocess.Popen]) -> None:
    """Ask the children to end, then make them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave any of them behind
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
