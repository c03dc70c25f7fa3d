"""What each step of a protective measure asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateTimeBox
from cases.choices_execution import URGENT_TYPES, ProtectionType
from cases.forms.documents import radios, text
from cases.models import ProtectiveMeasure
from cases.refusals import RecordForm
from papers.models import Letter


class ProposalForm(RecordForm):
    kind = radios(ProtectiveMeasure, "kind", required=True)

    class Meta:
        model = ProtectiveMeasure
        fields = ("kind", "type", "text", "reasons")
        widgets = {"text": text(4), "reasons": text(4)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        special = [choice for choice in ProtectionType.choices if choice[0] not in URGENT_TYPES]
        urgent = [choice for choice in ProtectionType.choices if choice[0] in URGENT_TYPES]
        self.fields["type"].choices = [("", _("Choose one")), (_("Urgent"), urgent), (_("Special"), special)]


class StepForm(RecordForm):
    """The fields that one step of a measure writes; all that is shown is asked for, unless said otherwise."""

    optional: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name not in self.optional


class OrderForm(StepForm):
    class Meta:
        model = ProtectiveMeasure
        fields = ("legal_ground", "ordered_at")
        widgets = {"ordered_at": DateTimeBox}


class NotifyForm(StepForm):
    optional = ("prosecutor_notified_at",)

    class Meta:
        model = ProtectiveMeasure
        fields = ("court", "court_notified_at", "prosecutor_notified_at")
        widgets = {"court_notified_at": DateTimeBox, "prosecutor_notified_at": DateTimeBox}
        help_texts = {"court_notified_at": _("The court's clock runs from here.")}


class ProsecutorForm(StepForm):
    class Meta:
        model = ProtectiveMeasure
        fields = ("prosecutor_answered_at",)
        widgets = {"prosecutor_answered_at": DateTimeBox}


class RulingForm(StepForm):
    class Meta:
        model = ProtectiveMeasure
        fields = ("ruled_at", "ruling")
        widgets = {"ruled_at": DateTimeBox, "ruling": text(4)}


class ConfirmationForm(RulingForm):
    optional = ("ruling",)


class ComplianceForm(StepForm):
    class Meta:
        model = ProtectiveMeasure
        fields = ("complied_at",)
        widgets = {"complied_at": DateTimeBox}


class NoncomplianceForm(StepForm):
    class Meta:
        model = ProtectiveMeasure
        fields = ("noncompliance_at", "noncompliance")
        widgets = {"noncompliance_at": DateTimeBox, "noncompliance": text(4)}


class WithdrawalForm(StepForm):
    class Meta:
        model = ProtectiveMeasure
        fields = ("end_reason",)
        widgets = {"end_reason": text(3)}


class EndForm(StepForm):
    class Meta:
        model = ProtectiveMeasure
        fields = ("ended_at", "end_reason")
        widgets = {"ended_at": DateTimeBox, "end_reason": text(3)}


class NoticeForm(RecordForm):
    addressee = forms.CharField(
        label=_("To whom"), max_length=300, help_text=_("The institution as it is written on the letter: no child's name.")
    )

    class Meta:
        model = Letter
        fields = ("addressee",)


FORM_OF = {
    "order": OrderForm,
    "withdraw": WithdrawalForm,
    "notify": NotifyForm,
    "prosecutor_answer": ProsecutorForm,
    "confirm": ConfirmationForm,
    "modify": RulingForm,
    "cancel": RulingForm,
    "comply": ComplianceForm,
    "report_noncompliance": NoncomplianceForm,
    "end": EndForm,
}
