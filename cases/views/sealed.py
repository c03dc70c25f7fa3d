"""A sealed note on a page of its own, each opening on record, and the list of who may read it (INV-55)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh_factor, fresh_factor_to
from accounts.roles import require
from accounts.submissions import once
from audit.services import record_read
from cases import services
from cases.choices_access import Listed
from cases.colleagues import people_who_see
from cases.forms.sealed import AddReaderForm, RemoveReaderForm
from cases.models import SealedNote, SealedReader
from cases.pages import show_form, visible_case
from cases.refusals import is_done
from cases.views.documents import document_page

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _found(request, code, **which):
    """Return the case and the note, if the reader stands on its list; otherwise a 404."""
    case = visible_case(request, code)
    notes = SealedNote.objects.visible_to(request.user).filter(case=case).select_related("case__unit")
    return case, get_object_or_404(notes, **which)


def _keeps_list(request, sealed) -> bool:
    return SealedNote.objects.visible_to(request.user).listing_by(request.user).filter(pk=sealed.pk).exists()


@require_safe
@fresh_factor
def sealed_note(request, code, pk):
    """The note, who may read it and why, and who was taken off the list."""
    case, sealed = _found(request, code, pk=pk)
    readers = SealedReader.objects.visible_to(request.user).filter(note=sealed)
    readers = readers.select_related("person__organisation", "created_by", "removed_by")
    readers = sorted(readers, key=lambda one: Listed.values.index(one.because))
    record_read(actor=request.user, action="sealed.read", subjects=[case, case.child_id], target=sealed)
    context = {
        "title": _("Sealed note"),
        "note": sealed,
        "readers": [one for one in readers if one.removed_at is None],
        "removed": [one for one in readers if one.removed_at],
        "author": Listed.AUTHOR,
        "may_list": _keeps_list(request, sealed),
        "interview_url": reverse("cases:interview", args=[code, sealed.interview_id]),
    }
    return document_page(request, case, "cases/sealed.html", **context)


@FORM
@fresh_factor_to("POST")
@once
def sealed_reader_add(request, code, pk):
    """Put a person on the list of a sealed note."""
    case, sealed = _found(request, code, pk=pk)
    people = people_who_see(case, request.user).exclude(pk__in=sealed.list.current().values("person"))
    form = AddReaderForm(request.POST or None, people=people)
    texts = {"title": _("Let somebody read the sealed note"), "submit": _("Put on the list")}
    return _answer(request, case, sealed, form, services.add_sealed_reader, {"sealed": sealed}, done=_("The person may read it."), **texts)


@FORM
@fresh_factor_to("POST")
@once
def sealed_reader_remove(request, code, pk):
    """Take a person off the list of a sealed note."""
    case = visible_case(request, code)
    listed = SealedReader.objects.visible_to(request.user).current().filter(note__case=case).exclude(because=Listed.AUTHOR)
    reader = get_object_or_404(listed.select_related("person", "note__case__unit"), pk=pk)
    form = RemoveReaderForm(request.POST or None)
    texts = {
        "title": _("Take somebody off the list"),
        "submit": _("Take off the list"),
        "lead": _("%(name)s can no longer open the sealed note.") % {"name": reader.person.full_name},
    }
    verb, done = services.remove_sealed_reader, _("The person is no longer on the list.")
    return _answer(request, case, reader.note, form, verb, {"reader": reader}, done=done, **texts)


def _answer(request, case, sealed, form, verb, which, *, done, **texts):
    """Call `verb` with a valid form and lead back to the note, or to the conversation once it is closed to the reader; else the form."""
    require(request.user, "case.work")
    if not _keeps_list(request, sealed):
        raise PermissionDenied("sealed_reader")
    back = reverse("cases:sealed_note", args=[case.code, sealed.pk])
    if form.is_valid() and is_done(form, verb, **which, by=request.user, now=timezone.now(), **form.cleaned_data):
        messages.success(request, done)
        is_open = SealedNote.objects.visible_to(request.user).filter(pk=sealed.pk).exists()
        return redirect(back if is_open else reverse("cases:interview", args=[case.code, sealed.interview_id]))
    record_read(actor=request.user, action="sealed.form", subjects=[case, case.child_id], target=sealed)
    return show_form(request, form, "cases/work_form.html", case=case, action=request.path, back=back, **texts)
