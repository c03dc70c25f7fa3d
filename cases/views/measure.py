"""Protective measures: proposed, read, taken one step on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases import services
from cases.forms.measure import FORM_OF, ProposalForm
from cases.measure_workflow import MOVES, PROPOSE, moves_from
from cases.models import ProtectiveMeasure
from cases.pages import read, visible_case
from cases.services.measures import INSTANT_OF
from cases.views.documents import WRITE, answer, document_page
from cases.views.plan import ground_of


def page_of(case, measure) -> str:
    return reverse("cases:measure", args=[case.code, measure.pk])


def measure_of(request, case, pk) -> ProtectiveMeasure:
    measures = ProtectiveMeasure.objects.visible_to(request.user).select_related("created_by", "ordered_by")
    measure = get_object_or_404(measures, case=case, pk=pk)
    measure.case = case
    return measure


@WRITE
@once
def measure_add(request, code):
    """Propose a measure."""
    case = visible_case(request, code)
    require(request.user, PROPOSE)
    form = ProposalForm(request.POST or None)
    made = []

    def save():
        made.append(services.propose_measure(case=case, by=request.user, now=timezone.now(), **form.cleaned_data))
        messages.success(request, _("The measure is proposed; the authority orders it."))

    def again():
        read(request, case, "measure.form")
        context = {"form": form, "title": _("Propose a protective measure"), "submit": _("Propose")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: page_of(case, made[0]), again=again, stale=again)


@require_safe
def measure(request, code, pk):
    """One measure: where it stands, all that happened to it, what can happen next."""
    case = visible_case(request, code)
    one, now = measure_of(request, case, pk), timezone.now()
    moves = {name: move for name, move in moves_from(one.state).items() if may(request.user, move.capability)}
    read(request, case, "measure.read", measure=str(pk))
    context = {"title": str(one), "caption": one.get_kind_display(), "measure": one, "moves": moves}
    return document_page(request, case, "cases/measure.html", is_silent=one.is_court_silent(now), now=now, **context)


@WRITE
@once
def measure_move(request, code, pk, move):
    """Take a measure one step on, with the facts of that step."""
    case = visible_case(request, code)
    if move not in FORM_OF:
        raise Http404
    require(request.user, MOVES[move].capability)
    one = measure_of(request, case, pk)
    form = FORM_OF[move](request.POST or None, initial=proposed(case, move))

    def save():
        services.move_measure(measure=one, move=move, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("It is on record."))

    def again():
        read(request, case, "measure.form", measure=str(pk))
        context = {"form": form, "title": MOVES[move].label, "caption": str(one), "back": page_of(case, one), "submit": _("Save")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: page_of(case, one), again=again, stale=again)


def proposed(case, move: str) -> dict:
    """What the form proposes: this minute, and the ground that the pack knows."""
    instant, _after = INSTANT_OF.get(move, ("", ""))
    fields = {instant: timezone.localtime().replace(second=0, microsecond=0)} if instant else {}
    if move == "order":
        fields["legal_ground"] = ground_of(case, "measure")
    return fields
