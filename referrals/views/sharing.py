"""Pages of the ground of sharing: consents of a case, agreements between organisations."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.roles import require
from accounts.submissions import once
from cases.pages import both_texts, read, show_form, visible_case
from cases.refusals import is_done
from cases.versioning import Stale
from referrals import services
from referrals.forms import ConsentForm, ProtocolForm, WithdrawForm
from referrals.models import ConsentRecord, SharingProtocol
from referrals.rules import NEVER
from referrals.views.pages import WRITE

MOST_ROWS = 100


@WRITE
@once
def consent_add(request, code):
    """Record what the child, the representative or both consented to."""
    case = visible_case(request, code)
    require(request.user, "referral.send")
    form = ConsentForm(request.POST or None, initial={"given_on": timezone.localdate()})
    given = {"case": case, "by": request.user, "now": timezone.now()}
    back = reverse("referrals:choose", args=[code])
    if request.method == "POST" and form.is_valid() and is_done(form, services.record_consent, **given, **form.cleaned_data):
        messages.success(request, _("The consent is on record."))
        return redirect(back)
    read(request, case, "referral.form")
    lead = _("Only for what the law leaves to the child. Refusing it, or taking it back, changes nothing in the child's care.")
    context = {"case": case, "title": _("Record a consent"), "lead": lead, "submit": _("Record it"), "back": back}
    return show_form(request, form, "referrals/act.html", **context)


@WRITE
@once
def consent_withdraw(request, pk):
    """A consent is taken back."""
    found = ConsentRecord.objects.visible_to(request.user).select_related("case__child__identity", "case__unit")
    consent = get_object_or_404(found, pk=pk)
    require(request.user, "referral.send")
    case = consent.case
    form = WithdrawForm(request.POST or None, initial={"withdrawn_on": timezone.localdate()})
    given = {"consent": consent, "by": request.user, "now": timezone.now()}
    back = reverse("referrals:choose", args=[case.code])
    if request.method == "POST" and form.is_valid() and is_done(form, services.withdraw_consent, **given, **form.cleaned_data):
        messages.success(request, _("Taken back: nothing more is shared on it."))
        return redirect(back)
    read(request, case, "referral.form")
    lead = _("What nobody attends yet is cancelled, and every access that stands on it ends at once.")
    context = {"case": case, "title": _("A consent is taken back"), "lead": lead, "submit": _("It was taken back"), "back": back}
    return show_form(request, form, "referrals/act.html", **context)


@require_safe
def protocol_list(request):
    """The agreements on sharing data of the reader's own organisation and of those below it."""
    require(request.user, "sharing.keep")
    found = SharingProtocol.objects.visible_to(request.user).select_related("organisation", "partner")
    context = {"title": _("Agreements on sharing data"), "rows": list(found[:MOST_ROWS]), "today": timezone.localdate()}
    return render(request, "referrals/protocol_list.html", context)


@WRITE
@once
def protocol_add(request):
    """Add an agreement."""
    require(request.user, "sharing.keep")
    return save(request, None, _("Add an agreement"))


@WRITE
@once
def protocol_edit(request, pk):
    """Change an agreement, or end it by its last day."""
    require(request.user, "sharing.keep")
    found = SharingProtocol.objects.visible_to(request.user)
    return save(request, get_object_or_404(found, pk=pk), _("Change the agreement"))


def form_of(request, protocol, data) -> ProtocolForm:
    organisations = Organisation.objects.visible_to(request.user)
    partners = organisations.exclude(org_type__in=NEVER)
    initial = {"organisation": request.user.organisation_id}
    if protocol is not None:
        initial = {"organisation": protocol.organisation_id, "partner": protocol.partner_id, "version": protocol.version}
        initial |= {"purposes": protocol.purposes, "told": protocol.fields}
    own = organisations.filter(pk__in=request.user.own_units())
    return ProtocolForm(data, instance=protocol, own=own, partners=partners, initial=initial)


def save(request, protocol, title: str):
    """Save a valid form and lead to the list; both texts where somebody else was first (409)."""
    form = form_of(request, protocol, request.POST or None)
    back = reverse("referrals:protocol_list")
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        fields["fields"] = fields.pop("told")
        try:
            if is_done(form, services.save_protocol, protocol=protocol, by=request.user, now=timezone.now(), **fields):
                messages.success(request, _("Saved."))
                return redirect(back)
        except Stale as lost:
            current = lost.current
            return both_texts(request, form, lambda data: form_of(request, current, data), current.version, title=title, back=back)
    return show_form(request, form, title=title, back=back, submit=_("Save"))
