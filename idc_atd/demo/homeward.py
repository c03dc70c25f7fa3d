"""The demonstration's children who may go home: a mother whose home was visited, and a case offered to the authority where she lives."""

from datetime import datetime, timedelta

from accounts.models import Organisation
from accounts.roles import OrgType
from cases import services
from cases.choices import Accompaniment, Step
from cases.models import Case, Relative
from idc_atd.demo.country import Office
from referrals import services as referrals

OFFERED_TO = "SON"  # the state of the demonstration's accounts


def lead_home(office: Office, now: datetime) -> None:
    """Let one child of the state have a mother who was visited; from the other states, let Sonora be asked to take the case."""
    alone = {"accompaniment": Accompaniment.UNACCOMPANIED, "unit": office.unit}
    case = Case.objects.filter(step=Step.PLAN_EXECUTION, designations__ended_at=None, **alone).order_by("notified_at").last()
    if case is None:
        return
    mother = write_mother(case, now - timedelta(days=4))
    services.record_home_study(
        case=case,
        relative=mother,
        by=case.designation.person,
        now=now - timedelta(days=2),
        done_on=case.unit.day_of(now - timedelta(days=2)),
        visitor="Trabajo Social, DIF municipal",
        findings="Vive con dos hijas. Hay cama, escuela cerca y apoyo de la abuela.",
        result="conditions",
        conditions="Inscripción en la secundaria antes de la llegada.",
    )
    if office.state.code != OFFERED_TO:
        offer(office, case, now - timedelta(days=1))


def write_mother(case: Case, now: datetime) -> Relative:
    worker = case.designation.person
    mother = services.save_relative(
        case=case,
        by=worker,
        now=now,
        name="Carmen Santiago",
        relation="mother",
        was_caregiver=True,
        whereabouts="known",
        location="Hermosillo, Sonora",
        safe_to_contact="yes",
        child_wishes_contact="yes",
        identity_seen="Credencial de elector",
        kinship_verification="documents",
        child_view="Quiere volver con su mamá.",
    )
    for days, status, text in ((0, "in_progress", "Se pidió información al DIF municipal."), (1, "verified", "El DIF confirmó el acta.")):
        services.record_tracing(
            case=case, relative=mother, at=now + timedelta(days=days), status=status, text=text, by=worker, now=now + timedelta(days=days)
        )
    return mother


def offer(office: Office, case: Case, now: datetime) -> None:
    """Propose, approve and offer the transfer: it waits for an answer."""
    transfer = referrals.propose_transfer(
        case=case,
        destination=Organisation.objects.get(state=OFFERED_TO, org_type=OrgType.PROTECTION_AUTHORITY_STATE),
        reason="Su madre vive en Hermosillo; el seguimiento se hace allá.",
        child_views="Quiero ir con mi mamá.",
        by=case.designation.person,
        now=now,
    )
    referrals.approve_transfer(transfer=transfer, by=office.supervisor, now=now + timedelta(hours=1))
    referrals.offer_transfer(
        transfer=transfer,
        by=case.designation.person,
        now=now + timedelta(hours=2),
        note_to_destination="Le gusta el futbol. Duerme con luz.",
    )
