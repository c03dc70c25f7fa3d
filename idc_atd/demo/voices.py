"""What visitors report, what children say, and one deprivation of liberty told in full, with its complaint."""

from datetime import datetime, timedelta

from django.utils import translation

from cases.models import Case
from idc_atd.demo.country import Office
from liberty import services
from liberty.models import DeprivationEvent
from liberty.models.event import FACTS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def hear(office: Office, now: datetime) -> None:
    """Tell them of the first children of the state's authority whose case is at work."""
    cases = list(Case.objects.filter(unit=office.unit).at_work().select_related("unit", "child").order_by("code")[:3])
    if len(cases) < 3:
        return
    with translation.override("es"):
        _held(office, cases[0], now)
        _visited(office, cases[1], now)
        _said(office, cases, now)


def _held(office: Office, case: Case, now: datetime) -> None:
    """A child was held with the mother before the notification; the hour was put right, a complaint was filed."""
    until = case.notified_at - HOUR
    event = services.record_deprivation(
        case=case,
        by=office.supervisor,
        now=now - 2 * DAY,
        facility_type="provisional_stay",
        facility=f"Estancia provisional de {office.state.municipalities[0]}",
        authority=f"Oficina migratoria en {office.state.name}",
        started_at=until - timedelta(hours=7, minutes=30),
        started_precision="hour",
        held_with="family",
        separated_from_family="no",
        communication_access="no",
        lawyer_access="no",
        info_language_understood="no",
        mistreatment_reported="yes",
        mistreatment="Dice que pasó la noche sin cobija y que le gritaron.",
        legal_basis_claimed="Ley de Migración, art. 99 (alegado)",
        legal_basis_applied_to_child="none",
        reported_by="La NNA, al llegar al albergue",
        source_confidence="credible",
        ended_at=until,
        release_mechanism="channelled",
        release_to_kind="placement",
        release_to="Albergue de la autoridad",
    )
    facts = {name: getattr(event, name) for name in FACTS}
    facts["started_at"] = until - timedelta(hours=6, minutes=15)
    reason = "La bitácora de la estancia da otra hora de entrada."
    event = services.correct_deprivation(event=event, version=event.version, reason=reason, by=office.supervisor, now=now - DAY, **facts)
    _complain(office, event, now)


def _complain(office: Office, event: DeprivationEvent, now: datetime) -> None:
    lawyer = office.supervisor
    complaint = services.begin_complaint(event=event, by=lawyer, now=now - DAY)
    texts = {name: getattr(complaint, name) for name in ("facts", "violations", "requests")}
    texts["addressee"] = f"Comisión de Derechos Humanos, visitaduría en {office.state.name}"
    complaint = services.write_complaint(complaint=complaint, version=complaint.version, by=lawyer, now=now - DAY, **texts)
    services.issue_complaint(complaint=complaint, version=complaint.version, by=lawyer, now=now - DAY)
    today = office.unit.day_of(now)
    services.file_complaint(complaint=complaint, filed_on=today, folio="DEMO/2026/0147/Q", by=lawyer, now=now)


def _visited(office: Office, case: Case, now: datetime) -> None:
    """Two visits: one that saw a child, one that was denied at the door."""
    station = f"Estación migratoria de {office.state.municipalities[0]}"
    who = {"by": office.visitor, "visitors": "Dos personas del grupo de visitas", "locality": office.state.name}
    seen = services.log_visit(
        **who,
        now=now - 5 * HOUR,
        visited_at=now - 7 * HOUR,
        place_type="immigration_station",
        place=station,
        access="allowed",
        conditions="Doce camas para veinte personas; hay agua; las puertas se cierran por fuera.",
        findings="Tres niñas con sus madres. Una no ha comido desde la mañana.",
        urgency="urgent",
    )
    says = "Está con su madre. Pide hablar con una abogada."
    services.add_sighting(visit=seen, code=case.code, says=says, held_since=now - 9 * HOUR, by=office.visitor, now=now - 5 * HOUR)
    services.log_visit(
        **who,
        now=now - 3 * DAY,
        visited_at=now - 3 * DAY - 2 * HOUR,
        place_type="police_cell",
        place=f"Separos municipales de {office.state.municipalities[-1]}",
        access="denied",
        denied_reason="El jefe de turno dijo que hacía falta un oficio.",
        urgency="soon",
    )


def _said(office: Office, cases: list[Case], now: datetime) -> None:
    """A complaint about a house, answered and told; a suggestion that waits; thanks."""
    house = office.homes[0].facility.organisation
    taken = {"by": office.supervisor, "language": "es"}
    complaint = services.record_voice(
        **taken,
        case=cases[0],
        now=now - 6 * DAY,
        received_at=now - 6 * DAY,
        kind="complaint",
        channel="form",
        text="En la noche apagan la luz del pasillo y me da miedo ir al baño.",
        about="organisation",
        about_organisation=house,
    )
    answer = "Hablamos con la casa: desde hoy la luz del pasillo se queda prendida. Gracias por decirlo."
    services.answer_voice(entry=complaint, answer=answer, by=office.approver, now=now - 4 * DAY)
    told = {"told_at": now - 4 * DAY + HOUR, "told_how": "La persona responsable se lo explicó en español."}
    services.tell_answer(entry=complaint, by=office.supervisor, now=now - 3 * DAY, **told)
    services.record_voice(
        **taken,
        now=now - DAY,
        received_at=now - DAY,
        kind="suggestion",
        channel="box",
        is_anonymous=True,
        text="Que nos digan cuánto falta para saber qué va a pasar.",
        about="process",
    )
    services.record_voice(
        **taken,
        case=cases[2],
        now=now - 2 * DAY,
        received_at=now - 2 * DAY,
        kind="thanks",
        channel="in_person",
        text="Gracias por llamar a mi abuela.",
        about="person",
        about_person=office.workers[0],
    )
