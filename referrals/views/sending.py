"""Pages of whoever refers a child: choose what for, write it, see what the receiver sees, send, follow, send again."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from accounts.roles import may, require
from accounts.submissions import once
from cases.models import Attachment, Relative
from cases.pages import both_texts, printed, read, show_form, visible_case
from cases.refusals import is_done, kept_in
from cases.versioning import Stale
from referrals import services
from referrals.choices import ReferralType
from referrals.desk import Desk
from referrals.facts import alternatives, packet_of, serving
from referrals.forms import ReasonForm, ReferralForm, ReviewForm
from referrals.models import ConsentRecord, Referral
from referrals.packets import lines
from referrals.prints import referral_sheet
from referrals.rules import NEVER
from referrals.services.letters import number_referral_letter
from referrals.views.pages import WRITE, act, own_referral, page_of, press


@require_safe
def choose(request, code):
    """What a child may be referred for, and where a bed or another authority is found instead."""
    case = visible_case(request, code)
    require(request.user, "referral.send")
    read(request, case, "referral.choose")
    context = {"title": _("Refer to another organisation"), "case": case, "kinds": ReferralType.choices}
    context |= {"may_transfer": any(may(request.user, one) for one in ("case.work", "case.approve"))}
    context |= {"consents": list(case.consents.all()), "back": reverse("cases:detail", args=[code])}
    return render(request, "referrals/choose.html", context)


@WRITE
@once
def draft(request, code, kind):
    """Write a referral of one kind."""
    case = visible_case(request, code)
    require(request.user, "referral.send")
    if kind not in ReferralType:
        raise Http404
    return write(request, case, kind, {"case": case, "type": kind}, {}, serving(kind, case.unit))


@WRITE
@once
def again(request, pk):
    """Write the same referral anew, to another organisation or to the same one; the chain is kept."""
    earlier = own_referral(request, pk)
    require(request.user, "referral.send")
    kept = {"purpose": earlier.purpose, "needs": earlier.needs, "urgency": earlier.urgency, "relative": earlier.relative_id}
    kept |= {"packet_fields": earlier.packet_fields, "basis": earlier.basis, "consent": earlier.consent_id}
    given = {"case": earlier.case, "type": earlier.type, "previous": earlier}
    return write(request, earlier.case, earlier.type, given, kept, alternatives(earlier))


def form_of(request, case, kind, data, **kwargs) -> ReferralForm:
    """Return the form with what it chooses from: organisations that may be told, the child's relatives, consents that hold."""
    user = request.user
    choices = {
        "organisations": Organisation.objects.visible_to(user).exclude(org_type__in=NEVER).exclude(pk=case.unit_id),
        "relatives": Relative.objects.visible_to(user).filter(child=case.child_id),
        "attachments": Attachment.objects.visible_to(user).filter(case=case).standing().given_out(),
        "consents": ConsentRecord.objects.visible_to(user).filter(case=case, withdrawn_on=None, purposes__contains=[kind]),
    }
    return ReferralForm(data, kind=kind, **choices, **kwargs)


