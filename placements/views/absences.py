"""Pages of an absence: report it in one page, follow the search, record how it ends."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from audit.services import record_read
from cases.models import Case
from cases.pages import letter_about, printed, read, show_form, visible_case
from cases.refusals import is_done
from papers.choices import PaperKind
from papers.services import letters_about
from placements import services
from placements.absence_prints import absence_sheet, interview_sheet
from placements.choices import AbsenceState, State
from placements.forms import AbsenceForm, GiveUpForm, HomeAbsenceForm, InterviewForm, ReportForm, ReturnForm, SearchForm
from placements.models import Absence, Placement
from placements.workflow import ABSENCE, may_move
from protocols import packs
from protocols.choices import SearchStep

WRITE = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = ("case__child__identity", "case__unit", "case__notification", "placement__facility", "reported_by", "interview")


@WRITE
@once
def report(request, code):
    """The team reports a child as absent; where one is looked for already, that search is shown."""
    case = visible_case(request, code)
    require(request.user, "absence.record")
    if (standing := case.absences.missing().first()) is not None:
        return redirect("placements:absence", standing.pk)
    form = AbsenceForm(request.POST or None, initial={"starts_at": timezone.now()})
    if request.method == "POST" and form.is_valid():
        given = {"case": case, "by": request.user, "now": timezone.now()}
        if is_done(form, services.report_absence, **given, **form.cleaned_data):
            return _reported(request, case)
    read(request, case, "absence.form")
    page = {"title": _("The child is absent"), "submit": _("Report it"), "back": reverse("cases:detail", args=[code])}
    return show_form(request, form, "placements/absence_form.html", case=case, **page)


@WRITE
@once
def report_from_home(request):
    """A home reports, from its first page, which of its children is absent: one page, one minute."""
    require(request.user, "resident.read")
    residents = Placement.objects.visible_to(request.user).cared_for_by(request.user).filter(state=State.ACTIVE)
    residents = residents.select_related("child__identity", "facility", "case").order_by("facility__name", "child__code")
    form = HomeAbsenceForm(
        request.POST or None, residents=residents, initial={"starts_at": timezone.now(), "placement": request.GET.get("child")}
    )
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        case = fields.pop("placement").case
        if is_done(form, services.report_absence, case=case, by=request.user, now=timezone.now(), **fields):
            return _reported(request, case)
    record_read(actor=request.user, action="absence.form", subjects=[pk for one in residents for pk in (one.case_id, one.child_id)])
    back = reverse("placements:resident_list")
    return show_form(request, form, "placements/absence_form.html", title=_("A child is absent"), submit=_("Report it"), back=back)


def _reported(request, case):
    messages.success(request, _("Reported: the search has begun, the place is kept, and the team knows."))
    return redirect("placements:absence", case.absences.missing().get().pk)


def visible_absence(request, pk) -> Absence:
    """Return the absence if the reader sees the case or cares for the child; otherwise a 404."""
    return get_object_or_404(Absence.objects.visible_to(request.user).select_related(*SHOWN), pk=pk)


def back_of(request, absence) -> str:
    """Return where the reader comes from: the case, or for a home the care sheet."""
    if Case.objects.visible_to(request.user).filter(pk=absence.case_id).exists():
        return reverse("cases:detail", args=[absence.case.code])
    return reverse("placements:resident_detail", args=[absence.placement_id])


@require_safe
def detail(request, pk):
    """The search: since when, what is known, what the pack asks for and was done, what to do next."""
    absence = visible_absence(request, pk)
    entries = list(absence.search.select_related("by"))
    done = {entry.kind for entry in entries}
    case, user, now = absence.case, request.user, timezone.now()
    search = packs.of_case(case.protocol).search
    read(request, case, "absence.read")
    lacks = services.lacks_to_give_up(absence, now)
    acts = [
        act
        for name, act in ACTS.items()
        if may_move(ABSENCE, absence.state, name) and may(user, act.capability) and not (name == "give_up" and lacks)
    ]
    context = {
        "title": _("Absence"),
        "absence": absence,
        "child": case.child,
        "entries": entries[::-1],
        "steps": [(SearchStep(step), step in done) for step in search.steps],
        "least_days": search.least_days,
        "interview": getattr(absence, "interview", None),
        "acts": [(act, reverse(act.page, args=[absence.pk])) for act in acts],
        "may_log": any(act is ACTS["search"] for act in acts),
        "may_read_interview": may(user, "case.read"),
        "letters": letters_about(absence) if may(user, "case.read") else [],
        "may_write": may(user, "case.read") and any(act is ACTS["search"] for act in acts),
        "is_kept": absence.placement_id and absence.placement.state == State.ABSENT and absence.placement.held_until,
        "is_given_up": absence.state == AbsenceState.NOT_FOUND,
        "now": now,
        "back": back_of(request, absence),
    }
    return render(request, "placements/absence.html", context)


@WRITE
@once
def letter_add(request, pk):
    """Issue the report by which somebody is asked to search; the team alone writes letters of the authority."""
    absence, case = team_absence(request, pk)
    require(request.user, "absence.record")
    form = ReportForm(request.POST or None)
    given = {"absence": absence, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.issue_report, **given, **form.cleaned_data):
        messages.success(request, _("The letter is issued. Log the notice once it was given."))
        return redirect("placements:absence", pk)
    read(request, case, "absence.form")
    page = {"title": PaperKind.ABSENCE_REPORT.label, "submit": _("Issue the letter"), "back": reverse("placements:absence", args=[pk])}
    return show_form(request, form, "placements/absence_form.html", absence=absence, case=case, **page)


@require_safe
def letter(request, pk, letter):
    """A report of the absence on paper."""
    absence, case = team_absence(request, pk)
    return printed(request, case, absence_sheet(absence, letter_about(absence, letter)))


@require_safe
def interview_paper(request, pk):
    """What the child says of it, on paper."""
    absence, case = team_absence(request, pk)
    if (held := getattr(absence, "interview", None)) is None:
        raise Http404
    return printed(request, case, interview_sheet(held))


def team_absence(request, pk) -> tuple[Absence, Case]:
    """Return the absence with its case if the reader sees the case; otherwise a 404, also for the home."""
    absence = visible_absence(request, pk)
    return absence, visible_case(request, absence.case.code)


@dataclass(frozen=True)
class Act:
    """One thing that is done to an absence: who may, its page, its form and its service, in words."""

    capability: str
    page: str
    title: str | Promise
    form: Callable[[object, Absence], forms.Form]
    verb: Callable
    done: str | Promise
    lead: str | Promise = ""


def _now(name: str) -> dict:
    return {name: timezone.now()}


ACTS = {
    "search": Act(
        "absence.record",
        "placements:absence_log",
        gettext_lazy("Add to the search"),
        lambda request, one: SearchForm(request.POST or None, initial=_now("at") | {"kind": request.GET.get("kind")}),
        services.log_search,
        gettext_lazy("Added to the search."),
    ),
    "come_back": Act(
        "absence.record",
        "placements:absence_return",
        gettext_lazy("The child came back"),
        lambda request, one: ReturnForm(request.POST or None, initial=_now("ends_at")),
        services.record_return,
        gettext_lazy("The return is on record. Next: listen to the child, and evaluate again."),
        gettext_lazy("No sanction and no restriction follows from an absence. Ask first how the child is."),
    ),
    "locate": Act(
        "absence.record",
        "placements:absence_located",
        gettext_lazy("The child was found elsewhere"),
        lambda request, one: ReturnForm(request.POST or None, initial=_now("ends_at")),
        services.record_located,
        gettext_lazy("On record: the stay ended. Record where the child lives now."),
        gettext_lazy("For a child who is safe or held elsewhere and does not come back for now. The stay in the house ends."),
    ),
    "interview": Act(
        "case.work",
        "placements:absence_interview",
        gettext_lazy("Record the conversation after the return"),
        lambda request, one: InterviewForm(request.POST or None, initial=_now("held_at")),
        services.hold_interview,
        gettext_lazy("The conversation is on record."),
        gettext_lazy("Alone with the child, without anybody of the house. Nothing that is said here is a reason for a sanction."),
    ),
    "give_up": Act(
        "case.approve",
        "placements:absence_give_up",
        gettext_lazy("End the search"),
        lambda request, one: GiveUpForm(request.POST or None),
        services.give_up_search,
        gettext_lazy("The search ended. The case stays suspended until it is closed or the child comes back."),
        gettext_lazy("Only after everything was tried. If the child comes back later, the return is recorded here all the same."),
    ),
}


def _page(name: str):
    """Return the view of one act: a form, and back to the absence."""
    act = ACTS[name]

    @WRITE
    @once
    def view(request, pk):
        absence = visible_absence(request, pk)
        require(request.user, act.capability)
        form = act.form(request, absence)
        given = {"absence": absence, "by": request.user, "now": timezone.now()}
        if request.method == "POST" and form.is_valid() and is_done(form, act.verb, **given, **form.cleaned_data):
            messages.success(request, act.done)
            return redirect("placements:absence", pk) if _is_still_seen(request, pk) else redirect("placements:resident_list")
        read(request, absence.case, "absence.form")
        page = {"title": act.title, "lead": act.lead, "submit": _("Save"), "back": reverse("placements:absence", args=[pk])}
        return show_form(request, form, "placements/absence_form.html", absence=absence, case=absence.case, **page)

    return view


def _is_still_seen(request, pk) -> bool:
    """Tell whether the reader may see it yet: a home's access ends with the stay."""
    return Absence.objects.visible_to(request.user).filter(pk=pk).exists()


log = _page("search")
come_back = _page("come_back")
locate = _page("locate")
interview = _page("interview")
give_up = _page("give_up")
