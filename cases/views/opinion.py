"""The opinions of the multidisciplinary team: asked for by the case's own people, written by their authors on a page of their own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import may, require
from accounts.submissions import once
from audit.services import record_read
from cases import guards, services
from cases.forms.opinion import AskForm, OpinionForm
from cases.models import Opinion
from cases.pages import visible_case
from cases.refusals import is_done
from cases.services.opinions import DISCIPLINE_OF
from cases.views.documents import EVALUATION, WRITE, answer, conflict, document_page, not_yet, read_document
from protocols.choices import Discipline


@WRITE
@once
def opinion_ask(request, code):
    """Ask a colleague for the opinion of their discipline, or somebody else instead."""
    case = visible_case(request, code)
    if not may(request.user, "case.approve"):
        require(request.user, "case.work")
    document = case.evaluation
    if document is None:
        return not_yet(request, case, EVALUATION)
    people = User.objects.visible_to(request.user).filter(role__in=DISCIPLINE_OF, is_active=True).order_by("full_name")
    form = AskForm(request.POST or None, people=people)
    if form.is_valid():
        person = form.cleaned_data["person"]
        asked = {"person": person, "discipline": DISCIPLINE_OF[person.role], "question": form.cleaned_data["question"]}
        if is_done(form, services.ask_opinion, case=case, by=request.user, now=timezone.now(), **asked):
            messages.success(request, _("%(person)s finds the request at home.") % {"person": person.full_name})
            return redirect("cases:evaluation", code=code)
    read_document(request, case, EVALUATION, document)
    context = {"title": _("Ask for an opinion"), "back": reverse("cases:evaluation", args=[code]), "submit": _("Ask for the opinion")}
    wanted = [Discipline(one).label for one in guards.required_opinions(case, document)]
    return document_page(
        request,
        case,
        "cases/opinion_ask.html",
        status=422 if form.errors else 200,
        form=form,
        wanted=wanted,
        opinions=document.opinion_list,
        **context,
    )


@WRITE
@once
def opinion(request, pk):
    """The section of one discipline: its author writes and signs it, whoever else may see it reads it."""
    require(request.user, "opinion.write")
    seen = Opinion.objects.visible_to(request.user).select_related(
        "asked_of", "asked_by", "evaluation", "case__child__identity", "case__unit"
    )
    found = get_object_or_404(seen, pk=pk)
    is_own = found.asked_of_id == request.user.pk
    writing = is_own and not found.is_signed and found.evaluation.is_editable
    if request.method == "POST" and not is_own:
        raise PermissionDenied("opinion")
    form = OpinionForm(request.POST or None, instance=found)
    case, home = found.case, reverse("home")

    def save():
        signed = "sign" in request.POST
        services.write_opinion(opinion=found, by=request.user, now=timezone.now(), is_signed=signed, **form.cleaned_data)
        messages.success(request, _("The opinion is signed.") if signed else _("The opinion is saved; it counts once you sign it."))

    def again():
        subjects = [case, case.child_id]
        record_read(actor=request.user, action="opinion.read", subjects=subjects, target=found, detail={"discipline": found.discipline})
        context = {"form": form, "opinion": found, "document": found.evaluation, "writing": writing, "back": home}
        status = 422 if form.errors else 200
        return document_page(request, case, "cases/opinion.html", status=status, title=found.title, kind=EVALUATION, **context)

    def stale(current):
        return conflict(request, case, form, OpinionForm(instance=current), current, title=found.title, theirs_url=request.path)

    return answer(request, form, save, done=lambda: request.path if "sign" in request.POST else home, again=again, stale=stale)