def write(request, case, kind, given: dict, initial: dict, suggested):
    """Show the form of a new referral and save it as a draft."""
    if to := request.GET.get("to", ""):
        initial = initial | {"to_organisation": to}
    form = form_of(request, case, kind, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made: list[Referral] = []
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        verb = kept_in(made, services.draft_referral)
        if is_done(form, verb, **given, **fields, by=request.user, now=timezone.now()):
            return redirect(page_of(made[0]))
    return write_page(request, case, form, kind, reverse("referrals:choose", args=[case.code]), suggested=suggested)


def write_page(request, case, form, kind, back, **context):
    read(request, case, "referral.form")
    context |= {"case": case, "title": ReferralType(kind).label, "back": back, "path": request.path}
    return show_form(request, form, "referrals/form.html", submit=_("Continue: see what the receiver will see"), **context)


@WRITE
@once
def edit(request, pk):
    """Change a draft."""
    referral = own_referral(request, pk)
    require(request.user, "referral.send")
    case, kind = referral.case, referral.type

    def fresh(data, current=referral):
        initial = {"version": current.version, "to_organisation": current.to_organisation_id, "packet_fields": current.packet_fields}
        initial["attachments"] = [one.attachment_id for one in current.files.all()]
        return form_of(request, case, kind, data, instance=current, initial=initial)

    form = fresh(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_done(form, services.save_referral, referral=referral, by=request.user, now=timezone.now(), **form.cleaned_data):
                messages.success(request, _("Saved."))
                return redirect(page_of(referral))
        except Stale as lost:
            current = lost.current
            title, back = ReferralType(kind).label, page_of(referral)
            read(request, case, "referral.form")
            return both_texts(request, form, lambda data: fresh(data, current), current.version, title=title, back=back)
    return write_page(request, case, form, kind, page_of(referral), referral=referral)


@require_safe
def detail(request, pk):
    """A referral as its sender sees it: where it stands, what the receiver sees of the child, what happened."""
    return show(request, own_referral(request, pk))


def show(request, referral, refused: str = "", status: int = 200):
    now = timezone.now()
    desk = Desk(referral, request.user, now)
    read(request, referral.case, "referral.read")
    context = {
        "title": referral.get_type_display(),
        "referral": referral,
        "case": referral.case,
        "desk": desk,
        "ways": desk.ways(),
        "packet": lines(packet_of(referral, now=now)),
        "chain": chain_of(request, referral),
        "suggested": alternatives(referral) if desk.may_go_again else [],
        "link": link_of(referral, now) if may(request.user, "referral.send") else "",
        "refused": [refused] if refused else [],
        "now": now,
    }
    return render(request, "referrals/detail.html", context, status=status)


def chain_of(request, referral) -> list[Referral]:
    """Return the referrals before and after this one, the first one first."""
    of_case = {
        one.pk: one for one in Referral.objects.visible_to(request.user).filter(case=referral.case_id).select_related("to_organisation")
    }
    chain, one = [], of_case.get(referral.previous_id)
    while one is not None:
        chain.insert(0, one)
        one = of_case.get(one.previous_id)
    later = {referral.pk}
    for one in sorted(of_case.values(), key=lambda found: found.created_at):
        if one.previous_id in later:
            later.add(one.pk)
            chain.append(one)
    return chain


def link_of(referral, now) -> str:
    """Return the address by which the receiver acknowledges the letter, while there is one that works."""
    made = next((one for one in referral.acknowledgements.all() if one.used_at is None and one.expires_at > now), None)
    path = reverse("referrals:acknowledge", args=[services.token_of(made)]) if made else ""
    return path and settings.SITE_URL.rstrip("/") + path


@require_POST
@once
def send(request, pk):
    """Send a draft, or put it before an approver."""
    referral = own_referral(request, pk)
    require(request.user, "referral.send")
    given = {"by": request.user, "version": version_of(request)}
    return press(services.send_referral, lambda words, status: show(request, own_referral(request, pk), words, status), referral, **given)


def version_of(request) -> int:
    """Return the version that the page's reader saw, 0 where the form came without one."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


@require_POST
@once
def link(request, pk):
    """Make the link by which a receiver without an account acknowledges the letter."""
    referral = own_referral(request, pk)
    require(request.user, "referral.send")
    verb = services.make_link
    return press(verb, lambda words, status: show(request, own_referral(request, pk), words, status), referral, by=request.user)


@WRITE
@once
def review(request, pk):
    """What the receiver would see, and two buttons: approve, which sends it, or return it."""
    referral = own_referral(request, pk)
    require(request.user, "referral.approve")
    now = timezone.now()
    form = ReviewForm(request.POST or None, initial={"version": referral.version})
    given = {"referral": referral, "by": request.user, "now": now, "is_approved": request.POST.get("decision") == "approve"}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if is_done(form, services.review_referral, **given, **form.cleaned_data):
                messages.success(request, _("Approved and sent.") if given["is_approved"] else _("Returned to its author."))
                return redirect(page_of(referral))
        except Stale:
            form.add_error(None, _("Somebody changed this while you read it. This is how it stands now; read it again."))
            status, referral = 409, own_referral(request, pk)
    read(request, referral.case, "referral.form")
    context = {"title": _("Approve the referral"), "referral": referral, "case": referral.case, "back": page_of(referral), "form": form}
    context |= {"packet": lines(packet_of(referral, now=now)), "desk": Desk(referral, request.user, now), "now": now}
    return render(request, "referrals/review.html", context, status=status if status != 200 else 422 if form.errors else 200)


@WRITE
@once
def answer(request, pk):
    """Answer what the receiver asked."""
    referral = own_referral(request, pk)
    require(request.user, "referral.send")
    form = ReasonForm(request.POST or None, label=_("Your answer"), help_text=_("The receiver reads this. Necessary facts only."))
    words = {"title": _("Answer the question"), "submit": _("Send the answer")}
    words["lead"] = referral.question.reason if referral.question else ""
    return act(request, referral, form, services.answer_question, done=_("Answered: the reply clock runs again."), **words)


@WRITE
@once
def cancel(request, pk):
    """Take a referral back."""
    referral = own_referral(request, pk)
    require(request.user, "referral.send")
    form = ReasonForm(
        request.POST or None, label=_("Why it is cancelled"), help_text=_("It stays on record; the receiver does not read it.")
    )
    words = {"title": _("Cancel the referral"), "submit": _("Cancel it"), "lead": _("The receiver's access ends at once.")}
    return act(request, referral, form, services.cancel_referral, done=_("Cancelled."), **words)


@require_safe
def letter(request, pk):
    """The letter to a receiver without an account, as a PDF."""
    referral = own_referral(request, pk)
    require(request.user, "referral.send")
    if not (referral.is_external and referral.sent_at):
        messages.info(request, _("A letter is printed for an organisation without an account, once the referral is sent."))
        return redirect(page_of(referral))
    numbered = number_referral_letter(referral, by=request.user, now=timezone.now())
    return printed(request, referral.case, referral_sheet(referral, numbered), referral.from_unit)
