"""Measures, procedures, services and explanations of the demonstration's cases; no chance is drawn, so that the rest stays as told."""

from datetime import timedelta

from cases import companions, services
from cases.choices import AsylumStatus, MigrationStatus, Step
from cases.models import ProtectiveMeasure


def order_urgent_measure(story) -> None:
    """The authority orders an urgent measure for a child who was held, and tells the court; one court in three stays silent."""
    case, approver = story.case, story.office.approver
    if not case.deprivations.exists():
        return
    measure = services.propose_measure(
        case=case,
        kind="urgent",
        type="entry_to_centre",
        text="Ingreso inmediato a un Centro de Asistencia Social de puertas abiertas.",
        reasons="La niña, niño o adolescente estaba en una estación migratoria.",
        by=approver,
        now=story.later(minutes=10),
    )
    ground = story.pack.legal["measure"]["es"]
    measure = step(story, measure, "order", approver, legal_ground=ground, ordered_at=story.clock)
    measure = step(story, measure, "notify", approver, court="Juzgado de lo Familiar en turno", court_notified_at=story.clock)
    if story.now - story.clock > timedelta(hours=20) and int(case.code[-3]) % 3:
        services.move_measure(
            measure=measure, move="confirm", by=approver, now=story.now, ruled_at=story.clock + timedelta(hours=19), ruling="Se ratifica."
        )


def step(story, measure: ProtectiveMeasure, move: str, by, **fields) -> ProtectiveMeasure:
    return services.move_measure(measure=measure, move=move, by=by, now=story.later(minutes=5), **fields)


def end_measures(story) -> None:
    """What was ordered ends before the case does; also where no court ever ruled."""
    for measure in [one for one in story.fresh().measures.all() if one.is_in_force]:
        step(story, measure, "end", story.office.approver, ended_at=story.clock, end_reason="Vive fuera del centro, con quien la cuida.")


def file_procedures(story) -> None:
    """A foreign child's regular stay is asked for; whoever may need asylum applies."""
    case = story.fresh()
    if case.child.nationality == case.unit.country:
        return
    given = {"case": case, "by": story.worker, "now": story.later(hours=1), "filed_on": case.unit.day_of(story.clock)}
    services.file_procedure(kind="regularisation", authority="Instituto Nacional de Migración", **given)
    evaluation = case.approved_evaluation
    is_open = story.standing == Step.PLAN_EXECUTION  # while asylum is pending nothing is closed (INV-32)
    if is_open and evaluation.international_protection == "yes" and case.asylum_status == AsylumStatus.SCREENING_PENDING:
        services.file_procedure(kind="asylum", authority="COMAR", late_reason="Se esperó al intérprete.", **given)


def grant_stay(story) -> None:
    """The provisional status came, and agrees with the plan."""
    for procedure in story.fresh().procedures.filter(kind="regularisation", state="filed"):
        services.move_procedure(
            procedure=procedure,
            move="decide",
            by=story.worker,
            now=story.later(hours=2),
            decided_on=story.case.unit.day_of(story.clock),
            resolution="granted",
            granted_status=MigrationStatus.HUMANITARIAN_VISITOR_PROVISIONAL,
            is_consistent="yes",
            consistency_reason="El plan pide que permanezca con estancia regular.",
        )


def give_services(story) -> None:
    """Legal help under way, and a workshop."""
    case = story.fresh()
    for kind, provider, sessions in (("legal", "Defensoría de la Procuraduría", 2), ("recreation_arts_sport", "Taller de música", 5)):
        services.add_service(
            case=case,
            by=story.worker,
            now=story.later(minutes=20),
            type=kind,
            provider=provider,
            started_on=case.unit.day_of(story.clock),
            sessions=sessions,
            satisfaction=4,
        )


def explain(story) -> None:
    """Tell the child what was decided and not yet explained."""
    case = story.fresh()
    told = set(case.explanations.values_list("document", flat=True))
    for decision in companions.decisions(case):
        if decision.document not in told:
            services.explain_decision(
                case=case,
                decision=decision.kind,
                document=decision.document,
                told_on=case.unit.day_of(story.later(hours=3)),
                how="Leído en voz alta, con dibujos.",
                language=case.child.primary_language,
                child_agrees="yes",
                child_answer="Entendí. Quiero saber cuándo puedo llamar a mi abuela.",
                by=story.worker,
                now=story.clock,
            )
