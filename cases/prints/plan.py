"""The plan as it is signed."""

from django.utils.translation import gettext as _

from cases.choices import DurableSolution, Subject
from cases.models import Case, Plan
from cases.prints.base import Sheet, frame, in_words, reader_language, signatures, voice, yes_or_no
from cases.templatetags.case import age_words
from protocols import packs


def plan_sheet(case: Case, plan: Plan) -> Sheet:
    """Return one version of the plan, in the reader's language."""
    lines = plan.line_list
    values = {
        "document": frame(case, plan, _("Plan to restore the child's rights")),
        "facts": [
            child_row(case),
            [_("Legal ground"), legal_ground(case, plan)],
            *durable_solution(case, plan),
            [_("Next review of the plan"), in_words(plan.review_date, case)],
            [_("The child took part in making the plan"), yes_or_no(plan.child_participated)],
            *caregiver(plan),
            [_("Copy given to the child on"), copy_given(case, plan)],
        ],
        "voice": voice(plan),
        "lines": [{"label": line.label, "diagnosis": line.diagnosis, "nothing": line.no_action_reason} for line in lines],
        "measures": [
            [
                line.label,
                [action.description, *indicator(action), action.get_measure_kind_display()],
                action.responsible_organisation,
                action.responsible_person,
                in_words(action.due_on, case, length="medium"),
            ]
            for line in lines
            for action in line.actions.all()
        ],
        "contingency": plan.contingency,
        "signatures": signatures(case, plan),
        "words": {
            "diagnosis": _("Diagnosis of each right"),
            "no_diagnosis": _("Nothing is written yet."),
            "nothing": _("Nothing is to be done:"),
            "measures": _("Measures"),
            "no_measures": _("No measure yet"),
            "columns": [str(Subject.RIGHT.label), _("Measure"), _("Institution"), _("Person"), _("By when")],
            "contingency": _("If something goes wrong"),
        },
    }
    return Sheet("plan", plan, "cases/papers/plan.typ", values, reader_language())


def child_row(case: Case) -> list[str]:
    """Return who the child is: name, code and age."""
    return [_("Child"), f"{case.child.identity.full_name}\n{case.child.code}, {age_words(case.child)}"]


def legal_ground(case: Case, plan: Plan | None = None) -> str:
    """Return on what the authority acts: as the plan says it, otherwise as the pack that the case pinned does."""
    pack = packs.of_case(case.protocol)
    ground = plan.legal_ground if plan and plan.legal_ground else pack.legal.get("plan", {}).get(reader_language(), "")
    return ". ".join(filter(None, [ground, _("Procedure: %(pack)s") % {"pack": f"{pack.name} ({pack.label})"}]))


def durable_solution(case: Case, plan: Plan | None = None) -> list[list[str]]:
    """Return the row of the durable solution: the one found, otherwise the one that the plan seeks, otherwise no row."""
    if case.durable_solution not in ("", DurableSolution.NONE_YET):
        return [[_("Durable solution"), case.get_durable_solution_display()]]
    if plan and plan.durable_solution not in ("", DurableSolution.NONE_YET):
        return [[_("Durable solution sought"), plan.get_durable_solution_display()]]
    return []


def caregiver(plan: Plan) -> list[list[str]]:
    """Return the row of what the caregiver says, where somebody was asked."""
    said = ". ".join(filter(None, [plan.get_caregiver_agreement_display(), plan.caregiver_words]))
    return [[_("Does the caregiver agree?"), said]] if said else []


def indicator(action) -> list[str]:
    """Return by what one will see that the measure was done, where it says so."""
    return [_("Seen by: %(indicator)s") % {"indicator": action.indicator}] if action.indicator else []


def copy_given(case: Case, plan: Plan) -> str:
    copy = [in_words(plan.child_copy_given_on, case), plan.get_child_copy_language_display(), plan.child_copy_format]
    return " · ".join(str(part) for part in copy if part)
