"""Pages of whoever receives a referral: the inbox, one page to answer, and the link of a letter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.pace import paced
from accounts.roles import require
from accounts.submissions import once
from audit.services import record_read
from cases.pages import read
from cases.refusals import is_done
from files.answers import fetched
from referrals import services
from referrals.choices import TAKEN, WAITING, ReferralType, State
from referrals.forms import AcceptForm, AskForm, BeginForm, DeclineForm, EndForm, StudyForm
from referrals.models import Referral, SentFile
from referrals.packets import lines
from referrals.views.pages import WRITE, own_referral, page_of, read_packets, received_referral

MOST_ROWS = 50
VERBS = {
    "accept": (AcceptForm, services.accept),
    "ask": (AskForm, services.ask),
    "decline": (DeclineForm, services.decline),
    "begin": (BeginForm, services.begin),
    "study": (StudyForm, services.answer_home_study),
    "end": (EndForm, services.end_service),
}
OFFERED = {
    State.SENT: ("accept", "ask", "decline"),
    State.RECEIVED: ("accept", "ask", "decline"),
    State.ACCEPTED: ("begin",),
    State.IN_SERVICE: ("end",),
}


@require_safe
def inbox(request):
    """What other organisations ask of the reader's own: what waits, the oldest due first; what is being attended; what ended."""
    require(request.user, "referral.answer")
    now = timezone.now()
    asked = Referral.objects.visible_to(request.user).asked_of(request.user).select_related("from_unit", "to_organisation", "case")
    waiting = list(asked.waiting().order_by("reply_due_at")[:MOST_ROWS])
    asked_back = list(asked.filter(state=State.INFO_REQUESTED).order_by("-sent_at")[:MOST_ROWS])
    taken = list(asked.filter(state__in=TAKEN).order_by("sent_at")[:MOST_ROWS])
    ended = list(asked.exclude(state__in=[*WAITING, *TAKEN, State.INFO_REQUESTED]).order_by("-sent_at")[:10])
    read_packets(request, "referral.inbox", [*waiting, *asked_back, *taken, *ended])
    context = {"title": _("Referrals received"), "waiting": waiting, "asked_back": asked_back, "taken": taken, "ended": ended, "now": now}
    return render(request, "referrals/inbox.html", context)


@WRITE
@once
def received(request, pk):
    """What the sender tells of the child, and every answer on the same page. Opening it says that it was received."""
    referral = received_referral(request, pk)
    if request.method == "GET" and referral.state == State.SENT:
        services.receive(referral=referral, by=request.user, now=timezone.now())
        referral = received_referral(request, pk)
    return answer_page(request, referral, lambda: received_referral(request, pk), reverse("referrals:inbox"), "referral.packet")


@require_safe
@paced("file")
def file(request, pk, attachment):
    """A file that was sent along, to be kept; on record each time, and closed with the referral."""
    referral = received_referral(request, pk)
    found = SentFile.objects.visible_to(request.user).given_to(request.user, timezone.now()).filter(referral=referral)
    sent = get_object_or_404(found.select_related("attachment__file"), attachment=attachment)
    try:
        answer = fetched(sent.attachment.file, sent.attachment.filename)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("referrals:received", pk=pk)
    subjects, detail = [referral.case, referral.case.child_id], {"referral": referral.number, "sha256": sent.attachment.file.sha256}
    record_read(actor=request.user, action="referral.file", subjects=subjects, target=sent.attachment, detail=detail)
    return answer


@WRITE
@once
def record(request, pk):
    """What an organisation without an account answered on paper, written down by whoever sent it."""
    referral = own_referral(request, pk)
    require(request.user, "referral.send")
    if not referral.is_external:
        messages.info(request, _("The organisation answers this referral itself."))
        return redirect(page_of(referral))
    return answer_page(request, referral, lambda: own_referral(request, pk), page_of(referral), "referral.read")


def answer_page(request, referral, fetch, back: str, action: str):
    """Show a referral with the answers that its state allows, and do the one that was chosen."""
    now, chosen = timezone.now(), request.POST.get("answer", "")
    forms = {name: form(request.POST if name == chosen else None, prefix=name) for name, (form, _verb) in VERBS.items()}
    form = forms.get(chosen)
    posted = request.method == "POST"
    if posted and form is not None and form.is_valid():
        if is_done(form, VERBS[chosen][1], referral=referral, by=request.user, now=now, **form.cleaned_data):
            messages.success(request, _("On record: whoever sent it sees it at once."))
            return redirect(back)
        referral = fetch()
    read(request, referral.case, action)
    is_open = referral.is_external or (referral.grant is not None and referral.grant.ends_at > now)
    offered = OFFERED.get(State(referral.state), ()) if is_open else ()
    if "end" in offered and referral.type == ReferralType.HOME_STUDY:
        offered = ("study", *offered)
    context = {
        "title": referral.get_type_display(),
        "referral": referral,
        "packet": lines(referral.packet) if is_open else [],
        "is_open": is_open,
        "is_receiver": not referral.is_external,
        "case": referral.case,
        "offered": [(name, forms[name]) for name in offered],
        "form": form,
        "back": back,
        "now": now,
    }
    return render(request, "referrals/received.html", context, status=422 if posted else 200)


@login_not_required
@never_cache
@WRITE
@paced("acknowledge")
def acknowledge(request, token):
    """Say once that a letter arrived: its number, and nothing else. Every link looks the same until the button is pressed."""
    is_pressed = request.method == "POST"
    number = services.acknowledge(token=token, now=timezone.now()) if is_pressed else ""
    context = {"title": _("Acknowledgement"), "number": number, "is_pressed": is_pressed}
    return render(request, "referrals/acknowledge.html", context, status=404 if is_pressed and not number else 200)
