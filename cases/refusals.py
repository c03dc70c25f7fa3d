"""How a service's refusal comes back to whoever typed: for the forms of this app and of those above it."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

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


def kept_in(made: list, verb: Callable) -> Callable:
    """Return the verb, which then puts what it returns into `made`: for `is_done`, which answers whether it was done."""
    return lambda **given: made.append(verb(**given))


def shown(field: forms.BoundField, value) -> str:
    """Return a field's value as people read it, for two texts side by side."""
    if isinstance(field.field, forms.BooleanField):
        return _("Yes") if field.field.widget.value_from_datadict({"x": value}, {}, "x") else _("No")
    if choices := getattr(field.field, "choices", None):
        labels = {str(code): label for code, label in choices}
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(str(labels.get(str(code), code)) for code in chosen if code not in ("", None))
    if hasattr(value, "isoformat"):
        return date_format(value, "DATE_FORMAT")
    return str(value if value is not None else "")


class RecordForm(forms.ModelForm):
    """The fields of a model; only services write, and they say what is wrong in words, so nothing is put on the instance."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField) and field.choices and field.choices[0] == BLANK_CHOICE_DASH[0]:
                is_open = isinstance(field.widget, forms.RadioSelect) and field.required  # nothing is chosen before somebody chooses
                field.choices = field.choices[1:] if is_open else [("", _("Choose one")), *field.choices[1:]]

    def _post_clean(self):
        pass
