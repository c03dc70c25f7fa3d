"""Pages of disclosures: what was told of a child behind the walls, compose, approve or return, print the letter."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from accounts.roles import may, require
from accounts.submissions import once
from cases.pages import both_texts, printed, read, show_form, visible_case
from cases.prints.extract import DETERMINATIONS
from cases.refusals import is_done, kept_in
from cases.versioning import Stale
from referrals import services
from referrals.disclosure_choices import DisclosureState
from referrals.disclosure_forms import DisclosureForm
from referrals.disclosure_prints import disclosure_sheet, field_lines
from referrals.disclosure_rules import GROUNDS
from referrals.disclosure_workflow import may_move
from referrals.forms import ReasonForm, ReviewForm
from referrals.models import ConsentRecord, Disclosure
from referrals.views.pages import WRITE
from referrals.views.sending import version_of


def page_of(case) -> str:
    return reverse("referrals:disclosures", args=[case.code])


def own_disclosure(request, pk) -> Disclosure:
    """Return the disclosure of a case that the reader may see; otherwise a 404."""
    related = ("case__child__identity", "case__unit", "recipient", "author", "approver", "consent")
    return get_object_or_404(Disclosure.objects.visible_to(request.user).select_related(*related), pk=pk)


@require_safe
def disclosures(request, code):
    """What was told, and what waits to be."""
    return show_list(request, visible_case(request, code))


def show_list(request, case, refused: str = "", status: int = 200):
    user = request.user
    found = Disclosure.objects.visible_to(user).filter(case=case).select_related("recipient", "author", "approver")
    rows = []
    for one in found:
        one.case = case
        rows.append((one, sentences(one), field_lines(one), ways(one, user)))
    read(request, case, "disclosure.read")
    context = {"title": _("Disclosures"), "case": case, "rows": rows, "back": reverse("cases:detail", args=[case.code])}
    context |= {"may_write": may(user, "disclosure.write") and not case.closed_at, "refused": refused, "has_plan": case.approved_plan}
    return render(request, "referrals/disclosures.html", context, status=status)


def sentences(disclosure: Disclosure) -> list:
    return [DETERMINATIONS[code] for code in disclosure.determinations]


def ways(one: Disclosure, user) -> dict[str, bool]:
    """What the reader may do with it now."""
    writes, approves = may(user, "disclosure.write"), may(user, "case.disclose")
    return {
        "submit": writes and may_move(one.state, "submit"),
        "edit": writes and may_move(one.state, "submit"),
        "withdraw": writes and may_move(one.state, "withdraw"),
        "review": approves and may_move(one.state, "approve") and one.author_id != user.pk,
        "letter": one.state == DisclosureState.APPROVED,
    }


def form_of(request, case, data, **kwargs) -> DisclosureForm:
    user = request.user
    choices = {
        "organisations": Organisation.objects.visible_to(user).filter(org_type__in=GROUNDS),
        "consents": ConsentRecord.objects.visible_to(user).filter(case=case, withdrawn_on=None),
        "determined": [(code, DETERMINATIONS[code]) for code in services.determinations_of(case)],
    }
    return DisclosureForm(data, **choices, **kwargs)


@WRITE
@once
def disclosure_add(request, code):
    """Compose a disclosure: to whom, on what ground, which determinations."""
    case = visible_case(request, code)
    require(request.user, "disclosure.write")
    form = form_of(request, case, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[Disclosure] = []
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        if is_done(form, kept_in(made, services.draft_disclosure), case=case, by=request.user, now=timezone.now(), **fields):
            messages.success(request, _("Composed. Read it, and put it before who approves it."))
            return redirect(page_of(case))
    return write_page(request, case, form)


@WRITE
@once
def disclosure_edit(request, pk):
    """Change a draft."""
    one = own_disclosure(request, pk)
    require(request.user, "disclosure.write")
    case = one.case

    def fresh(data, current=one):
        kept = {name: getattr(current, name) for name in ("version", "ground", "ground_reference", "fields", "determinations")}
        return form_of(request, case, data, initial=kept | {"recipient": current.recipient_id, "consent": current.consent_id})

    form = fresh(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_done(form, services.save_disclosure, disclosure=one, by=request.user, now=timezone.now(), **form.cleaned_data):
                messages.success(request, _("Saved."))
                return redirect(page_of(case))
        except Stale as lost:
            current = lost.current
            read(request, case, "disclosure.form")
            back, title = page_of(case), _("Disclosure")
            return both_texts(request, form, lambda data: fresh(data, current), current.version, title=title, back=back)
    return write_page(request, case, form)


def write_page(request, case, form: forms.Form):
    read(request, case, "disclosure.form")
    lead = _("Determinations and nothing else: no reasons, no statements, no health, no address, nobody but the child.")
    context = {"case": case, "title": _("Compose a disclosure"), "lead": lead, "submit": _("Continue"), "back": page_of(case)}
    return show_form(request, form, "referrals/act.html", **context)


@require_POST
@once
def disclosure_submit(request, pk):
    """Put a draft before who heads the authority."""
    one = own_disclosure(request, pk)
    require(request.user, "disclosure.write")
    try:
        services.submit_disclosure(disclosure=one, version=version_of(request), by=request.user, now=timezone.now())
    except Stale:
        return show_list(request, one.case, _("Somebody changed this while you read it. This is how it stands now; read it again."), 409)
    except ValidationError as refusal:
        return show_list(request, one.case, " ".join(refusal.messages), 422)
    messages.success(request, _("It waits for whoever heads the authority."))
    return redirect(page_of(one.case))


@WRITE
@once
def disclosure_review(request, pk):
    """What would be told, word by word, and two buttons."""
    one = own_disclosure(request, pk)
    require(request.user, "case.disclose")
    form, status = ReviewForm(request.POST or None, initial={"version": one.version}), 200
    is_approved = request.POST.get("decision") == "approve"
    if request.method == "POST" and form.is_valid():
        given = {"disclosure": one, "by": request.user, "now": timezone.now(), "is_approved": is_approved}
        try:
            if is_done(form, services.review_disclosure, **given, **form.cleaned_data):
                messages.success(request, _("Approved: its letter has a number.") if is_approved else _("Returned to its author."))
                return redirect(page_of(one.case))
        except Stale:
            form.add_error(None, _("Somebody changed this while you read it. This is how it stands now; read it again."))
            status, one = 409, own_disclosure(request, pk)
    read(request, one.case, "disclosure.form")
    context = {"title": _("Approve the disclosure"), "one": one, "case": one.case, "form": form, "back": page_of(one.case)}
    context |= {"sentences": sentences(one), "lines": field_lines(one)}
    return render(request, "referrals/disclosure_review.html", context, status=status if status != 200 else 422 if form.errors else 200)


@WRITE
@once
def disclosure_withdraw(request, pk):
    """Take back what has not left."""
    one = own_disclosure(request, pk)
    require(request.user, "disclosure.write")
    form = ReasonForm(request.POST or None, label=_("Why it is withdrawn"))
    given = {"disclosure": one, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.withdraw_disclosure, **given, **form.cleaned_data):
        messages.success(request, _("Withdrawn: nothing was told."))
        return redirect(page_of(one.case))
    read(request, one.case, "disclosure.form")
    context = {"case": one.case, "title": _("Withdraw the disclosure"), "submit": _("Withdraw it"), "back": page_of(one.case)}
    return show_form(request, form, "referrals/act.html", **context)


@require_safe
def disclosure_letter(request, pk):
    """The numbered letter, as a PDF."""
    one = own_disclosure(request, pk)
    require(request.user, "case.read")
    if one.state != DisclosureState.APPROVED:
        raise Http404
    numbered = services.number_disclosure(one, by=request.user, now=timezone.now())
    return printed(request, one.case, disclosure_sheet(one, numbered))
