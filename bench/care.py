"""`make bench ARGS="care [children]"`: a month of beds, with eight people at work at the same moment.

200 homes, 5,000 children in 30 simulated days: they arrive, ask three homes at once, are accepted or declined, move, are
absent and return, leave. Each worker is a process with a connection of its own; four times a simulated day all of them
meet, so that the instants of one turn are the same for all and what they race for is real. At the end the rows are read
with plain SQL: no home above its places for a minute, no child in two places, nothing that waited in silence, letters
numbered without gaps.
"""

import multiprocessing
import random
import statistics
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection

from accounts.roles import OrgType, Role
from cases.models import Case
from papers.services import number_letter
from placements import services
from placements.choices import DeclineReason, EndReason, State, WithdrawalReason
from placements.models import Absence, Facility, Placement
from tests.factories import CaseFactory, OrganisationFactory, UserFactory
from tests.placements.homes import FacilityFactory, ProfileFactory

BEGIN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
TURN, DAYS, WORKERS, HOMES = timedelta(hours=6), 30, 8, 200
TURNS = DAYS * (timedelta(days=1) // TURN)
ASKED_AT_ONCE = 3
SILENT, MOVED, ABSENT = 0.05, 0.15, 0.06  # of the requests, and of the children
SEED = 20260302

# A stay takes its place from the answer until it ends; one given up in an absence, again from the return on.
OVERBOOKED = """
WITH given_up AS (
    SELECT target_id::uuid AS id, min(at) AS at FROM audit_event WHERE action = 'placement.give_up' GROUP BY target_id
), stay AS (
    SELECT p.*, given_up.at AS left_at,
        (SELECT max(a.ends_at) FROM placements_absence a WHERE a.placement_id = p.id AND p.place_number IS NOT NULL) AS back_at,
        coalesce(p.ends_at, p.withdrawn_at, CASE WHEN p.state = 'expired' THEN p.reserved_until END) AS over_at
    FROM placements_placement p LEFT JOIN given_up USING (id) WHERE p.place_number IS NOT NULL OR given_up.at IS NOT NULL
), held AS (
    SELECT profile_id, answered_at AS at, adults + 1 AS change FROM stay
    UNION ALL SELECT profile_id, coalesce(left_at, over_at), -adults - 1 FROM stay
    UNION ALL SELECT profile_id, back_at, adults + 1 FROM stay WHERE left_at IS NOT NULL AND back_at IS NOT NULL
    UNION ALL SELECT profile_id, over_at, -adults - 1 FROM stay WHERE left_at IS NOT NULL AND back_at IS NOT NULL
), running AS (
    SELECT profile_id, at, sum(change) OVER (PARTITION BY profile_id ORDER BY at, change) AS used,
        lead(at) OVER (PARTITION BY profile_id ORDER BY at, change) AS until
    FROM held WHERE at IS NOT NULL
)
SELECT coalesce(sum(extract(epoch FROM until - at) / 60 * (used - places)), 0)
FROM running JOIN placements_profile p ON p.id = profile_id WHERE used > places AND until IS NOT NULL
"""
DOUBLE = """
SELECT count(*) FROM placements_placement a JOIN placements_placement b ON a.child_id = b.child_id AND a.id < b.id
WHERE a.starts_at IS NOT NULL AND b.starts_at IS NOT NULL AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
"""
SILENCE = """
SELECT count(*) FROM placements_placement p WHERE p.state = 'requested' AND p.reply_due_at <= %(now)s
    OR p.state = 'expired' AND NOT EXISTS (SELECT 1 FROM cases_task t WHERE t.case_id = p.case_id AND t.kind = 'find_bed')
"""
GAPS = "SELECT count(*) FROM (SELECT max(serial) - count(*) AS gap FROM papers_letter GROUP BY authority_id, year) g WHERE gap <> 0"


def measure_care(children: int) -> None:
    units = [OrganisationFactory(name=f"Autoridad {number}") for number in range(WORKERS)]
    for unit in units:
        UserFactory(organisation=unit, role=Role.AUTHORITY_APPROVER)
    _build_homes()
    _notify(children, units)
    barrier, results = multiprocessing.Barrier(WORKERS), multiprocessing.SimpleQueue()
    ids = [unit.pk for unit in units]
    connection.close()
    start = time.perf_counter()
    workers = [multiprocessing.Process(target=_work, args=(number, ids, barrier, results)) for number in range(WORKERS)]
    for worker in workers:
        worker.start()
    found = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    _report(children, time.perf_counter() - start, found)


def _build_homes() -> None:
    for number in range(HOMES):
        is_family = number % 5 < 2
        kind = {"facility_type": "foster_family", "organisation": OrganisationFactory(org_type=OrgType.DIF_STATE)} if is_family else {}
        home = FacilityFactory(**kind)
        UserFactory(organisation=home.organisation, role=Role.SHELTER_MANAGER)
        ProfileFactory(facility=home, sex="any", age_from=0, age_to=17, places=2 if is_family else 8)


def _notify(children: int, units: list) -> None:
    """Every child is known from the first day on; when each arrives is drawn by its worker."""
    for number in range(children):
        CaseFactory(unit=units[number % WORKERS], child__sex=("female", "male")[number % 2], notified_at=BEGIN, step_entered_at=BEGIN)


class Worker:
    """One authority at work: its children, and the homes' answers to what it asks."""

    def __init__(self, number: int, units: list):
        self.draw = random.Random(SEED + number)
        self.unit = units[number]
        self.by = UserFactory._meta.model.objects.get(organisation=self.unit, role=Role.AUTHORITY_APPROVER)
        homes = Facility.objects.prefetch_related("profiles", "organisation__users")
        self.homes = [(home, home.profiles.all()[0], home.organisation.users.all()[0]) for home in homes]
        self.agenda = defaultdict(list)  # turn -> what is to be done in it, and for whom
        self.times, self.count = [], Counter()
        for case in Case.objects.filter(unit=self.unit).values_list("pk", flat=True):
            self.agenda[self.draw.randrange(TURNS)].append((self.seek, case))

    def leave(self, now, turn):
        """Those who go, go first: what becomes free in a turn can be asked for in the same turn."""
        for act, case in self.agenda[turn]:
            if act != self.seek:
                act(self._case(case), now, turn)

    def arrive(self, now, turn):
        for act, case in self.agenda.pop(turn, ()):
            if act == self.seek:
                act(self._case(case), now, turn)

    def seek(self, case, now, turn):
        """Ask three homes; the first that accepts is it. Without any, try again in the next turn."""
        asked = [request for home in self.draw.sample(self.homes, ASKED_AT_ONCE) if (request := self._ask(case, home, now))]
        for request, (_home, profile, staff) in asked:
            if self.draw.random() < SILENT:
                self.count["unanswered"] += 1
                continue
            if self._answer(request, profile, staff, now):
                return self._settle(case, request, now, turn)
        self.count["without a bed, again"] += 1
        return self.agenda[turn + 1].append((self.seek, case.pk))

    def _ask(self, case, home, now):
        start = time.perf_counter()
        fields = {"child_views": "Sí.", "reason_family_based_not_possible": "No se localizó familia."}
        try:
            request = services.request_bed(case=case, facility=home[0], by=self.by, now=now, **fields)
        except ValidationError:
            self.count["refused"] += 1
            return None
        self.times.append(time.perf_counter() - start)
        return request, home

    def _answer(self, request, profile, staff, now) -> bool:
        start = time.perf_counter()
        try:
            services.accept_request(placement=request, profile=profile, by=staff, now=now)
            self.count["accepted"] += 1
            return True
        except ValidationError:
            services.decline_request(placement=request, decline_reason=DeclineReason.NO_CAPACITY, by=staff, now=now)
            self.count["declined"] += 1
            return False
        finally:
            self.times.append(time.perf_counter() - start)

    def _settle(self, case, request, now, turn):
        before = case.placements.filter(state=State.ACTIVE).exists()
        services.start_placement(
            placement=request, starts_at=now, by=self.by, now=now, previous_end_reason=EndReason.BETTER_MATCH if before else ""
        )
        number_letter(kind="bench", subject=request, about=[case, case.child_id], place=self.by.organisation, by=self.by, now=now)
        chance, stay = self.draw.random(), turn + self.draw.randrange(4, 44)
        if chance < MOVED and not before:
            self.agenda[turn + 2].append((self.seek, case.pk))
        elif chance < MOVED + ABSENT:
            self.agenda[turn + 1].append((self.miss, case.pk))
        else:
            self.agenda[stay].append((self.depart, case.pk))

    def miss(self, case, now, turn):
        services.report_absence(case=case, type="unknown", starts_at=now, last_seen="Salió.", by=self.by, now=now)
        self.count["absent"] += 1
        self.agenda[turn + self.draw.randrange(1, 20)].append((self.come_back, case.pk))

    def come_back(self, case, now, turn):
        absence = Absence.objects.filter(case=case).latest("starts_at")
        services.record_return(absence=absence, ends_at=now, outcome="Volvió.", by=self.by, now=now)
        lives = case.placements.filter(state=State.ACTIVE).exists()
        self.agenda[turn + 8 if lives else turn + 1].append((self.depart if lives else self.seek, case.pk))

    def depart(self, case, now, turn):
        for waiting in case.placements.filter(state__in=[State.REQUESTED, State.ACCEPTED]):
            reason = WithdrawalReason.NO_LONGER_NEEDED
            services.withdraw_request(placement=waiting, withdrawal_reason=reason, by=self.by, now=now)
        stay = case.placements.filter(state=State.ACTIVE).first()
        if stay:
            services.end_placement(placement=stay, ends_at=now, end_reason=EndReason.REUNIFIED, by=self.by, now=now)
            self.count["left"] += 1

    def _case(self, pk):
        return Case.objects.select_related("child", "unit").get(pk=pk)


def _work(number: int, units: list, barrier, results) -> None:
    try:
        worker = Worker(number, units)
        for turn in range(TURNS):
            now = BEGIN + turn * TURN
            worker.leave(now, turn)
            barrier.wait()
            if number == 0:
                services.run_clocks(now=now)
            barrier.wait()
            worker.arrive(now + TURN / 2, turn)
            barrier.wait()
        results.put((worker.times, worker.count))
    except BaseException as fault:
        barrier.abort()
        results.put(([], Counter({f"FAULT {type(fault).__name__}: {fault}": 1})))
        raise
    finally:
        connection.close()


def _report(children: int, seconds: float, found: list) -> None:
    times = sorted(moment for some, _count in found for moment in some)
    count = sum((count for _times, count in found), Counter())
    print(f"\n{children:,} children, {HOMES} homes, {DAYS} days, {WORKERS} at work, {seconds:.0f} s")
    for what, number in sorted(count.items()):
        print(f"  {what:24}{number:8,}")
    if times:
        p95 = statistics.quantiles(times, n=20)[-1] * 1000
        print(f"  {len(times) / seconds:.1f} requests and answers a second; p50 {statistics.median(times) * 1000:.0f} ms, p95 {p95:.0f} ms")
    end = BEGIN + (TURNS - 1) * TURN
    asked = {
        "overbooked bed-minutes": OVERBOOKED,
        "children in two places": DOUBLE,
        "requests over in silence": SILENCE,
        "registers with gaps": GAPS,
    }
    wrong = {}
    with connection.cursor() as cursor:
        for name, sql in asked.items():
            cursor.execute(sql, {"now": end})
            wrong[name] = cursor.fetchone()[0]
            print(f"  {name:24}{wrong[name]:8,.0f}")
    print(f"  placements               {Placement.objects.count():8,}")
    if any(wrong.values()) or any(name.startswith("FAULT") for name in count):
        raise SystemExit(1)
