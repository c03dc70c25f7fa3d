"""What is written in a complaint to the human-rights body."""

from django import forms

from accounts.widgets import DateBox
from cases.refusals import RecordForm
from liberty.models import RightsComplaint
from liberty.models.complaint import TEXTS


class ComplaintForm(RecordForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = RightsComplaint
        fields = TEXTS
        widgets = {
            "facts": forms.Textarea({"rows": 10}),
            "violations": forms.Textarea({"rows": 8}),
            "requests": forms.Textarea({"rows": 8}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class FiledForm(forms.ModelForm):
    either = ("folio",)

    class Meta:
        model = RightsComplaint
        fields = ("filed_on", "folio")
        widgets = {"filed_on": DateBox}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["filed_on"].required = True

    def _post_clean(self):
        """Only the service writes."""
