"""Whether a child may go to live with a relative: the home study, the search, and the one place where INV-29 is asked."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.roles import require
from audit.wall import verb
from cases import rules
from cases.choices_family import TO_ORIGIN, HomeStudyResult, Through, Tracing
from cases.companions import Blocked, Blocker
from cases.models import Case, HomeStudy, Relative, TracingStep
from cases.services.base import locked, note, refuse, refuse_future, refuse_future_day, refuse_if_over
from cases.services.origin import refuse_origin


def release_lacks(relative: Relative) -> list[str]:
    """Return what is missing before the child goes to live with this adult, as keys of rules.RELEASE_NEEDS (INV-29)."""
    study = next(iter(relative.home_studies.all()), None)
    return rules.lacks_for_release(
        identity_seen=relative.identity_seen,
        kinship_verification=relative.kinship_verification,
        is_home_fit=study is not None and study.allows_release,
        child_view=relative.child_view,
    )


def refuse_release(case: Case, relative: Relative | None) -> None:
    """Refuse to release a child to an adult whose identity, kinship or home was not checked, or of whom the child was not asked."""
    if relative is None or relative.child_id != case.child_id:
        refuse(_("INV-29: say which relative it is; whoever is not on record yet is added to the family first."), field="relative")
    pages, args = {"home_study": "cases:home_study_add"}, (case.code, relative.pk)
    if lacks := release_lacks(relative):
        raise Blocked([Blocker("INV-29", rules.RELEASE_NEEDS[need], pages.get(need, "cases:relative_edit"), args) for need in lacks])


def receiver_facts(case: Case) -> dict:
    """Return what the last hand-over says already of who received the child, as a proposal to close asks it; nothing without one."""
    release = case.releases.select_related("relative").prefetch_related("relative__home_studies__organisation").first()
    if release is None:
        return {}
    relative, study = release.relative, next(iter(release.relative.home_studies.all()), None)
    return {
        "handed_over_on": case.unit.day_of(release.released_at),
        "receiver_name": relative.name,
        "receiver_relationship": relative.get_relation_display(),
        "receiver_identity": release.receiver_identity,
        "receiver_verified_by": relative.kinship_verification,
        "home_study_on": study.done_on if study else None,
        "home_study_by": f"{study.organisation.name}: {study.get_result_display()}" if study else "",
        "child_view_of_receiver": relative.child_view,
    }


def refuse_contact(relative: Relative) -> None:
    """Refuse to go to a relative where it is not safe or not wanted: to visit a home is to contact who lives there (INV-28)."""
    if not rules.may_contact_relative(relative.safe_to_contact, relative.child_wishes_contact, is_decided=False):
        refuse(_("INV-28: nobody visits before it is known that contact is safe and the child is not opposed."), code="INV-28")


def write_home_study(
    *, case: Case, relative: Relative, organisation: Organisation, by: User, now: datetime, done_on: date, result: str, **fields
) -> HomeStudy:
    """Write a home study of our own or of the authority that answers a referral; the caller has locked the case and asked who may."""
    refuse_future_day("done_on", done_on, organisation.day_of(now))
    for name in ("visitor", "findings"):
        if not fields.get(name, "").strip():
            refuse(_("A home study says who visited and what was found."), field=name)
    if result == HomeStudyResult.CONDITIONS and not fields.get("conditions", "").strip():
        refuse(_("Write what must be there first."), field="conditions")
    study = HomeStudy.objects.create(relative=relative, organisation=organisation, done_on=done_on, result=result, created_by=by, **fields)
    note(by=by, action="family.home_study", case=case, target=study, detail={"result": str(result)}, now=now)
    return study


@verb
def record_home_study(*, case: Case, relative: Relative, by: User, now: datetime, **fields) -> HomeStudy:
    """Record the visit of our own people to a relative's home (INV-28, INV-29)."""
    case, relative = _working(case, relative, by)
    refuse_contact(relative)
    return write_home_study(case=case, relative=relative, organisation=case.unit, by=by, now=now, **fields)


@verb
def meet_conditions(*, case: Case, study: HomeStudy, conditions_met: str, by: User, now: datetime) -> HomeStudy:
    """Record how the conditions of a home study were met: from then on it allows a release."""
    case, _relative = _working(case, study.relative, by)
    study = HomeStudy.objects.select_for_update().get(pk=study.pk)
    if study.result != HomeStudyResult.CONDITIONS or study.conditions_met:
        refuse(_("This home study waits for no condition."), code="state")
    if not conditions_met.strip():
        refuse(_("Write how the conditions were met."), field="conditions_met")
    study.conditions_met = conditions_met
    study.save(update_fields=["conditions_met"])
    note(by=by, action="family.conditions_met", case=case, target=study, now=now)
    return study


@verb
def record_tracing(
    *, case: Case, relative: Relative, at: datetime, status: str, text: str, by: User, now: datetime, through: str = Through.TEAM
) -> TracingStep:
    """Record a step of the search for a relative; that a child is reunified is said by the hand-over alone.

    Nobody of the child's own country is asked while that could endanger the child (INV-30).
    """
    case, relative = _working(case, relative, by)
    if through in TO_ORIGIN:
        refuse_origin(case, field="through")
    refuse_future("at", at, now)
    if not text.strip():
        refuse(_("Write what was done and what came of it."), field="text")
    if status == Tracing.REUNIFIED:
        refuse(_("That they are together again is recorded by handing the child over."), field="status")
    if status == Tracing.VERIFIED and not relative.kinship_verification:
        refuse(_("First record how the kinship was verified."), field="status")
    return write_tracing(case=case, relative=relative, at=at, status=status, text=text, by=by, now=now, through=through)


def write_tracing(
    *, case: Case, relative: Relative, at: datetime, status: str, text: str, by: User, now: datetime, through: str = Through.TEAM
) -> TracingStep:
    """Write the step, and how the search stands with it."""
    step = TracingStep.objects.create(relative=relative, at=at, status=status, text=text, through=through, created_by=by)
    Relative.objects.filter(pk=relative.pk).update(tracing_status=status)
    note(by=by, action="family.tracing", case=case, target=step, detail={"status": str(status)}, now=now)
    return step


def _working(case: Case, relative: Relative, by: User) -> tuple[Case, Relative]:
    require(by, "case.work")
    case = locked(case, by)
    refuse_if_over(case)
    return case, Relative.objects.get(pk=relative.pk, child=case.child_id)
