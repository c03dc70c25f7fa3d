"""What people do in the state machine about relatives, returns and migration procedures, with doubtful values."""

from hypothesis import strategies as st

from cases import services
from cases.choices import DurableSolution, MeasureKind
from cases.models import Relative
from placements import services as placements
from tests.machine.world import need


def relative_of(world):
    return Relative.objects.filter(child=world.case.child_id).order_by("-created_at").first()


def write_relative(world, now, by, data):
    known = relative_of(world)
    is_checked = data.draw(st.sampled_from([True, True, False]))
    fields = {
        "safe_to_contact": data.draw(st.sampled_from(["yes", "yes", "no", "unknown"])),
        "child_wishes_contact": data.draw(st.sampled_from(["yes", "no", "undecided"])),
        "identity_seen": "Pasaporte" if is_checked else "",
        "kinship_verification": "documents" if is_checked else "",
        "child_view": data.draw(st.sampled_from(["Quiere vivir con ella.", ""])),
    }
    name = {} if known else {"name": "Rosa Tzi", "relation": "aunt_uncle"}
    services.save_relative(case=world.case, relative=known, version=known.version if known else 1, by=by, now=now, **name, **fields)


def study_home(world, now, by, data):
    services.record_home_study(
        case=world.case,
        relative=need(relative_of(world)),
        done_on=world.case.unit.day_of(now),
        result=data.draw(st.sampled_from(["favourable", "conditions", "unfavourable"])),
        conditions=data.draw(st.sampled_from(["Una cama propia.", ""])),
        visitor="Trabajo social",
        findings="Se visitó la casa.",
        by=by,
        now=now,
    )


def contact_relative(world, now, by, data):
    relative = need(relative_of(world))
    decision = data.draw(st.sampled_from(["", "La evaluación lo decide."]))
    services.record_relative_contact(case=world.case, relative=relative, at=now, text="Llamada.", decision=decision, by=by, now=now)


def release_to_relative(world, now, by, data):
    placements.place_with_family(
        case=world.case,
        placement_type="kinship_care",
        place_name=data.draw(st.sampled_from(["Con su tía", "Estación migratoria"])),
        starts_at=now,
        relative=data.draw(st.sampled_from([relative_of(world), None])),
        previous_end_reason=data.draw(st.sampled_from(["moved_to_family_care", ""])),
        child_views=data.draw(st.sampled_from(["Sí quiero.", ""])),
        by=by,
        now=now,
    )


def seek(world, now, by, data):
    """Let the plan seek a solution, or propose one by a measure."""
    plan = need(world.case.plan)
    if data.draw(st.booleans()):
        solution = data.draw(st.sampled_from(DurableSolution.values))
        services.save_plan(plan=plan, version=plan.version, by=by, now=now, durable_solution=solution, legal_ground="Ley de prueba, art. 1")
    else:
        services.add_action(
            line=need(plan.line_list)[0],
            version=plan.version,
            by=by,
            now=now,
            measure_kind=data.draw(st.sampled_from([MeasureKind.ASSISTED_RETURN, MeasureKind.FAMILY_REUNIFICATION])),
            description="Reunir a la familia",
            responsible_organisation="Procuraduría",
            responsible_person="Persona de prueba",
            due_on=now.date(),
        )


def return_child(world, now, by, data):
    decision = need(services.return_decisions(world.case))[0]
    today = world.case.unit.day_of(now)
    emptied = data.draw(st.sampled_from(["", "officer", "receiving_official", "receiver", "child_views"]))
    fields = {
        "country": "GT",
        "returned_on": today,
        "accepted_on": today,
        "officer": "Lic. de prueba",
        "receiving_authority": "PGN",
        "receiving_official": "Delegada de prueba",
        "receiver": "Su madre",
        "receiver_verified": "Con documentos.",
        "child_views": "Quiere volver.",
    }
    fields |= {emptied: ""} if emptied else {}
    services.record_return(case=world.case, document=decision.document, by=by, now=now, **fields)


def file_procedure(world, now, by, data):
    kind = data.draw(st.sampled_from(["asylum", "regularisation"]))
    late = data.draw(st.sampled_from(["", "No se sabía."]))
    services.file_procedure(
        case=world.case, kind=kind, authority="Autoridad de prueba", filed_on=world.case.unit.day_of(now), late_reason=late, by=by, now=now
    )


def resolve_procedure(world, now, by, data):
    procedure = need(world.case.procedures.order_by("-created_at").first())
    today = world.case.unit.day_of(now)
    agrees = data.draw(st.sampled_from(["yes", "no", ""]))
    fields = {
        "decide": {
            "decided_on": today,
            "resolution": data.draw(st.sampled_from(["granted", "rejected"])),
            "granted_status": "humanitarian_visitor" if procedure.kind == "regularisation" else "",
            "is_consistent": agrees,
            "consistency_reason": "Se comparó." if agrees else "",
        },
        "appeal": {"appeal_filed_on": today},
        "withdraw": {"withdrawn_on": today, "withdrawal_reason": "Lo pidió la representante."},
    }
    move = data.draw(st.sampled_from(["decide", "decide", "appeal", "withdraw"]))
    services.move_procedure(procedure=procedure, move=move, by=by, now=now, **fields[move])


VERBS = (write_relative, study_home, contact_relative, release_to_relative, seek, return_child, file_procedure, resolve_procedure)
