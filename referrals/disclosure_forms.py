"""What is asked when a disclosure is composed: closed lists, and one line for the law or the order."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import SearchChoiceField
from referrals.disclosure_choices import Ground
from referrals.disclosure_rules import FIELDS

BOXES = forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"})


class DisclosureForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)
    recipient = SearchChoiceField(
        None,
        label=_("To whom"),
        help_text=_("The migration authority, the police, a prosecutor, a court or a consulate: a part of its name."),
    )
    ground = forms.ChoiceField(label=_("On what ground"), choices=Ground.choices, widget=forms.RadioSelect)
    ground_reference = forms.CharField(
        label=_("Article of the law, or number of the order"),
        help_text=_("Only that. Empty where it stands on consent."),
        max_length=120,
        required=False,
    )
    consent = forms.ModelChoiceField(None, label=_("Which consent"), required=False, empty_label=_("None"))
    determinations = forms.MultipleChoiceField(label=_("Which determinations"), widget=BOXES)
    fields_told = forms.MultipleChoiceField(
        label=_("What is told of the child"),
        help_text=_("The name always goes along. What may go to whom is a closed list."),
        choices=list(FIELDS.items()),
        widget=BOXES,
        initial=["name"],
    )

    def __init__(self, *args, organisations, consents, determined, **kwargs):
        if "fields" in (initial := kwargs.get("initial") or {}):
            initial["fields_told"] = initial["fields"]
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset, self.fields["consent"].queryset = organisations, consents
        self.fields["determinations"].choices = determined
        if not determined:
            self.fields["determinations"].help_text = _("Nothing is determined yet: first a plan is approved (F3).")

    def clean(self):
        cleaned = super().clean()
        cleaned["fields"] = cleaned.pop("fields_told", [])
        return cleaned

    def add_error(self, field, error):
        """Show what is wrong with `fields`, as the service calls them, beside the boxes."""
        if isinstance(field, str) and field == "fields":
            field = "fields_told"
        super().add_error(field, error)
