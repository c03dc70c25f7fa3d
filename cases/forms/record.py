"""What of the record of a file is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox
from audit.models import Kind
from cases.sections import Section

ANY = ("", _("All"))


class RecordFilter(forms.Form):
    person = forms.ChoiceField(label=_("Who"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False, choices=[ANY, *Section.choices])
    kind = forms.ChoiceField(label=_("What was done"), required=False, choices=[ANY, *Kind.choices])
    since = forms.DateField(label=_("From the day"), required=False, widget=DateBox)
    until = forms.DateField(label=_("Until the day"), required=False, widget=DateBox)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [ANY, *people]
