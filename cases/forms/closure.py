"""The proposal to close."""

from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox
from cases import guidance
from cases.forms.documents import HEARD_WIDGETS, DraftForm, reasons_not_heard, text
from cases.models import ClosureProposal
from cases.models.base import HEARD


class ClosureForm(DraftForm):
    questions = guidance.CLOSURE

    class Meta:
        model = ClosureProposal
        fields = (*HEARD, "reason", "durable_solution", "summary", "child_informed_on", "contact_route")
        widgets = HEARD_WIDGETS | {"summary": text(7), "child_informed_on": DateBox}
        help_texts = {
            "child_disagrees": _("Shown to whoever approves, and printed."),
            "contact_route": _("A person, an office and a telephone that somebody answers."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["no_views_reason"] = reasons_not_heard()
