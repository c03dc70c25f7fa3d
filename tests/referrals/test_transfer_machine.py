"""INV-33: at every instant exactly one authority is responsible for each open case, whatever anybody tries in whatever order."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import User
from accounts.roles import SUPERVISING
from cases.choices import Status, Step
from cases.models import Case, CaseGrant
from referrals import services
from referrals.models import Transfer
from referrals.transfer_choices import ENDED, PENDING
from referrals.transfer_rules import responsible_at
from tests.factories import NOW, Team, fresh, walk_to

PLACES = ("SON", "OAX", "PUE")
ROLES = ("caseworker", "supervisor", "approver", "notifier")
VERBS = ("propose", "approve", "offer", "accept", "refuse", "hand_over", "take_over", "withdraw")


class Responsibility(RuleBasedStateMachine):
    """One child's case among three authorities."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.now = NOW + timedelta(days=2)
        self.teams = {state: Team(state=state, name=f"Procuraduría de {state}") for state in PLACES}
        self.case = walk_to(Step.PLAN_EXECUTION, self.teams["SON"])
        self.seen = [(self.now, self.case.unit_id)]  # what an onlooker wrote down: (instant, who was responsible)

    @rule(verb=st.sampled_from(VERBS), place=st.sampled_from(PLACES), role=st.sampled_from(ROLES), other=st.sampled_from(PLACES))
    def somebody_tries(self, verb, place, role, other):
        self.attempt(verb, getattr(self.teams[place], role), self.teams[other])

    @rule(steps=st.integers(1, 8), other=st.sampled_from(PLACES))
    def it_goes_as_it_should(self, steps, other):
        """Several verbs by whom they are for, so that a walk reaches the end often."""
        for verb in [one for one in VERBS if one not in ("refuse", "withdraw")][:steps]:
            origin = next(team for team in self.teams.values() if team.unit.pk == fresh(self.case).unit_id)
            current = Transfer.objects.filter(case=self.case).exclude(state__in=ENDED).select_related("destination").first()
            target = next((team for team in self.teams.values() if current and team.unit == current.destination), self.teams[other])
            by = {"propose": origin.caseworker, "offer": origin.caseworker, "approve": origin.supervisor, "hand_over": origin.caseworker}
            self.attempt(verb, by.get(verb, target.supervisor), target)

    def attempt(self, verb, by, team):
        self.now += timedelta(minutes=7)
        try:
            with transaction.atomic():
                getattr(self, verb)(by, team)
        except (ValidationError, PermissionDenied, ObjectDoesNotExist):
            pass
        self.seen.append((self.now, fresh(self.case).unit_id))

    @property
    def transfer(self):
        return Transfer.objects.filter(case=self.case).order_by("-proposed_at").first() or Transfer()

    def propose(self, by, team):
        services.propose_transfer(case=fresh(self.case), destination=team.unit, reason="Familia.", child_views="Sí.", by=by, now=self.now)

    def approve(self, by, team):
        services.approve_transfer(transfer=self.transfer, by=by, now=self.now)

    def offer(self, by, team):
        services.offer_transfer(transfer=self.transfer, by=by, now=self.now)

    def accept(self, by, team):
        services.accept_transfer(transfer=self.transfer, responsible=team.caseworker, no_conflict=True, by=by, now=self.now)

    def refuse(self, by, team):
        services.refuse_transfer(transfer=self.transfer, refusal_reason="no_capacity", refusal_text="", by=by, now=self.now)

    def hand_over(self, by, team):
        told = {"child_told_at": self.now, "handed_by": "A", "received_by": "B", "minutes": "Todo."}
        services.record_handover(transfer=self.transfer, meeting_at=self.now, by=by, now=self.now, **told)

    def take_over(self, by, team):
        services.take_over(transfer=self.transfer, by=by, now=self.now)

    def withdraw(self, by, team):
        services.withdraw_transfer(transfer=self.transfer, withdrawal_text="No.", by=by, now=self.now)

    @invariant()
    def one_authority_is_responsible_at_every_instant(self):
        if not hasattr(self, "case"):
            return
        case = fresh(self.case)
        effective = list(Transfer.objects.filter(case=case).effective().values_list("effective_at", "origin_id"))
        for instant, unit in self.seen:
            assert responsible_at(instant, effective, case.unit_id) == unit
            assert responsible_at(instant - timedelta(seconds=1), effective, case.unit_id) in {one.unit.pk for one in self.teams.values()}
        leading = {user.organisation_id for user in User.objects.filter(role__in=SUPERVISING) if self.sees(user, case)}
        assert leading == {case.unit_id}
        person = case.designations.get(ended_at=None).person
        assert person.organisation_id == case.unit_id
        whole = CaseGrant.objects.filter(case=case, sections=[], ends_at=None).exclude(because="intake")
        assert {grant.user_id for grant in whole} == {person.pk}
        under_way = Transfer.objects.filter(case=case).exclude(state__in=ENDED)
        assert under_way.count() <= 1
        is_pending = under_way.filter(state__in=PENDING).exists()
        assert case.status == (Status.PENDING_TRANSFER if is_pending else Status.OPEN)
        assert not Case.objects.visible_to(self.teams["SON"].notifier).exists()
        assert not Transfer.objects.visible_to(self.teams["SON"].notifier).exists()

    @staticmethod
    def sees(user, case) -> bool:
        return Case.objects.visible_to(user).filter(pk=case.pk).exists()


@pytest.mark.django_db
def test_exactly_one_authority_is_responsible_at_every_instant():
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    profile = settings(
        max_examples=6,
        stateful_step_count=25,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=checks,
    )
    run_state_machine_as_test(Responsibility, settings=profile)
