"""Services, significant events, and the assisted return."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox, DateTimeBox
from cases.countries import country_choices
from cases.forms.documents import HEARD_WIDGETS, DraftForm, radios, reasons_not_heard, text
from cases.models import AssistedReturn, Service, SignificantEvent
from cases.models.base import HEARD
from cases.refusals import RecordForm


class ServiceForm(DraftForm):
    is_draft = False

    class Meta:
        model = Service
        fields = (
            "type",
            "provider",
            "planned_on",
            "started_on",
            "ended_on",
            "sessions",
            "is_refused",
            "refusal_reason",
            "satisfaction",
            "note",
        )
        widgets = {"planned_on": DateBox, "started_on": DateBox, "ended_on": DateBox, "refusal_reason": text(2), "note": text(3)}
        help_texts = {"satisfaction": _("The child's own answer: 1 not at all, 5 very much.")}


class EventForm(RecordForm):
    kind = radios(SignificantEvent, "kind", required=True)

    class Meta:
        model = SignificantEvent
        fields = ("kind", "happened_at", "text")
        widgets = {"happened_at": DateTimeBox, "text": text(5)}


class ReturnForm(RecordForm):
    """Everything that INV-31 asks for: the rule names what is missing, so that no field is called optional or asks for itself."""

    is_draft = True

    document = forms.TypedChoiceField(
        label=_("The decision by which the child returns"), widget=forms.RadioSelect, required=False, empty_value=None
    )
    country = forms.ChoiceField(label=_("Country of return"))

    class Meta:
        model = AssistedReturn
        fields = (
            "document",
            "country",
            *HEARD,
            "officer",
            "receiving_authority",
            "receiving_official",
            "accepted_on",
            "receiver",
            "receiver_verified",
            "returned_on",
        )
        widgets = HEARD_WIDGETS | {"accepted_on": DateBox, "returned_on": DateBox, "receiver_verified": text(3)}

    def __init__(self, *args, decisions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["no_views_reason"] = reasons_not_heard()
        self.fields["country"].choices = country_choices()
        if not decisions:
            self.fields["document"].help_text = _("There is none yet: a determination, or a plan in force that seeks the return.")
        self.fields["document"].choices = [(str(one.document), one.label) for one in decisions]
        self.fields["document"].coerce = {str(one.document): one.document for one in decisions}.get
        for name in ("officer", "receiving_authority", "receiving_official", "receiver", "receiver_verified"):
            self.fields[name].required = False  # the rule names each that is missing
