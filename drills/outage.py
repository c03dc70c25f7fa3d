"""The database away under load (promise 47), and a new release under load (promise 43)."""

import os
import signal
import time

from drills import PRIMARY
from drills.cluster import until
from drills.load import Crowd, told
from drills.site import LOGIN, Site, caseworkers

AWAY = float(os.environ.get("AWAY", "60"))  # seconds
PEOPLE = 20
SOON = 5.0  # seconds within which pages are back


def drill_outage(country) -> None:
    print(f"the database away for {AWAY:.0f} s under load (promise 47)")
    site = Site(PRIMARY.url(LOGIN), has_worker=False)
    try:
        people = caseworkers(country, PEOPLE)
        with Crowd(site, people, think=0.5) as crowd:
            time.sleep(3)
            PRIMARY.server._run("pg_ctl", "stop", "-D", PRIMARY.server.data, "-m", "immediate", "-w")
            gone, processes = time.monotonic(), {one.pid for one in site.web_workers()}
            time.sleep(AWAY)
            live, ready = site.ask("GET", "/health/live")[0], site.ask("GET", "/health/ready")[0]
            PRIMARY.start_again()
            back = time.monotonic()
            until(site.is_ready)
            time.sleep(SOON + 5)
            same = processes == {one.pid for one in site.web_workers()}
        told(crowd)
        faults = [one[4] for one in crowd.answers if one[4]]
        statuses = {one[3] for one in crowd.answers}
        late = [one for one in crowd.answers if one[1] > back + SOON and one[3] not in (200, 302)]
        resting = sum(one[3] == 503 for one in crowd.answers if gone < one[1])
        print(f"  {resting} answers of 503, each with Retry-After, notes with their text; {len(faults)} faults; live {live}, ready {ready}")
        print(f"  {len(late)} answers not well later than {SOON:.0f} s after the database was back; same processes: {same}")
        if faults or late or not same or (live, ready) != (200, 503) or not statuses <= {200, 302, 503}:
            raise SystemExit(f"FAILED: {sorted(set(faults))} {sorted(statuses)}\n{site.said()}")
    finally:
        site.stop()


def drill_restart(country) -> None:
    print("a rolling restart under load (promise 43)")
    site = Site(PRIMARY.url(LOGIN), has_worker=False)
    try:
        people = caseworkers(country, PEOPLE)
        with Crowd(site, people, think=0.5) as crowd:
            for _ in range(2):
                time.sleep(5)
                before = {one.pid for one in site.web_workers()}
                site.gunicorn.send_signal(signal.SIGHUP)

                def are_new(before=before):
                    return len(now := {one.pid for one in site.web_workers()}) >= 2 and not now & before

                until(are_new, 90)
            time.sleep(5)
        if told(crowd):
            raise SystemExit(f"FAILED\n{site.said()}")
        print(f"  two restarts, {len(crowd.answers)} answers, all of them 200 or 302")
    finally:
        site.stop()
