"""What a session has proved of its person, and what it may therefore do. Kept in the session, asked on every request."""

import json
import time
from copy import copy

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

from accounts.roles import ROLES_WITH_KEYS
from accounts.second_factor_rules import Standing, is_fresh, standing
from accounts.services import kinds_of
from sealing import BadSeal, seal, unseal

SUSPENDED = "suspended"


def needs_key(user) -> bool:
    """Tell whether an app's code is not enough for `user`: for whoever oversees or administers, unless the programme put it off."""
    return settings.SECURITY_KEYS_REQUIRED and user.role in ROLES_WITH_KEYS


def proofs_of(request) -> list[dict]:
    """Return the second factors that were proved in this session: type, and at which second since 1970."""
    return [one for one in get_authentication_records(request, request.user) if one["method"] == "mfa"]


def standing_of(request) -> Standing:
    """Return what this session may do; asks the database only where that is not everything."""
    used, key = {one["type"] for one in proofs_of(request)}, needs_key(request.user)
    if standing(used=used, has=set(), needs_key=key) == Standing.FULL:
        return Standing.FULL
    return standing(used=used, has=kinds_of(request.user), needs_key=key)


def has_fresh_factor(request) -> bool:
    """Tell whether a factor that gives full standing was proved in this session in the last five minutes."""
    key = needs_key(request.user)
    proofs = [one for one in proofs_of(request) if standing(used={one["type"]}, has=set(), needs_key=key) == Standing.FULL]
    return is_fresh([one["at"] for one in proofs], time.time())


def prove(request, kind: str) -> None:
    """A factor of this kind was proved in this session, which gets a new key: one that was seen before is of no use."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)
    request.session.cycle_key()


def suspend(request) -> None:
    """Keep what was posted, sealed, until the person has proved who they are."""
    kept = {"path": request.get_full_path(), "post": request.POST.urlencode()}
    request.session[SUSPENDED] = seal(json.dumps(kept).encode(), _place(request))


def resume(request, path: str):
    """Return the answer to what was posted to `path` before the factor was asked for; None where nothing was."""
    sealed = request.session.pop(SUSPENDED, "")
    try:
        kept = json.loads(unseal(sealed, _place(request))) if sealed else {}
        if kept.get("path") != path:
            return None
        address, _mark, query = path.partition("?")
        found = resolve(address)
    except (BadSeal, Resolver404):
        return None
    again = copy(request)
    again.path = again.path_info = address
    again.method, again.resolver_match = "POST", found
    again.GET, again._post, again._files = QueryDict(query), QueryDict(kept["post"]), MultiValueDict()
    return found.func(again, *found.args, **found.kwargs)


def _place(request) -> str:
    return f"session.suspended:{request.user.pk}"
