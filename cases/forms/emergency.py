"""A file opened in an emergency: asked for, and judged."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices_access import Verdict


class EmergencyForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the file"), help_text=_("Exactly, as SON-2026-000123-1. Nothing is searched for."), max_length=24
    )
    reason = forms.CharField(
        label=_("What the emergency is, and why you need this file now"),
        help_text=_("A sentence. Your supervisor and the data protection officer read it today and judge it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class JudgeForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Was it justified?"), choices=Verdict.choices, widget=forms.RadioSelect)
    review_text = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code of the file"), help_text=_("Exactly, as SON-2026-000123-1."), max_length=24)


class AlarmForm(forms.Form):
    reason = forms.CharField(
        label=_("What it was, and what follows from it"),
        help_text=_("A sentence. It stays on record with your name."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
