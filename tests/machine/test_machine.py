"""No sequence of service calls, by whatever roles, leads to a state that the rules forbid; and every refusal says which rule.

`make test` takes 5,000 steps, `make soak` 50,000 (STEPS). A step is one turn: one person tries any verb with what a
tired or a dishonest one might hand it; or a whole chapter of the procedure goes as it should; or time passes.
"""

import os
from collections import Counter
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
from tests.machine import decisions, rules, verbs
from tests.machine.world import Nothing, World

pytestmark = pytest.mark.no_cover  # a sweep: other tests reach the same lines, and counting them takes as long again
A_WALK = 50
STEPS = int(os.environ.get("STEPS", "5000"))
TURNS = [*sorted(verbs.VERBS), *["chapter"] * 8, *["time"] * 4]
BY_RIGHT = "whose right it is"
WHO = [*[BY_RIGHT] * 2 * len(World.PEOPLE), *World.PEOPLE]  # two of three turns are an honest person's
SHARDS = 4  # so that two workers share them


# After these, what stays on record is judged too: it is written once, and judged by the facts of that moment.
JUDGED = {"chapter", "move", "release_to_relative", "return_child", "open_session", "decide", "decide_as_authority"}
# What each run must come to: a machine that meets nothing but refusals proves nothing.
REACHED = {"chapter", "ask", "assess", "hold", "explain", "visit", "write_relative", "contact_relative", "file_procedure"}


class Procedure(RuleBasedStateMachine):
    """One child's case in one authority, with strangers at the door."""

    done = Counter()  # how often each verb took effect

    def __init__(self):
        super().__init__()
        self.written = ""  # the verb that took effect last, until its outcome was looked at
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW
        self.clock = time_machine.travel(self.now, tick=False)
        self.traveller = self.clock.start()

    def teardown(self):
        if hasattr(self, "world"):
            self.world.forget()
            rules.assert_all_hold(self.world, self.now, is_judged=True)
            rules.assert_nothing_approved_has_changed(self.world)
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        self.clock.stop()

    @initialize(
        risk=st.sampled_from(["high", "medium", "low"]),
        held=st.booleans(),
        alone=st.sampled_from(["unaccompanied", "accompanied_parent"]),
        chapters=st.integers(0, 6),
        stages=st.integers(0, 6),
    )
    def begin(self, risk, held, alone, chapters, stages):
        """Begin anywhere: after some chapters, or at some stage of a determination."""
        self.world = World(risk, held, alone, self.now)
        if stages and chapters > 1:
            self.advance(chapters - 1)
            self.attempt("ask", decisions.ask, self.world.team.supervisor)
            self.advance(stages - 1)
        else:
            self.advance(chapters)

    def advance(self, chapters):
        for _chapter in range(chapters):
            self.world.forget()
            self.attempt("chapter", verbs.next_chapter)
        self.world.forget()

    @rule(verb=st.sampled_from(TURNS), who=st.sampled_from(WHO), data=st.data())
    def turn(self, verb, who, data):
        if verb == "time":
            self.now += timedelta(hours=data.draw(st.sampled_from([1, 1, 1, 5, 30, 24 * 8, 24 * 40])))
            self.traveller.move_to(self.now, tick=False)
        elif verb == "chapter":
            self.attempt(verb, verbs.next_chapter)
        else:
            self.attempt(verb, verbs.VERBS[verb], self.world.person(verbs.BY[verb] if who == BY_RIGHT else who), data)

    def attempt(self, name, verb, *arguments):
        """Call a verb: it takes effect whole, or says why not and changes nothing."""
        try:
            with transaction.atomic():
                verb(self.world, self.now, *arguments)
        except Nothing:
            pass
        except (ValidationError, PermissionDenied, Stale, ObjectDoesNotExist) as refusal:
            rules.assert_says_why(refusal)
        else:
            self.done[name] += 1
            self.written = name

    @invariant()
    def rules_hold(self):
        if self.written:  # what was refused was undone, whole
            self.world.forget()
            rules.assert_all_hold(self.world, self.now, is_judged=self.written in JUDGED)
            self.written = ""


@pytest.mark.promise(37)
@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_sequence_of_calls_breaks_a_rule(shard):
    walks = max(1, STEPS // SHARDS // A_WALK)
    options = {"derandomize": STEPS <= 5000, "database": None, "deadline": None, "phases": [Phase.generate]}
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    machine = type(f"Procedure{shard}", (Procedure,), {"done": Counter()})  # another name, another seed
    profile = settings(max_examples=walks, stateful_step_count=A_WALK, suppress_health_check=checks, print_blob=True, **options)
    run_state_machine_as_test(machine, settings=profile)
    assert machine.done.keys() >= REACHED or STEPS < 5000
