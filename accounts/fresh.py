"""What asks for a factor of the last five minutes, wherever it stands."""

from functools import wraps
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.sessions import has_fresh_factor, suspend


def fresh_factor(view):
    """Let `view` answer once the person has proved a factor in the last five minutes; what they posted is done then, unchanged.

    Stands outside of `once`: what was kept waiting has not taken effect yet.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if has_fresh_factor(request):
            return view(request, *args, **kwargs)
        return ask(request)

    return guarded


def fresh_factor_to(*methods: str):
    """As `fresh_factor`, for these methods alone: the page is read freely, the act asks."""

    def decorate(view):
        guarded = fresh_factor(view)

        @wraps(view)
        def by_method(request, *args, **kwargs):
            return (guarded if request.method in methods else view)(request, *args, **kwargs)

        return by_method

    return decorate


def ask(request):
    """Lead to the page that asks for a factor, and from there back."""
    if request.method == "POST":
        suspend(request)
    address = f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)
