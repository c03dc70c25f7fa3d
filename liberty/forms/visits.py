"""What is asked about a monitoring visit: never whether a code is anybody's."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateTimeBox
from cases.refusals import RecordForm
from liberty.choices import SightingOutcome
from liberty.models import Sighting, VisitLog


class VisitForm(RecordForm):
    class Meta:
        model = VisitLog
        fields = (
            "place_type",
            "place",
            "locality",
            "visited_at",
            "visitors",
            "access",
            "denied_reason",
            "conditions",
            "findings",
            "urgency",
        )
        widgets = {
            "visited_at": DateTimeBox,
            "access": forms.RadioSelect,
            "urgency": forms.RadioSelect,
            "denied_reason": forms.Textarea({"rows": 2}),
            "conditions": forms.Textarea({"rows": 4}),
            "findings": forms.Textarea({"rows": 4}),
        }
        help_texts = {
            "conditions": _("Beds, food, water, hygiene, heat or cold, who guards, whether one can go out."),
            "findings": _("Only what is needed. Children are named on the next page, by their code alone."),
        }


class SightingForm(RecordForm):
    class Meta:
        model = Sighting
        fields = ("code", "held_since", "says")
        widgets = {
            "code": forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
            "held_since": DateTimeBox,
            "says": forms.Textarea({"rows": 4}),
        }
        help_texts = {
            "code": _(
                "As it stands on the child's papers. It is kept as you type it; this page never says whether a child has it."
                " If the child has no code, notify the child instead."
            ),
        }


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What follows"),
        choices=[(one.value, one.label) for one in SightingOutcome if one != SightingOutcome.EVENT],
        widget=forms.RadioSelect,
    )
    settled_note = forms.CharField(label=_("In words"), widget=forms.Textarea({"rows": 3}), required=False)
