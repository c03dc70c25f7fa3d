"""Documents of a case on paper: a PDF each, on record, under a name that says nothing of the child."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import may, require
from cases.choices import DocumentState
from cases.models import Evaluation, Plan
from cases.pages import printed, visible_case
from cases.prints.child import child_closure_sheet, child_plan_sheet, child_recipients_sheet, childs_own
from cases.prints.closure import closure_sheet
from cases.prints.evaluation import evaluation_sheet
from cases.prints.extract import extract_sheet
from cases.prints.plan import plan_sheet
from cases.record import recipients
from cases.views.documents import CLOSURE, EVALUATION, PLAN, not_yet


@require_safe
def evaluation_print(request, code):
    """The evaluation as it stands."""
    return print_current(request, code, EVALUATION, evaluation_sheet)


@require_safe
def evaluation_version_print(request, code, number):
    return print_version(request, code, number, Evaluation, evaluation_sheet)


@require_safe
def plan_print(request, code):
    """The plan as it stands."""
    return print_current(request, code, PLAN, plan_sheet)


@require_safe
def plan_version_print(request, code, number):
    return print_version(request, code, number, Plan, plan_sheet)


@require_safe
def plan_child_print(request, code, number):
    """The plan in plain words, for the child."""
    return print_version(request, code, number, Plan, child_plan_sheet)


@require_safe
def plan_extract(request, code):
    """The determinations of the plan in force, for the migration authority: whoever heads the authority composes it."""
    case = visible_case(request, code)
    require(request.user, "case.disclose")
    if case.approved_plan is None:
        messages.info(request, _("F3: determinations are communicated from an approved plan; there is none yet."))
        return redirect(PLAN.page, code=code)
    return printed(request, case, extract_sheet(case, case.approved_plan, request.user))


@require_safe
def recipients_print(request, code):
    """Who is told of the child, on paper, for the child."""
    case = visible_case(request, code)
    return printed(request, case, child_recipients_sheet(case, recipients(case)))


@require_safe
def closure_print(request, code):
    """The summary of the case at its end."""
    return print_current(request, code, CLOSURE, closure_sheet)


@require_safe
def closure_child_print(request, code):
    """The end of the case in plain words, for the child."""
    return print_current(request, code, CLOSURE, child_closure_sheet)


def print_current(request, code, kind, sheet_of):
    """Print the document at work, otherwise the approved one; or say which step comes first."""
    case = visible_case(request, code)
    document = getattr(case, kind.name)
    return printed(request, case, sheet_of(case, document)) if document else not_yet(request, case, kind)


def print_version(request, code, number, model, sheet_of):
    """Print one version of a document, or answer 404."""
    case = visible_case(request, code)
    versions = model.objects.visible_to(request.user).select_related("author", "reviewer").filter(case=case)
    return printed(request, case, sheet_of(case, get_object_or_404(versions, number=number)))


def prints_of(case, kind, document, user) -> list[tuple[str, str]]:
    """Return what the page of a document offers to print: the address and the words of each."""
    if document is None:
        return []
    version = [case.code, document.number]
    if kind == EVALUATION:
        return [(reverse("cases:evaluation_version_print", args=version), _("The evaluation"))]
    if kind == CLOSURE:
        return [
            (reverse("cases:closure_print", args=[case.code]), _("Summary of the case")),
            (reverse("cases:closure_child_print", args=[case.code]), childs_own(case)),
        ]
    offered = [
        (reverse("cases:plan_version_print", args=version), _("The plan")),
        (reverse("cases:plan_child_print", args=version), childs_own(case)),
    ]
    if may(user, "case.disclose") and document.state == DocumentState.APPROVED:
        offered.append((reverse("cases:plan_extract", args=[case.code]), _("Determinations for the migration authority")))
    return offered
