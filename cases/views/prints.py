"""Documents of a case on paper: a PDF each, on record, under a name that says nothing of the child."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import Plan
from cases.pages import visible_case
from cases.prints.base import Sheet
from cases.prints.plan import plan_sheet
from cases.views.documents import PLAN, not_yet
from papers.services import print_paper


@require_safe
def plan_print(request, code):
    """The plan as it stands."""
    case = visible_case(request, code)
    return printed(request, case, plan_sheet(case, case.plan)) if case.plan else not_yet(request, case, PLAN)


@require_safe
def plan_version_print(request, code, number):
    case = visible_case(request, code)
    return printed(request, case, plan_sheet(case, version_of(request, case, Plan, number)))


def prints_of_plan(case, plan) -> list[tuple[str, str]]:
    """Return what the plan's page offers to print: the address and the words of each."""
    return [(reverse("cases:plan_version_print", args=[case.code, plan.number]), _("The plan"))]


def version_of(request, case, model, number):
    """Return one version of a document with who wrote and approved it, or answer 404."""
    versions = model.objects.visible_to(request.user).select_related("author", "reviewer").filter(case=case)
    return get_object_or_404(versions, number=number)


def printed(request, case, sheet: Sheet) -> HttpResponse:
    """Print the sheet, keep it, put it on record, and show it."""
    paper = print_paper(
        kind=sheet.kind,
        subject=sheet.subject,
        about=[case, case.child_id],
        template=sheet.template,
        values=sheet.values,
        language=sheet.language,
        place=case.unit,
        by=request.user,
        now=timezone.now(),
    )
    headers = {"Content-Disposition": f'inline; filename="{paper.filename}"'}
    return HttpResponse(bytes(paper.pdf), content_type="application/pdf", headers=headers)
