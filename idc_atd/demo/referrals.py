"""Referrals of the demonstration's cases; no chance is drawn, so that the rest stays as told."""

from datetime import timedelta

from placements.choices import DeclineReason
from referrals import services
from referrals.models import Referral
from referrals.packets import PACKETS

PURPOSES = {
    "health": ("Valoración médica completa y esquema de vacunas.", "Refiere dolor de cabeza y dificultad para dormir."),
    "mental_health": ("Atención psicológica semanal.", "Duelo por la separación; duerme mal."),
    "legal_representation": ("Representación en el procedimiento migratorio.", ""),
}
TELLS = [name for name in PACKETS["health"] if name != "town"]


def agree(office, now) -> None:
    """The authority and the health service agreed on what may be told."""
    services.save_protocol(
        protocol=None,
        version=0,
        by=office.approver,
        now=now,
        organisation=office.unit,
        partner=office.nurse.organisation,
        reference=f"Convenio de coordinación DEMO-{office.state.code}/2026",
        purposes=["health", "mental_health", "srh", "disability"],
        fields=sorted({name for kind in ("health", "mental_health") for name in PACKETS[kind]}),
        channel="system",
        valid_from=(now - timedelta(days=200)).date(),
        valid_to=(now + timedelta(days=500)).date(),
    )


def attend(story) -> None:
    """A referral that went well: sent, accepted, attended, ended with feedback."""
    one, nurse = send(story, "health"), story.office.nurse
    one = services.accept(referral=one, answer_note="Cita el lunes a las 9:00, con cartilla.", by=nurse, now=story.later(hours=3))
    one = services.begin(referral=one, by=nurse, now=story.later(hours=20))
    feedback = "Valoración sin hallazgos urgentes; se completó el esquema de vacunas. Control en seis meses."
    services.end_service(referral=one, move="complete", feedback=feedback, by=nurse, now=story.later(hours=2))


def leave_waiting(story) -> None:
    """Leave a referral where they usually stand: with the receiver, with an approver, with a question, on paper, declined, attended."""
    number = int(story.case.code.split("-")[2])
    STANDING[number % len(STANDING)](story)


def send(story, kind: str, **fields) -> Referral:
    """Write a referral and send it, with the approval that it needs."""
    one = draft(story, kind, **fields)
    one = services.send_referral(referral=one, version=one.version, by=story.worker, now=story.later(minutes=10))
    if one.state != "pending_approval":
        return one
    approval = {"version": one.version, "is_approved": True, "now": story.later(minutes=20)}
    return services.review_referral(referral=one, by=story.office.supervisor, **approval)


def draft(story, kind: str, **fields) -> Referral:
    purpose, needs = PURPOSES[kind]
    to = {} if "recipient_name" in fields else {"to_organisation": story.office.nurse.organisation}
    given = {"purpose": purpose, "needs": needs, "packet_fields": set(PACKETS[kind]) & set(TELLS)} | to | fields
    return services.draft_referral(case=story.fresh(), type=kind, by=story.worker, now=story.later(minutes=5), **given)


def wait(story) -> None:
    send(story, "health")


def wait_for_approval(story) -> None:
    one = draft(story, "mental_health")
    services.send_referral(referral=one, version=one.version, by=story.worker, now=story.later(minutes=5))


def wait_for_an_answer(story) -> None:
    question = "¿Qué lengua habla, y quién la acompaña?"
    services.ask(referral=send(story, "health"), reason=question, by=story.office.nurse, now=story.later(minutes=30))


def wait_on_paper(story) -> None:
    address = "Dirección de Servicios Jurídicos, presente"
    one = send(story, "legal_representation", recipient_name="Barra de Abogacía de la Infancia", recipient_address=address)
    services.make_link(referral=one, by=story.worker, now=story.later(minutes=5))


def decline(story) -> None:
    reason = DeclineReason.NO_CAPACITY
    services.decline(referral=send(story, "health"), decline_reason=reason, by=story.office.nurse, now=story.later(minutes=40))


def be_attended(story) -> None:
    one, nurse = send(story, "health"), story.office.nurse
    services.begin(referral=services.accept(referral=one, by=nurse, now=story.later(minutes=30)), by=nurse, now=story.later(minutes=30))


def be_urgent(story) -> None:
    """The answer was due in four hours."""
    send(story, "health", urgency="immediate")


STANDING = (wait, wait_for_approval, wait_for_an_answer, wait_on_paper, decline, be_attended, be_urgent)


def expire(now) -> None:
    """What nobody answered has expired."""
    services.expire_overdue(now=now)
