"""What people do in the state machine: the next chapter as it should go, or any verb with doubtful values."""

from datetime import timedelta

from hypothesis import strategies as st

from cases import services
from cases.choices import ClosureReason, ContactPlace, InterpreterKind, InterviewKind, ReviewOutcome, Step
from cases.models import Explanation, PlanAction
from cases.workflow import TRANSITIONS, moves_from
from determinations import services as determinations
from liberty import services as liberty
from placements import services as placements
from placements.models import Placement
from tests import factories
from tests.machine import decisions, family, limits
from tests.machine.world import need

CHAPTERS = {
    Step.INTAKE: factories._open,
    Step.DESIGNATION: factories._designate,
    Step.EVALUATION: factories._evaluate,
    Step.PLAN_DESIGN: factories._plan,
    Step.PLAN_EXECUTION: factories._execute,
    Step.FOLLOW_UP: factories._close,
}


def next_chapter(world, now):
    """Bring the case to its next step with everything that the rules ask for."""
    if chapter := CHAPTERS.get(world.step):
        with services.deadlines_at_the_end():
            chapter(world.case, world.team, now, world.risk)
    elif world.step == Step.CLOSED:
        services.move_case(case=world.case, move="reopen", by=world.team.supervisor, now=now, reason="Hay hechos nuevos.")
    else:
        decisions.next_stage(world, now)


def move(world, now, by, data):
    possible = sorted(moves_from(world.step))
    name = data.draw(st.sampled_from(possible * 4 + sorted(TRANSITIONS)))
    reason = data.draw(st.sampled_from(["Hechos nuevos.", " "]))
    services.move_case(case=world.case, move=name, by=by, now=now, reason=reason)


def designate(world, now, by, data):
    person = world.person(data.draw(st.sampled_from(["caseworker", "other_caseworker", "supervisor", "notifier"])))
    is_free = data.draw(st.booleans())
    services.designate(case=world.case, person=person, representation="joint", no_conflict=is_free, by=by, now=now)


def accept(world, now, by, data):
    services.accept_designation(case=world.case, by=by, now=now, child_told_at=data.draw(st.sampled_from([None, now])))


def interview(world, now, by, data):
    services.record_interview(
        case=world.case,
        by=by,
        now=now,
        kind=data.draw(st.sampled_from(InterviewKind.values)),
        held_at=now + data.draw(st.sampled_from([timedelta(), timedelta(hours=2)])),
        place_type=data.draw(st.sampled_from(ContactPlace.values)),
        interpreter_kind=data.draw(st.sampled_from(InterpreterKind.values)),
        interpreter_name="Intérprete de prueba",
    )


def write_evaluation(world, now, by, data):
    evaluation = need(world.case.evaluation)
    views, trafficking = data.draw(st.sampled_from([("", "no"), ("Quiero quedarme.", "no"), ("Quiero quedarme.", "")]))
    version = evaluation.version - data.draw(st.sampled_from([0, 0, 1]))
    services.save_evaluation(evaluation=evaluation, version=version, by=by, now=now, child_views=views, trafficking=trafficking)


def write_plan(world, now, by, data):
    plan = need(world.case.plan)
    days = data.draw(st.sampled_from([-1, 25, 200]))
    day = world.case.unit.day_of(now) + timedelta(days=days)
    services.save_plan(plan=plan, version=plan.version, by=by, now=now, review_date=day, child_participated=True)


def drop_a_measure(world, now, by, data):
    action = need(PlanAction.objects.filter(line__plan__case=world.case).order_by("-pk").first())
    services.remove_action(action=action, version=action.line.plan.version, by=by, now=now)


def submit(world, now, by, data):
    document = need(getattr(world.case, data.draw(st.sampled_from(["evaluation", "plan", "closure"]))))
    services.submit_document(document=document, version=document.version, by=by, now=now)


def progress(world, now, by, data):
    action = need(need(world.case.plan).action_list)[0]
    services.record_progress(action=action, status="in_progress", by=by, now=now)


def visit(world, now, by, data):
    seen = data.draw(st.booleans())
    fields = {"kind": "in_care", "risk_level": data.draw(st.sampled_from(["high", "low"])), "text": "Visita."}
    services.record_visit(case=world.case, by=by, now=now, held_at=now, seen_child=seen, seen_alone=data.draw(st.booleans()), **fields)


def review(world, now, by, data):
    outcome = data.draw(st.sampled_from(ReviewOutcome.values))
    views = data.draw(st.sampled_from(["", "Estoy de acuerdo."]))
    fields = {"participants": "Equipo", "decisions": "Se revisó.", "outcome": outcome, "child_views": views}
    services.conclude_review(case=world.case, by=by, now=now, held_at=now, **fields)


def close(world, now, by, data):
    services.propose_closure(
        case=world.case,
        by=by,
        now=now,
        version=world.case.closure.version if world.case.closure else None,
        reason=data.draw(st.sampled_from(ClosureReason.values)),
        durable_solution="asylum_recognised",
        summary="Resumen.",
        child_views="De acuerdo.",
        child_informed_on=world.case.unit.day_of(now),
        contact_route="Procuraduría",
    )


def assess(world, now, by, data):
    services.record_rapid_assessment(
        case=world.case,
        by=by,
        now=now,
        done_at=now,
        urgent_needs_met=data.draw(st.booleans()),
        safe_tonight=True,
        where_tonight="Casa de prueba",
        risk_level=data.draw(st.sampled_from(["high", "medium", "low"])),
        risk_reasons="Se volvió a valorar.",
    )


