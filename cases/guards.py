"""What each move of the spine itself needs: the criteria of the six steps."""

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases import closing, rules
from cases.choices import (
    AgeAssessmentState,
    Answer,
    AsylumStatus,
    ClosureReason,
    DocumentState,
    Element,
    NoViewsReason,
    ReviewOutcome,
    Risk,
    WellbeingPhase,
)
from cases.choices_execution import ProcedureKind, ProcedureState
from cases.companions import Blocker
from cases.models.evaluation import GROUNDS
from cases.procedures import procedures_of
from cases.return_rules import RETURNS
from protocols import packs
from protocols.choices import DeadlineKey, Discipline
from protocols.limits import EVERY_DAY


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
    prefetch_related_objects([case], "interviews")  # once for sending and approving
    has_interview = any(interview.counts for interview in case.interviews.all())
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
    yield from _copied(case, evaluation)
    yield from _views(case, evaluation, "cases:evaluation_views")
    yield from _screening(case, evaluation)
    if len(evaluation.option_list) < 2 and not evaluation.no_choice_reason.strip():
        yield Blocker(
            "options",
            _("There are not two options to choose from, and no reason why there is no choice."),
            "cases:evaluation_conclusion",
            (case.code,),
        )
    if not evaluation.conclusion.strip():
        yield Blocker("conclusion", _("The conclusion and its reasons are not written."), "cases:evaluation_conclusion", (case.code,))
    if not evaluation.risk_level or not evaluation.risk_rationale.strip():
        yield Blocker("risk", _("The level of risk and its reasons are not written."), "cases:evaluation_conclusion", (case.code,))
    yield from _opinions(case, evaluation)


COPIED = {
    "family": ("cases:evaluation_element", ("family",), _("Copied from a sibling and not checked for this child: the family.")),
    "screening": ("cases:evaluation_screening", (), _("Copied from a sibling and not checked for this child: the protection questions.")),
    "conclusion": ("cases:evaluation_conclusion", (), _("Copied from a sibling and not checked for this child: the options.")),
}


def _copied(case, evaluation):
    for section in evaluation.copied:
        view, args, message = COPIED[section]
        yield Blocker("copied", message, view, (case.code, *args))


def _screening(case, evaluation):
    for field, grounds in GROUNDS.items():
        question = {"question": evaluation._meta.get_field(field).verbose_name}
        if not getattr(evaluation, field):
            yield Blocker("screening", _("Not answered: %(question)s") % question, "cases:evaluation_screening", (case.code,))
        elif getattr(evaluation, field) != Answer.NO and not getattr(evaluation, grounds).strip():
            yield Blocker("grounds", _("Answered without its grounds: %(question)s") % question, "cases:evaluation_screening", (case.code,))


def required_opinions(case, evaluation) -> tuple[str, ...]:
    """Return the disciplines whose signed opinion the pack demands at the evaluation's level of risk."""
    return packs.of_case(case.protocol).opinions[evaluation.risk_level or case.risk_level or Risk.HIGH]


def _opinions(case, evaluation):
    found = {opinion.discipline: opinion for opinion in case.opinions.all() if opinion.evaluation_id == evaluation.pk}
    link = {"view": "cases:opinion_ask", "args": (case.code,), "capabilities": ("case.work", "case.approve")}
    for discipline in required_opinions(case, evaluation):
        opinion, name = found.get(discipline), {"discipline": Discipline(discipline).label}
        if opinion is None:
            yield Blocker("opinions", _("Nobody was asked for the opinion: %(discipline)s.") % name, **link)
        elif not opinion.is_signed:
            yield Blocker("opinions", _("The opinion is asked for and not signed: %(discipline)s.") % name, **link)


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
    if any(line.is_copied for line in plan.line_list):
        message = _("Measures were copied from a sibling's plan and not checked for this child.")
        yield Blocker("copied", message, "cases:plan_details", (case.code,))
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
    if plan is None or not plan.is_begun():
        yield Blocker("progress", _("No measure of the plan has been started."), "cases:plan", (case.code,))


