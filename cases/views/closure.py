"""The proposal to close: written, sent for review."""

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.roles import require
from accounts.submissions import once
from cases import companions, services
from cases.choices import DocumentState
from cases.forms.closure import ClosureForm, ReasonForm, is_known
from cases.models import ClosureProposal
from cases.pages import read, visible_case
from cases.views.documents import CLOSURE, WRITE, answer, conflict, document_page, may_review, may_write, not_yet, read_document, submit
from cases.views.prints import prints_of


@WRITE
@once
def closure(request, code):
    """Show the proposal, write it, save it again."""
    case = visible_case(request, code)
    document = proposal_of(case)
    writing = may_write(request.user, case, CLOSURE, document)
    if request.method == "POST":
        require(request.user, "case.work")
    elif document is None and not writing:
        return not_yet(request, case, CLOSURE)
    form = ClosureForm(request.POST or None, instance=document or ClosureProposal(version=0))
    page = reverse("cases:closure", args=[code])

    def save():
        services.propose_closure(case=case, by=request.user, now=timezone.now(), **form.cleaned_data)

    def stale(current):
        return conflict(request, case, form, ClosureForm(instance=current), current, title=CLOSURE.title, theirs_url=page)

    return answer(
        request, form, save, done=lambda: page, again=lambda: closure_page(request, case, form=form if form.is_bound else None), stale=stale
    )


def proposal_of(case):
    """The proposal that counts: one approved before the case was reopened is history."""
    document = case.closure
    if document is not None and document.state == DocumentState.APPROVED and case.step == CLOSURE.step:
        return None
    return document


def closure_page(request, case, *, form=None, refused=(), status=200):
    document = proposal_of(case)
    writing = may_write(request.user, case, CLOSURE, document)
    if document is not None:
        read_document(request, case, CLOSURE, document)
    else:
        read(request, case, "closure.form")
    chosen = {name: request.GET.get(name, "") for name in ("reason", "durable_solution")}
    if writing and document is None and form is None and not is_known(**chosen):
        return document_page(
            request, case, "cases/closure_reason.html", title=CLOSURE.title, form=ReasonForm(request.GET if any(chosen.values()) else None)
        )
    if form is None:
        form = ClosureForm(instance=document or ClosureProposal(version=0, **chosen, **services.receiver_facts(case)))
    return document_page(
        request,
        case,
        "cases/closure.html",
        status=422 if form.errors else status,
        title=CLOSURE.title,
        kind=CLOSURE,
        document=document,
        writing=writing,
        form=form,
        missing=companions.blockers(case, "submit_closure") if writing and document else [],
        refused=refused,
        may_submit=writing and document is not None and document.author_id == request.user.pk,
        may_review=may_review(request.user, case, document),
        prints=prints_of(case, CLOSURE, document, request.user),
    )


@require_POST
@once
def closure_submit(request, code):
    """Send the proposal for review; what is missing comes back as links."""
    return submit(request, visible_case(request, code), CLOSURE, closure_page)
