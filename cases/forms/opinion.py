"""Asking for an opinion, and writing one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import guidance
from cases.forms.documents import DraftForm, text
from cases.models import Opinion
from cases.services.opinions import DISCIPLINE_OF


class PersonOfDiscipline(forms.ModelChoiceField):
    widget = forms.RadioSelect

    def label_from_instance(self, person):
        return f"{DISCIPLINE_OF[person.role].label} · {person.full_name}"


class AskForm(forms.Form):
    person = PersonOfDiscipline(None, label=_("Whom do you ask"), empty_label=None)
    question = forms.CharField(
        label=_("What the opinion is to answer"),
        help_text=_("What you need to know to decide for this child; they see it above their text."),
        widget=text(3),
        max_length=4000,
        required=False,
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class OpinionForm(DraftForm):
    questions = guidance.OPINION

    class Meta:
        model = Opinion
        fields = ("findings", "recommendation")
        widgets = {"findings": text(9), "recommendation": text(5)}
