"""A double click, a retry, the back button: one effect."""

import hashlib
import json
import uuid
from functools import wraps

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from accounts.models import Submission

LONGEST_KEY = 255


def once(view):
    """Let a form's POST take effect once per `submission_key`; a repetition is led where the first one was.

    The key is a row with a UNIQUE constraint in the view's own transaction: a second click waits for the first to end.
    An answer that is not a redirect (422 with errors, 409) leaves the key free, so the mended form may use it again.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = _key(request.POST.get("submission_key", ""))
        try:
            with transaction.atomic():
                submission = Submission.objects.create(key=key, actor=request.user)
                response = view(request, *args, **kwargs)
                if response.status_code in (301, 302, 303):
                    submission.location = response.url[:300]
                    submission.save(update_fields=["location"])
                else:
                    submission.delete()
                return response
        except IntegrityError as clash:
            if "submission_once" not in str(clash):
                raise
            earlier = Submission.objects.get(key=key, actor=request.user)
            return HttpResponseRedirect(earlier.location or request.path)

    return guarded


def _key(text: str) -> uuid.UUID:
    """Return the form's key; a form without one counts as a form of its own."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def once_by_header(method):
    """Let an API call take effect once per `Idempotency-Key`; a repetition gets the first answer, another body a refusal.

    Only an answer that took effect is kept, and kept as it was: it must hold no child's data.
    """

    @wraps(method)
    def guarded(self, request, *args, **kwargs):
        header = request.headers.get("Idempotency-Key", "")
        if not header:
            return method(self, request, *args, **kwargs)
        if len(header) > LONGEST_KEY:
            raise ValidationError(_("An Idempotency-Key has at most %(most)s characters.") % {"most": LONGEST_KEY})
        key, body_hash = uuid.uuid5(uuid.NAMESPACE_URL, header), _hash(request)
        try:
            with transaction.atomic():
                submission = Submission.objects.create(key=key, actor=request.user, body_hash=body_hash)
                response = method(self, request, *args, **kwargs)
                submission.status, submission.answer = response.status_code, json.dumps(response.data, cls=JSONEncoder)
                submission.save(update_fields=["status", "answer"])
                return response
        except IntegrityError as clash:
            if "submission_once" not in str(clash):
                raise
        earlier = Submission.objects.get(key=key, actor=request.user)
        if earlier.body_hash != body_hash:
            raise ValidationError(_("This Idempotency-Key was used for another request."))
        return Response(json.loads(earlier.answer), status=earlier.status)

    return guarded


def _hash(request) -> str:
    """Return what tells one request from another: method, address and body, whatever the order of its keys."""
    body = json.dumps(request.data, sort_keys=True, default=str)
    return hashlib.sha256(f"{request.method} {request.path} {body}".encode()).hexdigest()
