"""A part of a file is opened to a colleague."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.sealed import ColleagueField
from cases.sections import PARTS


class OpenPartsForm(forms.Form):
    person = ColleagueField(None, label=_("To whom"), help_text=_("Colleagues who work with files and do not see this one whole."))
    sections = forms.MultipleChoiceField(
        label=_("Which parts"), choices=[(one.value, one.label) for one in PARTS], widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("What this person needs to know them for"),
        help_text=_("Whoever watches over the record reads this. Write nothing of what the parts say."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(
        label=_("Until the end of"), help_text=_("At most 90 days. It ends by itself."), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
