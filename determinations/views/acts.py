"""One form a page: everything that is done to a determination apart from its dossier."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.roles import require
from accounts.submissions import once
from cases.pages import read, show_form, visible_case
from cases.refusals import is_done
from determinations import forms, services
from determinations.facts import solutions_proposed
from determinations.models import Seat
from determinations.people import who_may_sit
from determinations.views.pages import WRITE, Act, act_page, back_to, page_of, visible_determination, visible_session
from protocols import packs


@WRITE
@once
def request_add(request, code):
    """Ask for a determination, with what demands it."""
    case = visible_case(request, code)
    require(request.user, "case.approve")
    if (under_way := case.determinations.under_way().first()) is not None:
        return redirect("determinations:detail", under_way.pk)
    levels = packs.of_case(case.protocol).determination.levels
    proposed = next(iter(sorted(solutions_proposed(case))), "")
    form = forms.RequestForm(request.POST or None, levels=levels, initial={"solution": proposed})
    given = {"case": case, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.request_determination, **given, **form.cleaned_data):
        messages.success(request, _("The determination was asked for; its clock runs."))
        return back_to(case.determinations.under_way().get())
    read(request, case, "determination.form")
    context = {"case": case, "title": _("Ask for a best-interests determination"), "back": reverse("cases:detail", args=[code])}
    return show_form(request, form, "determinations/request.html", submit=_("Ask for it"), **context)


defer = act_page(
    Act(
        "determination.convene|determination.decide",
        gettext_lazy("Ask for more information"),
        lambda request, one: forms.DeferForm(request.POST or None),
        services.defer,
        gettext_lazy("On record: the case can go back to the evaluation."),
        submit=gettext_lazy("Ask for it"),
        lead=gettext_lazy("Nothing is decided. Its clock goes on."),
    )
)
again = act_page(
    Act(
        "case.approve",
        gettext_lazy("Take the determination up again"),
        lambda request, one: forms.ReasonForm(request.POST or None),
        services.take_up_again,
        gettext_lazy("The question is put anew."),
        submit=gettext_lazy("Take it up again"),
        lead=gettext_lazy("The case goes to the determination with it. What was decided before stays on record."),
    )
)
withdraw = act_page(
    Act(
        "case.approve",
        gettext_lazy("Withdraw the request"),
        lambda request, one: forms.WithdrawForm(request.POST or None),
        services.withdraw,
        gettext_lazy("Withdrawn: the case is in the follow-up."),
        submit=gettext_lazy("Withdraw it"),
        lead=gettext_lazy("Only when what demanded it is gone. The case goes to the follow-up."),
    )
)
seat_add = act_page(
    Act(
        "determination.convene",
        gettext_lazy("Seat a member of the panel"),
        lambda request, one: forms.SeatForm(request.POST or None, people=who_may_sit(one.case.unit.country)),
        services.seat_member,
        gettext_lazy("The member sits on the panel and can read the dossier."),
        submit=gettext_lazy("Give the seat"),
        lead=gettext_lazy("The seat opens the dossier, nothing else of the case, and ends with the determination."),
        template="determinations/seat.html",
    )
)
convene = act_page(
    Act(
        "determination.convene",
        gettext_lazy("Convene a session"),
        lambda request, one: forms.SessionForm(request.POST or None, determination=one),
        services.convene,
        gettext_lazy("The session is convened."),
        submit=gettext_lazy("Convene it"),
    )
)
guest_add = act_page(
    Act(
        "determination.convene",
        gettext_lazy("Somebody without a vote"),
        lambda request, session: forms.GuestForm(request.POST or None),
        services.add_guest,
        gettext_lazy("It is on record."),
        thing="session",
    )
)
adjourn = act_page(
    Act(
        "determination.convene",
        gettext_lazy("Adjourn the session"),
        lambda request, session: forms.MinutesForm(request.POST or None),
        services.adjourn,
        gettext_lazy("Adjourned: convene another session."),
        thing="session",
        submit=gettext_lazy("Adjourn it"),
    )
)
declare = act_page(
    Act(
        "determination.vote",
        gettext_lazy("Conflict of interest"),
        lambda request, session: forms.DeclareForm(request.POST or None),
        services.declare,
        gettext_lazy("Your declaration is on record."),
        thing="session",
        submit=gettext_lazy("Declare"),
        lead=gettext_lazy("Everybody declares in every session before it is opened. With a conflict you do not vote."),
    )
)
vote = act_page(
    Act(
        "determination.vote",
        gettext_lazy("Your vote"),
        lambda request, session: forms.VoteForm(request.POST or None, options=session.determination.dossier.option_list),
        services.vote,
        gettext_lazy("Your vote is on record. Until the session is closed you may vote again."),
        thing="session",
        submit=gettext_lazy("Vote"),
        template="determinations/vote.html",
    )
)
decide = act_page(
    Act(
        "determination.convene",
        gettext_lazy("Set down the decision"),
        lambda request, session: forms.DecisionForm(request.POST or None, options=options_of(session.determination), session=session),
        services.decide,
        gettext_lazy("The decision is on record. Now it is explained to the child."),
        thing="session",
        submit=gettext_lazy("Set it down for good"),
        template="determinations/decision_form.html",
    )
)
decide_as_authority = act_page(
    Act(
        "determination.decide",
        gettext_lazy("Decide"),
        lambda request, one: forms.DecisionForm(request.POST or None, options=options_of(one)),
        services.decide_as_authority,
        gettext_lazy("The decision is on record. Now it is explained to the child."),
        submit=gettext_lazy("Decide for good"),
        template="determinations/decision_form.html",
    )
)
ratify = act_page(
    Act(
        "determination.convene",
        gettext_lazy("Was the urgent decision ratified?"),
        lambda request, session: forms.MinutesForm(request.POST or None),
        services.ratify,
        gettext_lazy("What the panel voted is on record."),
        thing="session",
        submit=gettext_lazy("Close the session"),
        lead=gettext_lazy("The votes say it: more than half for the option decided ratify it; otherwise it is set aside."),
        template="determinations/vote.html",
    )
)
execution_begin = act_page(
    Act(
        "case.work",
        gettext_lazy("It begins to be carried out"),
        lambda request, one: forms.ExecutionForm(request.POST or None, initial={"execution_note": one.execution_note}),
        services.begin_execution,
        gettext_lazy("It is on record."),
    )
)
execution_complete = act_page(
    Act(
        "case.work",
        gettext_lazy("It was carried out"),
        lambda request, one: forms.ExecutedForm(request.POST or None, initial={"execution_note": one.execution_note}),
        services.complete_execution,
        gettext_lazy("It is on record."),
    )
)
appeal_add = act_page(
    Act(
        "decision.explain",
        gettext_lazy("Record an appeal"),
        lambda request, one: forms.AppealForm(request.POST or None),
        services.file_appeal,
        gettext_lazy("The appeal is on record: nothing is carried out until it is resolved."),
    )
)


def options_of(determination) -> list:
    """Return the options of the dossier; none before one is begun."""
    return determination.dossier.option_list if determination.dossier else []


@WRITE
@once
def appeal_resolve(request, pk):
    """Record how the pending appeal ended."""
    determination = visible_determination(request, pk)
    require(request.user, "case.approve")
    appeal = determination.appeals.filter(outcome="").first()
    if appeal is None:
        messages.info(request, _("No appeal is pending."))
        return back_to(determination)
    form = forms.ResolveForm(request.POST or None)
    given = {"appeal": appeal, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.resolve_appeal, **given, **form.cleaned_data):
        messages.success(request, _("It is on record."))
        return back_to(determination)
    read(request, determination.case, "determination.form")
    context = {"determination": determination, "case": determination.case, "title": _("How the appeal ended"), "submit": _("Record it")}
    return show_form(request, form, "determinations/act.html", lead=appeal.ground, back=page_of(determination), **context)


@WRITE
@once
def seat_end(request, pk):
    """Let a member leave the panel."""
    seats = Seat.objects.visible_to(request.user).select_related("determination__case__child", "determination__case__unit", "person")
    seat = get_object_or_404(seats, pk=pk)
    require(request.user, "determination.convene")
    form = forms.ReasonForm(request.POST or None)
    given = {"seat": seat, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.end_seat, **given, **form.cleaned_data):
        messages.success(request, _("The seat has ended, and with it the access to the dossier."))
        return back_to(seat.determination)
    read(request, seat.determination.case, "determination.form")
    context = {"determination": seat.determination, "case": seat.determination.case, "back": page_of(seat.determination)}
    title = _("%(person)s leaves the panel") % {"person": seat.person.full_name}
    return show_form(request, form, "determinations/act.html", title=title, submit=_("End the seat"), **context)


@require_POST
@once
def session_open(request, pk):
    """Open the session, or say who is missing."""
    session = visible_session(request, pk)
    require(request.user, "determination.convene")
    try:
        services.open_session(session=session, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The session is open: the members vote."))
    return back_to(session.determination)
