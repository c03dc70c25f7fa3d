"""What people do about determinations in the state machine: the next stage as it should go, or any verb with doubtful values."""

from hypothesis import strategies as st

from cases import services
from cases.choices import Element
from determinations import services as determinations
from determinations.choices import SessionKind, State
from tests.determinations import panel as told
from tests.machine.world import need


def current(world):
    """Return the determination of the case that is under way."""
    found = world.case.determinations.under_way().first()
    return told.again(found) if found else None


def next_stage(world, now):
    """Bring the determination to its next stage with everything that the rules ask for."""
    one, team, panel = current(world), world.team, world.panel
    match one.state if one else None:
        case None:
            services.move_case(case=world.case, move="withdraw_determination", by=team.approver, now=now, reason="No hay pregunta abierta.")
        case State.REQUESTED:
            told.prepared(panel, one, now=now)
        case State.DOSSIER_PREPARATION:
            dossier = told.complete(panel, one, now=now).dossier
            determinations.submit_dossier(dossier=dossier, version=dossier.version, by=team.caseworker, now=now)
        case State.DOSSIER_SUBMITTED if not one.is_before_panel:
            decide_as_authority(world, now, team.approver, None)
        case State.DOSSIER_SUBMITTED:
            if len(one.seats_now) < 3:
                told.seated(panel, one, now=now)
            told.in_session(panel, told.again(one), now=now - told.HOUR)
        case State.SCHEDULED | State.IN_SESSION:
            decide(world, now, panel.coordinator, None)
        case State.DECIDED:
            told.panel_explains(panel, one, now)
        case State.COMMUNICATED | State.UPHELD:
            services.move_case(case=world.case, move="adopt_determination", by=team.approver, now=now, reason="Se adopta.")
        case _:
            determinations.take_up_again(determination=one, reason="Hechos nuevos.", by=team.approver, now=now)


def ask(world, now, by):
    determinations.request_determination(case=world.case, triggers=["child_objects"], reason="La niña se opone.", by=by, now=now)


def seat(world, now, by, data):
    one = need(current(world))
    person = world.person(data.draw(st.sampled_from(["caseworker", "supervisor", "notifier", "member"])))
    fields = {"discipline": "social", "is_chair": data.draw(st.booleans()), "no_interest": data.draw(st.booleans())}
    determinations.seat_member(determination=one, person=person, by=by, now=now, **fields)


def unseat(world, now, by, data):
    one = need(current(world))
    need(one.seats_now)
    determinations.end_seat(seat=one.seats_now[-1], reason="Se excusa.", by=by, now=now)


def convene(world, now, by, data):
    one = need(current(world))
    kind = data.draw(st.sampled_from(SessionKind.values))
    determinations.convene(determination=one, kind=kind, scheduled_for=now, place="Sala", by=by, now=now)


def declare(world, now, by, data):
    one = need(current(world))
    need(one.session)
    has_conflict = data.draw(st.booleans())
    said = {"has_conflict": has_conflict, "conflict": "Es pariente." if has_conflict else ""}
    determinations.declare(session=told.read(one.session), by=by, now=now, **said)


def open_session(world, now, by, data):
    one = need(current(world))
    need(one.session)
    determinations.open_session(session=told.read(one.session), by=by, now=now)


def vote(world, now, by, data):
    one = need(current(world))
    need(one.session)
    option = data.draw(st.sampled_from([*one.dossier.option_list, None]))
    determinations.vote(session=told.read(one.session), option=option, words="Así lo veo.", by=by, now=now)


def decide(world, now, by, data):
    """Set the decision down after everybody voted for the first option; `data` draws what may be missing from its text."""
    one = need(current(world))
    need(one.session)
    for person in world.panel.everybody:
        option = one.dossier.option_list[0]
        determinations.vote(session=told.read(one.session), option=option, words="Así lo veo.", by=person, now=now)
    determinations.decide(session=told.read(one.session), minutes="Se deliberó.", by=by, now=now, **_text(one, now, data))


def decide_as_authority(world, now, by, data):
    one = need(current(world))
    need(one.dossier and one.dossier.option_list)
    option = one.dossier.option_list[0]
    determinations.decide_as_authority(determination=one, option=option, by=by, now=now, **_text(one, now, data))


def _text(one, now, data) -> dict:
    texts = told.text_of_decision(one) | {"implement_by": now.date(), "review_on": now.date()}
    missing = data.draw(st.sampled_from(["", "compared", "rejected", "reasons"])) if data else ""
    emptied = {"": {}, "compared": {"compared": {Element.IDENTITY: (None, "")}}, "rejected": {"rejected": {}}, "reasons": {"reasons": " "}}
    return texts | emptied[missing]


def drop_an_option(world, now, by, data):
    one = need(current(world))
    need(one.dossier and one.dossier.option_list)
    determinations.remove_option(option=one.dossier.option_list[-1], version=one.dossier.version, by=by, now=now)


def appeal(world, now, by, data):
    one = need(current(world))
    determinations.file_appeal(
        determination=one, filed_on=world.case.unit.day_of(now), ground="No fue oída.", appellant="child", by=by, now=now
    )


VERBS = (seat, unseat, convene, declare, open_session, vote, decide, decide_as_authority, drop_an_option, appeal)
