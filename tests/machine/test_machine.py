"""No sequence of service calls, by whatever roles, leads to a state that the rules forbid; and every refusal says which rule.

`make test` takes 5,000 steps, `make soak` 50,000 (STEPS). A step is one turn: one person tries any verb with what a
tired or a dishonest one might hand it; or a whole chapter of the procedure goes as it should; or time passes.
"""

import os
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cases.versioning import Stale
from tests.factories import NOW
from tests.machine import rules, verbs
from tests.machine.world import World

A_WALK = 50
STEPS = int(os.environ.get("STEPS", "5000"))
TURNS = [*sorted(verbs.VERBS), *["chapter"] * 3, *["time"] * 4]
SHARDS = 4  # so that two workers share them


class Procedure(RuleBasedStateMachine):
    """One child's case in one authority, with strangers at the door."""

    def __init__(self):
        super().__init__()
        self.has_written = False
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW
        self.clock = time_machine.travel(self.now, tick=False)
        self.traveller = self.clock.start()

    def teardown(self):
        if hasattr(self, "world"):
            rules.assert_nothing_approved_has_changed(self.world)
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        self.clock.stop()

    @initialize(risk=st.sampled_from(["high", "medium", "low"]), held=st.booleans())
    def begin(self, risk, held):
        self.world = World(risk, held, self.now)
        self.has_written = True

    @rule(verb=st.sampled_from(TURNS), who=st.sampled_from(World.PEOPLE), data=st.data())
    def turn(self, verb, who, data):
        if verb == "time":
            self.now += timedelta(hours=data.draw(st.sampled_from([1, 1, 1, 5, 30, 24 * 8, 24 * 40])))
            self.traveller.move_to(self.now, tick=False)
        elif verb == "chapter":
            self.attempt(verbs.next_chapter)
        else:
            self.attempt(verbs.VERBS[verb], self.world.person(who), data)

    def attempt(self, verb, *arguments):
        """Call a verb: it takes effect whole, or says why not and changes nothing."""
        try:
            with transaction.atomic():
                verb(self.world, self.now, *arguments)
        except (ValidationError, PermissionDenied, Stale, ObjectDoesNotExist) as refusal:
            rules.assert_says_why(refusal)
        else:
            self.has_written = True

    @invariant()
    def rules_hold(self):
        if self.has_written:  # what was refused was undone, whole
            self.has_written = False
            self.world.forget()
            rules.assert_all_hold(self.world, self.now)


@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_sequence_of_calls_breaks_a_rule(shard):
    walks = max(1, STEPS // SHARDS // A_WALK)
    options = {"derandomize": STEPS <= 5000, "database": None, "deadline": None, "phases": [Phase.generate]}
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    machine = type(f"Procedure{shard}", (Procedure,), {})  # another name, another seed
    profile = settings(max_examples=walks, stateful_step_count=A_WALK, suppress_health_check=checks, print_blob=True, **options)
    run_state_machine_as_test(machine, settings=profile)
