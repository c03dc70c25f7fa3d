"""What is recorded about a case outside its documents: assessment, designation, status, conversations, notes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import require
from accounts.submissions import once
from audit.services import record_read
from cases import services
from cases.colleagues import candidates, people_who_see
from cases.forms.case import (
    AcceptanceForm,
    ContactNoteForm,
    DesignationForm,
    HandOverForm,
    InterviewForm,
    RapidAssessmentForm,
    StatusForm,
)
from cases.models import Interview, SealedNote
from cases.pages import read, show_form, visible_case
from cases.refusals import is_done
from cases.views.documents import document_page

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _answer(request, case, form, verb, *, title, done, submit="", lead="", **extra):
    """Call `verb` with a valid form and lead back to the case; otherwise show the form, with all that was typed."""
    data = {"case": case, "by": request.user, "now": timezone.now()}
    if form.is_valid() and is_done(form, verb, **data, **form.cleaned_data, **extra):
        messages.success(request, done)
        return redirect("cases:detail", code=case.code)
    read(request, case, "case.form", form=form.__class__.__name__)
    context = {"title": title, "case": case, "lead": lead, "submit": submit or _("Save"), "back": reverse("cases:detail", args=[case.code])}
    return show_form(request, form, "cases/work_form.html", action=request.path, **context)


def _minute():
    """Now, to the minute, in the reader's zone: what a form proposes."""
    return timezone.localtime().replace(second=0, microsecond=0)


@form_page
@once
def rapid_assessment(request, code):
    """Is the child safe tonight, and how great is the risk?"""
    case = visible_case(request, code)
    require(request.user, "case.intake")
    form = RapidAssessmentForm(request.POST or None, initial={"done_at": _minute()})
    texts = {"title": _("Rapid assessment"), "done": _("The rapid assessment is on record.")}
    return _answer(request, case, form, services.record_rapid_assessment, **texts)


@form_page
@once
def designate(request, code):
    """Name the person responsible for a case."""
    case = visible_case(request, code)
    require(request.user, "case.designate")
    people = candidates(case, request.user, timezone.now())
    form = DesignationForm(request.POST or None, people=people, language=case.child.primary_language)
    texts = {"title": _("Designate the person responsible"), "done": _("The person is designated and will find the case at home.")}
    return _answer(request, case, form, services.designate, submit=_("Designate"), **texts)


@form_page
@once
def hand_over(request, code):
    """End the designation of the person responsible, with the minutes from which the next one begins (T19)."""
    case = visible_case(request, code)
    require(request.user, "case.designate")
    form = HandOverForm(request.POST or None)
    texts = {"title": _("Change the person responsible"), "done": _("It is on record. Designate the next person: the deadline runs.")}
    return _answer(request, case, form, services.hand_over, submit=_("Hand the case over"), **texts)


@form_page
@once
def designation_accept(request, code):
    """The person designated accepts, and says when the child was told."""
    case = visible_case(request, code)
    if case.designation is None or case.designation.person_id != request.user.pk:
        raise PermissionDenied("designation_accept")
    form = AcceptanceForm(request.POST if request.method == "POST" else None, instance=case.designation)
    texts = {"title": _("Accept the designation"), "done": _("You are responsible for this case.")}
    lead = _("You answer for this child's evaluation, plan and follow-up. Tell the child who you are and how to reach you.")
    return _answer(request, case, form, services.accept_designation, lead=lead, submit=_("I accept"), **texts)


@form_page
@once
def status(request, code):
    """The child's migration and asylum status as they stand."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    form = StatusForm(request.POST or None, instance=case)
    texts = {"title": _("Migration status and asylum"), "done": _("The status is on record.")}
    return _answer(request, case, form, services.set_statuses, **texts)


@form_page
@once
def interview_add(request, code):
    """A conversation with the child, where and in which language."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    initial = {"held_at": _minute(), "language": case.child.primary_language}
    people = people_who_see(case, request.user).exclude(pk=request.user.pk)
    form = InterviewForm(request.POST or None, initial=initial, people=people)
    texts = {"title": _("Conversation with the child"), "done": _("The conversation is on record.")}
    return _answer(request, case, form, services.record_interview, **texts)


@require_safe
def interview(request, code, pk):
    """A conversation as it was recorded, with the way to the sealed note for who is on its list."""
    case = visible_case(request, code)
    held = get_object_or_404(Interview.objects.visible_to(request.user).filter(case=case).select_related("interviewer"), pk=pk)
    note = SealedNote.objects.visible_to(request.user).filter(interview=held).only("pk").first()
    subjects = [case, case.child_id]
    record_read(actor=request.user, action="interview.read", subjects=subjects, target=held)
    context = {"title": held.get_kind_display(), "interview": held, "note": note, "back": reverse("cases:detail", args=[code])}
    return document_page(request, case, "cases/interview.html", **context)


@form_page
@once
def contact_note_add(request, code):
    """A note of a contact with or about the child."""
    case = visible_case(request, code)
    require(request.user, "case.work")
    form = ContactNoteForm(request.POST or None, initial={"at": _minute()})
    texts = {"title": _("Contact note"), "done": _("The note is on record."), "submit": _("Save the note")}
    return _answer(request, case, form, services.add_contact_note, **texts)
