"""Evaluation, plan and closure proposal: written by one, sent for review, approved or returned by another."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import require
from audit.wall import verb
from cases import companions, rules
from cases.choices import Answer, DocumentState, Element, EvaluationKind, Step, Subject, TaskKind
from cases.companions import Blocked
from cases.models import Case, Evaluation, EvaluationElement, EvaluationOption, Plan, PlanAction, PlanLine
from cases.models.base import HEARD, ReviewedDocument
from cases.models.evaluation import GROUNDS, SCREENING_AND_CONCLUSION
from cases.models.plan import BEFORE_ALL
from cases.services.base import locked, note, refuse, refuse_future_day, refuse_mute_disagreement
from cases.services.work import close_tasks, raise_task
from cases.versioning import save_over

STEP_OF = {"evaluation": Step.EVALUATION, "plan": Step.PLAN_DESIGN, "closureproposal": Step.FOLLOW_UP}
EVALUATION_TEXTS = (*HEARD, "no_interview_reason", *SCREENING_AND_CONCLUSION)
ELEMENT_FIELDS = ("facts", "sources", "weight", "restricted_rights")
WHAT_FOLLOWS_WITHIN = timedelta(hours=72)
OPTION_FIELDS = ("solution", "text", "speaks_for", "speaks_against", "risks")


def new_evaluation(*, case: Case, author: User) -> Evaluation:
    """Return the evaluation at work, its author now `author`; a new version starts from the approved one."""
    return _draft(case, "evaluation", author, _copy_evaluation)


def new_plan(*, case: Case, author: User) -> Plan:
    """Return the plan at work, with a line for every restricted right and high concern of the approved evaluation."""
    case.__dict__.pop("plan", None)
    plan = _draft(case, "plan", author, _copy_plan)
    evaluation = case.approved_evaluation
    wanted = [(Subject.RIGHT, code) for code in evaluation.restricted_rights] if evaluation else []
    wanted += [(Subject.CONCERN, code) for code in evaluation.high_concerns] if evaluation else []
    for subject, code in wanted:
        PlanLine.objects.get_or_create(plan=plan, subject=subject, code=code)
    return plan


def _draft(case: Case, name: str, author: User, copy) -> ReviewedDocument:
    documents = getattr(case, f"{name}s")
    current = documents.exclude(state__in=[DocumentState.APPROVED, DocumentState.SUPERSEDED]).first()
    if current is None:
        before = documents.order_by("-number").first()
        current = documents.model(case=case, author=author, created_by=author, number=before.number + 1 if before else 1)
        copy(before, current)
    elif current.author_id != author.pk:
        current.author = author
        current.save(update_fields=["author"])
    case.__dict__.pop(name, None)
    return current


def _copy_evaluation(before: Evaluation | None, draft: Evaluation) -> None:
    for field in EVALUATION_TEXTS if before else ():
        setattr(draft, field, getattr(before, field))
    draft.kind = EvaluationKind.REASSESSMENT if before else EvaluationKind.COMPREHENSIVE
    draft.save()
    written = {element.element: element for element in before.elements.all()} if before else {}
    elements = [EvaluationElement(evaluation=draft, element=element) for element in Element]
    for element in elements:
        for name in ELEMENT_FIELDS if element.element in written else ():
            setattr(element, name, getattr(written[element.element], name))
    named = set(rules.union_of_rights(element.restricted_rights for element in elements))
    for element in elements:  # a version from before each right stood at its element
        if element.element == Element.VULNERABILITY:
            element.restricted_rights += [right for right in draft.restricted_rights if right not in named]
    EvaluationElement.objects.bulk_create(elements)
    if before:
        write_options(draft, [{name: getattr(option, name) for name in OPTION_FIELDS} for option in before.option_list])


def write_options(evaluation: Evaluation, options: list[dict]) -> None:
    """Let these be the evaluation's options, in this order."""
    evaluation.options.all().delete()
    EvaluationOption.objects.bulk_create(
        EvaluationOption(evaluation=evaluation, position=position, **option) for position, option in enumerate(options, start=1)
    )


