"""Access in the demonstration: a file that was opened in an emergency and waits to be judged, and determinations that were told."""

from datetime import datetime, timedelta

from cases import services as cases
from cases.choices import Status, Step
from cases.models import Case
from idc_atd.demo import documents
from idc_atd.demo.country import Office
from referrals import services as referrals

WHY = "Llegó al hospital con fiebre alta y su equipo no contesta; se necesita saber si es alérgica a algún medicamento."


def show(offices: list[Office], now: datetime) -> None:
    """Tell the migration authority what was determined of one child, and have somebody of elsewhere open another file."""
    first, *others = offices
    at_work = Case.objects.filter(unit=first.unit, step=Step.PLAN_EXECUTION, status=Status.OPEN).order_by("code")
    documents.attach(at_work.first(), now)
    tell(first, at_work.first(), now - timedelta(hours=6))
    if others and (case := at_work.last()):
        cases.open_in_emergency(code=case.code, reason=WHY, by=others[0].workers[0], now=now - timedelta(hours=2))


def tell(office: Office, case: Case | None, at: datetime) -> None:
    """Compose, submit and approve a disclosure to the office that notified, where a plan in force decides something."""
    if case is None or not referrals.determinations_of(case):
        return
    told = {"ground": "legal_mandate", "ground_reference": "Ley de Migración, art. 112", "fields": ["name", "plan"]}
    told |= {"recipient": office.notifier.organisation, "determinations": referrals.determinations_of(case)}
    one = referrals.draft_disclosure(case=case, by=office.supervisor, now=at, **told)
    one = referrals.submit_disclosure(disclosure=one, version=one.version, by=office.supervisor, now=at + timedelta(minutes=10))
    referrals.review_disclosure(disclosure=one, version=one.version, is_approved=True, by=office.approver, now=at + timedelta(hours=1))
