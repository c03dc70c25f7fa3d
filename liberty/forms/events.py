"""What is asked about a deprivation of liberty. Never its hours: those are computed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateTimeBox
from cases.refusals import RecordForm
from liberty.choices import ReleaseMechanism
from liberty.models import DeprivationEvent


class EventForm(RecordForm):
    class Meta:
        model = DeprivationEvent
        fields = (
            "facility_type",
            "facility",
            "authority",
            "started_at",
            "started_precision",
            "held_with",
            "legal_basis_claimed",
            "reported_by",
            "ended_at",
            "release_mechanism",
        )
        widgets = {"started_at": DateTimeBox, "ended_at": DateTimeBox, "started_precision": forms.RadioSelect}
        help_texts = {
            "started_at": _("The first instant in which the child could not leave. The hours are counted from here."),
            "ended_at": _("Leave it empty while the child is still held: the clock runs and an urgent task is opened."),
        }


class EndForm(forms.Form):
    ended_at = forms.DateTimeField(label=_("When the child was let go"), widget=DateTimeBox)
    release_mechanism = forms.ChoiceField(label=_("How it ended"), choices=ReleaseMechanism, widget=forms.RadioSelect)
    release_to = forms.CharField(label=_("Where the child went"), max_length=200, required=False)
