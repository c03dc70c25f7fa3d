"""Pages of restrictions: what is asked of a child, for how long, how it is reviewed and appealed."""

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
from cases.pages import printed, read, show_form, visible_case
from cases.prints.child import language_of, spoken
from cases.refusals import is_done
from liberty import services
from liberty.forms.restrictions import (
    AnswerForm,
    AppealForm,
    EndForm,
    InformForm,
    LiftForm,
    MissedForm,
    ProposalForm,
    RestrictionForm,
    ReviewForm,
)
from liberty.models import Restriction, RestrictionAppeal
from liberty.restriction_choices import RestrictionState, Standing
from liberty.restriction_prints import OFFERED, restriction_sheet
from liberty.restriction_workflow import APPEAL, CONTACT, RECORD, REVIEW
from liberty.restriction_worklist import overdue_for
from liberty.services.restrictions import latest_review_date

WRITE = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = ("case__child__identity", "case__unit", "recorded_by", "created_by", "ended_by")
MOST_ROWS = 50
TEMPLATE = "liberty/restriction_form.html"


def restriction_of(request, pk) -> Restriction:
    """Return the restriction if the reader sees its case; otherwise a 404."""
    return get_object_or_404(Restriction.objects.visible_to(request.user).select_related(*SHOWN), pk=pk)


def _today(case):
    return case.unit.day_of(timezone.now())


def _saved(request, form, verb, **given) -> bool:
    """Save a form that is fit to be saved. Of one that is not, the forbidden is refused and counted all the same."""
    given |= {"by": request.user, "now": timezone.now()}
    if form.is_valid():
        return is_done(form, verb, **given, **form.cleaned_data)
    if isinstance(form, ProposalForm | RestrictionForm):
        is_done(form, services.screen_restriction, case=given["case"], by=given["by"], now=given["now"], fields=form.typed)
    return False


@WRITE
@once
def restriction_propose(request, code):
    """An authority asks for something; it has no effect by being asked for."""
    case = visible_case(request, code)
    require(request.user, RECORD)
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and _saved(request, form, services.propose_restriction, case=case):
        messages.success(request, _("On record: it has no effect unless you record it on a legal ground."))
        return redirect(_panel(case))
    read(request, case, "restriction.form")
    page = {"title": _("An authority asks for a restriction"), "submit": _("Save"), "back": _panel(case)}
    return show_form(request, form, TEMPLATE, case=case, **page)


@WRITE
@once
def restriction_add(request, code):
    """Record what an authority imposes."""
    case = visible_case(request, code)
    require(request.user, RECORD)
    return _record(request, case, None, _panel(case))


@WRITE
@once
def restriction_record(request, pk):
    """Record, on its ground, what an authority asked for before."""
    one = restriction_of(request, pk)
    require(request.user, RECORD)
    return _record(request, one.case, one, reverse("liberty:restriction", args=[pk]))


def _record(request, case, one, back):
    today = _today(case)
    initial = {"starts_on": today, "review_date": latest_review_date(case, today), "informed_language": case.child.primary_language}
    if one is not None:
        initial |= {"type": one.type, "text": one.text, "imposed_by": one.imposed_by}
    form = RestrictionForm(request.POST or None, initial=initial)
    if request.method == "POST" and _saved(request, form, services.record_restriction, case=case, restriction=one):
        messages.success(request, _("The restriction is on record. Give the child the sheet of rights."))
        return redirect(_panel(case) if one is None else back)
    read(request, case, "restriction.form")
    lead = _("A free child stays free. Ask only for what a law allows and this child needs, and for the least that serves.")
    return show_form(request, form, TEMPLATE, case=case, title=_("Record a restriction"), lead=lead, submit=_("Record it"), back=back)


@require_safe
def restriction(request, pk):
    """One restriction: how it stands today, why, how to appeal, all that was reviewed, decided and missed."""
    one = restriction_of(request, pk)
    case, user, today = one.case, request.user, _today(one.case)
    read(request, case, "restriction.read")
    standing = one.standing_on(today)
    appeals = list(one.appeals.all())
    context = {
        "title": str(one),
        "one": one,
        "case": case,
        "standing": standing,
        "is_late": standing == Standing.WITHOUT_EFFECT,
        "reviews": list(one.reviews.select_related("reviewer"))[::-1],
        "appeals": appeals,
        "missed": list(one.missed_contacts.select_related("task")[:MOST_ROWS]),
        "acts": [
            (act, reverse(act.page, args=[pk]))
            for act in ACTS.values()
            if may(user, act.capability) and act.fits(one) and not (act is ACTS["appeal"] and any(each.is_pending for each in appeals))
        ],
        "may_answer": may(user, APPEAL),
        "papers": _papers(case) if one.recorded_at else [],
        "today": today,
    }
    return render(request, "liberty/restriction.html", context)


def _papers(case) -> list[tuple[str, str, bool]]:
    """Return the languages in which the sheet of rights exists for this child: code, name, whether it is the child's."""
    own = language_of(case)
    return [(code, OFFERED[code], code == own) for code in sorted({own, "es", "en"}, key=lambda code: (code != own, code))]


@require_safe
def restriction_paper(request, pk, language):
    """The notice of the restriction and the sheet of rights, on paper for the child."""
    one = restriction_of(request, pk)
    if language not in spoken() or not one.recorded_at:
        raise Http404
    return printed(request, one.case, restriction_sheet(one, language))


