from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST = 20_000_000  # bytes of a file that is compared


class VerifyForm(forms.Form):
    """The code that stands on every page, and the file if one has it."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        help_text=_("It stands at the foot of every page: K7QF-3M2P-XW9D."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
    )
    file = forms.FileField(
        label=_("The PDF, if you have it"),
        help_text=_("It is compared and not kept."),
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        required=False,
        allow_empty_file=True,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise ValidationError(_("This file is too large to be one of ours."))
        return file
