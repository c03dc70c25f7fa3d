"""The age of the child: what is known, the doubt and how it is settled, and the plan for the time after 18."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.roles import may, require
from accounts.submissions import once
from cases import rules, services
from cases.choices import AgeAssessmentState, Status
from cases.forms.age import AgeAppealForm, AgeConclusionForm, AgeFinalForm, AgeOpenForm, AgeOutcomeForm, TransitionForm
from cases.models import AgeAssessment, TransitionPlan
from cases.pages import read, visible_case
from cases.refusals import is_done
from cases.views.documents import WRITE, document_page
from protocols import packs


@require_safe
def age(request, code):
    """What is known of the age, every assessment, the plan for adult life, and until when the file is kept."""
    case = visible_case(request, code)
    require(request.user, "case.read")
    assessments = list(
        AgeAssessment.objects.visible_to(request.user).filter(case=case).select_related("organisation", "concluded_by", "finalised_by")
    )
    plans = list(TransitionPlan.objects.visible_to(request.user).filter(case=case).select_related("created_by"))
    child, pack = case.child, packs.of_case(case.protocol)
    is_open = case.status != Status.CLOSED
    read(request, case, "age.read")
    return document_page(
        request,
        case,
        "cases/age.html",
        title=_("Age and adult life"),
        birth=child.birth,
        is_child=rules.is_treated_as_child(child.age_status),
        assessments=assessments,
        is_under_way=any(assessment.state != AgeAssessmentState.FINAL for assessment in assessments),
        plans=plans,
        transition_on=rules.day_of_transition(child.birth, pack),
        kept_until=rules.kept_until(child.birth, pack),
        may_work=is_open and may(request.user, "case.work"),
        may_finalise=is_open and may(request.user, "case.approve"),
    )


def _answer(request, case, form, verb, *, title, done, submit="", lead="", capability="case.work"):
    """Call `verb` with a valid form and lead back to the page of the age; otherwise show the form, with all that was typed."""
    require(request.user, capability)
    page = reverse("cases:age", args=[case.code])
    if form.is_valid() and is_done(form, verb, by=request.user, now=timezone.now(), **form.cleaned_data):
        messages.success(request, done)
        return redirect(page)
    read(request, case, "age.form", form=type(form).__name__)
    context = {"title": title, "form": form, "lead": lead, "submit": submit or _("Save"), "back": page}
    return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)


def _assessment(request, code, pk):
    """The case and one of its assessments, if the reader may see them; otherwise a 404."""
    case = visible_case(request, code)
    assessments = AgeAssessment.objects.visible_to(request.user).select_related("case__unit", "case__child")
    return case, get_object_or_404(assessments, case=case, pk=pk)


@WRITE
@once
def age_open(request, code):
    """Begin to settle a doubt about the age."""
    case = visible_case(request, code)
    form = AgeOpenForm(request.POST or None, organisations=Organisation.objects.visible_to(request.user))
    texts = {"title": _("Assess the age"), "done": _("The assessment is under way; the age is disputed, and that is a child's.")}
    lead = _("Only where there is a real doubt. Until the end, and whenever doubt remains, the person is a child in every respect.")
    return _answer(request, case, form, partial(services.open_age_assessment, case=case), lead=lead, **texts)


@WRITE
@once
def age_conclude(request, code, pk):
    """What was found."""
    case, assessment = _assessment(request, code, pk)
    form = AgeConclusionForm(request.POST or None, instance=assessment)
    texts = {"title": _("Conclusion on the age"), "done": _("The conclusion is on record.")}
    return _answer(request, case, form, partial(services.conclude_age_assessment, assessment=assessment), **texts)


@WRITE
@once
def age_appeal(request, code, pk):
    """An appeal against the conclusion."""
    case, assessment = _assessment(request, code, pk)
    texts = {"title": _("Appeal against the conclusion"), "done": _("The appeal is on record: until its outcome the person is a child.")}
    return _answer(
        request, case, AgeAppealForm(request.POST or None), partial(services.appeal_age_assessment, assessment=assessment), **texts
    )


@WRITE
@once
def age_outcome(request, code, pk):
    """What came of the appeal."""
    case, assessment = _assessment(request, code, pk)
    texts = {"title": _("Outcome of the appeal"), "done": _("The outcome is on record.")}
    return _answer(request, case, AgeOutcomeForm(request.POST or None), partial(services.decide_age_appeal, assessment=assessment), **texts)


@WRITE
@once
def age_final(request, code, pk):
    """A second person makes an adverse conclusion final."""
    case, assessment = _assessment(request, code, pk)
    texts = {"title": _("Make it final that this person is an adult"), "done": _("It is final."), "submit": _("Make it final")}
    lead = _("Nobody may appeal afterwards, and the case may be closed with a referral. If any doubt remains, do not press this.")
    if assessment.appeal_deadline:
        lead = _("It could be appealed until %(day)s.") % {"day": date_format(assessment.appeal_deadline)} + " " + lead
    form = AgeFinalForm(request.POST if request.method == "POST" else None)
    return _answer(
        request, case, form, partial(services.make_age_final, assessment=assessment), lead=lead, capability="case.approve", **texts
    )


@WRITE
@once
def transition(request, code):
    """The plan for adult life, written anew over what stood before."""
    case = visible_case(request, code)
    before = TransitionPlan.objects.visible_to(request.user).filter(case=case).first()
    form = TransitionForm(request.POST or None, instance=before)
    texts = {"title": _("Plan for adult life"), "done": _("The plan is on record.")}
    lead = _("Made with the young person. It is due at 17 years and 6 months; turning 18 ends nothing by itself.")
    return _answer(request, case, form, partial(services.save_transition_plan, case=case), lead=lead, **texts)
