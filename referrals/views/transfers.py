"""The pages of a transfer: where it stands, and one form an act."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation, User
from accounts.roles import Role, may, require
from accounts.submissions import once
from cases.pages import letter_about, printed, read, show_form, visible_case
from cases.refusals import is_done
from papers.choices import PaperKind
from papers.services import letters_about
from referrals import services, transfer_forms
from referrals.models import LiaisonOfficer, Transfer
from referrals.services.transfers import crossing_decisions
from referrals.transfer_choices import MAY_BE_RESPONSIBLE
from referrals.transfer_desk import Desk
from referrals.transfer_prints import transfer_sheet

WRITE = require_http_methods(["GET", "HEAD", "POST"])
ORIGIN = ("case.work", "case.approve")
RELATED = ("case__child__identity", "case__unit", "origin", "destination", "responsible", "proposed_by", "approved_by", "liaison")


def visible_transfer(request, pk) -> Transfer:
    """Return the transfer with its case and both authorities, if the reader may see it; otherwise a 404."""
    return get_object_or_404(Transfer.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


def _require_any(user, capabilities) -> None:
    if not any(may(user, capability) for capability in capabilities):
        raise PermissionDenied("transfer")


@require_safe
def transfer(request, pk):
    """Where a transfer stands, what the other authority sees, and what comes next. To both authorities."""
    require(request.user, "case.read")
    found = visible_transfer(request, pk)
    desk = Desk(found, request.user)
    read(request, found.case, "transfer.read")
    context = {
        "title": _("Transfer to %(authority)s") % {"authority": found.destination.name},
        "transfer": found,
        "case": found.case,
        "desk": desk,
        "packet": desk.packet,
        "lacks": desk.lacks,
        "ways": desk.ways(),
        "letters": [(letter, PaperKind(letter.kind).label) for letter in letters_about(found)],
        "now": timezone.now(),
    }
    return render(request, "referrals/transfer.html", context)


@require_safe
def transfer_paper(request, pk, letter):
    """A letter of the transfer on paper, for both authorities: each has seen all of it already."""
    require(request.user, "case.read")
    found = visible_transfer(request, pk)
    return printed(request, found.case, transfer_sheet(found, letter_about(found, letter)), found.origin)


@WRITE
@once
def transfer_propose(request, code):
    """Propose that another authority become responsible."""
    case = visible_case(request, code)
    _require_any(request.user, ORIGIN)
    if (under_way := Transfer.objects.visible_to(request.user).under_way().filter(case=case).first()) is not None:
        return redirect("referrals:transfer", under_way.pk)
    found = Organisation.objects.visible_to(request.user).filter(org_type__in=MAY_BE_RESPONSIBLE).exclude(pk=case.unit_id)
    form = transfer_forms.ProposeForm(request.POST or None, destinations=found)
    given = {"case": case, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, services.propose_transfer, **given, **form.cleaned_data):
        messages.success(request, _("The transfer is proposed. Another person of your authority approves it."))
        return redirect("referrals:transfer", Transfer.objects.visible_to(request.user).under_way().get(case=case).pk)
    read(request, case, "transfer.form")
    context = {"case": case, "title": _("Propose a transfer"), "back": reverse("cases:detail", args=[code]), "submit": _("Propose it")}
    context["lead"] = _("Your authority answers for the child until the other one has taken over.")
    return show_form(request, form, "referrals/transfer_act.html", **context)


@dataclass(frozen=True)
class Act:
    """One form about a transfer: who may, what is asked, which service, what the page says."""

    capabilities: tuple[str, ...]
    title: str | Promise
    form: Callable  # (request, transfer) -> form
    verb: Callable
    done: str | Promise
    submit: str | Promise = gettext_lazy("Record it")
    lead: str | Promise = ""


def act_page(act: Act):
    """Return the view of one act: the form, the service, back to the transfer."""

    @WRITE
    @once
    def view(request, pk):
        found = visible_transfer(request, pk)
        _require_any(request.user, act.capabilities)
        form = act.form(request, found)
        given = {"transfer": found, "by": request.user, "now": timezone.now()}
        if request.method == "POST" and form.is_valid() and is_done(form, act.verb, **given, **form.cleaned_data):
            messages.success(request, act.done)
            return redirect("referrals:transfer", pk)
        read(request, found.case, "transfer.form")
        context = {"transfer": found, "title": act.title, "lead": act.lead, "submit": act.submit}
        return show_form(request, form, "referrals/transfer_act.html", back=reverse("referrals:transfer", args=[pk]), **context)

    return view


def plain(form_class):
    """Return the builder of a form that asks nothing of the transfer."""
    return lambda request, found: form_class(request.POST if request.method == "POST" else None)


def _crossing_form(request, found):
    return transfer_forms.CrossingForm(
        request.POST or None,
        instance=found,
        initial={"document": str(found.document or "")},
        decisions=crossing_decisions(found.case),
        officers=LiaisonOfficer.objects.visible_to(request.user).filter(country=found.destination.country, is_active=True),
    )


def _accept_form(request, found):
    people = User.objects.visible_to(request.user).filter(role=Role.CASEWORKER, is_active=True, is_trained=True)
    return transfer_forms.AcceptForm(request.POST or None, people=people.filter(organisation__path__startswith=found.destination.path))


def _offer_form(request, found):
    return transfer_forms.OfferForm(request.POST if request.method == "POST" else None, instance=found)


def _handover_form(request, found):
    started = {"handed_by": _signed(found.proposed_by), "received_by": _signed(found.responsible) or found.receiving_official}
    return transfer_forms.HandoverForm(request.POST or None, initial=started)


def _signed(person) -> str:
    return f"{person.full_name}, {person.get_role_display()}" if person else ""


transfer_crossing = act_page(
    Act(
        ORIGIN,
        gettext_lazy("What crossing the border asks"),
        _crossing_form,
        services.prepare_crossing,
        gettext_lazy("On record. Nothing has been sent yet."),
        lead=gettext_lazy("No child crosses a border without a decision, without safety there, or without a named person on the way."),
    )
)
transfer_approve = act_page(
    Act(
        ("case.approve",),
        gettext_lazy("Approve the transfer"),
        plain(transfer_forms.ConfirmForm),
        services.approve_transfer,
        gettext_lazy("Approved. It can be offered now."),
        submit=gettext_lazy("Approve it"),
        lead=gettext_lazy("The case then says that a transfer is under way. Your authority goes on answering for the child."),
    )
)
transfer_offer = act_page(
    Act(
        ORIGIN,
        gettext_lazy("Offer the transfer"),
        _offer_form,
        services.offer_transfer,
        gettext_lazy("Offered: the clock of the answer runs."),
        submit=gettext_lazy("Offer it"),
        lead=gettext_lazy("The other authority will see what stands on the page of the transfer and what you write here, nothing else."),
    )
)
transfer_accept = act_page(
    Act(
        ("case.designate",),
        gettext_lazy("Accept the transfer"),
        _accept_form,
        services.accept_transfer,
        gettext_lazy("Accepted. Next is the hand-over meeting."),
        submit=gettext_lazy("Accept it"),
        lead=gettext_lazy("You name the person who will be responsible. Until you take over, the other authority answers for the child."),
    )
)
transfer_letter = act_page(
    Act(
        ("case.approve",),
        gettext_lazy("Their letter of acceptance"),
        plain(transfer_forms.LetterForm),
        services.confirm_abroad,
        gettext_lazy("On record. Next is the hand-over meeting."),
    )
)
transfer_refuse = act_page(
    Act(
        ("case.designate",),
        gettext_lazy("Refuse the transfer"),
        plain(transfer_forms.RefuseForm),
        services.refuse_transfer,
        gettext_lazy("Refused. The other authority reads why."),
        submit=gettext_lazy("Refuse it"),
        lead=gettext_lazy("You see the packet no more after this."),
    )
)
transfer_handover = act_page(
    Act(
        (*ORIGIN, "case.designate"),
        gettext_lazy("Minutes of the hand-over"),
        _handover_form,
        services.record_handover,
        gettext_lazy("The minutes are on record."),
    )
)
transfer_take_over = act_page(
    Act(
        ("case.designate",),
        gettext_lazy("The transfer takes effect"),
        plain(transfer_forms.ConfirmForm),
        services.take_over,
        gettext_lazy("In effect from this instant."),
        submit=gettext_lazy("It takes effect now"),
        lead=gettext_lazy(
            "In this instant the responsibility, the person responsible, the access and the deadlines move. It is not undone."
        ),
    )
)
transfer_withdraw = act_page(
    Act(
        ("case.approve",),
        gettext_lazy("Withdraw the transfer"),
        plain(transfer_forms.WithdrawForm),
        services.withdraw_transfer,
        gettext_lazy("Withdrawn. The other authority sees it no more."),
        submit=gettext_lazy("Withdraw it"),
    )
)
transfer_word = act_page(
    Act(
        ("case.approve",),
        gettext_lazy("Word of the child"),
        plain(transfer_forms.WordForm),
        services.record_word,
        gettext_lazy("On record."),
    )
)
