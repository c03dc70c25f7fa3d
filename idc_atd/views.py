"""Pages that belong to no domain app: home by role, language, health."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from accounts.services import choose_language


@require_safe
def home(request):
    """My work, as the reader's role sees it."""
    return render(request, "home.html", {"title": _("My work")})


@login_not_required
@require_POST
def language(request):
    """Turn the pages to another language, for this browser and for whoever is signed in."""
    if request.user.is_authenticated:
        choose_language(by=request.user, language=request.POST.get("language", ""))
    return set_language(request)


@login_not_required
@require_safe
def health_live(request):
    """Answer as long as the process lives."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def health_ready(request):
    """Answer when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
