"""What a session has proved of its person, and what it may therefore do. Kept in the session, asked on every request."""

import json
import time
import uuid
from copy import copy

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth import logout
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.roles import ROLES_WITH_KEYS
from accounts.second_factor_rules import Standing, is_fresh, standing
from accounts.services import kinds_of
from accounts.sign_in_rules import TOUCH, Ended, device_of, ended
from sealing import BadSeal, seal, unseal

SUSPENDED = "suspended"
STARTED, SEEN = "started", "seen"
ENDED = "ended"  # why the session before this one is over
KEPT = "kept"  # what was on its way when a session ended
OVER = "session_is_over"  # sent with a form by a page at which nobody was: end the session and keep the form
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
DRAFT = "X-Draft"  # said by what keeps drafts: the form itself was going where its value "path" says
BACKGROUND = "X-Background"  # said by requests that no person makes: they keep no session alive


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


def begin(request) -> None:
    """The session begins now, on this device."""
    request.session.pop(ENDED, None)
    now = time.time()
    device = device_of(request.headers.get("User-Agent", ""))
    request.session.update({STARTED: now, SEEN: now, "number": str(uuid.uuid4()), "device": device})


def ended_by_now(request) -> Ended | None:
    if request.method == "POST" and OVER in request.POST:
        return Ended.IDLE
    return ended(request.session[STARTED], request.session.get(SEEN, 0), time.time())


def touch(request) -> None:
    """A person did something: the session lives on. Written at most twice a minute."""
    now = time.time()
    if now - request.session[SEEN] >= TOUCH and BACKGROUND not in request.headers:
        request.session[SEEN] = now


def end(request, why: Ended) -> None:
    """The session is over; the next one knows why, and what was being sent. A file is not kept: its field is, to be chosen again."""
    is_form = request.method == "POST" and request.content_type in FORMS and request.path != reverse("accounts:stay")
    is_kept = is_form and not request.path.startswith(("/api/", "/account/")) and BACKGROUND not in request.headers
    kept = _sealed_post(request, KEPT) if is_kept else ""
    logout(request)
    request.session[ENDED] = why
    if kept:
        request.session[KEPT] = kept


def kept_form(request) -> dict | None:
    """Return the form that was on its way when this person's session ended: path, values by name, names of fields of files."""
    if not (kept := _sealed_in(request, KEPT)):
        return None
    values = [one for one in QueryDict(kept["post"]).lists() if one[0] not in (OVER, "csrfmiddlewaretoken")]
    return {"path": kept["path"], "values": values, "files": kept["files"]}


def drop_kept(request) -> None:
    request.session.pop(KEPT, None)


def drop_sent(request) -> None:
    """What was kept is kept no more once it is sent again."""
    if request.method == "POST" and KEPT in request.session and _sealed_in(request, KEPT).get("path") == request.get_full_path():
        drop_kept(request)


def suspend(request) -> None:
    """Keep what was posted, sealed, until the person has proved who they are."""
    request.session[SUSPENDED] = _sealed_post(request, SUSPENDED)


def resume(request, path: str):
    """Return the answer to what was posted to `path` before the factor was asked for; None where nothing was."""
    kept = _sealed_in(request, SUSPENDED)
    request.session.pop(SUSPENDED, None)
    address, _mark, query = path.partition("?")
    if kept.get("path") != path:
        return None
    try:
        found = resolve(address)
    except Resolver404:
        return None
    again = copy(request)
    again.path = again.path_info = address
    again.META = request.META | {"QUERY_STRING": query}
    again.method, again.resolver_match = "POST", found
    again.GET, again._post, again._files = QueryDict(query), QueryDict(kept["post"]), MultiValueDict()
    return found.func(again, *found.args, **found.kwargs)


def _sealed_post(request, name: str) -> str:
    path = request.get_full_path()
    if name == KEPT and DRAFT in request.headers and url_has_allowed_host_and_scheme(draft := request.POST.get("path", ""), None):
        path = draft
    kept = {"path": path, "post": request.POST.urlencode(), "files": list(request.FILES)}
    return seal(json.dumps(kept).encode(), _place(request, name))


def _sealed_in(request, name: str) -> dict:
    """Return what is kept in the session for this person and nobody else: it was sealed for them."""
    sealed = request.session.get(name, "")
    try:
        return json.loads(unseal(sealed, _place(request, name))) if sealed else {}
    except BadSeal:
        return {}


def _place(request, name: str) -> str:
    return f"session.{name}:{request.user.pk}"
