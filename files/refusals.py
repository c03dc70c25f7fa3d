"""How a file is refused: in one plain sentence beside the field."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A file that is not taken, and why."""


def refuse(sentence: str, code: str):
    """Raise the refusal of a file."""
    raise Refused(sentence, code=code)
