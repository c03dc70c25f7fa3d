"""The boxes into which files are put: several at once, or a photograph taken there and then."""

from django import forms
from django.core.exceptions import ValidationError

from files.checks import refuse_large
from files.rules import ACCEPT, LARGEST


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self, attrs=None):
        super().__init__({"accept": ACCEPT, "multiple": True} | (attrs or {}))

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.FileField):
    """Whatever files were chosen, as a list: what is in them is looked at when they are kept."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        found = [super(FilesField, self).clean(one) for one in data or [] if one]
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        if any(one.size > LARGEST for one in found):
            refuse_large()
        return found


class PhotographField(FilesField):
    """A photograph by the telephone's own camera; elsewhere a picture is chosen."""

    def __init__(self, **kwargs):
        super().__init__(widget=SeveralFiles({"accept": "image/*", "capture": "environment", "multiple": False}), **kwargs)
