"""The opinions of the multidisciplinary team: asked of a person, written in that person's own section, signed for good."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import OrgType, Role, may, require
from audit.wall import verb
from cases.choices import Because, Step
from cases.models import Case, CaseGrant, Evaluation, Opinion
from cases.services.base import note, refuse
from cases.services.documents import evaluation_at_work
from cases.versioning import save_over
from protocols.choices import Discipline

AUTHORS = {
    Discipline.LEGAL: (Role.LAWYER,),
    Discipline.PSYCHOLOGICAL: (Role.PSYCHOLOGIST,),
    Discipline.SOCIAL: (Role.CASEWORKER,),
    Discipline.MEDICAL: (Role.HEALTH_STAFF,),
}
DISCIPLINE_OF = {role: discipline for discipline, roles in AUTHORS.items() for role in roles}
ACCESS_LASTS = timedelta(days=15)  # or until the evaluation is approved, if that is sooner
SECTION = "opinion"


@verb
def ask_opinion(*, case: Case, discipline: str, person: User, by: User, now: datetime, question: str = "") -> Opinion:
    """Ask a person for the opinion of a discipline, or somebody else while it is not signed.

    Whoever is asked sees the opinion's own page and the evaluation on it, nothing else of the case, and for a limited
    time: need to know ends with the need. The person responsible may write the social opinion, as social workers do;
    the four eyes are the approver's.
    """
    if not may(by, "case.approve"):
        require(by, "case.work")
    case, evaluation = evaluation_at_work(case, by)
    if person.organisation.org_type == OrgType.MIGRATION_AUTHORITY:
        refuse(_("F5: nobody of the migration authority takes part in the evaluation of a child."), field="person")
    if person.role not in AUTHORS[Discipline(discipline)] or not person.is_active:
        refuse(_("This person's role is not that of this discipline."), field="person")
    opinion = evaluation.opinions.filter(discipline=discipline).first() or _begin(evaluation, discipline, by)
    if opinion.is_signed:
        refuse(_("This opinion is signed and stands for this version of the evaluation."), field="discipline")
    _close_access(opinion, now)
    opinion.asked_of, opinion.asked_by, opinion.asked_at, opinion.question = person, by, now, question
    opinion.save()
    CaseGrant.objects.create(case=case, user=person, because=Because.OPINION, sections=[SECTION], starts_at=now, ends_at=now + ACCESS_LASTS)
    note(by=by, action="opinion.ask", case=case, target=opinion, detail={"discipline": discipline, "person": str(person.pk)}, now=now)
    return opinion


def _begin(evaluation: Evaluation, discipline: str, by: User) -> Opinion:
    """Return a new opinion; what the discipline signed for the version before is where its author starts."""
    opinion = Opinion(case=evaluation.case, evaluation=evaluation, discipline=discipline, created_by=by)
    before = Opinion.objects.filter(case=evaluation.case, discipline=discipline, signed_at__isnull=False).order_by("-signed_at").first()
    if before is not None:
        opinion.findings, opinion.recommendation = before.findings, before.recommendation
    return opinion


@verb
def write_opinion(
    *, opinion: Opinion, version: int, by: User, now: datetime, findings: str, recommendation: str, is_signed: bool = False
) -> Opinion:
    """Save one's own opinion over the version that was read, or raise Stale; signed, it is never changed again."""
    require(by, "opinion.write")
    seen = Opinion.objects.visible_to(by, at=now)
    opinion = seen.select_for_update(of=("self",)).select_related("evaluation", "case").get(pk=opinion.pk)
    if opinion.asked_of_id != by.pk:
        raise PermissionDenied("write_opinion")
    if opinion.is_signed:
        refuse(_("This opinion is signed and stands for this version of the evaluation."), code="state")
    if not opinion.evaluation.is_editable or opinion.case.step != Step.EVALUATION:
        refuse(_("INV-18: this version was sent for review or approved and is not changed any more."))
    if is_signed and not findings.strip():
        refuse(_("Write what was found before you sign."), field="findings")
    if is_signed and not recommendation.strip():
        refuse(_("Write what you recommend before you sign."), field="recommendation")
    save_over(opinion, version=version, findings=findings, recommendation=recommendation, signed_at=now if is_signed else None)
    action = "opinion.sign" if is_signed else "opinion.save"
    note(by=by, action=action, case=opinion.case, target=opinion, detail={"discipline": opinion.discipline}, now=now)
    return opinion


def _close_access(opinion: Opinion, now: datetime) -> None:
    """End the access of whoever was asked before."""
    if opinion.asked_of_id:
        access = CaseGrant.objects.in_force(now).filter(case=opinion.case, user=opinion.asked_of_id, because=Because.OPINION)
        access.update(ends_at=now)


def close_opinions(case: Case, now: datetime) -> None:
    """End the access of all who were asked: the evaluation is decided on."""
    case.grants.in_force(now).filter(because=Because.OPINION).update(ends_at=now)
