"""What the pages of a determination share: fetch the visible, ask in the right order, keep the record of who read."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import may
from accounts.submissions import once
from cases.pages import read, show_form
from cases.refusals import is_done
from determinations.models import Determination, Session

WRITE = require_http_methods(["GET", "HEAD", "POST"])


def visible_determination(request, pk) -> Determination:
    """Return the determination with its case and child, if the reader may see it; otherwise a 404."""
    found = Determination.objects.visible_to(request.user).select_related("case__child__identity", "case__unit", "requested_by", "standing")
    return get_object_or_404(found, pk=pk)


def visible_session(request, pk) -> Session:
    """Return the session with its determination, if the reader may see it; otherwise a 404."""
    found = Session.objects.visible_to(request.user).select_related("determination__case__child", "determination__case__unit")
    return get_object_or_404(found, pk=pk)


def page_of(determination) -> str:
    return reverse("determinations:detail", args=[determination.pk])


def back_to(determination):
    """Lead back to the determination's page."""
    return redirect("determinations:detail", determination.pk)


def require_any(user, capabilities: str) -> None:
    """Return if the role of `user` has one of the capabilities, "one|another"; otherwise raise PermissionDenied."""
    if not any(may(user, capability) for capability in capabilities.split("|")):
        raise PermissionDenied(capabilities)


@dataclass(frozen=True)
class Act:
    """One form about a determination or one of its sessions: who may, what is asked, which service, what the page says."""

    capability: str  # or several, "one|another": any of them
    title: str | Promise
    form: Callable  # (request, thing) -> form
    verb: Callable
    done: str | Promise
    thing: str = "determination"  # the name under which the service takes it
    submit: str | Promise = _("Record it")
    lead: str | Promise = ""
    template: str = "determinations/act.html"


FETCH = {"determination": visible_determination, "session": visible_session}


def act_page(act: Act):
    """Return the view of one act: the form, the service, back to the determination."""

    @WRITE
    @once
    def view(request, pk):
        thing = FETCH[act.thing](request, pk)
        determination = thing if act.thing == "determination" else thing.determination
        require_any(request.user, act.capability)
        form = act.form(request, thing)
        given = {act.thing: thing, "by": request.user, "now": timezone.now()}
        if request.method == "POST" and form.is_valid() and is_done(form, act.verb, **given, **fields_of(form)):
            messages.success(request, act.done)
            return back_to(determination)
        read(request, determination.case, "determination.form")
        context = {"determination": determination, "session": thing if act.thing == "session" else None, "case": determination.case}
        context |= {"title": act.title, "lead": act.lead, "submit": act.submit, "back": page_of(determination)}
        return show_form(request, form, act.template, **context)

    return view


def fields_of(form) -> dict:
    return form.split() if hasattr(form, "split") else form.cleaned_data
