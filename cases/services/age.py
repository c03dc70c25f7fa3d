"""A doubt about the child's age, settled with consent and never by the migration authority; and the plan for after 18."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import OrgType, require
from audit.wall import verb
from cases import rules
from cases.choices import (
    TRIED_BEFORE_MEDICAL,
    AgeAppealOutcome,
    AgeAssessmentState,
    AgeConclusion,
    AgeMethod,
    AgeStatus,
    Step,
    TaskKind,
)
from cases.models import AgeAssessment, Case, Child, TransitionPlan
from cases.services.base import locked, note, refuse, refuse_future_day, refuse_if_over, refuse_mute_disagreement
from cases.services.work import raise_task


@verb
def open_age_assessment(*, case: Case, by: User, now: datetime, **fields) -> AgeAssessment:
    """Begin to settle a doubt about the age; from now on the age is disputed, and that is a child's (INV-40)."""
    require(by, "case.work")
    case = locked(case, by)
    refuse_if_over(case)
    if case.age_assessments.exclude(state=AgeAssessmentState.FINAL).exists():
        refuse(_("An assessment of this child's age is under way: conclude it first."), code="state")
    organisation = fields["organisation"]
    if organisation.org_type == OrgType.MIGRATION_AUTHORITY:
        refuse(_("D8: nobody of the migration authority assesses a child's age."), field="organisation")
    refuse_future_day("consented_on", fields.get("consented_on"), case.unit.day_of(now))
    if fields["method"] == AgeMethod.MEDICAL_LAST_RESORT:
        _refuse_unless_last_resort(fields)
    assessment = AgeAssessment.objects.create(case=case, organisation_type=organisation.org_type, created_by=by, **fields)
    _set_age_status(case, AgeStatus.DISPUTED)
    note(by=by, action="age.open", case=case, target=assessment, detail={"method": str(assessment.method)}, now=now)
    return assessment


def _refuse_unless_last_resort(fields: dict) -> None:
    if missing := [method.label for method in TRIED_BEFORE_MEDICAL if method not in fields.get("tried_methods", ())]:
        refuse(
            _("D8: a medical examination is the last resort. Not yet tried: %(methods)s.") % {"methods": "; ".join(map(str, missing))},
            field="method",
        )
    if not fields.get("consent_by") or not fields.get("consented_on"):
        refuse(_("D8: without consent there is no examination, and refusing it says nothing about the age."), field="consent_by")


@verb
def conclude_age_assessment(*, assessment: AgeAssessment, by: User, now: datetime, **fields) -> AgeAssessment:
    """Record what was found. In doubt it is a child, at once and for good; that it is an adult waits for the appeal and a second person."""
    case, assessment = _at_work(assessment, by, AgeAssessmentState.OPEN, _("This assessment is concluded already."))
    today = case.unit.day_of(now)
    for name in ("concluded_on", "child_told_on", "consented_on"):
        refuse_future_day(name, fields.get(name), today)
    refuse_mute_disagreement(fields)
    for name, value in fields.items():
        setattr(assessment, name, value)
    _refuse_unless_sound(assessment)
    is_adult = assessment.conclusion == AgeConclusion.ADULT
    assessment.state = AgeAssessmentState.CONCLUDED if is_adult else AgeAssessmentState.FINAL
    assessment.concluded_by = by
    assessment.save()
    if not is_adult:
        _settle(case, AgeStatus.DETERMINED_CHILD, by, now)
    note(by=by, action="age.conclude", case=case, target=assessment, detail={"conclusion": str(assessment.conclusion)}, now=now)
    return assessment


def _refuse_unless_sound(assessment: AgeAssessment) -> None:
    """Refuse a conclusion without consent, without the child's view, not told to the child, or not borne out by what was found."""
    if not assessment.consent_by or assessment.consented_on is None:
        refuse(_("D8: without consent nothing is concluded; the person stays a child."), field="consent_by")
    if not rules.are_views_recorded(assessment.child_views, assessment.no_views_reason):
        refuse(_("INV-21: write what the child says, or why the child was not heard."), field="child_views")
    if assessment.child_told_on is None or assessment.concluded_on is None or assessment.child_told_on < assessment.concluded_on:
        refuse(_("INV-23: tell the child the conclusion and how to appeal, and write down when."), field="child_told_on")
    low, high, margin = assessment.range_low, assessment.range_high, assessment.margin
    if low is not None and high is not None and low > high:
        refuse(_("The lowest age lies above the highest."), field="range_high")
    if assessment.conclusion != AgeConclusion.ADULT:
        return
    if low is None or high is None or margin is None or not rules.is_adult_beyond_margin(low, margin):
        message = _("D8: less the margin of error the lowest age lies below 18. That is inconclusive, and in doubt the person is a child.")
        refuse(message, field="conclusion")
    if assessment.appeal_deadline is None or assessment.appeal_deadline <= assessment.child_told_on:
        refuse(_("D8: an adverse conclusion can be appealed: give the last day, after the child was told."), field="appeal_deadline")


