"""A double click, a retry, the back button: one effect."""

import uuid
from functools import wraps

from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect

from accounts.models import Submission


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
