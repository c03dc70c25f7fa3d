"""What is attached to a case: the list, sending more, fetching one, withdrawing one. Each time a file is fetched it is on record."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pace import paced
from accounts.roles import may, require
from accounts.submissions import once
from audit.services import record_read
from cases import services
from cases.choices import Step
from cases.forms.attachments import AttachForm, WithdrawForm
from cases.models import Attachment
from cases.pages import read, show_form, visible_case
from cases.refusals import is_done, kept_in
from files.answers import fetched
from files.disk import NoRoom
from files.services import name_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def attachment_list(request, code):
    """Every file of the case, the newest first, and those that were withdrawn."""
    case = visible_case(request, code)
    require(request.user, "case.read")
    found = Attachment.objects.visible_to(request.user).filter(case=case).select_related("file", "created_by", "withdrawn_by")
    rows = list(found)
    read(request, case, "file.list")
    context = {
        "title": pgettext("attachment", "Files"),
        "case": case,
        "rows": [(one, name_of(one.file)) for one in rows if one.withdrawn_at is None],
        "withdrawn": [one for one in rows if one.withdrawn_at],
        "may_add": may(request.user, "file.add") and case.step != Step.CLOSED,
        "may_withdraw": may(request.user, "file.add"),
        "back": reverse("cases:detail", args=[code]),
    }
    return render(request, "cases/attachments.html", context)


@FORM
@once
def attachment_add(request, code):
    """Attach files; refused, everything typed is there again, the files must be chosen anew."""
    case = visible_case(request, code)
    require(request.user, "file.add")
    form = AttachForm(request.POST or None, request.FILES or None)
    made, back, status = [], reverse("cases:attachments", args=[code]), 0
    if request.method == "POST" and form.is_valid():
        try:
            verb = kept_in(made, services.attach)
            if is_done(form, verb, case=case, by=request.user, now=timezone.now(), **form.facts()):
                _tell(request, made[0])
                return redirect(back)
        except NoRoom:
            form.add_error(None, _("The server has no room for files at present. What you typed is kept; tell whoever runs the site."))
            status = 507
    read(request, case, "file.form")
    texts = {"title": _("Attach files"), "submit": _("Attach"), "lead": _("They are kept sealed; whoever fetches one is on record.")}
    answer = show_form(request, form, "cases/attach.html", case=case, action=request.path, back=back, **texts)
    answer.status_code = status or answer.status_code
    return answer


def _tell(request, kept) -> None:
    words = ngettext("The file is attached.", "%(count)d files are attached.", len(kept)) % {"count": len(kept)}
    messages.success(request, words)
    if any(one.was_signed for one in kept):
        signed = _("It was signed electronically. What is kept no longer proves that: keep the original where you received it.")
        messages.warning(request, signed)
    if any(not one.file.is_given_out for one in kept):
        messages.info(request, _("It is given out once it was scanned for viruses; that takes some minutes."))


@require_safe
@paced("file")
def attachment_fetch(request, code, pk):
    """One file, to be kept by the reader; on record each time."""
    attachment = _standing(request, code, pk)
    try:
        answer = fetched(attachment.file, attachment.filename)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("cases:attachments", code=code)
    subjects, detail = [attachment.case, attachment.case.child_id], {"kind": attachment.kind, "sha256": attachment.file.sha256}
    record_read(actor=request.user, action="file.read", subjects=subjects, target=attachment, detail=detail)
    return answer


def _standing(request, code, pk) -> Attachment:
    """Return the file of that case, if the reader may see it and nobody withdrew it; otherwise a 404."""
    found = Attachment.objects.visible_to(request.user).standing().filter(case__code=code)
    return get_object_or_404(found.select_related("file", "case__child__identity", "case__unit"), pk=pk)


@FORM
@once
def attachment_withdraw(request, code, pk):
    """Withdraw a file that does not belong to the case."""
    case = visible_case(request, code)
    require(request.user, "file.add")
    attachment = _standing(request, code, pk)
    if attachment.case_id != case.pk:
        raise Http404
    form = WithdrawForm(request.POST or None)
    given = {"attachment": attachment, "by": request.user, "now": timezone.now()}
    back = reverse("cases:attachments", args=[code])
    if request.method == "POST" and form.is_valid() and is_done(form, services.withdraw_attachment, **given, **form.cleaned_data):
        messages.success(request, _("The file is withdrawn: nobody is given it any more."))
        return redirect(back)
    read(request, case, "file.form")
    lead = _("%(what)s, sent on %(day)s.") % {
        "what": attachment,
        "day": date_format(timezone.localtime(attachment.created_at), "DATE_FORMAT"),
    }
    texts = {"title": _("Withdraw a file"), "submit": _("Withdraw the file"), "lead": lead}
    return show_form(request, form, "cases/work_form.html", case=case, action=request.path, back=back, **texts)
