"""The list of who may read a sealed note: a person put on it, a person taken off it."""

from django import forms
from django.utils.translation import gettext_lazy as _

REASON_HELP = _("Write nothing of what the note says: whoever watches over the record reads this.")


class RemoveReaderForm(forms.Form):
    reason = forms.CharField(label=_("Why"), help_text=REASON_HELP, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return f"{person.full_name} · {person.get_role_display()}"


class AddReaderForm(forms.Form):
    person = ColleagueField(None, label=_("Who may read it from now on"), help_text=_("Only people who see the case."))
    reason = forms.CharField(
        label=_("Why this person needs to read it"), help_text=REASON_HELP, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