def _copy_plan(before: Plan | None, draft: Plan) -> None:
    for field in BEFORE_ALL if before else ():
        setattr(draft, field, getattr(before, field))
    draft.save()
    for line in before.line_list if before else ():
        copy = PlanLine.objects.create(
            plan=draft, subject=line.subject, code=line.code, diagnosis=line.diagnosis, no_action_reason=line.no_action_reason
        )
        PlanAction.objects.bulk_create(
            PlanAction(
                line=copy,
                measure_kind=action.measure_kind,
                description=action.description,
                responsible_organisation=action.responsible_organisation,
                responsible_person=action.responsible_person,
                due_on=action.due_on,
                indicator=action.indicator,
                serves_solution=action.serves_solution,
            )
            for action in line.actions.all()
        )


def at_work(document: ReviewedDocument, by: User) -> Case:
    """Return the locked case of a document that `by` may write on now, or refuse."""
    require(by, "case.work")
    case = locked(document.case, by)
    document.refresh_from_db(fields=["state", "version", "author"])
    if not document.is_editable:
        refuse(_("INV-18: this version was sent for review or approved and is not changed any more."))
    if case.step != STEP_OF[document._meta.model_name]:
        refuse(_("INV-17: the case is now in “%(step)s”.") % {"step": case.get_step_display()})
    return case


def evaluation_at_work(case: Case, by: User) -> tuple[Case, Evaluation]:
    """Return the locked case and its evaluation while the team may still change it, or refuse."""
    case = locked(case, by)
    evaluation = case.evaluation
    if case.step != Step.EVALUATION or evaluation is None or not evaluation.is_editable:
        refuse(_("INV-18: there is no evaluation at work now."))
    return case, evaluation


def _save(document: ReviewedDocument, by: User, now: datetime, version: int, **fields) -> None:
    case = at_work(document, by)
    save_over(document, version=version, **fields)
    note(by=by, action=f"{document._meta.model_name}.save", case=case, target=document, detail={"fields": sorted(fields)}, now=now)


@verb
def save_evaluation(
    *,
    evaluation: Evaluation,
    version: int,
    by: User,
    now: datetime,
    elements: dict[str, dict] | None = None,
    options: list[dict] | None = None,
    **fields,
) -> Evaluation:
    """Save some of the evaluation's own fields, some elements, and the options over the version that was read; or raise Stale.

    The rights restricted are those of the elements, each once.
    """
    refuse_mute_disagreement(fields)
    rows = list(evaluation.elements.all()) if elements else []
    for row in rows:
        for name, value in elements.get(row.element, {}).items():
            setattr(row, name, value)
    seen = {section for section, is_saved in _saved_sections(elements, options, fields) if is_saved}
    fields["copied"] = [section for section in evaluation.copied if section not in seen]
    if rows:
        fields["restricted_rights"] = rules.union_of_rights(row.restricted_rights for row in rows)
    _save(evaluation, by, now, version, **fields)
    EvaluationElement.objects.bulk_update(rows, ELEMENT_FIELDS)
    if options is not None:
        write_options(evaluation, options)
    for remembered in ("element_list", "option_list"):
        evaluation.__dict__.pop(remembered, None)
    return evaluation


def _saved_sections(elements, options, fields) -> list[tuple[str, bool]]:
    """Which of the sections that can be copied from a sibling are being saved now, and so were checked."""
    return [
        ("family", Element.FAMILY in (elements or {})),
        ("screening", any(name in fields for name in GROUNDS)),
        ("conclusion", options is not None),
    ]


@verb
def save_plan(*, plan: Plan, version: int, by: User, now: datetime, copied_checked: bool = False, **fields) -> Plan:
    """Save some of the plan's own fields over the version that was read, or raise Stale.

    `copied_checked`: what was copied from a sibling's plan was read and fits this child.
    """
    refuse_mute_disagreement(fields)
    today = plan.case.unit.day_of(now)
    refuse_future_day("child_copy_given_on", fields.get("child_copy_given_on"), today)
    if (review_date := fields.get("review_date")) and review_date < today:
        refuse(_("The review must lie ahead."), field="review_date")
    _save(plan, by, now, version, **fields)
    if copied_checked:
        plan.lines.update(is_copied=False)
        plan.__dict__.pop("line_list", None)
    return plan


