"""The list of liaison officers of other countries."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import may, require
from accounts.submissions import once
from cases.pages import both_texts, show_form
from cases.refusals import is_done
from cases.versioning import Stale
from referrals import services
from referrals.models import LiaisonOfficer
from referrals.transfer_forms import LiaisonForm

WRITE = require_http_methods(["GET", "HEAD", "POST"])
MOST_ROWS = 100


@require_safe
def liaison_list(request):
    """Whom one writes to in another country, by country."""
    if not (may(request.user, "liaison.keep") or may(request.user, "case.work")):
        raise PermissionDenied("liaison")
    officers = LiaisonOfficer.objects.visible_to(request.user)[:MOST_ROWS]
    context = {"title": _("Liaison officers"), "officers": officers, "may_keep": may(request.user, "liaison.keep")}
    return render(request, "referrals/liaison_list.html", context)


@WRITE
@once
def liaison_add(request):
    """Add an officer."""
    require(request.user, "liaison.keep")
    form = LiaisonForm(request.POST or None, initial={"version": 1, "is_active": True})
    return _save(request, form, None, _("Add a liaison officer"))


@WRITE
@once
def liaison_edit(request, pk):
    """Change what is known of an officer, or say that the officer left."""
    require(request.user, "liaison.keep")
    officer = get_object_or_404(LiaisonOfficer.objects.visible_to(request.user), pk=pk)
    form = LiaisonForm(request.POST or None, instance=officer, initial={"version": officer.version})
    return _save(request, form, officer, officer.name)


def _save(request, form, officer, title):
    back = reverse("referrals:liaison_list")
    if request.method == "POST" and form.is_valid():
        try:
            if is_done(form, services.save_liaison, officer=officer, by=request.user, now=timezone.now(), **form.cleaned_data):
                messages.success(request, _("Saved."))
                return redirect(back)
        except Stale as lost:
            current = lost.current
            return both_texts(request, form, lambda data: LiaisonForm(data, instance=current), current.version, title=title, back=back)
    return show_form(request, form, title=title, back=back, submit=_("Save"))