@require_safe
def restrictions_overdue(request):
    """Every restriction that is without effect because nobody reviewed it in time: by code, no name."""
    require(request.user, "case.access_log")
    rows = list(overdue_for(request.user, timezone.now())[: MOST_ROWS + 1])
    shown = rows[:MOST_ROWS]
    record_read(actor=request.user, action="restriction.overdue", subjects=[pk for one in shown for pk in (one.case_id, one.case.child_id)])
    context = {
        "title": _("Restrictions without effect: review overdue"),
        "rows": shown,
        "is_more": len(rows) > MOST_ROWS,
        "may_open": may(request.user, "case.read"),
    }
    return render(request, "liberty/restrictions_overdue.html", context)


@WRITE
@once
def appeal_answer(request, pk):
    """Record what was decided on an appeal."""
    appeals = RestrictionAppeal.objects.visible_to(request.user)
    appeal = get_object_or_404(appeals.select_related(*(f"restriction__{name}" for name in SHOWN)), pk=pk)
    require(request.user, APPEAL)
    one = appeal.restriction
    form = AnswerForm(request.POST or None, initial={"decided_on": _today(one.case)})
    if request.method == "POST" and _saved(request, form, services.answer_appeal, appeal=appeal):
        messages.success(request, _("The decision is on record."))
        return redirect("liberty:restriction", one.pk)
    read(request, one.case, "restriction.form")
    page = {"title": _("Record the decision on the appeal"), "submit": _("Save"), "back": reverse("liberty:restriction", args=[one.pk])}
    return show_form(request, form, TEMPLATE, case=one.case, one=one, **page)


@dataclass(frozen=True)
class Act:
    """One thing that is done to a restriction: who may, when, its page, its form and its service, in words."""

    capability: str
    page: str
    title: str | Promise
    fits: Callable[[Restriction], bool]
    form: Callable[[object, Restriction], forms.Form] | None = None  # None: its page is a view of its own
    verb: Callable | None = None
    done: str | Promise = ""
    lead: str | Promise = ""


def _review_form(request, one):
    today = _today(one.case)
    later = latest_review_date(one.case, today)
    if one.state == RestrictionState.RECORDED:
        return LiftForm(request.POST or None, initial={"held_on": today, "child_told_on": today, "outcome": "lift"})
    return ReviewForm(request.POST or None, initial={"held_on": today, "child_told_on": today, "next_review_date": later})


ACTS = {
    "record": Act(
        RECORD,
        "liberty:restriction_record",
        gettext_lazy("Record it, with its legal ground"),
        lambda one: one.state == RestrictionState.PROPOSED,
    ),
    "inform": Act(
        RECORD,
        "liberty:restriction_inform",
        gettext_lazy("Record that the child was informed"),
        lambda one: one.state == RestrictionState.RECORDED,
        lambda request, one: InformForm(
            request.POST or None, initial={"informed_on": _today(one.case), "informed_language": one.case.child.primary_language}
        ),
        services.inform_child,
        gettext_lazy("On record. From today the restriction is in effect."),
        gettext_lazy("In the child's own language: what is asked, until when, why, and how to appeal."),
    ),
    "review": Act(
        REVIEW,
        "liberty:restriction_review",
        gettext_lazy("Review the restriction"),
        lambda one: one.stands,
        _review_form,
        services.review_restriction,
        gettext_lazy("The review is on record."),
        gettext_lazy("Ask first whether it is still needed. To lift it needs no more reason than that it is not."),
    ),
    "appeal": Act(
        APPEAL,
        "liberty:restriction_appeal",
        gettext_lazy("Record an appeal"),
        lambda one: one.stands,
        lambda request, one: AppealForm(request.POST or None, initial={"filed_on": _today(one.case)}),
        services.file_appeal,
        gettext_lazy("The appeal is on record."),
    ),
    "missed": Act(
        CONTACT,
        "liberty:restriction_missed",
        gettext_lazy("A contact did not take place"),
        lambda one: one.is_contact and one.state == RestrictionState.ACTIVE,
        lambda request, one: MissedForm(request.POST or None, initial={"missed_at": timezone.now()}),
        services.record_missed_contact,
        gettext_lazy("On record. There is a task now: ask how the child is."),
        gettext_lazy("Somebody asks how the child is, and nothing else follows: no sanction, no report, no harder restriction."),
    ),
    "end": Act(
        RECORD,
        "liberty:restriction_end",
        gettext_lazy("End it"),
        lambda one: one.state != RestrictionState.ENDED,
        lambda request, one: EndForm(
            request.POST or None, is_asked=one.state == RestrictionState.PROPOSED, initial={"ended_on": _today(one.case)}
        ),
        services.end_restriction,
        gettext_lazy("It ended, and the child is free of it."),
    ),
}


def _page(name: str):
    """Return the view of one act: a form, and back to the restriction."""
    act = ACTS[name]

    @WRITE
    @once
    def view(request, pk):
        one = restriction_of(request, pk)
        require(request.user, act.capability)
        form = act.form(request, one)
        if request.method == "POST" and _saved(request, form, act.verb, restriction=one):
            messages.success(request, act.done)
            return redirect("liberty:restriction", pk)
        read(request, one.case, "restriction.form")
        page = {"title": act.title, "lead": act.lead, "submit": _("Save"), "back": reverse("liberty:restriction", args=[pk])}
        return show_form(request, form, TEMPLATE, case=one.case, one=one, **page)

    return view


inform = _page("inform")
review = _page("review")
appeal = _page("appeal")
missed = _page("missed")
end = _page("end")


def _panel(case) -> str:
    return reverse("cases:detail", args=[case.code]) + "#restrictions"