@verb
def save_plan_line(*, line: PlanLine, version: int, by: User, now: datetime, **fields) -> PlanLine:
    """Save the diagnosis of a right, or why nothing is to be done about it."""
    _save(line.plan, by, now, version)
    PlanLine.objects.filter(pk=line.pk).update(is_copied=False, **fields)
    line.refresh_from_db()
    return line


@verb
def add_action(*, line: PlanLine, version: int, by: User, now: datetime, **fields) -> PlanAction:
    """Add a measure under a line of the plan: who does what by when."""
    companions.refuse_forbidden(line.plan.case, by, now, description=fields.get("description", ""))
    _save(line.plan, by, now, version)
    return PlanAction.objects.create(line=line, **fields)


@verb
def remove_action(*, action: PlanAction, version: int, by: User, now: datetime) -> None:
    """Take a measure out of a plan that is still being written."""
    _save(action.line.plan, by, now, version)
    action.delete()


@verb
def submit_document(*, document: ReviewedDocument, version: int, by: User, now: datetime) -> ReviewedDocument:
    """Send a complete document for review, or refuse with everything that it lacks."""
    case = at_work(document, by)
    if document.author_id != by.pk:
        raise PermissionDenied("submit_document")
    name = document._meta.model_name.removesuffix("proposal")
    if blockers := companions.blockers(case, f"submit_{name}"):
        raise Blocked(blockers)
    save_over(document, version=version, state=DocumentState.SUBMITTED, submitted_at=now)
    if name == "evaluation":
        _raise_what_follows(case, document, by, now)
    note(by=by, action=f"{name}.submit", case=case, target=document, now=now)
    return document


FOLLOWS = {
    "international_protection": TaskKind.SEE_TO_ASYLUM,
    "trafficking": TaskKind.REFER_TRAFFICKING,
    "return_risk": TaskKind.PREVENT_RETURN,
}


def _raise_what_follows(case: Case, evaluation: Evaluation, by: User, now: datetime) -> None:
    """Raise the task of each protection question that is not answered no; protection does not wait for the approval."""
    for name, kind in FOLLOWS.items():
        answer = getattr(evaluation, name)
        if answer == Answer.NO:
            close_tasks(case=case, kind=kind, now=now)
        else:
            text = _("Unclear: find out.") if answer == Answer.UNCLEAR else ""
            is_urgent = name == "trafficking" and answer == Answer.YES
            raise_task(case=case, kind=kind, due_at=now + WHAT_FOLLOWS_WITHIN, text=text, is_urgent=is_urgent, by=by, now=now)


def comments_on(document: ReviewedDocument, comments: dict[str, str]) -> dict[str, str]:
    """Return the comments that say something, by section; refuse one on a section that the document has not."""
    said = {section: text.strip() for section, text in comments.items() if text.strip()}
    if unknown := said.keys() - {key for key, _label in document.sections}:
        refuse(_("There is no such section: %(section)s.") % {"section": ", ".join(sorted(unknown))}, code="section")
    return said


def settle_document(document: ReviewedDocument, *, approved: bool, by: User, comment: str, sections: dict[str, str], now: datetime) -> None:
    """Approve a submitted document, superseding the version before it; or return it to its author with the comments."""
    if approved:
        earlier = type(document).objects.filter(case=document.case_id, state=DocumentState.APPROVED)
        earlier.update(state=DocumentState.SUPERSEDED)
    state = DocumentState.APPROVED if approved else DocumentState.RETURNED
    save_over(
        document, version=document.version, state=state, reviewer=by, reviewed_at=now, review_comment=comment, section_comments=sections
    )


def difference(document: ReviewedDocument) -> list[tuple[str, str, str]]:
    """Return (label, before, now) for all that changed since the version before; everything, for a first version."""
    before = previous(document)
    return rules.differences(before.as_text() if before else [], document.as_text())


def previous(document: ReviewedDocument) -> ReviewedDocument | None:
    """Return the version before, or None for a first one."""
    return type(document).objects.filter(case=document.case_id, number=document.number - 1).first()
