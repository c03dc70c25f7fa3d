"""What each move of the spine itself needs: the criteria of the six steps."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import rules
from cases.choices import (
    AsylumStatus,
    ClosureReason,
    DocumentState,
    Element,
    InterviewKind,
    NoViewsReason,
    ReviewOutcome,
    TaskKind,
)
from cases.companions import Blocker
from protocols import packs


def blockers(case, move: str) -> list[Blocker]:
    """Return what is missing for `move`, in the order in which one would mend it."""
    criteria = CRITERIA.get(move)
    return list(criteria(case)) if criteria else []


def open_case(case):
    link = {"view": "cases:rapid_assessment", "args": (case.code,), "capabilities": ("case.intake",)}
    assessment = case.rapid_assessment
    if assessment is None:
        yield Blocker("rapid_assessment", _("The rapid assessment is not done."), **link)
        return
    if not assessment.urgent_needs_met:
        yield Blocker("urgent_needs", _("Urgent needs are not met and no urgent measure is ordered."), **link)
    if not assessment.safe_tonight:
        yield Blocker("safe_tonight", _("No safe place or family is confirmed for tonight."), **link)


def begin_evaluation(case):
    designation = case.designation
    if designation is None:
        yield Blocker("INV-11", _("Nobody is designated as responsible."), "cases:designate", (case.code,), ("case.designate",))
        return
    if designation.accepted_at is None:
        yield Blocker("acceptance", _("The person designated has not accepted yet."), "cases:designation_accept", (case.code,))
    elif designation.child_told_at is None:
        yield Blocker("child_told", _("The child has not been told who is responsible."), "cases:designation_accept", (case.code,))


def submit_evaluation(case):
    """Yield what the evaluation lacks before anybody may review it; the same again when it is approved."""
    evaluation = case.evaluation
    if evaluation is None or evaluation.state in (DocumentState.APPROVED, DocumentState.SUPERSEDED):
        yield Blocker("evaluation", _("The evaluation is not written."), "cases:evaluation", (case.code,))
        return
    has_interview = any(interview.kind == InterviewKind.EVALUATION for interview in case.interviews.all())
    if not has_interview and not evaluation.no_interview_reason.strip():
        yield Blocker(
            "INV-06", _("There is no valid interview with the child, and no reason why not."), "cases:interview_add", (case.code,)
        )
    written = {element.element for element in evaluation.element_list if element.facts.strip()}
    for element in Element:
        if element not in written:
            yield Blocker(
                "elements",
                _("The evaluation says nothing about: %(element)s.") % {"element": element.label},
                "cases:evaluation_element",
                (case.code, element.value),
            )
    yield from _views(case, evaluation, "cases:evaluation_views")
    for field in ("international_protection", "trafficking", "return_risk"):
        if not getattr(evaluation, field):
            label = evaluation._meta.get_field(field).verbose_name
            yield Blocker("screening", _("Not answered: %(question)s") % {"question": label}, "cases:evaluation_screening", (case.code,))
    if not evaluation.conclusion.strip():
        yield Blocker("conclusion", _("The conclusion and its reasons are not written."), "cases:evaluation_conclusion", (case.code,))
    if not evaluation.risk_level or not evaluation.risk_rationale.strip():
        yield Blocker("risk", _("The level of risk and its reasons are not written."), "cases:evaluation_conclusion", (case.code,))


def approve_evaluation(case):
    yield from submit_evaluation(case)
    yield from _submitted(case, "evaluation", _("The evaluation has not been sent for review."), "cases:evaluation")


def submit_plan(case):
    """Yield what the plan lacks before anybody may review it; the same again when it is approved."""
    plan = case.plan
    if plan is None or plan.state in (DocumentState.APPROVED, DocumentState.SUPERSEDED):
        yield Blocker("plan", _("The plan is not written."), "cases:plan", (case.code,))
        return
    for line in plan.line_list:
        if not line.actions.all() and not line.no_action_reason.strip():
            yield Blocker(
                "INV-19",
                _("No measure, and no reason why not, for: %(subject)s.") % {"subject": line.label},
                "cases:plan_line",
                (case.code, line.pk),
            )
    if not plan.line_list:
        yield Blocker("INV-19", _("The plan has no line yet."), "cases:plan", (case.code,))
    today = case.unit.day_of(timezone.now())
    latest = rules.latest_review_date(today, case.risk_level, packs.of_case(case.protocol))
    if plan.review_date is None or plan.review_date > latest:
        yield Blocker(
            "INV-20",
            _("The plan must be reviewed within %(days)s days at this level of risk.") % {"days": (latest - today).days},
            "cases:plan_details",
            (case.code,),
        )
    if not plan.child_participated and not plan.no_views_reason:
        yield Blocker(
            "participation", _("The child did not take part in the plan, and no reason is given."), "cases:plan_details", (case.code,)
        )
    yield from _views(case, plan, "cases:plan_details")


def approve_plan(case):
    yield from submit_plan(case)
    yield from _submitted(case, "plan", _("The plan has not been sent for review."), "cases:plan")


def begin_follow_up(case):
    plan = case.approved_plan
    if plan is None or not any(action.latest for action in plan.action_list):
        yield Blocker("progress", _("No measure of the plan has been started."), "cases:plan", (case.code,))


def _review(*outcomes):
    def criteria(case):
        review = case.last_review
        if review is None or review.held_at < case.step_entered_at or review.outcome not in outcomes:
            yield Blocker("review", _("No review of the plan with this outcome is on record."), "cases:review_add", (case.code,))

    return criteria


def submit_closure(case):
    """Yield what stands in the way of closing; the same for the proposal and for its approval."""
    closure = case.closure
    if closure is None or closure.state in (DocumentState.APPROVED, DocumentState.SUPERSEDED):
        yield Blocker("closure", _("The closure is not proposed."), "cases:closure", (case.code,))
        return
    yield from _review(ReviewOutcome.CLOSE)(case)
    yield from _views(case, closure, "cases:closure")
    if closure.child_informed_on is None or not closure.contact_route.strip():
        yield Blocker("child_informed", _("The child has not been told of the closure and whom to turn to."), "cases:closure", (case.code,))
    if case.last_visit is None:
        yield Blocker("visit", _("There is no follow-up visit on record."), "cases:visit_add", (case.code,))
    if case.asylum_status in (AsylumStatus.APPLIED, AsylumStatus.APPEAL):
        yield Blocker("INV-32", _("An asylum procedure is pending."), "cases:status", (case.code,))
    if closure.reason == ClosureReason.DETERMINED_ADULT_FINAL and rules.is_treated_as_child(case.child.age_status):
        yield Blocker("INV-40", _("The age is not finally determined: this person is treated as a child."), "cases:closure", (case.code,))
    for task in case.open_tasks:
        if task.is_urgent:
            yield Blocker(
                "tasks", _("An urgent task is open: %(task)s.") % {"task": TaskKind(task.kind).label}, "cases:detail", (case.code,)
            )


def close(case):
    yield from submit_closure(case)
    yield from _submitted(case, "closure", _("The closure has not been sent for review."), "cases:closure")


def end_at_intake(case):
    if case.designation is not None:
        yield Blocker("INV-17", _("A person responsible is already designated."), "cases:detail", (case.code,), ("case.read",))


def return_document(name: str, view: str):
    def criteria(case):
        yield from _submitted(case, name, _("There is nothing to return: it was not sent for review."), view)

    return criteria


def _submitted(case, name, message, view):
    document = getattr(case, name)
    if document is None or document.state != DocumentState.SUBMITTED:
        yield Blocker("submitted", message, view, (case.code,))


def _views(case, document, view):
    if document.no_views_reason == NoViewsReason.COMMUNICATION_BARRIER_PENDING and not document.child_views.strip():
        yield Blocker(
            "INV-21", _("The child has not been heard for want of a common language: find an interpreter first."), view, (case.code,)
        )
    elif not rules.are_views_recorded(document.child_views, document.no_views_reason):
        yield Blocker("INV-21", _("Neither the child's views nor a reason why not are recorded."), view, (case.code,))


CRITERIA = {
    "open_case": open_case,
    "end_at_intake": end_at_intake,
    "begin_evaluation": begin_evaluation,
    "submit_evaluation": submit_evaluation,
    "approve_evaluation": approve_evaluation,
    "return_evaluation": return_document("evaluation", "cases:evaluation"),
    "submit_plan": submit_plan,
    "approve_plan": approve_plan,
    "return_plan": return_document("plan", "cases:plan"),
    "begin_follow_up": begin_follow_up,
    "continue_plan": _review(ReviewOutcome.CONTINUE),
    "revise_plan": _review(ReviewOutcome.REVISE_PLAN),
    "reassess": _review(ReviewOutcome.REASSESS),
    "submit_closure": submit_closure,
    "close": close,
    "return_closure": return_document("closure", "cases:closure"),
}
