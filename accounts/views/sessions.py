"""Where one is signed in, and what is kept for who was signed out while writing."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.sessions import drop_kept, kept_form
from accounts.typed import typed_of


@require_safe
def session_list(request):
    """The devices on which one is signed in."""
    sessions = services.sessions_of(request.user, timezone.now())
    context = {"title": _("Where you are signed in"), "sessions": sessions, "here": request.session.session_key}
    return render(request, "accounts/session_list.html", context)


@require_POST
def session_end(request):
    """End one session, or all but this one."""
    now, number = timezone.now(), request.POST.get("number", "")
    if number:
        try:
            services.end_session(number=uuid.UUID(number), by=request.user, now=now)
        except ValueError:
            return redirect("accounts:session_list")
        messages.success(request, _("That session has ended."))
    else:
        services.end_other_sessions(by=request.user, keep=request.session.session_key, now=now)
        messages.success(request, _("All other sessions have ended."))
    return redirect("accounts:session_list")


@require_POST
def stay(request):
    """Somebody is there: the session lives on."""
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def kept(request):
    """The form that was on its way when the session ended, as it was typed: to be sent again where it was going, or thrown away."""
    form = kept_form(request)
    if form is None:
        return redirect("home")
    if request.method == "POST":
        drop_kept(request)
        return redirect("home")
    fields = typed_of(form["values"])
    context = {"title": _("What you were writing is kept"), "fields": fields, "address": form["path"], "files": form["files"]}
    return render(request, "accounts/kept.html", context)
