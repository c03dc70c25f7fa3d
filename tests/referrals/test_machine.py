"""D2 by chance: whatever is tried in whatever order by whomever, no referral leaves the table, and every refusal says why."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Event
from cases.models import CaseGrant
from cases.versioning import Stale
from referrals import services
from referrals.choices import ENDED, State
from referrals.models import Referral, ReferralStep
from referrals.workflow import TRANSITIONS
from tests.factories import NOW
from tests.referrals.sending import Desk, fresh

PAIRS = {(source, move.target) for move in TRANSITIONS.values() for source in move.sources}
VERBS = {
    "send": lambda one, by, now: services.send_referral(referral=one, version=one.version, by=by, now=now),
    "approve": lambda one, by, now: services.review_referral(referral=one, version=one.version, is_approved=True, by=by, now=now),
    "return": lambda one, by, now: services.review_referral(
        referral=one, version=one.version, is_approved=False, reason="Falta el motivo.", by=by, now=now
    ),
    "receive": lambda one, by, now: services.receive(referral=one, by=by, now=now),
    "ask": lambda one, by, now: services.ask(referral=one, reason="¿Qué lengua?", by=by, now=now),
    "answer": lambda one, by, now: services.answer_question(referral=one, reason="Q'eqchi'.", by=by, now=now),
    "accept": lambda one, by, now: services.accept(referral=one, by=by, now=now),
    "decline": lambda one, by, now: services.decline(referral=one, decline_reason="no_capacity", by=by, now=now),
    "begin": lambda one, by, now: services.begin(referral=one, by=by, now=now),
    **{
        name: lambda one, by, now, name=name: services.end_service(referral=one, move=name, feedback="Hecho.", by=by, now=now)
        for name in ("complete", "complete_in_part", "not_attended")
    },
    "cancel": lambda one, by, now: services.cancel_referral(referral=one, reason="Ya no hace falta.", by=by, now=now),
    "expire": lambda one, by, now: services.expire_overdue(now=now),
}
PEOPLE = ("caseworker", "supervisor", "approver", "nurse", "stranger")
TURNS = st.lists(st.tuples(st.sampled_from([*VERBS]), st.sampled_from(PEOPLE), st.sampled_from([0, 1, 30, 150])), min_size=1, max_size=14)


def test_every_move_of_the_table_has_a_verb():
    assert {*VERBS, "submit"} == set(TRANSITIONS)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=TURNS, kind=st.sampled_from(["health", "mental_health"]))
def test_d2_no_sequence_leaves_the_table(db, turns, kind):
    with transaction.atomic():
        play(turns, kind)
        transaction.set_rollback(True)


def play(turns, kind):
    desk, now = Desk(), NOW
    other = Desk(agreed=False)
    people = {name: getattr(desk.team, name, None) for name in PEOPLE} | {"nurse": desk.clinic.nurse, "stranger": other.clinic.nurse}
    one = desk.draft(kind)
    for name, who, hours in turns:
        now += timedelta(hours=hours)
        before = fresh(one)
        events = Event.objects.count()
        try:
            with transaction.atomic():
                VERBS[name](fresh(one), people[who], now)
        except ValidationError as refusal:
            check_refusal(refusal, before, events)
        except (PermissionDenied, Referral.DoesNotExist, Stale):
            assert Event.objects.count() == events
        check(fresh(one), now)


def check_refusal(refusal: ValidationError, before: Referral, events: int) -> None:
    """A refusal says why, and wrote nothing."""
    now = fresh(before)
    assert all(len(message) > 10 for message in refusal.messages)
    assert (now.state, now.version, Event.objects.count()) == (before.state, before.version, events)


def before_state(one) -> str:
    """The state that the last row of history left, or the draft."""
    last = ReferralStep.objects.filter(referral=one).last()
    return last.entered if last else State.DRAFT


def check(one: Referral, now):
    steps = list(one.steps.all())
    assert [(step.left, step.entered) for step in steps if (step.left, step.entered) not in PAIRS] == []
    assert [step.left for step in steps] == [State.DRAFT, *[step.entered for step in steps[:-1]]][: len(steps)]
    assert one.state == before_state(one)
    assert (one.packet is None) == (one.sent_at is None)
    open_grants = CaseGrant.objects.in_force(now).filter(because="referral", case=one.case_id)
    assert open_grants.count() <= 1
    if one.state in ENDED or one.sent_at is None:
        assert not open_grants.exists()
    assert all(grant.sections == ["packet"] and grant.ends_at is not None for grant in open_grants)
