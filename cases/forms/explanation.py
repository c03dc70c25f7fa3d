"""What the child was told of a decision, and what the child answered."""

from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox
from cases import guidance
from cases.forms.documents import radios, text
from cases.models import Explanation
from cases.refusals import RecordForm


class ExplanationForm(RecordForm):
    questions = guidance.EXPLANATION
    child_agrees = radios(Explanation, "child_agrees", required=True)

    class Meta:
        model = Explanation
        fields = ("told_on", "told_by", "language", "how", "child_agrees", "child_answer")
        widgets = {"told_on": DateBox, "child_answer": text(4)}
        help_texts = {"how": _("For instance: read aloud, with drawings, with an interpreter, with the letter in plain words.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["child_agrees"].widget.attrs["class"] = "govuk-radios--inline"
