"""What a judge asks of some adolescents of the demonstration: a call a week. No chance is drawn, so that the rest stays as told."""

from datetime import timedelta

from cases.choices import Step
from cases.services.deadlines import refresh_deadlines
from liberty.services import record_restriction
from liberty.services.restrictions import latest_review_date

ONE_IN = 4  # cases at work; of those that are old enough the review is late
OLD_ENOUGH = 12
LATE = timedelta(days=33)
AT_WORK = (Step.PLAN_EXECUTION, Step.FOLLOW_UP)


def limit(story) -> None:
    """Record a weekly call for an adolescent here and there; where the case is old enough, one that nobody reviewed in time."""
    case, number = story.fresh(), int(story.case.code.split("-")[2])
    if story.standing not in AT_WORK or number % ONE_IN or (case.child.age_on(case.unit.day_of(story.now)).years or 0) < OLD_ENOUGH:
        return
    began = story.now - LATE
    now = began if began > case.notified_at else story.clock
    day = case.unit.day_of(now)
    record_restriction(
        case=case,
        by=story.office.approver,
        now=now,
        type="phone_contact",
        text="Llamada cada lunes por la tarde con su trabajadora social, después de la escuela.",
        imposed_by="Juzgado de Distrito en turno",
        legal_basis=story.pack.legal["measure"]["es"],
        necessity="El juzgado pide saber que la niña, niño o adolescente sigue en contacto con quien le representa.",
        less_restrictive="Un aviso por escrito cada mes; el juzgado no lo aceptó.",
        contact_every="weekly",
        support_provided=["phone", "credit"],
        starts_on=day,
        review_date=latest_review_date(case, day),
        appeal_route="Juicio de amparo ante el Juzgado de Distrito, con su representante",
        appeal_deadline=day + timedelta(days=15),
        child_views="Puedo llamar los lunes, después de la escuela.",
        no_views_reason="",
        informed_on=day,
        informed_language="es",
        informed_by=story.worker.full_name,
    )
    refresh_deadlines(case=case, now=story.now)