def _review(*outcomes):
    def criteria(case):
        review = case.last_review
        if review is None or review.held_at < case.step_entered_at or review.outcome not in outcomes:
            yield Blocker("review", _("No review of the plan with this outcome is on record."), "cases:review_add", (case.code,))

    return criteria


def submit_closure(case):
    """Yield what stands in the way of closing; the same for the proposal and for its approval. What a reason waives is not asked."""
    closure = case.closure
    if closure is None or closure.state in (DocumentState.APPROVED, DocumentState.SUPERSEDED):
        yield Blocker("closure", _("The closure is not proposed."), "cases:closure", (case.code,))
        return
    waived = closing.waived(closure.reason)
    for criterion, criteria in CLOSING.items():
        if criterion not in waived:
            yield from criteria(case, closure)
    yield from _demanded(case, closure)
    yield from _of_reason(case, closure)
    for task in case.open_tasks:
        if task.is_urgent:
            yield Blocker("tasks", _("An urgent task is open: %(task)s.") % {"task": task.title}, "cases:detail", (case.code,))


def _closing_review(case, closure):
    yield from _review(ReviewOutcome.CLOSE)(case)


def _closing_views(case, closure):
    yield from _views(case, closure, "cases:closure")


def _child_informed(case, closure):
    if closure.child_informed_on is None or not closure.contact_route.strip():
        yield Blocker("child_informed", _("The child has not been told of the closure and whom to turn to."), "cases:closure", (case.code,))


def _last_visit(case, closure):
    visit, review = case.last_visit, case.last_review
    if visit is None or not visit.seen_child:
        message = _("There is no follow-up visit on record.") if visit is None else _("The child was not seen at the last follow-up visit.")
        yield Blocker("visit", message, "cases:visit_add", (case.code,))
    elif review is not None:
        due = packs.of_case(case.protocol).due("next_visit", visit.held_at, case.unit.time_zone, case.risk_level)
        if due is not None and max(review.held_at, closure.submitted_at or review.held_at) > due:
            message = _("The last follow-up visit is older than this level of risk allows: see the child again.")
            yield Blocker("visit", message, "cases:visit_add", (case.code,))


def _wellbeing_endpoint(case, closure):
    plan = case.approved_plan
    since = case.unit.day_of(plan.reviewed_at if plan else case.notified_at)
    at_the_end = any(measure.phase == WellbeingPhase.ENDPOINT and measure.measured_on >= since for measure in case.wellbeing)
    if not at_the_end and not closure.endpoint_not_measured.strip():
        message = _("Wellbeing was not measured at the end, and no reason is given.")
        yield Blocker("wellbeing", message, "cases:wellbeing_add", (case.code,))


def _papers_back(case, closure):
    if not closure.papers_back:
        yield Blocker("papers", _("Where the child's papers are now is not said."), "cases:closure", (case.code,))


def _high_risk_measures(case, closure):
    for action in case.open_on_high_concerns:
        message = _("A measure on a high concern is open: %(measure)s.") % {"measure": action.description}
        yield Blocker("high_risk", message, "cases:plan", (case.code,))


def _pending_appeals(case, closure):
    if case.asylum_status in (AsylumStatus.APPLIED, AsylumStatus.APPEAL):
        yield Blocker("INV-32", _("An asylum procedure is pending."), "cases:status", (case.code,))
    for procedure in procedures_of(case):
        if procedure.state == ProcedureState.APPEALED and procedure.kind != ProcedureKind.ASYLUM:
            message = _("An appeal is pending: %(procedure)s.") % {"procedure": procedure.get_kind_display()}
            yield Blocker("appeal", message, "cases:procedure", (case.code, procedure.pk), ("case.read",))
    if case.age_assessment is not None and case.age_assessment.state == AgeAssessmentState.APPEALED:
        yield Blocker("appeal", _("An appeal on the child's age is pending."), "cases:age", (case.code,), ("case.read",))


# What closing asks whatever the reason, by the names under which a reason may waive it (cases.closing).
CLOSING = {
    "review": _closing_review,
    "INV-21": _closing_views,
    "child_informed": _child_informed,
    "visit": _last_visit,
    "wellbeing": _wellbeing_endpoint,
    "papers": _papers_back,
    "high_risk": _high_risk_measures,
    "appeal": _pending_appeals,
}


