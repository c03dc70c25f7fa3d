"""Pages of a complaint to the human-rights body: drafted from the event, written, issued with its number, filed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases.pages import both_texts, letter_about, printed, read, show_form
from cases.refusals import is_done
from cases.versioning import Stale
from liberty import services
from liberty.complaint_prints import complaint_sheet
from liberty.forms.complaints import ComplaintForm, FiledForm
from liberty.models import RightsComplaint
from liberty.services.complaints import WRITE
from liberty.views.events import visible_event
from papers.services import letters_about


def visible_complaint(request, pk) -> RightsComplaint:
    """Return the complaint of a case that the reader may see; otherwise a 404."""
    found = RightsComplaint.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("case__child__identity", "case__unit", "event", "author"), pk=pk)


@require_POST
@once
def complaint_begin(request, pk):
    """Draft the complaint about one event, or go on with the draft there is."""
    event = visible_event(request, pk)
    require(request.user, WRITE)
    try:
        complaint = services.begin_complaint(event=event, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("liberty:event", pk)
    return redirect("liberty:complaint", complaint.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def complaint(request, pk):
    """A complaint: written while it is a draft by who may, read afterwards."""
    found = visible_complaint(request, pk)
    may_write = may(request.user, WRITE)
    if request.method == "POST":
        require(request.user, WRITE)
    form = ComplaintForm(request.POST or None, instance=found) if may_write and (found.is_draft or request.method == "POST") else None
    if request.method == "POST" and form.is_valid():
        try:
            if is_done(form, services.write_complaint, complaint=found, by=request.user, now=timezone.now(), **form.cleaned_data):
                messages.success(request, _("The draft is saved."))
                return redirect("liberty:complaint", pk)
        except Stale as lost:
            read(request, found.case, "complaint.read")
            current, title = lost.current, _("Complaint to the human-rights body")
            back = reverse("liberty:complaint", args=[pk])
            return both_texts(request, form, lambda data: ComplaintForm(data, instance=current), current.version, title=title, back=back)
    read(request, found.case, "complaint.read")
    context = {
        "title": _("Complaint to the human-rights body"),
        "complaint": found,
        "case": found.case,
        "letters": letters_about(found),
        "may_write": may_write,
        "back": reverse("liberty:event", args=[found.event_id]),
    }
    if form is None:
        return render(request, "liberty/complaint.html", context)
    return show_form(request, form, "liberty/complaint_form.html", submit=_("Save the draft"), **context)


@require_POST
@once
def complaint_issue(request, pk):
    """Give the draft its number."""
    found = visible_complaint(request, pk)
    require(request.user, WRITE)
    version = request.POST.get("version", "")
    try:
        given = {"complaint": found, "version": int(version) if version.isdecimal() else 0}
        letter = services.issue_complaint(by=request.user, now=timezone.now(), **given)
    except Stale:
        messages.error(request, _("Somebody else changed this meanwhile. Read it again before you decide."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The letter has the number %(number)s.") % {"number": letter.reference})
    return redirect("liberty:complaint", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def complaint_file(request, pk):
    """Record that the body received the complaint."""
    found = visible_complaint(request, pk)
    require(request.user, WRITE)
    form = FiledForm(request.POST or None, instance=found, initial={"filed_on": found.case.unit.day_of(timezone.now())})
    given = {"complaint": found, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.file_complaint, **given, **form.cleaned_data):
        messages.success(request, _("It is on record that the complaint was filed."))
        return redirect("liberty:complaint", pk)
    read(request, found.case, "complaint.form")
    page = {"title": _("The complaint was filed"), "submit": _("Put on record"), "back": reverse("liberty:complaint", args=[pk])}
    return show_form(request, form, "liberty/act.html", case=found.case, **page)


@require_safe
def complaint_letter(request, pk, letter):
    """The complaint on paper."""
    found = visible_complaint(request, pk)
    return printed(request, found.case, complaint_sheet(found, letter_about(found, letter)))
