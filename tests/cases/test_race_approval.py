"""Two reviewers press "Approve" at the same instant: one wins, fifty times out of fifty, and the history has one row."""

import multiprocessing
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cases import services
from cases.choices import DocumentState, Step
from cases.models import Case, Evaluation, StepHistory
from cases.versioning import Stale
from tests.factories import Team, fresh, sign_opinions, walk_to, write_evaluation

ROUNDS = 50
PATIENCE = 20  # seconds


def reviewer(rounds, answers, barrier, user):
    """A process of its own, with its own connection: approve each case as the other one does."""
    for case, version, now in iter(rounds.get, None):
        barrier.wait(PATIENCE)
        try:
            services.move_case(case=case, move="approve_evaluation", by=user, now=now, version=version)
        except (ValidationError, Stale) as refusal:
            answers.put(type(refusal).__name__)
        else:
            answers.put("approved")
    connection.close()


def prepared(case, team, now):
    """Return the case with its evaluation sent for review: for the first round, and anew for each one after."""
    if case.step == Step.EVALUATION:
        write_evaluation(case, team, now)
    else:
        services.move_case(case=case, move="return_to_evaluation", by=team.caseworker, now=now, reason="Otra vez.")
        sign_opinions(fresh(case), team, now)
        document = fresh(case).evaluation
        services.submit_document(document=document, version=document.version, by=team.caseworker, now=now)
    return fresh(case)


@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_approvals_one_wins():
    team = Team()
    case = walk_to(Step.EVALUATION, team)
    fork = multiprocessing.get_context("fork")
    barrier, answers = fork.Barrier(2), fork.Queue()
    queues = [fork.Queue(), fork.Queue()]
    connection.close()  # a connection does not survive a fork
    pair = [
        fork.Process(target=reviewer, args=(queue, answers, barrier, user), daemon=True)
        for queue, user in zip(queues, (team.supervisor, team.approver), strict=True)
    ]
    for process in pair:
        process.start()
    now = case.step_entered_at
    try:
        for played in range(1, ROUNDS + 1):
            now += timedelta(hours=1)
            with services.deadlines_at_the_end():
                case = prepared(case, team, now)
            for queue in queues:
                queue.put((case, case.evaluation.version, now))
            assert sorted(answers.get(timeout=PATIENCE) for _ in pair) == ["ValidationError", "approved"]
            case = fresh(case)
            assert case.step == Step.PLAN_DESIGN
            assert StepHistory.objects.filter(case=case, move="approve_evaluation").count() == played
            assert Evaluation.objects.filter(case=case, state=DocumentState.APPROVED).count() == 1
    finally:
        for queue in queues:
            queue.put(None)
        for process in pair:
            process.join(PATIENCE)
    assert [process.exitcode for process in pair] == [0, 0]
    assert Case.objects.filter(pk=case.pk, evaluations__number=ROUNDS).exists()
