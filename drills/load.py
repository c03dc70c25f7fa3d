"""People at work: USERS of them, each thinking for a second between two pages, for DURATION seconds (promise 44)."""

import os
import random
import statistics
import threading
import time
import uuid
from collections import defaultdict

from accounts.roles import Role
from cases.models import Case
from drills import PRIMARY
from drills.site import LOGIN, Person, Site, caseworkers, note_of, notice_to, signed_in, word
from tests.factories import UserFactory

USERS = int(os.environ.get("USERS", "50"))
DURATION = float(os.environ.get("DURATION", "600"))
WORKERS, THREADS = int(os.environ.get("WEB_WORKERS", "3")), int(os.environ.get("WEB_THREADS", "4"))
THINK = 1.0  # seconds
WELL = (200, 201, 302)
PACE = 8.0  # seconds between two notifications of one account: the API takes 600 an hour

# how often of a hundred, what
HABITS = ((25, "home"), (25, "list"), (10, "search"), (25, "case"), (10, "timeline"), (5, "note"))


class Crowd:
    """So many people, who note every answer: what was asked, when, how long it took, its status and whether it was whole."""

    def __init__(self, site: Site, people: list[Person], think: float = THINK, notice: dict | None = None):
        self.site, self.people, self.think, self.notice = site, people, think, notice
        self.answers: list[tuple[str, float, float, int, str]] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._work, args=[person], daemon=True) for person in people]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *fault):
        self.over.set()
        for thread in self.threads:
            thread.join(90)

    def _work(self, person: Person) -> None:
        time.sleep(random.random() * self.think)
        while not self.over.is_set():
            (what,) = random.choices([name for _, name in HABITS], [often for often, _ in HABITS])
            if person.user.role == Role.SUPERVISOR and what == "note":
                what = "list"  # they oversee
            elif not person.code:
                what = "notify"
            text = word()
            method, path, fields = {
                "home": ("GET", "/", None),
                "list": ("GET", "/cases/", None),
                "search": ("POST", "/cases/", {"q": "yesenia tum"}),
                "case": ("GET", f"/cases/{person.code}/", None),
                "timeline": ("GET", f"/cases/{person.code}/?kind=write", None),
                "note": ("POST", f"/cases/{person.code}/notes/add/", note_of(text, str(uuid.uuid4()))),
                "notify": ("POST", "/api/v1/notifications/", self.notice),
            }[what]
            if what == "notify":
                fields = fields | {"folio": text}
            start = time.monotonic()
            status, headers, page = self.site.ask(method, path, fields, person.cookies, is_api=what == "notify")
            self.answers.append((what, start, time.monotonic() - start, status, self._fault(what, status, headers, page, text)))
            self.over.wait(PACE if what == "notify" else self.think)

    def _fault(self, what: str, status: int, headers, page: str, text: str) -> str:
        """Return what is wrong with the answer beside its status."""
        if "Traceback" in page or "psycopg" in page:
            return "a traceback"
        if status == 503 and not headers.get("Retry-After"):
            return "503 without Retry-After"
        if status in (503, 507) and what == "note" and text not in page:
            return "the text is lost"
        return ""


def told(crowd: Crowd) -> int:
    """Print what was measured, by what was asked; return how many answers were not well."""
    by: dict[str, list] = defaultdict(list)
    for answer in crowd.answers:
        by[answer[0]].append(answer)
    wrong = [answer for answer in crowd.answers if answer[3] not in WELL]
    print(f"  {'':10}{'answers':>9}{'errors':>8}{'p50 ms':>9}{'p95 ms':>9}")
    for what, found in sorted(by.items()):
        times = [one[2] * 1000 for one in found]
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        print(f"  {what:10}{len(found):9}{sum(one[3] not in WELL for one in found):8}{statistics.median(times):9.0f}{p95:9.0f}")
    for status in sorted({one[3] for one in wrong}):
        print(f"  {sum(one[3] == status for one in wrong)} answers were {status or 'a broken connection'}")
    return len(wrong)


def load(country) -> None:
    site = Site(PRIMARY.url(LOGIN), workers=WORKERS, threads=THREADS)
    try:
        overseers, senders = USERS // 5, USERS // 10
        people = caseworkers(country, USERS - overseers - senders)
        people += [signed_in(user, _a_case(user)) for user in country.supervisors[:overseers]]
        sender = country.sender
        people += [signed_in(UserFactory(organisation=sender.organisation, role=sender.role)) for _ in range(senders)]
        print(f"{len(people)} people, {THINK:.0f} s of thought, {DURATION:.0f} s, {WORKERS} processes of {THREADS} threads", flush=True)
        with Crowd(site, people, notice=notice_to(country.units[0])) as crowd:
            time.sleep(DURATION)
        wrong = told(crowd)
        print(f"  {len(crowd.answers) / DURATION:.1f} requests a second, {wrong} errors")
        if wrong:
            raise SystemExit(f"FAILED\n{site.said()}")
    finally:
        site.stop()


def _a_case(user):
    return Case.objects.visible_to(user).filter(status="open", step="plan_execution").first()
