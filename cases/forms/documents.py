"""What every form of a document shares: it carries the version that was read, and shows two texts side by side when another came first."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.choices import NoViewsReason
from cases.refusals import RecordForm, shown


class DraftForm(RecordForm):
    """A part of a document at work. What is missing is asked for when it is sent for review, not before."""

    questions: tuple = ()
    is_draft = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, version: int | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = getattr(self.instance, "version", None) if version is None else version

    def texts(self) -> dict:
        """What was typed, by the names of the model's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def name_in_full(self):
        """Let every label stand alone, away from the headings of its own page."""

    def anew(self, data, instance) -> forms.BaseForm:
        """Return the same form with other data over another row."""
        return type(self)(data, instance=instance)

    def rows_beside(self, current: forms.BaseForm) -> list[tuple[str, str, str]]:
        """Return (label, typed here, standing now) of every field; `current` is the same form on what stands now."""
        return [(field.label, shown(field, field.value()), shown(field, current[field.name].value())) for field in self.visible_fields()]

    def data_over(self, version: int):
        """Return all that was typed, now to be saved over `version`."""
        data = self.data.copy()
        data[self.add_prefix("version")] = version
        return data


def radios(model, name: str, *, required: bool = False, **fields) -> forms.ChoiceField:
    """A model's closed list as radios, without an empty one."""
    field = model._meta.get_field(name)
    return forms.ChoiceField(
        label=capfirst(field.verbose_name), choices=field.flatchoices, widget=forms.RadioSelect, required=required, **fields
    )


def several(model, name: str) -> forms.MultipleChoiceField:
    """A model's list of choices as small boxes in columns."""
    field = model._meta.get_field(name)
    return forms.MultipleChoiceField(
        label=capfirst(field.verbose_name),
        choices=field.base_field.flatchoices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small columns"}),
        required=False,
    )


def reasons_not_heard() -> forms.ChoiceField:
    """Why the child was not heard; empty while the child was."""
    return forms.ChoiceField(
        label=_("If the child was not heard, why"), choices=[("", _("The child was heard")), *NoViewsReason.choices], required=False
    )


def text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


HEARD_WIDGETS = {"child_views": text(5), "disagreement": text(2)}