def _demanded(case, closure):
    """Yield every field that the reason and the solution ask for and that says nothing."""
    for name in closure.demanded:
        value = getattr(closure, name)
        if value is None or isinstance(value, str) and not value.strip():
            message = _("The proposal does not say: %(field)s.") % {"field": closure._meta.get_field(name).verbose_name}
            yield Blocker(closing.RULE_OF[name], message, "cases:closure", (case.code,))


def _of_reason(case, closure):
    """Yield what the reason or the solution asks beyond its fields: of the case, of the child, of time."""
    reason, solution, link = closure.reason, closure.durable_solution, ("cases:closure", (case.code,))
    if reason == ClosureReason.RETURNED_AND_HANDED_OVER and solution not in RETURNS and not hasattr(case, "assisted_return"):
        message = _("INV-31: the assisted return is not on record with all that it needs.")
        yield Blocker("INV-31", message, "cases:return_add", (case.code,))
    if closing.is_reunification(reason, solution):
        yield from _visits_after_reunification(case, closure)
    if reason == ClosureReason.TURNED_18_TRANSITIONED:
        yield from _adult_life(case)
    if reason == ClosureReason.DETERMINED_ADULT_FINAL and rules.is_treated_as_child(case.child.age_status):
        message = _("The age is not finally determined: this person is treated as a child.")
        yield Blocker("INV-40", message, "cases:age", (case.code,), ("case.read",))
    if reason == ClosureReason.ABSENT_SEARCH_EXHAUSTED and closure.absent_since is not None:
        days = (case.unit.day_of(closure.submitted_at or timezone.now()) - closure.absent_since).days
        least = packs.of_case(case.protocol).search.least_days
        if days < least:
            message = _("INV-46: the search has lasted %(days)s days; before %(least)s no absence closes a case.")
            yield Blocker("INV-46", message % {"days": days, "least": least}, *link)
    if reason == ClosureReason.WITHDREW_NO_RISK and case.risk_level in ("", Risk.HIGH):
        yield Blocker("risk", _("The risk is high: nobody withdraws “without risk”. Evaluate again first."), *link)


def _visits_after_reunification(case, closure):
    """Yield the visits after reunification that were not made; none where another authority took the responsibility."""
    if closure.handed_over_on is None or all(getattr(closure, name) for name in closing.ACCEPTANCE):
        return
    deadline = packs.of_case(case.protocol).deadlines.get(DeadlineKey.POST_REUNIFICATION)
    due = [limit.after_day(closure.handed_over_on, EVERY_DAY) for limit in deadline.series] if deadline else []
    held = [case.unit.day_of(visit.held_at) for visit in case.visits_after if visit.seen_child]
    for day in rules.visits_missing(due, held, early=closing.EARLY_DAYS):
        message = _("The visit after reunification due on %(day)s was not made, and no other authority took the responsibility.")
        yield Blocker("after_reunification", message % {"day": date_format(day)}, "cases:visit_add", (case.code,))


def _adult_life(case):
    """Yield what is missing where a case ends because the child turned 18 (INV-41)."""
    adult_since = rules.adult_since(case.child.birth)
    if adult_since is None or adult_since > case.unit.day_of(timezone.now()):
        message = _("INV-41: as far as is known the eighteenth birthday has not passed; the case goes on.")
        yield Blocker("INV-41", message, "cases:age", (case.code,), ("case.read",))
    if case.transition_plan is None:
        yield Blocker("INV-41", _("INV-41: there is no plan for adult life."), "cases:transition", (case.code,))


def reopen(case):
    """A case is reopened while its file is kept; where no birth date sets an end, that is not excluded (T18)."""
    until = rules.kept_until(case.child.birth, packs.of_case(case.protocol))
    if until is not None and until < case.unit.day_of(timezone.now()):
        message = _("T18: the file was kept until %(day)s and is not reopened. Notify the person anew if there is a new reason.")
        yield Blocker("retention", message % {"day": date_format(until)})


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
    "reopen": reopen,
}
