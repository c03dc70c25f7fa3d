"""Pages that belong to no domain app: home by role, errors, health."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request):
    """My work, as the reader's role sees it."""
    return render(request, "home.html")


def csrf_failure(request, reason=""):
    """A form from another time or place: say so in plain words."""
    return render(request, "403_csrf.html", status=403)


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
