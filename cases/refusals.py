"""How a service's refusal comes back to whoever typed: for the forms of this app and of those above it."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from cases.companions import Blocked, Blocker


def add_refusal(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Show `refusal` beside the field it names, or on top of the form; a missing criterion with the link that mends it."""
    if isinstance(refusal, Blocked):
        form.add_error(None, [linked(blocker) for blocker in refusal.blockers])
    elif hasattr(refusal, "error_dict"):
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, refusal)


def linked(blocker: Blocker) -> str:
    """Return the criterion's sentence, as a link where there is a page to mend it."""
    if not blocker.url:
        return str(blocker.message)
    return format_html('<a href="{}">{}</a>', blocker.url, blocker.message)


def is_done(form: forms.BaseForm, verb: Callable, **arguments) -> bool:
    """Call the service `verb`; False if it refused, and then the form says why."""
    try:
        verb(**arguments)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return False
    return True


class RecordForm(forms.ModelForm):
    """The fields of a model; only services write, and they say what is wrong in words, so nothing is put on the instance."""

    def _post_clean(self):
        pass
