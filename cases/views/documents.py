"""What the pages of evaluation, plan and closure share: whose case it is, which texts exist, two texts side by side."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_htmx.http import reselect, reswap, retarget

from accounts.roles import may, require
from audit.services import record_read
from cases import drafting, services
from cases.choices import DocumentState, Step
from cases.companions import Blocked
from cases.forms.review import SubmitForm
from cases.pages import read, visible_case
from cases.refusals import is_done
from cases.versioning import Stale

WRITE = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Kind:
    """A document of a case as its pages name it. `name` is the case's attribute and part of the names of moves and URLs."""

    name: str
    title: str | Promise
    step: Step
    text: str
    first: str | Promise

    @property
    def page(self) -> str:
        return f"cases:{self.name}"

    @property
    def approve(self) -> str:
        return "close" if self.name == "closure" else f"approve_{self.name}"

    @property
    def send_back(self) -> str:
        return f"return_{self.name}"


EVALUATION = Kind(
    "evaluation",
    gettext_lazy("Evaluation"),
    Step.EVALUATION,
    "cases/_evaluation_text.html",
    gettext_lazy("The evaluation begins when the person responsible is designated, has accepted, and the child knows who that is."),
)
PLAN = Kind(
    "plan",
    gettext_lazy("Plan"),
    Step.PLAN_DESIGN,
    "cases/_plan_text.html",
    gettext_lazy("The plan begins when the evaluation is approved: every restricted right and high concern then has its line here."),
)
CLOSURE = Kind(
    "closure",
    gettext_lazy("Proposal to close"),
    Step.FOLLOW_UP,
    "cases/_closure_text.html",
    gettext_lazy("Closing is proposed in the follow-up, after a review of the plan."),
)
KINDS = {kind.name: kind for kind in (EVALUATION, PLAN, CLOSURE)}


def document_page(request, case, template: str, *, status: int = 200, **context):
    """Return a page about `case`, the child's name and risk on top."""
    context = {"case": case, "child": case.child, **drafting.offered(request, case, context.get("form")), **context}
    context.setdefault("back", reverse("cases:detail", args=[case.code]))
    return render(request, template, context, status=status)


def not_yet(request, case, kind: Kind):
    """Say which step comes first, where the document does not exist yet."""
    read(request, case, f"{kind.name}.read")
    return document_page(request, case, "cases/not_yet.html", title=kind.title, kind=kind)


def read_document(request, case, kind: Kind, document) -> None:
    """Put on record, once a page, that the reader was shown this document."""
    subjects = [case, case.child_id]
    record_read(actor=request.user, action=f"{kind.name}.read", subjects=subjects, target=document, detail={"number": document.number})


def may_write(user, case, kind: Kind, document) -> bool:
    """Tell whether the pages offer `user` to write: the services decide again."""
    return may(user, "case.work") and case.step == kind.step and (document is None or document.is_editable)


def may_review(user, case, document) -> bool:
    """Tell whether the pages offer `user` the two buttons."""
    if document is None or document.state != DocumentState.SUBMITTED:
        return False
    return may(user, "case.approve") and document.author_id != user.pk


def answer(request, form, verb, *, done, again, stale):
    """Do `verb` with a valid form and go to `done()`.

    When it is refused the form is shown `again()` (422); when somebody else was first, `stale(current)` answers (409).
    """
    if form.is_valid():
        try:
            if is_done(form, verb):
                return redirect(done())
        except Stale as lost:
            return stale(lost.current)
    return again()


def conflict(request, case, form, fresh_form, current, *, title, theirs_url):
    """Show what was typed beside what stands now (409); the form goes on over the fresh version."""
    going_on = form.anew(form.data_over(current.version), fresh_form.instance)
    for one in (form, going_on):
        one.name_in_full()
    rows = form.rows_beside(fresh_form)
    context = {"rows": rows, "form": going_on, "title": title, "theirs_url": theirs_url, "back": theirs_url, "action": request.path}
    return whole_page(request, document_page(request, case, "conflict.html", status=409, **context))


def whole_page(request, response):
    """Let htmx put the answer in place of all that stands on the page."""
    if not request.htmx:
        return response
    return reselect(reswap(retarget(response, "#main"), "outerHTML"), "#main")


def submit(request, case, kind, page):
    """Send a document for review, or show its page with all that it lacks."""
    require(request.user, "case.work")
    document = getattr(case, kind.name)
    if document is None:
        return not_yet(request, case, kind)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return page(request, case, refused=[_("This form came without its version. Read the page again and send it anew.")], status=422)
    try:
        services.submit_document(document=document, version=form.cleaned_data["version"], by=request.user, now=timezone.now())
    except Stale:
        moved = _("Somebody changed this while you read it. This is how it stands now; read it again and send it.")
        return page(request, visible_case(request, case.code), refused=[moved], status=409)
    except Blocked:
        lacks = _("It was not sent: what is missing stands below, each with the page where you supply it.")
        return page(request, visible_case(request, case.code), refused=[lacks], status=422)
    except ValidationError as refusal:
        return page(request, visible_case(request, case.code), refused=refusal.messages, status=422)
    messages.success(request, _("Sent for review."))
    return redirect(kind.page, code=case.code)
