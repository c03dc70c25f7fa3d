"""Drafts: the one address that keeps what is typed into a form of a case, and the one that forgets it."""

from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.submissions import once
from cases import drafting, services
from cases.models import Case, FormDraft, Opinion
from cases.pages import visible_case


@require_POST
@once
def draft_save(request, code):
    """Keep what stands in a form of the case; the answer says when, or why not."""
    case = _case_of(request, code)
    path = request.POST.get("path", "")
    if not drafting.belongs_to(path, code):
        return JsonResponse({"message": _("This form keeps no draft.")}, status=422)
    try:
        draft = services.keep_draft(case=case, path=path, values=drafting.typed(request.POST), by=request.user, now=timezone.now())
    except ValidationError as refusal:
        return JsonResponse({"message": refusal.messages[0]}, status=422)
    clock = time_format(timezone.localtime(draft.saved_at))
    return JsonResponse({"message": _("Draft saved %(time)s") % {"time": clock}})


def _case_of(request, code) -> Case:
    """The case, for whoever sees it, and for whoever was asked for an opinion on it."""
    asked = Opinion.objects.visible_to(request.user).select_related("case").filter(case__code=code, asked_of=request.user).first()
    return asked.case if asked else visible_case(request, code)


@require_POST
@once
def draft_discard(request, code, pk):
    """Forget a draft and show its form as it stands saved."""
    draft = get_object_or_404(FormDraft.objects.visible_to(request.user).filter(case__code=code), pk=pk)
    if not drafting.belongs_to(draft.path, code):
        raise Http404(draft.path)
    services.discard_draft(draft=draft, by=request.user, now=timezone.now())
    return redirect(draft.path)
