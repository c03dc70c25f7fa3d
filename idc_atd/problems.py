"""Errors of the API as application/problem+json (RFC 9457)."""

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cases.companions import Blocked
from cases.versioning import Stale
from idc_atd.errors import titles

CONTENT_TYPE = "application/problem+json"


def problem_json(error, context):
    """Turn what a view raised into a problem document; None leaves it to the handlers of idc_atd.errors.

    A 404 is left to them, so that a row one may not see and an address that does not exist answer the same.
    """
    request_id = context["request"].id
    if isinstance(error, Http404):
        return None
    if isinstance(error, Blocked):
        missing = [{"criterion": one.criterion, "message": str(one.message), "link": one.url} for one in error.blockers]
        return _problem(409, request_id, title=titles()[422], blockers=missing)
    if isinstance(error, Stale):
        return _problem(409, request_id, current_version=error.current.version)
    if isinstance(error, DjangoValidationError):
        errors = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        return _problem(422, request_id, errors=errors)
    if isinstance(error, IntegrityError) and isinstance(error.__cause__, UniqueViolation):
        return _problem(409, request_id)
    response = exception_handler(error, context)
    if response is None:
        return None
    headers = {name: response[name] for name in ("WWW-Authenticate", "Retry-After") if name in response}
    if isinstance(error, exceptions.ValidationError):
        return _problem(422, request_id, headers, errors=response.data)
    return _problem(response.status_code, request_id, headers, **_detail(response))


def _detail(response) -> dict:
    return {"detail": response.data["detail"]} if isinstance(response.data, dict) and "detail" in response.data else {}


def machine_titles() -> dict[int, str]:
    """What the statuses are called that only a machine meets."""
    return {
        401: _("No valid key came with this request"),
        405: _("This address does not answer this method"),
        406: _("The answer does not exist in the format asked for"),
        415: _("This address does not read this format"),
    }


def _problem(status: int, request_id: str, headers=None, **more) -> Response:
    title = (titles() | machine_titles()).get(status) or Response(status=status).status_text
    problem = {"type": "about:blank", "title": title, "status": status, "request_id": request_id, **more}
    return Response(problem, status=status, headers=headers, content_type=CONTENT_TYPE)


PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "request_id": {"type": "string", "description": "Name it when you ask for help: the record of access knows it."},
        "detail": {"type": "string"},
        "errors": {"description": "422: what is wrong, by field."},
        "blockers": {
            "description": "409: every criterion that is not met, with the page that supplies it.",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("criterion", "message", "link")},
            },
        },
        "current_version": {"type": "integer", "description": "409: what stands now."},
    },
}


def document_problems(result, generator, request, public):
    """Say in the schema that every operation may answer a problem document."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"]["default"] = {"description": "A problem.", "content": content}
    return result
