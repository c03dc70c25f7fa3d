"""The reviewer's page: the document as it will be printed, what changed, what is missing, two buttons; and earlier versions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import require
from accounts.submissions import once
from cases import companions, rules, services
from cases.casefile import remember
from cases.choices import DocumentState
from cases.forms.review import VerdictForm, sealed
from cases.models import Evaluation, Plan
from cases.pages import visible_case
from cases.refusals import is_done
from cases.versioning import Stale
from cases.views.documents import CLOSURE, EVALUATION, PLAN, WRITE, document_page, may_review, not_yet, read_document
from cases.views.prints import prints_of


@WRITE
@once
def evaluation_review(request, code):
    return review(request, code, EVALUATION)


@WRITE
@once
def plan_review(request, code):
    return review(request, code, PLAN)


@WRITE
@once
def closure_review(request, code):
    return review(request, code, CLOSURE)


def review(request, code, kind):
    """Show a document to its reviewer; approve it or return it as it was read."""
    case = visible_case(request, code)
    require(request.user, "case.approve")
    document = getattr(case, kind.name)
    if document is None:
        return not_yet(request, case, kind)
    form = VerdictForm(request.POST or None, sections=document.sections)
    if form.is_valid():
        try:
            if is_done(form, lambda: decide(request, case, kind, form)):
                approved = request.POST.get("move") == kind.approve
                messages.success(request, _("Approved.") if approved else _("Returned to the author with your comments."))
                return redirect("cases:detail", code=code)
        except Stale:
            return changed_meanwhile(request, case, kind, form)
    return review_page(request, case, kind, document, form)


def decide(request, case, kind, form):
    """Approve or return, by the button that was pressed."""
    move = request.POST.get("move")
    if move not in (kind.approve, kind.send_back):
        raise Http404(move)
    services.move_case(
        case=case,
        move=move,
        by=request.user,
        now=timezone.now(),
        reason=form.cleaned_data["comment"],
        comments=form.comments(),
        version=form.cleaned_data["version"],
    )


def review_page(request, case, kind, document, form, *, status=200, **context):
    """The page itself; what a reviewer reads is sealed into the form, to be compared should it change meanwhile."""
    read_document(request, case, kind, document)
    before = services.previous(document)
    return document_page(
        request,
        case,
        "cases/review.html",
        status=422 if form.errors else status,
        title=_("Review: %(document)s") % {"document": kind.title},
        kind=kind,
        document=document,
        form=form,
        as_read=sealed(document),
        before=before,
        changes=services.difference(document) if before else [],
        missing=companions.blockers(remember(case), kind.approve),
        may_review=may_review(request.user, case, document),
        interviews=case.interviews.all() if kind == EVALUATION else [],
        prints=prints_of(case, kind, document, request.user),
        **context,
    )


def changed_meanwhile(request, case, kind, form):
    """Show what the reviewer read beside what stands now, the comment kept (409)."""
    case = visible_case(request, case.code)
    now_stands = getattr(case, kind.name)
    meanwhile = rules.differences(form.read_before(), [(str(label), text) for label, text in now_stands.as_text()])
    again = VerdictForm(initial=form.cleaned_data, sections=now_stands.sections)
    return review_page(request, case, kind, now_stands, again, status=409, meanwhile=meanwhile, is_stale=True)


@require_safe
def evaluation_version(request, code, number):
    return version(request, code, number, EVALUATION, Evaluation)


@require_safe
def plan_version(request, code, number):
    return version(request, code, number, PLAN, Plan)


def version(request, code, number, kind, model):
    """Show one version of a document, and what it changed."""
    case = visible_case(request, code)
    versions = model.objects.visible_to(request.user).select_related("author", "reviewer").filter(case=case)
    document = get_object_or_404(versions, number=number)
    read_document(request, case, kind, document)
    before = services.previous(document)
    return document_page(
        request,
        case,
        "cases/version.html",
        title=_("%(document)s, version %(number)s") % {"document": kind.title, "number": number},
        kind=kind,
        document=document,
        before=before,
        changes=services.difference(document) if before else [],
        interviews=[],
        is_in_force=document.state == DocumentState.APPROVED,
        versions=versions.exclude(pk=document.pk),
        prints=prints_of(case, kind, document, request.user),
    )
