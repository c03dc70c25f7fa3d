"""The sheets of a stay on paper, for the child's team and for the home that cares; the minutes of a hand-over."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.roles import may
from cases.models import Case, Release
from cases.pages import printed, visible_case
from papers.services import letters_about
from placements.choices import State
from placements.models import Placement
from placements.prints import care_sheet, entry_sheet, release_sheet

NEVER_LIVED = (State.REQUESTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED)
SHOWN = ("child__identity", "facility", "profile", "case__child__identity", "case__unit")


@require_safe
def entry(request, pk):
    """The sheet of entry and exit."""
    return print_sheet(request, pk, entry_sheet)


@require_safe
def care(request, pk):
    """The care sheet."""
    return print_sheet(request, pk, care_sheet)


def print_sheet(request, pk, sheet_of):
    """Print a sheet of a stay that began or has its bed: for a team that sees the case, and for the home as long as it cares."""
    placements = Placement.objects.visible_to(request.user)
    shown = placements.cared_for_by(request.user)
    if may(request.user, "case.read"):
        shown |= placements.filter(case__in=Case.objects.visible_to(request.user)).exclude(state__in=NEVER_LIVED)
    placement = get_object_or_404(shown.select_related(*SHOWN), pk=pk)
    return printed(request, placement.case, sheet_of(placement))


@require_safe
def release(request, code, pk):
    """The minutes by which the child was handed over to the family."""
    case = visible_case(request, code)
    found = get_object_or_404(Release.objects.visible_to(request.user), pk=pk, case=case)
    found.case = case
    minutes = next(iter(letters_about(found)), None)
    if minutes is None:
        raise Http404
    return printed(request, case, release_sheet(found, minutes))
