"""Visits and reviews while the plan is carried out."""

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import require
from accounts.submissions import once
from cases import services
from cases.choices import ReviewOutcome, Step
from cases.forms.followup import ReviewForm, VisitForm
from cases.pages import read, visible_case
from cases.views.documents import CLOSURE, WRITE, answer, document_page


@WRITE
@once
def visit_add(request, code):
    """Somebody went to see how the child is."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    proposed = {
        "held_at": timezone.localtime(),
        "risk_level": case.risk_level,
        "next_on": services.next_visit_day(case, case.risk_level, timezone.now()),
    }
    form = VisitForm(request.POST or None, initial=proposed)
    page = reverse("cases:detail", args=[code])

    def save():
        services.record_visit(case=case, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The visit is on record."))

    def again():
        read(request, case, "visit.form")
        context = {"form": form, "title": _("Follow-up visit"), "submit": _("Save the visit")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: page, again=again, stale=again)


@WRITE
@once
def review_add(request, code):
    """Review the plan; the case goes at once where the outcome says."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    if request.method != "POST" and case.step != Step.FOLLOW_UP:
        read(request, case, "review.form")
        return document_page(request, case, "cases/not_yet.html", title=_("Review of the plan"), kind=CLOSURE, reviewing=True)
    form = ReviewForm(request.POST or None, initial={"held_at": timezone.localtime()})

    def save():
        services.conclude_review(case=case, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The review is on record."))

    def again():
        read(request, case, "review.form")
        context = {"form": form, "title": _("Review of the plan"), "submit": _("Save the review and go on")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: after_review(case, form.cleaned_data["outcome"]), again=again, stale=again)


def after_review(case, outcome: str) -> str:
    """Where the reviewer's work goes on."""
    names = {
        ReviewOutcome.CONTINUE: "cases:plan",
        ReviewOutcome.REVISE_PLAN: "cases:plan",
        ReviewOutcome.REASSESS: "cases:evaluation",
        ReviewOutcome.CLOSE: "cases:closure",
    }
    return reverse(names.get(outcome, "cases:detail"), args=[case.code])
