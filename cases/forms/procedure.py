"""What each step of a migration procedure asks for."""

from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox
from cases.choices_execution import RESOLUTIONS, ProcedureKind
from cases.forms.documents import radios, text
from cases.forms.measure import StepForm
from cases.models import MigrationProcedure
from cases.refusals import RecordForm


class FilingForm(RecordForm):
    kind = radios(MigrationProcedure, "kind", required=True)

    class Meta:
        model = MigrationProcedure
        fields = ("kind", "authority", "file_number", "filed_on", "late_reason", "by_third_party")
        widgets = {"filed_on": DateBox, "late_reason": text(3)}


class RatificationForm(StepForm):
    class Meta:
        model = MigrationProcedure
        fields = ("ratified_on",)
        widgets = {"ratified_on": DateBox}


class ResolutionForm(StepForm):
    """A resolution, beside the plan that it must be compared with (INV-51)."""

    optional = ("resolution_text", "granted_status")
    resolution_field = "resolution"
    is_consistent = radios(MigrationProcedure, "is_consistent", required=True)

    class Meta:
        model = MigrationProcedure
        fields = ("decided_on", "resolution", "resolution_text", "granted_status", "is_consistent", "consistency_reason")
        widgets = {"decided_on": DateBox, "resolution_text": text(4), "consistency_reason": text(3)}
        help_texts = {
            "granted_status": _("It becomes the child's migration status at once."),
            "consistency_reason": _("Where it does not agree, approver and lawyer are alarmed at once."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_consistent"].widget.attrs["class"] = "govuk-radios--inline"
        ends = RESOLUTIONS[ProcedureKind(self.instance.kind)]
        self.fields[self.resolution_field].choices = [("", _("Choose one")), *((one.value, one.label) for one in ends)]


class AppealForm(StepForm):
    class Meta:
        model = MigrationProcedure
        fields = ("appeal_filed_on",)
        widgets = {"appeal_filed_on": DateBox}


class AppealDecisionForm(ResolutionForm):
    resolution_field = "appeal_resolution"

    class Meta(ResolutionForm.Meta):
        fields = ("appeal_decided_on", "appeal_resolution", "resolution_text", "granted_status", "is_consistent", "consistency_reason")
        widgets = ResolutionForm.Meta.widgets | {"appeal_decided_on": DateBox}


class WithdrawalForm(StepForm):
    class Meta:
        model = MigrationProcedure
        fields = ("withdrawn_on", "withdrawal_reason")
        widgets = {"withdrawn_on": DateBox, "withdrawal_reason": text(3)}


FORM_OF = {
    "ratify": RatificationForm,
    "decide": ResolutionForm,
    "appeal": AppealForm,
    "decide_appeal": AppealDecisionForm,
    "withdraw": WithdrawalForm,
}
