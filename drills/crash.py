"""kill -9 of a web process, of the worker or of PostgreSQL, ROUNDS times at random while people write (promise 34)."""

import os
import random
import threading
import time
import uuid
from collections import Counter

from django.core.management import call_command
from django.db import transaction

from accounts import letters
from drills import PRIMARY
from drills.cluster import until
from drills.site import LOGIN, Person, Site, caseworkers, note_of, word

ROUNDS = int(os.environ.get("ROUNDS", "100"))
WRITERS = 6
PATIENCE = 120  # seconds for one note to be acknowledged

# What must be of nothing, and why it would be half of something.
HALVES = {
    "notes whose event is missing": """
        SELECT count(*) FROM cases_contactnote n WHERE starts_with(n.text, 'drill')
        AND NOT EXISTS (SELECT FROM audit_event e WHERE e.action = 'case.contact_note' AND e.target_id = n.id::text)""",
    "events whose note is missing": """
        SELECT count(*) FROM audit_event e WHERE e.action = 'case.contact_note'
        AND NOT EXISTS (SELECT FROM cases_contactnote n WHERE n.id::text = e.target_id)""",
    "notes whose submission is missing": """
        SELECT abs((SELECT count(*) FROM cases_contactnote WHERE starts_with(text, 'drill'))
        - (SELECT count(*) FROM accounts_submission WHERE location <> ''))""",
    "submissions that lead nowhere": "SELECT count(*) FROM accounts_submission WHERE location = '' AND answer = ''",
    "events without a link": "SELECT count(*) FROM audit_event e WHERE NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id)",
    "links without an event": "SELECT count(*) FROM audit_link l WHERE NOT EXISTS (SELECT FROM audit_event e WHERE l.event_id = e.id)",
    "notes twice": """
        SELECT count(*) FROM (
            SELECT text FROM cases_contactnote WHERE starts_with(text, 'drill') GROUP BY text HAVING count(*) > 1) twice""",
}


class Writer(threading.Thread):
    """Writes notes, each with one key until it is acknowledged, whatever dies meanwhile."""

    def __init__(self, site: Site, person: Person, over: threading.Event):
        super().__init__(daemon=True)
        self.site, self.person, self.over = site, person, over
        self.acknowledged: list[str] = []
        self.again = 0
        self.refused = Counter()

    def run(self):
        while not self.over.is_set():
            text, key, since = word(), str(uuid.uuid4()), time.monotonic()
            while self._send(text, key) != 302:
                self.again += 1
                if time.monotonic() - since > PATIENCE:
                    self.refused["given up"] += 1
                    return
                time.sleep(0.2)
            self.acknowledged.append(text)

    def _send(self, text: str, key: str) -> int:
        status, _, _ = self.site.ask("POST", f"/cases/{self.person.code}/notes/add/", note_of(text, key), self.person.cookies)
        if status not in (0, 302, 503):
            self.refused[status] += 1
        return status


def drill_crash(country) -> None:
    print(f"kill -9 at random, {ROUNDS} rounds (promise 34)")
    PRIMARY.ask("SET session_replication_role = replica; DELETE FROM cases_contactnote WHERE starts_with(text, 'drill');"
                "DELETE FROM accounts_submission")  # fmt: skip
    marked = PRIMARY.value("SELECT coalesce(max(id), 0) FROM audit_event")
    site, over = Site(PRIMARY.url(LOGIN)), threading.Event()
    writers = [Writer(site, person, over) for person in caseworkers(country, WRITERS)]
    killed, told = Counter(), []
    try:
        for writer in writers:
            writer.start()
        for number in range(ROUNDS):
            _letters(country, number, told)
            time.sleep(random.uniform(0.5, 2.5))
            victim = random.choice(("web", "worker", "postgres"))
            killed[victim] += 1
            if victim == "web":
                random.choice(site.web_workers() or [site.gunicorn]).kill()
            elif victim == "worker":
                site.worker.kill()
                site.worker.wait()
                site.start_worker()
            else:
                PRIMARY.kill()
                PRIMARY.start_again()
            if site.worker.poll() is not None:
                site.start_worker()  # as systemd does
            until(site.is_ready, 90)
        over.set()
        for writer in writers:
            writer.join(PATIENCE)
        given_up = _settled()
        _judge(writers, killed, told, site, given_up, marked)
    finally:
        over.set()
        site.stop()


def _letters(country, number: int, told: list[str]) -> None:
    """Ask for a letter, in a transaction of its own; what the database acknowledged is expected once at the most."""
    user = country.workers[number % len(country.workers)]
    try:
        with transaction.atomic():
            letters.tell(user, "password_changed")
    except Exception:  # the server was killed between: nothing was acknowledged
        return
    finally:
        transaction.get_connection().close()
    told.append(user.email)


def _settled() -> int:
    """Wait for the letters that are on their way; return how many jobs a killed worker left at work, for the next ones to take up."""

    def is_quiet():
        return (
            PRIMARY.value("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = 'accounts.tasks.send_letter'") == 0
        )

    until(is_quiet, 60)
    time.sleep(2)
    return PRIMARY.value(
        "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('doing', 'failed') AND task_name = 'accounts.tasks.send_letter'"
    )


def _judge(writers: list[Writer], killed: Counter, told: list[str], site: Site, given_up: int, marked: int) -> None:
    acknowledged = [text for writer in writers for text in writer.acknowledged]
    there = {text for (text,) in PRIMARY.ask("SELECT text FROM cases_contactnote WHERE starts_with(text, 'drill')")}
    lost = [text for text in acknowledged if text not in there]
    wrong = {name: PRIMARY.value(statement) for name, statement in HALVES.items() if "events whose" not in name}
    wrong["events whose note is missing"] = PRIMARY.value(HALVES["events whose note is missing"] + f" AND e.id > {marked}")
    wrong["acknowledged notes that are lost"] = len(lost)
    sent, asked = Counter(site.mailbox.to), Counter(told)
    wrong["letters sent twice"] = sum(max(0, number - asked[address]) for address, number in sent.items() if address in asked)
    wrong["letters neither sent nor known to be given up"] = max(0, len(told) - sum(min(asked[one], sent[one]) for one in asked) - given_up)
    refused = sum((writer.refused for writer in writers), Counter())
    again = sum(writer.again for writer in writers)
    print(f"  killed: {dict(killed)}; {len(acknowledged)} notes acknowledged, {again} sent again with their key")
    print(f"  {len(told)} letters asked for, {sum(sent[one] for one in asked)} sent, {given_up} given up with a killed worker")
    for name, number in wrong.items():
        print(f"  {number} {name}")
    call_command("files", "check")
    call_command("audit", "verify")
    if any(wrong.values()) or refused or not acknowledged:
        raise SystemExit(f"FAILED: {dict(refused)}\n{site.said()}")
