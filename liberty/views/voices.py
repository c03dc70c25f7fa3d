"""Pages of the child's voice: take down what is said, answer it, tell the answer; and the child's own form on paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from audit.services import record_read
from cases.pages import read, show_form, visible_case
from cases.pagination import page_of
from cases.prints.child import spoken
from cases.refusals import is_done
from liberty import services
from liberty.forms.voices import AnswerForm, TellForm, VoiceForm
from liberty.models import VoiceEntry
from liberty.voice_prints import form_sheet
from papers.services import print_paper

WRITE = require_http_methods(["GET", "HEAD", "POST"])
RELATED = ("case__child__identity", "unit", "answering", "about_person", "about_organisation", "created_by", "answered_by", "told_by")


def reader(request) -> None:
    """Return for whoever takes down or answers what children say, otherwise raise PermissionDenied."""
    if not (may(request.user, "voice.record") or may(request.user, "voice.answer")):
        raise PermissionDenied("voice")


@require_safe
def voice_list(request):
    """What the reader took down or may answer, the newest first."""
    reader(request)
    entries = VoiceEntry.objects.visible_to(request.user).select_related("case__child__identity", "about_organisation", "about_person")
    page, now = page_of(entries, request.GET, by="received_at"), timezone.now()
    record_read(actor=request.user, action="voice.list", subjects=[entry.pk for entry in page.rows])
    context = {
        "title": _("The child's voice"),
        "page": page,
        "rows": [(entry, entry.is_late(now)) for entry in page.rows],
        "may_record": may(request.user, "voice.record"),
        "spoken": spoken(),
    }
    return render(request, "liberty/voice_list.html", context)


@WRITE
@once
def voice_add(request):
    """Take down what a child says who is not named."""
    require(request.user, "voice.record")
    return _add(request, None)


@WRITE
@once
def voice_add_case(request, code):
    """Take down what a child says, from the page of the child's case."""
    case = visible_case(request, code)
    require(request.user, "voice.record")
    return _add(request, case)


def _add(request, case):
    initial = {"received_at": timezone.now(), "language": case.child.primary_language if case else "es"}
    form = VoiceForm(request.POST or None, user=request.user, initial=initial)
    made: list[VoiceEntry] = []
    given = {"case": case, "by": request.user, "now": timezone.now()}

    def take_down(**fields):
        made.append(services.record_voice(**fields))

    if request.method == "POST" and form.is_valid() and is_done(form, take_down, **given, **form.cleaned_data):
        return _added(request, made[0], case)
    if case is not None:
        read(request, case, "case.form")  # as any form of the case: the record of the case does not say which
    page = {"title": _("The child wants to say something"), "submit": _("Take it down")}
    page["back"] = reverse("cases:detail", args=[case.code]) if case else reverse("liberty:voice_list")
    return show_form(request, form, "liberty/voice_form.html", **page, **({"case": case} if case else {}))


def _added(request, entry, case):
    if entry.answering_id is None:
        messages.warning(request, _("Nobody here may answer this. Take it to the human-rights body, with the child."))
    else:
        messages.success(request, _("Taken down. Whoever it is about does not see it; another one answers."))
    return redirect("cases:detail", case.code) if case else redirect("liberty:voice_list")


def visible_voice(request, pk) -> VoiceEntry:
    """Return the entry if the reader may know that it exists; otherwise a 404."""
    reader(request)
    return get_object_or_404(VoiceEntry.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


@require_safe
def voice(request, pk):
    """One entry: what was said, until when it is answered, the answer, and that it was told."""
    entry = visible_voice(request, pk)
    record_read(actor=request.user, action="voice.read", subjects=[entry.pk], target=entry)
    can_answer = VoiceEntry.objects.visible_to(request.user).answerable_by(request.user).filter(pk=pk).exists()
    context = {
        "title": entry.get_kind_display(),
        "entry": entry,
        "is_late": entry.is_late(timezone.now()),
        "may_answer": can_answer and not entry.answered_at,
        "may_tell": may(request.user, "voice.record") and entry.answered_at and not entry.told_at,
        "back": reverse("liberty:voice_list"),
    }
    return render(request, "liberty/voice.html", context)


@WRITE
@once
def voice_answer(request, pk):
    """Answer what a child said."""
    require(request.user, "voice.answer")
    entries = VoiceEntry.objects.visible_to(request.user).answerable_by(request.user)
    entry = get_object_or_404(entries.select_related(*RELATED), pk=pk)
    return _act(
        request, entry, AnswerForm(request.POST or None), services.answer_voice, _("Answer"), _("The answer is on record. Tell it.")
    )


@WRITE
@once
def voice_tell(request, pk):
    """Record that the answer was told."""
    require(request.user, "voice.record")
    entry = visible_voice(request, pk)
    form = TellForm(request.POST or None, initial={"told_at": timezone.now()})
    return _act(request, entry, form, services.tell_answer, _("Tell the answer"), _("It is on record that the answer was told."))


def _act(request, entry, form, verb, title, done):
    given = {"entry": entry, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, verb, **given, **form.cleaned_data):
        messages.success(request, done)
        return redirect("liberty:voice", entry.pk)
    record_read(actor=request.user, action="voice.form", subjects=[entry.pk], target=entry)
    page = {"title": title, "submit": _("Put on record"), "back": reverse("liberty:voice", args=[entry.pk])}
    return show_form(request, form, "liberty/voice_act.html", entry=entry, **page)


@require_safe
def voice_paper(request):
    """The child's own form, blank, in one of the languages that the papers speak."""
    require(request.user, "voice.record")
    wanted = request.GET.get("language", "")
    sheet = form_sheet(request.user.organisation, wanted if wanted in spoken() else request.user.language)
    paper = print_paper(
        kind=sheet.kind,
        subject=sheet.subject,
        about=[],
        template=sheet.template,
        values=sheet.values,
        language=sheet.language,
        place=request.user.organisation,
        by=request.user,
        now=timezone.now(),
    )
    headers = {"Content-Disposition": f'inline; filename="{paper.filename}"'}
    return HttpResponse(bytes(paper.pdf), content_type="application/pdf", headers=headers)
