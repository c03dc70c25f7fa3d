"""What a form carried, to be shown to whoever typed it and sent again: after an outage, after a session that ended."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext

SECRET = re.compile(r"password|secret|token|credential|passkey|otp", re.IGNORECASE)
OUR_OWN = re.compile(
    r"^csrfmiddlewaretoken$|^submission_key$|version$|^initial-|_FORMS$|_NUM_FORMS$"  # names
)
AN_ID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
ONE_LINE = 60  # characters


@dataclass(frozen=True)
class Typed:
    """One value of a form that could not be taken."""

    name: str
    value: str
    is_hidden: bool

    @property
    def field(self) -> str:
        """Its name without the number of its form."""
        return self.name.rsplit("-", 1)[-1]

    @property
    def label(self) -> str:
        """What our forms call it, as far as a model of ours has such a field; otherwise the words of its name."""
        found = words_of_fields().get(self.field)
        return capfirst(str(found[0])) if found and found[0] else gettext(self.field.replace("_", " ").capitalize())

    @property
    def choice(self) -> str:
        """What was chosen, in words, where it was chosen from a list."""
        found = words_of_fields().get(self.field)
        return str(found[1].get(self.value, "")) if found else ""

    @property
    def is_long(self) -> bool:
        return len(self.value) > ONE_LINE or "\n" in self.value


@cache
def words_of_fields() -> dict[str, tuple]:
    """Return by the name of a field what most of our models call it ("" where they do not agree) and what can be chosen there.

    It is asked of the code, not of the database.
    """
    labels: dict[str, list] = {}
    chosen: dict[str, dict] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields if (settings.BASE_DIR / model._meta.app_label).is_dir() else ():
            chosen.setdefault(field.name, {}).update(field.flatchoices)
            if isinstance(field.verbose_name, Promise):  # it was given words of its own
                labels.setdefault(field.name, []).append(field.verbose_name)
    return {name: (_most(labels.get(name, [])), choices) for name, choices in chosen.items()}


def _most(labels: list):
    """Return the label of more than half of them, "" where there is none."""
    for label in labels:
        if 2 * labels.count(label) > len(labels):
            return label
    return ""


def typed_of(lists: Iterable[tuple[str, list[str]]]) -> list[Typed]:
    """Return what a form carried as values by name: no secret, nothing that is empty."""
    return [Typed(name, value, _is_hidden(name, value)) for name, values in lists if _is_kept(name) for value in values if value]


def _is_kept(name: str) -> bool:
    return bool(OUR_OWN.search(name)) or not SECRET.search(name)


def _is_hidden(name: str, value: str) -> bool:
    return bool(OUR_OWN.search(name) or AN_ID.match(value))
