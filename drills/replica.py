"""Reports from a replica, and the replica taking over: nothing is restarted."""

import time
import uuid

from drills import PRIMARY
from drills.backups import standby_of
from drills.cluster import until
from drills.site import LOGIN, Site, caseworkers, note_of, signed_in, word


def drill_replica(country) -> None:
    """R1 is read from a hot standby; then the primary dies, the standby is promoted, and the site goes on by itself."""
    print("a replica for reports, and failover")
    standby = standby_of(PRIMARY, "standby")
    site = Site(PRIMARY.url(LOGIN, (standby,), "&target_session_attrs=read-write"), reports=standby.url(LOGIN), has_worker=False)
    try:
        reader, (worker,) = signed_in(country.supervisors[0]), caseworkers(country, 1)
        if not standby.value("SELECT pg_is_in_recovery()"):
            raise SystemExit("FAILED: the replica is none.")
        status, _, page = site.ask("GET", "/reports/R1/", cookies=reader.cookies)
        there = standby.value("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [LOGIN])
        if status != 200 or not there:
            raise SystemExit(f"FAILED: R1 answered {status}, {there} connections of the site at the replica.\n{site.said()}")
        print(f"  R1 from a hot standby: 200, {len(page):,} characters, {there} connections there")
        text, address = word(), f"/cases/{worker.code}/notes/add/"
        if (found := site.ask("POST", address, note_of(text, str(uuid.uuid4())), worker.cookies))[0] != 302:
            raise SystemExit(f"FAILED: a note answered {found[0]}.")
        masters = {process.pid for process in site.web_workers()}
        kept = "SELECT count(*) FROM cases_contactnote WHERE text = %s"

        def is_streamed():
            return standby.value(kept, [text]) == 1

        until(is_streamed)
        PRIMARY.kill()
        start = time.monotonic()
        standby.promote()
        after = word()
        key = str(uuid.uuid4())

        def is_taken():
            return site.ask("POST", address, note_of(after, key), worker.cookies)[0] == 302

        until(is_taken)
        print(f"  a note is taken {time.monotonic() - start:.1f} s after the primary died and the replica was promoted")
        same = masters == {process.pid for process in site.web_workers()}
        if not same or standby.value(kept, [text]) != 1 or standby.value(kept, [after]) != 1:
            raise SystemExit(f"FAILED: same processes {same}, notes {standby.value(kept, [text])} and {standby.value(kept, [after])}.")
        print("  by the same processes; what was acknowledged before is there")
    finally:
        site.stop()
        standby.server.leave()
        PRIMARY.start_again()
