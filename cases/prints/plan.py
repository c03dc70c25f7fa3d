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
            [_("Legal ground"), legal_ground(case)],
            *durable_solution(case),
            [_("Next review of the plan"), in_words(plan.review_date, case)],
            [_("The child took part in making the plan"), yes_or_no(plan.child_participated)],
            [_("Copy given to the child on"), copy_given(case, plan)],
        ],
        "voice": voice(plan),
        "lines": [{"label": line.label, "diagnosis": line.diagnosis, "nothing": line.no_action_reason} for line in lines],
        "measures": [
            [
                line.label,
                [action.description, action.get_measure_kind_display()],
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


def legal_ground(case: Case) -> str:
    """Return on what the authority acts, as the pack that the case pinned says it."""
    pack = packs.of_case(case.protocol)
    ground = pack.legal.get("plan", {}).get(reader_language(), "")
    return ". ".join(filter(None, [ground, _("Procedure: %(pack)s") % {"pack": f"{pack.name} ({pack.label})"}]))


def durable_solution(case: Case) -> list[list[str]]:
    """Return the row of the durable solution where one is known, otherwise no row."""
    if case.durable_solution in ("", DurableSolution.NONE_YET):
        return []
    return [[_("Durable solution"), case.get_durable_solution_display()]]


def copy_given(case: Case, plan: Plan) -> str:
    return " · ".join(filter(None, [in_words(plan.child_copy_given_on, case), plan.child_copy_format]))
