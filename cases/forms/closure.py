"""The proposal to close: first the reason and the solution, then what these two ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox
from cases import closing, guidance
from cases.choices import ClosureReason, DurableSolution
from cases.forms.documents import HEARD_WIDGETS, DraftForm, radios, reasons_not_heard, text
from cases.models import ClosureProposal
from cases.models.base import HEARD
from cases.models.closure import DAYS

COMMON = (*HEARD, "reason", "durable_solution", "summary", "child_informed_on", "contact_route", "papers_back", "endpoint_not_measured")
LONG = ("child_view_of_receiver", "search_steps", "incident_report", "explanation")


class ReasonForm(forms.Form):
    """What decides which fields the proposal has."""

    reason = radios(ClosureProposal, "reason", required=True)
    durable_solution = radios(ClosureProposal, "durable_solution", required=True)


class ClosureForm(DraftForm):
    questions = guidance.CLOSURE

    class Meta:
        model = ClosureProposal
        fields = (*COMMON, *closing.EXTRA)
        widgets = (
            HEARD_WIDGETS
            | {"summary": text(7), "child_informed_on": DateBox, "endpoint_not_measured": text(2)}
            | dict.fromkeys(DAYS, DateBox)
            | {name: text(3) for name in LONG}
        )
        help_texts = {
            "child_disagrees": _("Shown to whoever approves, and printed."),
            "contact_route": _("A person, an office and a telephone that somebody answers."),
            "reason": _("Another reason or solution may ask for other things: save, and they appear below. Nothing written is lost."),
            "receiving_authority": _("After a reunification only where another authority makes the visits of 30 and 90 days."),
            "endpoint_not_measured": _("Leave it empty where wellbeing was measured at the end."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["no_views_reason"] = reasons_not_heard()
        for name in set(closing.EXTRA) - self._asked():
            del self.fields[name]

    def _asked(self) -> set[str]:
        """What the reason and solution ask for, as typed or as they stand; and whatever else was typed, which is never dropped."""
        reason, solution = (self.data.get(name) or getattr(self.instance, name) for name in ("reason", "durable_solution"))
        typed = {name for name in closing.EXTRA if self.data.get(self.add_prefix(name))}
        return {*closing.offered(reason, solution), *typed}


def is_known(reason: str, durable_solution: str) -> bool:
    """Tell whether both are of the closed lists."""
    return reason in ClosureReason.values and durable_solution in DurableSolution.values
