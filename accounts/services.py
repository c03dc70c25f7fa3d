"""What changes people's accounts. The only writer of this app's tables."""

from django.conf import settings
from django.db import transaction

from accounts.models import User
from audit.services import record


@transaction.atomic
def choose_language(*, by: User, language: str) -> User:
    """The pages answer `by` in `language` from now on; a language we do not speak changes nothing."""
    if language == by.language or language not in dict(settings.LANGUAGES):
        return by
    by.language = language
    by.save(update_fields=["language"])
    record(actor=by, action="account.language", target=by, detail={"language": language})
    return by
