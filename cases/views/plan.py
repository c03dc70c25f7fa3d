"""The plan: one row a right with its measures, what holds for all of it, and how the measures go."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reselect, reswap, retarget

from accounts.roles import may, require
from accounts.submissions import once
from cases import companions, rules, services
from cases.choices import DocumentState
from cases.forms.plan import DetailsForm, LineForm, MeasureForm, ProgressForm
from cases.forms.review import SubmitForm
from cases.models import PlanAction
from cases.pages import visible_case
from cases.views.documents import (
    PLAN,
    WRITE,
    answer,
    conflict,
    document_page,
    may_review,
    may_write,
    not_yet,
    read_document,
    submit,
    whole_page,
)
from cases.views.prints import prints_of
from protocols import packs


@require_safe
def plan(request, code):
    case = visible_case(request, code)
    if case.plan is None:
        return not_yet(request, case, PLAN)
    return plan_page(request, case)


def plan_page(request, case, *, refused=(), status=200, **context):
    document = case.plan
    read_document(request, case, PLAN, document)
    writing = may_write(request.user, case, PLAN, document)
    return document_page(
        request,
        case,
        "cases/plan.html",
        status=status,
        title=PLAN.title,
        kind=PLAN,
        document=document,
        writing=writing,
        reporting=document.state == DocumentState.APPROVED and may(request.user, "case.work") and case.closed_at is None,
        missing=companions.blockers(case, "submit_plan") if writing else [],
        latest_review=latest_review(case),
        refused=refused,
        sibling=services.sibling_with("plan", case, request.user) if writing and has_room(document) else None,
        may_submit=writing and document.author_id == request.user.pk,
        may_review=may_review(request.user, case, document),
        versions=case.plans.exclude(pk=document.pk).select_related("reviewer"),
        prints=prints_of(case, PLAN, document, request.user),
        **context,
    )


def has_room(document) -> bool:
    """Tell whether a line of the plan still has neither measure nor reason: what a sibling's plan could fill."""
    return any(not line.actions.all() and not line.no_action_reason for line in document.line_list)


def latest_review(case):
    """The last day for the next review at the child's level of risk (INV-20)."""
    return rules.latest_review_date(case.unit.day_of(timezone.now()), case.risk_level, packs.of_case(case.protocol))


def ground_of(case, what: str) -> str:
    """The legal ground that the case's pack names for it, in the reader's language."""
    return packs.of_case(case.protocol).legal.get(what, {}).get(get_language(), "")


def page_of(case) -> str:
    return reverse("cases:plan", args=[case.code])


def line_at(case, pk) -> str:
    """The plan's page, at that row."""
    return f"{page_of(case)}#line-{pk}"


