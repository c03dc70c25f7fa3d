"""What the pages of referrals share: fetch the visible, show a form, keep the record of who read."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.services import record_read
from cases.models import Case
from cases.pages import read, show_form
from cases.refusals import is_done
from cases.versioning import Stale
from referrals.models import Referral

WRITE = require_http_methods(["GET", "HEAD", "POST"])


def own_referral(request, pk) -> Referral:
    """Return the referral of a case that the reader may see; otherwise a 404."""
    found = Referral.objects.visible_to(request.user).filter(case__in=Case.objects.visible_to(request.user))
    return get_object_or_404(with_names(found), pk=pk)


def received_referral(request, pk) -> Referral:
    """Return the referral that was sent to the reader's own organisation; otherwise a 404."""
    return get_object_or_404(with_names(Referral.objects.visible_to(request.user).asked_of(request.user)), pk=pk)


def with_names(referrals):
    related = ("case__child__identity", "case__unit", "case__notification", "from_unit", "to_organisation", "author", "grant", "relative")
    return referrals.select_related(*related, "consent", "previous").prefetch_related("steps__by")


def page_of(referral) -> str:
    return reverse("referrals:detail", args=[referral.pk])


def read_packets(request, action: str, referrals) -> None:
    """Put on record whose referrals the reader was shown."""
    record_read(actor=request.user, action=action, subjects=[subject for one in referrals for subject in (one.case_id, one.case.child_id)])


def act(request, referral, form, verb, *, title: str, done: str, submit: str, lead: str = "", template: str = "referrals/act.html"):
    """Return the page of one form about a referral: the service, then back to the referral."""
    given = {"referral": referral, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and form.is_valid() and is_done(form, verb, **given, **form.cleaned_data):
        messages.success(request, done)
        return redirect(page_of(referral))
    read(request, referral.case, "referral.form")
    context = {"referral": referral, "case": referral.case, "title": title, "submit": submit, "lead": lead, "back": page_of(referral)}
    return show_form(request, form, template, **context)


def press(verb, show, referral, **given):
    """Do what one button does and lead back; refused (422) or too late (409), `show` says why on the referral's page."""
    try:
        verb(referral=referral, now=timezone.now(), **given)
    except Stale:
        return show(_("Somebody changed this while you read it. This is how it stands now; read it again."), 409)
    except ValidationError as refusal:
        return show(" ".join(refusal.messages), 422)
    return redirect(page_of(referral))
