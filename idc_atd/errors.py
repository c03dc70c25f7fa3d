"""Error pages: translated, with the request's id, nothing of our inside; problem+json below /api/.

They ask neither the database nor the session, so that they can be shown when either is what failed.
"""

import json
import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from idc_atd.operations import outage

DRAIN = 32_000_000  # bytes of a refused body that are read and dropped: a browser still sending would not read our answer
CHUNK = 65_536


def respond(request, status: int, template: str = "", **more) -> HttpResponse:
    """Return the page of `status`, or the problem document for a machine."""
    request_id = getattr(request, "id", "")
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": titles()[status], "status": status, "request_id": request_id}
        return HttpResponse(json.dumps(problem), status=status, content_type="application/problem+json")
    page = render_to_string(template or f"{status}.html", {"request_id": request_id, "title": titles()[status], **more})
    return HttpResponse(page, status=status)


def titles() -> dict[int, str]:
    """What each status is called, in the reader's language."""
    return {
        400: _("That request could not be read"),
        403: _("Your role does not do this"),
        404: _("There is no such page"),
        409: _("Somebody else changed this meanwhile"),
        413: _("That is more than one form can carry"),
        422: _("That cannot be done as it stands"),
        429: _("Too many attempts"),
        500: _("Something failed on our side"),
        503: _("The service is resting"),
        507: _("There is no room left"),
    }


def bad_request(request, exception=None):
    """Answer 413 to a body that is too large, 400 to all else that cannot be read."""
    if isinstance(exception, RequestDataTooBig):
        drain(request)
        return respond(request, 413)
    return respond(request, 400)


def drain(request) -> None:
    """Read and drop what is still arriving, up to a limit."""
    left = DRAIN
    while left > 0 and (chunk := request.read(min(CHUNK, left))):
        left -= len(chunk)


def forbidden(request, exception=None):
    return respond(request, 403)


def csrf_failure(request, reason=""):
    """A form from another time or place: say so in plain words."""
    return respond(request, 403, "403_csrf.html")


def not_found(request, exception=None):
    return respond(request, 404)


def too_many_requests(request, exception=None):
    response = respond(request, 429)
    response["Retry-After"] = "60"
    return response


def server_error(request):
    """Answer 503 while the database cannot be reached, 507 where a disk is full, with what was typed; 500 for a fault of ours."""
    status = outage.status_of(sys.exc_info()[1])
    if status is None:
        return respond(request, 500)
    fields = outage.typed(request)
    again = {"fields": fields, "address": request.get_full_path(), "method": request.method, "had_files": bool(fields and request.FILES)}
    response = respond(request, status, **again)
    response["Retry-After"] = outage.RETRY_AFTER
    response["Cache-Control"] = "no-store"
    return response
