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
from cases.forms.measure import FORM_OF, NoticeForm, ProposalForm
from cases.measure_workflow import MOVES, PROPOSE, moves_from
from cases.models import ProtectiveMeasure
from cases.pages import letter_about, printed, read, visible_case
from cases.prints.measure import measure_letter_sheet
from cases.services.measures import INSTANT_OF, NOTICES
from cases.views.documents import WRITE, answer, document_page
from cases.views.plan import ground_of
from papers.choices import PaperKind
from papers.services import letters_about


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
    context = {"title": str(one), "caption": one.get_kind_display(), "measure": one, "moves": moves, "letters": letters_of(one)}
    context["notices"] = [PaperKind(kind) for kind in NOTICES] if one.is_in_force and may(request.user, PROPOSE) else []
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
    form = FORM_OF[move](request.POST or None, initial=proposed(case, one, move))

    def save():
        services.move_measure(measure=one, move=move, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("It is on record."))

    def again():
        read(request, case, "measure.form", measure=str(pk))
        context = {"form": form, "title": MOVES[move].label, "caption": str(one), "back": page_of(case, one), "submit": _("Save")}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, **context)

    return answer(request, form, save, done=lambda: page_of(case, one), again=again, stale=again)


@WRITE
@once
def measure_notice(request, code, pk, kind):
    """Issue the notice of a measure to a court or a prosecutor."""
    case = visible_case(request, code)
    if kind not in NOTICES:
        raise Http404
    require(request.user, PROPOSE)
    one = measure_of(request, case, pk)
    form = NoticeForm(request.POST or None, initial={"addressee": one.court if kind == PaperKind.NOTICE_COURT else ""})

    def save():
        letter = services.issue_notice(measure=one, kind=kind, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The letter has the number %(number)s.") % {"number": letter.reference})

    def again():
        read(request, case, "measure.form", measure=str(pk))
        context = {"form": form, "title": PaperKind(kind).label, "caption": str(one), "back": page_of(case, one)}
        return document_page(request, case, "cases/form.html", status=422 if form.errors else 200, submit=_("Issue the letter"), **context)

    return answer(request, form, save, done=lambda: page_of(case, one), again=again, stale=again)


@require_safe
def measure_letter(request, code, pk, letter):
    """A letter about the measure, on paper."""
    case = visible_case(request, code)
    one = measure_of(request, case, pk)
    return printed(request, case, measure_letter_sheet(case, one, letter_about(one, letter)))


def letters_of(measure) -> list[dict]:
    """Return the letters that were issued, each with the words of its kind."""
    return [{"letter": letter, "kind": PaperKind(letter.kind).label} for letter in letters_about(measure)]


def proposed(case, measure, move: str) -> dict:
    """What the form proposes: this minute, the ground that the pack knows, the court to which a notice is written."""
    instant, _after = INSTANT_OF.get(move, ("", ""))
    fields = {instant: timezone.localtime().replace(second=0, microsecond=0)} if instant else {}
    if move == "order":
        fields["legal_ground"] = ground_of(case, "measure")
    if move == "notify":
        fields["court"] = next((letter.addressee for letter in letters_about(measure) if letter.kind == PaperKind.NOTICE_COURT), "")
    return fields
