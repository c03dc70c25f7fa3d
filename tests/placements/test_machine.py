"""Placements in any order (D3): at every instant one place a child, and no profile above its capacity but by an override."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cases.models import Case
from placements import services
from placements.choices import LIVING, State
from placements.models import Absence, CapacityOverride, Placement, Profile
from tests.factories import NOW, CaseFactory, Team, UserFactory
from tests.placements.homes import WHY, FacilityFactory, ProfileFactory

CHILDREN, HOUSES = 4, 2
child, house = st.integers(0, CHILDREN - 1), st.integers(0, HOUSES - 1)
hours = st.integers(1, 40)


class Beds(RuleBasedStateMachine):
    """Four children, two houses of one place in each of two profiles, and every verb at any time."""

    @initialize()
    def begin(self):
        self.point = transaction.savepoint()
        self.team, self.now = Team(), NOW
        self.cases = [CaseFactory(unit=self.team.unit) for _child in range(CHILDREN)]
        self.houses = []
        for _house in range(HOUSES):
            facility = FacilityFactory()
            facility.profiles_here = [ProfileFactory(facility=facility, places=1) for _profile in range(2)]
            facility.staff = UserFactory(organisation=facility.organisation, role="shelter_staff")
            self.houses.append(facility)

    def teardown(self):
        if hasattr(self, "point"):
            transaction.savepoint_rollback(self.point)

    def attempt(self, verb, **arguments):
        """Call a verb; a refusal changes nothing."""
        try:
            with transaction.atomic():
                verb(now=self.now, **arguments)
        except (ValidationError, PermissionDenied, Placement.DoesNotExist, Case.DoesNotExist, Profile.DoesNotExist, Absence.DoesNotExist):
            return False
        return True

    def of(self, number, *states):
        return Placement.objects.filter(case=self.cases[number], state__in=states).order_by("requested_at").first()

    @rule(length=hours)
    def wait(self, length):
        self.now += timedelta(hours=length)

    @rule()
    def clock(self):
        services.run_clocks(now=self.now)

    @rule(number=child, at=house)
    def ask(self, number, at):
        heard = {"child_views": "Sí.", "reason_family_based_not_possible": WHY}
        self.attempt(services.request_bed, case=self.cases[number], facility=self.houses[at], by=self.team.supervisor, **heard)

    @rule(number=child, which=st.integers(0, 1))
    def accept(self, number, which):
        if one := self.of(number, *State):
            home = next(home for home in self.houses if home.pk == one.facility_id)
            self.attempt(services.accept_request, placement=one, profile=home.profiles_here[which], by=home.staff)

    @rule(number=child, which=st.integers(0, 1))
    def accept_waiting(self, number, which):
        if one := self.of(number, State.REQUESTED):
            home = next(home for home in self.houses if home.pk == one.facility_id)
            self.attempt(services.accept_request, placement=one, profile=home.profiles_here[which], by=home.staff)

    @rule(number=child, which=st.integers(0, 1), length=st.integers(1, 80))
    def override(self, number, which, length):
        if one := self.of(number, State.REQUESTED):
            profile = next(home for home in self.houses if home.pk == one.facility_id).profiles_here[which]
            given = {"reason": "Urge.", "until": self.now + timedelta(hours=length)}
            self.attempt(services.override_capacity, placement=one, profile=profile, by=self.team.approver, **given)

    @rule(number=child, ago=st.integers(-2, 5))
    def start(self, number, ago):
        if one := self.of(number, State.ACCEPTED):
            at = self.now - timedelta(hours=ago)
            self.attempt(services.start_placement, placement=one, starts_at=at, previous_end_reason="better_match", by=self.team.supervisor)

    @rule(number=child, which=st.integers(0, 1), ago=st.integers(-2, 5))
    def change(self, number, which, ago):
        if one := self.of(number, State.ACTIVE, State.ABSENT):
            profile = next(home for home in self.houses if home.pk == one.facility_id).profiles_here[which]
            given = {"starts_at": self.now - timedelta(hours=ago), "end_reason": "capacity", "child_views": "Sí."}
            self.attempt(services.change_profile, placement=one, profile=profile, by=self.team.supervisor, **given)

    @rule(number=child, ago=st.integers(-2, 5))
    def miss(self, number, ago):
        gone = {"type": "unknown", "starts_at": self.now - timedelta(hours=ago), "last_seen": "x"}
        self.attempt(services.report_absence, case=self.cases[number], by=self.team.supervisor, **gone)

    @rule(number=child, ago=st.integers(-2, 5), is_back=st.booleans())
    def find(self, number, ago, is_back):
        if one := Absence.objects.missing().filter(case=self.cases[number]).first():
            verb = services.record_return if is_back else services.record_located
            self.attempt(verb, absence=one, ends_at=self.now - timedelta(hours=ago), outcome="x", by=self.team.supervisor)

    @rule(number=child, ago=st.integers(-2, 5))
    def end(self, number, ago):
        if one := self.of(number, *LIVING):
            given = {"ends_at": self.now - timedelta(hours=ago), "end_reason": "reunified"}
            self.attempt(services.end_placement, placement=one, by=self.team.supervisor, **given)

    @rule(number=child)
    def withdraw(self, number):
        if one := self.of(number, State.ACCEPTED, State.REQUESTED):
            self.attempt(services.withdraw_request, placement=one, withdrawal_reason="other", by=self.team.supervisor)

    @invariant()
    def one_place_a_child_at_every_instant(self):
        """INV-39."""
        for case in getattr(self, "cases", []):
            stays = list(case.placements.filter(starts_at__isnull=False, state__in=[*LIVING, State.ENDED]).order_by("starts_at", "ends_at"))
            assert sum(one.state in LIVING for one in stays) <= 1
            assert all(one.ends_at and one.ends_at <= other.starts_at for one, other in pairwise(stays))

    @invariant()
    def no_profile_above_capacity_but_by_an_override(self):
        """INV-36."""
        for home in getattr(self, "houses", []):
            for profile in home.profiles_here:
                held = list(profile.placements.holding())
                over = CapacityOverride.objects.in_force().filter(placement__in=held).count()
                assert len(held) <= profile.places + over
                assert len({one.place_number for one in held}) == len(held)

    @invariant()
    def an_absent_child_is_looked_for_and_a_suspended_case_has_its_absence(self):
        for case in getattr(self, "cases", []):
            absent = case.placements.filter(state=State.ABSENT).exists()
            missing = case.absences.missing().exists()
            assert not absent or missing
            assert (Case.objects.get(pk=case.pk).status == "suspended_absent") == missing


@pytest.mark.django_db
def test_placements_hold_in_any_order():
    run_state_machine_as_test(
        Beds,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