@verb
def appeal_age_assessment(*, assessment: AgeAssessment, by: User, now: datetime, filed_on: date, grounds: str) -> AgeAssessment:
    """Record that the conclusion is appealed, also when late: until the outcome nothing is final."""
    case, assessment = _at_work(assessment, by, AgeAssessmentState.CONCLUDED, _("Only a conclusion that is not final yet is appealed."))
    refuse_future_day("filed_on", filed_on, case.unit.day_of(now))
    if assessment.appeal_outcome:
        refuse(_("This conclusion was appealed already, and the appeal decided."), code="state")
    if filed_on < assessment.child_told_on:
        refuse(_("The child had not been told of the conclusion by then."), field="filed_on")
    assessment.state, assessment.appeal_filed_on, assessment.appeal_grounds = AgeAssessmentState.APPEALED, filed_on, grounds
    assessment.save()
    note(by=by, action="age.appeal", case=case, target=assessment, now=now)
    return assessment


@verb
def decide_age_appeal(*, assessment: AgeAssessment, by: User, now: datetime, decided_on: date, outcome: str) -> AgeAssessment:
    """Record the outcome of the appeal: overturned, the person is a child at once; confirmed, it still waits for a second person."""
    case, assessment = _at_work(assessment, by, AgeAssessmentState.APPEALED, _("No appeal waits for its outcome."))
    refuse_future_day("decided_on", decided_on, case.unit.day_of(now))
    if decided_on < assessment.appeal_filed_on:
        refuse(_("The appeal was filed later than that."), field="decided_on")
    is_child = outcome == AgeAppealOutcome.OVERTURNED
    assessment.state = AgeAssessmentState.FINAL if is_child else AgeAssessmentState.CONCLUDED
    assessment.appeal_outcome, assessment.appeal_decided_on = outcome, decided_on
    assessment.save()
    if is_child:
        _settle(case, AgeStatus.DETERMINED_CHILD, by, now)
    note(by=by, action="age.appeal_decided", case=case, target=assessment, detail={"outcome": str(outcome)}, now=now)
    return assessment


@verb
def make_age_final(*, assessment: AgeAssessment, by: User, now: datetime) -> AgeAssessment:
    """Make an adverse conclusion final: the time to appeal is over or the appeal is decided, and a second person says so (INV-15)."""
    missing = _("Only an adverse conclusion, neither under appeal nor final, is made final.")
    case, assessment = _at_work(assessment, by, AgeAssessmentState.CONCLUDED, missing, "case.approve")
    if by.pk in (assessment.concluded_by_id, assessment.created_by_id):
        refuse(_("INV-15: you recorded this. Another person must make it final."))
    if not assessment.appeal_outcome and case.unit.day_of(now) <= assessment.appeal_deadline:
        refuse(_("D8: it can be appealed until %(day)s. Until then the person is a child.") % {"day": assessment.appeal_deadline})
    assessment.state, assessment.finalised_by, assessment.finalised_at = AgeAssessmentState.FINAL, by, now
    assessment.save()
    _settle(case, AgeStatus.DETERMINED_ADULT_FINAL, by, now)
    note(by=by, action="age.final", case=case, target=assessment, now=now)
    return assessment


def _at_work(assessment: AgeAssessment, by: User, state: str, otherwise: str, capability: str = "case.work") -> tuple[Case, AgeAssessment]:
    """Return the locked case and the assessment as it stands, if it is in `state`; otherwise refuse."""
    require(by, capability)
    case = locked(assessment.case, by)
    refuse_if_over(case)
    assessment = case.age_assessments.get(pk=assessment.pk)
    if assessment.state != state:
        refuse(otherwise)
    return case, assessment


def _set_age_status(case: Case, status: str) -> None:
    Child.objects.filter(pk=case.child_id).update(age_status=status)
    case.child.age_status = status


def _settle(case: Case, status: str, by: User, now: datetime) -> None:
    """Write down what the person is; a plan under way is then looked at again (T20)."""
    _set_age_status(case, status)
    if case.step == Step.PLAN_EXECUTION:
        raise_task(case=case, kind=TaskKind.REASSESS, due_at=case.step_due_at or now, text=_("The age was determined."), by=by, now=now)


@verb
def save_transition_plan(*, case: Case, by: User, now: datetime, **fields) -> TransitionPlan:
    """Write the plan for adult life with the young person; what was written before stays on record."""
    require(by, "case.work")
    case = locked(case, by)
    refuse_if_over(case)
    refuse_future_day("copy_given_on", fields.get("copy_given_on"), case.unit.day_of(now))
    refuse_mute_disagreement(fields)
    if not rules.are_views_recorded(fields.get("child_views", ""), fields.get("no_views_reason", "")):
        refuse(_("INV-21: write what the child says, or why the child was not heard."), field="child_views")
    for name in ("living", "study_and_work", "papers", "people", "goes_on", "contact"):
        if not fields.get(name, "").strip():
            refuse(_("Write this part: it is what the young person takes along."), field=name)
    plan = TransitionPlan.objects.create(case=case, created_by=by, **fields)
    note(by=by, action="transition.save", case=case, target=plan, now=now)
    return plan