def set_statuses(world, now, by, data):
    asylum = data.draw(st.sampled_from(["applied", "appeal", "recognised", "not_applicable"]))
    services.set_statuses(case=world.case, migration_status="irregular", asylum_status=asylum, by=by, now=now)


def report_event(world, now, by, data):
    services.report_event(case=world.case, kind="return_threat", happened_at=now, text="Amenaza de retorno.", by=by, now=now)


def explain(world, now, by, data):
    document = need(data.draw(st.sampled_from([world.case.approved_evaluation, world.case.approved_plan])))
    need(not Explanation.objects.filter(document=document.pk).exists())
    told = {"told_on": world.case.unit.day_of(now), "how": "Con dibujos.", "language": "es", "child_agrees": "yes"}
    services.explain_decision(case=world.case, decision=document._meta.model_name, document=document.pk, by=by, now=now, **told)


def hold(world, now, by, data):
    liberty.record_deprivation(case=world.case, by=by, now=now, facility_type="police_cell", started_at=now - timedelta(hours=1))


def release(world, now, by, data):
    event = need(world.case.deprivations.order_by("-started_at").first())
    ended_at = now - data.draw(st.sampled_from([timedelta(), timedelta(days=90)]))
    mechanism = data.draw(st.sampled_from(["channelled", ""]))
    liberty.end_deprivation(event=event, ended_at=ended_at, release_mechanism=mechanism, by=by, now=now)


def request_bed(world, now, by, data):
    why = data.draw(st.sampled_from(["No hay familia.", ""]))
    placements.request_bed(
        case=world.case, facility=world.facility, by=by, now=now, child_views="Sí quiero.", reason_family_based_not_possible=why
    )


def answer_bed(world, now, by, data):
    placement = need(Placement.objects.filter(case=world.case).order_by("-requested_at").first())
    if data.draw(st.booleans()):
        placements.accept_request(placement=placement, profile=world.profile, by=by, now=now)
    else:
        placements.decline_request(placement=placement, decline_reason="no_capacity", by=by, now=now)


def arrive(world, now, by, data):
    placement = need(Placement.objects.filter(case=world.case).order_by("-requested_at").first())
    placements.start_placement(placement=placement, starts_at=now, by=by, now=now)


def leave(world, now, by, data):
    placement = need(Placement.objects.filter(case=world.case).order_by("-requested_at").first())
    placements.end_placement(placement=placement, ends_at=now, end_reason="reunified", by=by, now=now)


def miss(world, now, by, data):
    since = now - timedelta(hours=data.draw(st.sampled_from([0, 0, 2, -5])))
    placements.report_absence(case=world.case, type="unknown", starts_at=since, last_seen="En el patio.", by=by, now=now)


def find(world, now, by, data):
    absence = need(world.case.absences.order_by("-starts_at").first())
    verb = data.draw(st.sampled_from([placements.record_return, placements.record_return, placements.record_located]))
    ended_at = now - data.draw(st.sampled_from([timedelta(), timedelta(days=90)]))
    verb(absence=absence, ends_at=ended_at, outcome="Volvió con su tía.", by=by, now=now)


def give_up(world, now, by, data):
    absence = need(world.case.absences.order_by("-starts_at").first())
    placements.give_up_search(absence=absence, search_summary="Se buscó en todas partes.", by=by, now=now)


def measure(world, now, by, data):
    kind, what = data.draw(st.sampled_from([("urgent", "search_order"), ("special", "health_care"), ("special", "police_protection")]))
    services.propose_measure(case=world.case, kind=kind, type=what, text="Medida.", reasons="Riesgo.", by=by, now=now)


def request_determination(world, now, by, data):
    triggers = data.draw(st.sampled_from([["child_objects"], ["family_care_agreed"], []]))
    determinations.request_determination(case=world.case, triggers=triggers, reason="La niña se opone.", by=by, now=now)


def withdraw_determination(world, now, by, data):
    under_way = need(world.case.determinations.under_way().first())
    is_gone = data.draw(st.booleans())
    determinations.withdraw(determination=under_way, reason="La niña está de acuerdo.", is_gone=is_gone, by=by, now=now)


VERBS = {
    verb.__name__: verb
    for verb in (
        move, designate, accept, interview, write_evaluation, write_plan, drop_a_measure, submit, progress, visit, review, close, assess,
        set_statuses, report_event, explain, hold, release, request_bed, answer_bed, arrive, leave, miss, find, give_up,
        measure, request_determination, withdraw_determination, *decisions.VERBS, *family.VERBS, *limits.VERBS,
    )
}  # fmt: skip

# Who does it by right; anybody may try.
BY = dict.fromkeys(VERBS, "caseworker") | {
    "move": "supervisor",
    "designate": "supervisor",
    "answer_bed": "home",
    "arrive": "home",
    "leave": "home",
    "give_up": "supervisor",
    "release_to_relative": "approver",
    "request_determination": "supervisor",
    "withdraw_determination": "approver",
    "seat": "coordinator",
    "unseat": "coordinator",
    "convene": "coordinator",
    "declare": "member",
    "open_session": "coordinator",
    "vote": "member",
    "decide": "coordinator",
    "decide_as_authority": "approver",
    "impose": "approver",
    "look_again": "supervisor",
    "end_restriction": "approver",
}
