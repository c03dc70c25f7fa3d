"""An evaluation and a plan begun from those of a brother or sister: copied, marked as copied, and checked before they are sent."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit.wall import verb
from cases import rules
from cases.choices import DocumentState, Element
from cases.models import Case, Evaluation, FamilyMember, Plan, PlanAction
from cases.models.evaluation import GROUNDS
from cases.services.base import note, refuse
from cases.services.documents import ELEMENT_FIELDS, OPTION_FIELDS, at_work, write_options
from cases.versioning import save_over

LATEST_START = timedelta(days=14)  # by when a copied measure is due whose day has passed


def siblings_of(case: Case, by: User) -> QuerySet[Case]:
    """Narrow to the cases of the child's brothers and sisters that `by` may see."""
    together = FamilyMember.objects.filter(group__members__child=case.child_id).exclude(child=case.child_id)
    return Case.objects.visible_to(by).filter(child__in=together.values("child"))


def sibling_with(name: str, case: Case, by: User) -> Case | None:
    """Return the sibling's case that has an approved evaluation or plan to begin from, the one approved last; or None."""
    model = {"evaluation": Evaluation, "plan": Plan}[name]
    approved = model.objects.filter(state=DocumentState.APPROVED, case__in=siblings_of(case, by)).order_by("-reviewed_at")
    found = approved.select_related("case__child__identity").first()
    return found.case if found else None


def _sibling(name: str, case: Case, by: User) -> Case:
    sibling = sibling_with(name, case, by)
    if sibling is None:
        refuse(_("No brother or sister of this child has an approved document that you may see."), code="state")
    return sibling


@verb
def begin_evaluation_from_sibling(*, evaluation: Evaluation, version: int, by: User, now: datetime) -> Evaluation:
    """Copy what brothers and sisters share into the parts that are still empty, and mark them to be checked.

    Shared: the family, the options, what the protection questions found. Never the child's own words, weight or conclusion.
    """
    case = at_work(evaluation, by)
    before = _sibling("evaluation", case, by).approved_evaluation
    copied, answers = [], {}
    own = evaluation.elements.get(element=Element.FAMILY)
    if not own.facts.strip():
        shared = before.elements.get(element=Element.FAMILY)
        for name in ELEMENT_FIELDS:
            setattr(own, name, getattr(shared, name) if name != "weight" else own.weight)
        copied.append("family")
    if not evaluation.options.exists():
        copied.append("conclusion")
    if not any(getattr(evaluation, name) for name in GROUNDS):
        answers = {name: getattr(before, name) for pair in GROUNDS.items() for name in pair}
        copied.append("screening")
    rights = rules.union_of_rights(row.restricted_rights for row in (*evaluation.elements.exclude(pk=own.pk), own))
    save_over(evaluation, version=version, copied=copied, restricted_rights=rights, **answers)
    own.save()
    if "conclusion" in copied:
        write_options(evaluation, [{name: getattr(option, name) for name in OPTION_FIELDS} for option in before.option_list])
    note(by=by, action="evaluation.copy", case=case, target=evaluation, detail={"from": str(before.pk), "parts": copied}, now=now)
    return evaluation


@verb
def begin_plan_from_sibling(*, plan: Plan, version: int, by: User, now: datetime) -> Plan:
    """Copy the sibling's measures under the rights that both plans name and this one has no measure for; mark them to be checked."""
    case = at_work(plan, by)
    before = _sibling("plan", case, by).approved_plan
    shared = {(line.subject, line.code): line for line in before.line_list}
    soonest = case.unit.day_of(now)
    for line in plan.line_list:
        source = shared.get((line.subject, line.code))
        if source is None or line.actions.all():
            continue
        line.diagnosis, line.is_copied = line.diagnosis or source.diagnosis, True
        line.save(update_fields=["diagnosis", "is_copied"])
        PlanAction.objects.bulk_create(
            PlanAction(
                line=line,
                measure_kind=action.measure_kind,
                description=action.description,
                responsible_organisation=action.responsible_organisation,
                responsible_person=action.responsible_person,
                due_on=action.due_on if action.due_on >= soonest else soonest + LATEST_START,
            )
            for action in source.actions.all()
        )
    save_over(plan, version=version, contingency=plan.contingency or before.contingency)
    plan.__dict__.pop("line_list", None)
    note(by=by, action="plan.copy", case=case, target=plan, detail={"from": str(before.pk)}, now=now)
    return plan
