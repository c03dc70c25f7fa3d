"""The one page of papers: whether a paper is ours, asked by whoever holds it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pace import paced
from papers.forms import VerifyForm
from papers.services import verified


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@paced("verify")
def verify(request):
    """Say whether a paper with that code exists, what it is, of when and under which number, and whether a file is that paper."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    context = {"title": _("Verify a paper"), "form": form, "is_asked": form.is_valid()}
    if context["is_asked"]:
        context["found"] = verified(**form.cleaned_data)
    return render(request, "papers/verify.html", context, status=422 if form.errors else 200)
