"""Errors of the API as application/problem+json (RFC 9457)."""

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler


def problem_json(error, context):
    """Turn what a view raised into a problem document; None for what is no answer to the caller but our own fault."""
    if isinstance(error, DjangoValidationError):
        error = exceptions.ValidationError(getattr(error, "message_dict", None) or error.messages)
        error.status_code = 422
    response = exception_handler(error, context)
    if response is None:
        return None
    problem = {"type": "about:blank", "title": response.status_text, "status": response.status_code}
    if isinstance(error, exceptions.ValidationError):
        problem["errors"] = response.data
    elif isinstance(response.data, dict) and "detail" in response.data:
        problem["detail"] = response.data["detail"]
    return Response(problem, status=response.status_code, headers=dict(response.headers), content_type="application/problem+json")
