"""Story: an authority asks for a child's return; a panel decides, one member dissents, and the case goes on by what was decided."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from cases import companions
from cases.choices import Step
from cases.services import move_case
from determinations import services
from determinations.choices import SessionKind, State
from determinations.models import Determination
from protocols.choices import Level, Trigger
from tests.determinations.panel import (
    HOUR,
    LATER,
    OPTIONS,
    Panel,
    again,
    asked,
    decided,
    explained,
    in_session,
    prepared,
    read,
    seated,
    submitted,
    text_of_decision,
    voted,
)
from tests.factories import fresh, grant, walk_to

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def panel():
    return Panel()


def go(panel, determination, move, now=LATER + DAY):
    return move_case(case=fresh(determination.case), move=move, by=panel.team.supervisor, now=now, reason="Como dice la determinación.")


def seat(panel, determination, person, **fields):
    fields = {"discipline": "legal", "no_interest": True, "by": panel.coordinator, "now": LATER} | fields
    return services.seat_member(determination=again(determination), person=person, **fields)


def test_determination_with_a_dissent_goes_from_request_to_plan(panel):
    determination = asked(panel)
    assert (determination.level, fresh(determination.case).step) == (Level.PANEL, Step.DETERMINATION)
    with pytest.raises(ValidationError, match="not decided and explained"):
        go(panel, determination, "adopt_determination")
    determination = submitted(panel, determination)

    with pytest.raises(ValidationError, match="INV-49: nobody of the migration authority"):
        seat(panel, determination, panel.team.notifier)
    author = panel.team.caseworker
    author.role = Role.BID_PANEL_MEMBER
    author.save()
    with pytest.raises(ValidationError, match="INV-49: this person wrote the dossier"):
        seat(panel, determination, author)
    author.role = Role.CASEWORKER
    author.save()

    session = in_session(panel, seated(panel, determination))
    determination = decided(panel, session, 0, 0, 1)
    assert (determination.state, determination.chosen) == (State.DECIDED, "regularised_stay_alternative_care")
    decision = determination.standing
    assert not decision.is_consensus
    assert [(one.seat.person.full_name, one.words) for one in decision.dissents] == [("Carmen Soto", "Así lo veo: 1.")]

    with pytest.raises(ValidationError, match="not decided and explained"):
        go(panel, determination, "adopt_determination")
    determination = explained(panel, determination)
    assert determination.state == State.COMMUNICATED
    assert not determination.case.grants.filter(because="panel", ends_at=None).exists()
    assert go(panel, determination, "adopt_determination").step == Step.PLAN_DESIGN

    services.begin_execution(determination=determination, execution_note="Se avisó a la familia.", by=author, now=LATER + 2 * DAY)
    services.complete_execution(determination=again(determination), execution_note="Acta firmada.", by=author, now=LATER + 3 * DAY)
    assert again(determination).state == State.IMPLEMENTED


def test_determination_with_one_option_is_refused(panel):
    determination = prepared(panel, options=OPTIONS[:1])
    dossier = determination.dossier
    with pytest.raises(ValidationError, match="INV-50") as refusal:
        services.submit_dossier(dossier=dossier, version=dossier.version, by=panel.team.caseworker, now=LATER)
    assert [blocker.criterion for blocker in refusal.value.blockers] == ["INV-50"]
    assert again(determination).state == State.DOSSIER_PREPARATION


def test_determination_in_urgency_is_provisional_until_ratified(panel):
    determination = seated(panel, submitted(panel, asked(panel, is_urgent=True)))
    determination = explained(panel, decided(panel, in_session(panel, determination, kind=SessionKind.URGENT)))
    assert (determination.state, determination.is_provisional) == (State.COMMUNICATED, True)
    [clock] = [one for one in companions.clocks(fresh(determination.case)) if one.key == "determination_ratified"]
    assert (clock.since, clock.met_at) == (determination.decided_at, None)
    assert go(panel, determination, "adopt_determination").step == Step.PLAN_DESIGN  # urgency is why
    services.begin_execution(determination=again(determination), execution_note="", by=panel.team.caseworker, now=LATER + DAY)
    with pytest.raises(ValidationError, match="ratifies it first"):
        services.complete_execution(determination=again(determination), execution_note="Hecho.", by=panel.team.caseworker, now=LATER + DAY)
    session = voted(panel, in_session(panel, determination, kind=SessionKind.RATIFICATION, now=LATER + 5 * DAY), 0, 0, 1)
    services.ratify(session=session, minutes="Se ratificó.", by=panel.coordinator, now=LATER + 6 * DAY)
    determination = again(determination)
    assert (determination.state, determination.is_provisional) == (State.IMPLEMENTING, False)
    assert not determination.case.grants.filter(because="panel", ends_at=None).exists()
    services.complete_execution(determination=determination, execution_note="Hecho.", by=panel.team.caseworker, now=LATER + 7 * DAY)


def test_determination_in_urgency_falls_when_it_is_not_ratified(panel):
    determination = seated(panel, submitted(panel, asked(panel, is_urgent=True)))
    determination = decided(panel, in_session(panel, determination, kind=SessionKind.URGENT))
    session = voted(panel, in_session(panel, determination, kind=SessionKind.RATIFICATION, now=LATER + DAY), 1)
    services.ratify(session=session, minutes="No se ratificó.", by=panel.coordinator, now=LATER + 2 * DAY)
    determination = again(determination)
    assert (determination.state, determination.standing, determination.chosen) == (State.RETURNED, None, "")


def test_determination_asks_for_more_information_and_is_taken_up_again(panel):
    session = in_session(panel)
    determination = session.determination
    with pytest.raises(ValidationError, match="Nobody has asked for more information"):
        go(panel, determination, "ask_for_more_information")
    services.defer(determination=determination, missing="La visita a la abuela.", by=panel.coordinator, now=LATER + 2 * HOUR)
    assert read(session).outcome == "deferred"
    assert go(panel, determination, "ask_for_more_information").step == Step.EVALUATION
    with pytest.raises(ValidationError, match="T14|taken up|under way"):
        asked(panel, case=determination.case)
    services.take_up_again(determination=again(determination), reason="Llegó el informe.", by=panel.team.supervisor, now=LATER + DAY)
    determination = again(determination)
    assert (determination.state, determination.case.step) == (State.REQUESTED, Step.DETERMINATION)
    assert determination.since == determination.requested_at  # asking for more does not stop the clock
    determination = submitted(panel, determination)
    assert [dossier.number for dossier in determination.dossiers.all()] == [2, 1]
    assert len(determination.dossier.option_list) == 2


def test_determination_is_withdrawn_only_when_what_demanded_it_is_gone(panel):
    determination = asked(panel)
    with pytest.raises(ValidationError, match="withdrawn on its own page"):
        go(panel, determination, "withdraw_determination")
    withdraw = {"determination": determination, "by": panel.team.supervisor, "now": LATER + DAY}
    with pytest.raises(ValidationError, match="gone"):
        services.withdraw(reason="Cansancio.", is_gone=False, **withdraw)
    services.withdraw(reason="El consulado retiró su petición por escrito.", is_gone=True, **withdraw)
    assert (again(determination).state, fresh(determination.case).step) == (State.WITHDRAWN, Step.FOLLOW_UP)


def test_determination_is_returned_on_appeal_and_decided_anew(panel):
    determination = explained(panel)
    today = (LATER + DAY).date()
    appeal = services.file_appeal(
        determination=determination,
        filed_on=today,
        appellant="child",
        ground="No se oyó a la tía.",
        by=panel.team.caseworker,
        now=LATER + DAY,
    )
    with pytest.raises(ValidationError, match="Under appeal"):
        services.begin_execution(determination=again(determination), execution_note="x", by=panel.team.caseworker, now=LATER + DAY)
    services.resolve_appeal(
        appeal=appeal,
        outcome="returned",
        resolution="El juzgado ordena oír a la tía.",
        resolved_on=today + DAY,
        by=panel.team.supervisor,
        now=LATER + 2 * DAY,
    )
    determination = again(determination)
    assert (determination.state, determination.since, companions.decisions(fresh(determination.case))[-1].kind) == (
        State.RETURNED,
        LATER + 2 * DAY,
        "plan",
    )
    determination = submitted(panel, determination, now=LATER + 2 * DAY)
    session = in_session(panel, seated(panel, determination, now=LATER + 2 * DAY), now=LATER + 2 * DAY)
    determination = decided(panel, session, 1, 1, 1, now=LATER + 3 * DAY, chosen=1)
    assert determination.standing.dossier.number == 2


def test_determination_that_is_not_carried_out_in_a_year_lapses(panel):
    determination = explained(panel)
    go(panel, determination, "adopt_determination")
    decided_at = determination.decided_at
    assert services.lapse_overdue(now=decided_at + 364 * DAY) == []
    assert services.lapse_overdue(now=decided_at + 367 * DAY) == [determination]
    assert again(determination).state == State.LAPSED
    services.take_up_again(
        determination=again(determination), reason="Sigue con la familia.", by=panel.team.supervisor, now=decided_at + 370 * DAY
    )
    assert (again(determination).state, fresh(determination.case).step) == (State.REOPENED, Step.DETERMINATION)


def test_determination_of_the_authority_is_decided_by_its_head_alone(panel):
    case = walk_to(Step.PLAN_DESIGN, panel.team)
    determination = submitted(panel, asked(panel, case=case, triggers=[Trigger.FAMILY_CARE_AGREED]))
    assert determination.level == Level.AUTHORITY_PLAN
    with pytest.raises(Determination.DoesNotExist):
        seat(panel, determination, panel.chair)
    grant(case, panel.coordinator)
    with pytest.raises(ValidationError, match="no panel"):
        seat(panel, determination, panel.chair)
    option = determination.dossier.option_list[0]
    services.decide_as_authority(
        determination=determination, option=option, by=panel.team.approver, now=LATER + HOUR, **text_of_decision(determination)
    )
    determination = explained(panel, again(determination))
    assert go(panel, determination, "adopt_determination").step == Step.PLAN_DESIGN