def plan_at_work(request, code):
    """Return the case and the plan that its team is writing, or None for it while there is none."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    document = case.plan
    return case, document if document is not None and may_write(request.user, case, PLAN, document) else None


def closed_to_writing(request, case):
    """Lead back to the page that says why nothing can be written now."""
    if case.plan is None:
        return not_yet(request, case, PLAN)
    if request.method == "POST":
        return whole_page(request, plan_page(request, case, refused=[not_now(case)], status=422))
    return redirect(page_of(case))


def not_now(case) -> str:
    if case.step != PLAN.step:
        return _("INV-17: the case is now in “%(step)s”.") % {"step": case.get_step_display()}
    return _("INV-18: this version was sent for review or approved and is not changed any more.")


@WRITE
@once
def plan_line(request, code, pk):
    """How one right stands, or why nothing is done about it."""
    case, document = plan_at_work(request, code)
    if document is None:
        return closed_to_writing(request, case)
    line = get_object_or_404(document.lines, pk=pk)
    form = LineForm(request.POST or None, instance=line, version=document.version)

    def save():
        services.save_plan_line(line=line, version=form.cleaned_data["version"], by=request.user, now=timezone.now(), **form.texts())

    def stale(current):
        now_stands = document.lines.get(pk=pk)
        fresh = LineForm(instance=now_stands, version=current.version)
        return conflict(request, case, form, fresh, current, title=line.label, theirs_url=line_at(case, pk))

    def again():
        read_document(request, case, PLAN, document)
        context = {"form": form, "title": line.label, "caption": PLAN.title, "back": line_at(case, pk), "submit": _("Save")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: line_at(case, pk), again=again, stale=stale)


@WRITE
@once
def action_add(request, code, pk):
    """A new measure under a right: within the row where htmx is, on a page of its own without."""
    case, document = plan_at_work(request, code)
    if document is None:
        return closed_to_writing(request, case)
    line = get_object_or_404(document.lines, pk=pk)
    form = MeasureForm(request.POST or None, version=document.version)

    def save():
        services.add_action(line=line, version=form.cleaned_data["version"], by=request.user, now=timezone.now(), **form.texts())

    def stale(current):
        return measure_conflict(request, case, line, form, current)

    def again():
        read_document(request, case, PLAN, document)
        context = {"title": _("Add a measure"), "caption": line.label, "back": line_at(case, pk), "slot": f"add-{pk}"}
        return row_form(request, case, form, line=line, **context)

    return answer(request, form, save, done=lambda: line_at(case, pk), again=again, stale=stale)


def measure_conflict(request, case, line, form, current):
    """The plan changed while a measure was typed: what was typed, and what stands under this right now (409)."""
    there = "\n".join(str(action) for action in line.actions.all())
    going_on = MeasureForm(form.data_over(current.version))
    typed = "\n".join(mine for _label, mine, _theirs in form.rows_beside(MeasureForm()))
    context = {"rows": [(line.label, typed, there)], "form": going_on, "title": _("Add a measure"), "action": request.path}
    answer_page = document_page(request, case, "conflict.html", status=409, theirs_url=line_at(case, line.pk), **context)
    return whole_page(request, answer_page)


def row_form(request, case, form, **context):
    """A form inside a row of the plan, or a page of its own for a browser without htmx."""
    template = "cases/_row_form.html" if request.htmx else "cases/form.html"
    if request.htmx and not form.errors:
        form.visible_fields()[0].field.widget.attrs["autofocus"] = True
    response = document_page(request, case, template, status=422 if form.errors else 200, form=form, submit=_("Save"), **context)
    if request.htmx and form.errors:
        slot = context["slot"]
        return reselect(reswap(retarget(response, f"#{slot}"), "innerHTML"), f"#{slot}-form")
    return response


@require_POST
@once
def action_remove(request, code, pk):
    """Take a measure out of a plan that is still being written."""
    case, document = plan_at_work(request, code)
    if document is None:
        return closed_to_writing(request, case)
    measure = PlanAction.objects.visible_to(request.user).filter(line__plan=document, pk=pk).select_related("line__plan__case").first()
    if measure is None:
        messages.info(request, _("This measure was already removed."))
        return redirect(page_of(case))
    form = SubmitForm(request.POST)

    def remove():
        services.remove_action(action=measure, version=form.cleaned_data["version"], by=request.user, now=timezone.now())

    def changed(current=None):
        moved = _("Somebody changed the plan while you read it: nothing was removed. This is how it stands now.")
        return whole_page(request, plan_page(request, visible_case(request, code), refused=[moved], status=409))

    return answer(request, form, remove, done=lambda: line_at(case, measure.line_id), again=changed, stale=changed)


@WRITE
@once
def plan_details(request, code):
    """Review date, the child's part in the plan, the copy, and what to do if something goes wrong."""
    case, document = plan_at_work(request, code)
    if document is None:
        return closed_to_writing(request, case)
    form = DetailsForm(request.POST or None, instance=document, latest=latest_review(case), ground=ground_of(case, "plan"))

    def save():
        services.save_plan(plan=document, version=form.cleaned_data["version"], by=request.user, now=timezone.now(), **form.texts())

    def stale(current):
        fresh = DetailsForm(instance=current)
        return conflict(request, case, form, fresh, current, title=_("The child's part, review and copy"), theirs_url=request.path)

    def again():
        read_document(request, case, PLAN, document)
        context = {"form": form, "title": _("The child's part, review and copy"), "caption": PLAN.title, "back": page_of(case)}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, submit=_("Save"), **context)

    return answer(request, form, save, done=lambda: page_of(case), again=again, stale=stale)


@require_POST
@once
def plan_submit(request, code):
    """Send the plan for review; what is missing comes back as links."""
    return submit(request, visible_case(request, code), PLAN, plan_page)


@WRITE
@once
def progress_add(request, code, pk):
    """How a measure of the plan in force goes."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    measures = PlanAction.objects.visible_to(request.user).filter(line__plan__case=case).select_related("line__plan__case")
    measure = get_object_or_404(measures, pk=pk)
    form = ProgressForm(request.POST or None)

    def save():
        services.record_progress(
            action=measure, status=form.cleaned_data["status"], text=form.cleaned_data["note"], by=request.user, now=timezone.now()
        )

    def again():
        read_document(request, case, PLAN, measure.line.plan)
        context = {"measure": measure, "back": line_at(case, measure.line_id), "slot": f"progress-{measure.pk}"}
        return row_form(request, case, form, title=_("How it goes"), caption=measure.description, **context)

    return answer(request, form, save, done=lambda: line_at(case, measure.line_id), again=again, stale=again)
