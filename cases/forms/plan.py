"""The plan: a line a right, its measures, how they go, and what holds for the whole plan."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox
from cases import guidance
from cases.choices import ActionStatus
from cases.forms.documents import HEARD_WIDGETS, DraftForm, radios, reasons_not_heard, text
from cases.models import ActionProgress, Plan, PlanAction, PlanLine
from cases.models.base import HEARD
from cases.refusals import RecordForm


class LineForm(DraftForm):
    class Meta:
        model = PlanLine
        fields = ("diagnosis", "no_action_reason")
        widgets = {"diagnosis": text(4), "no_action_reason": text(3)}
        help_texts = {"no_action_reason": _("Only where no measure is needed; it is shown to whoever approves.")}


class MeasureForm(DraftForm):
    """A new measure: who does what by when, all of it needed."""

    is_draft = False

    class Meta:
        model = PlanAction
        fields = ("measure_kind", "description", "responsible_organisation", "responsible_person", "due_on", "indicator", "serves_solution")
        widgets = {"description": text(2), "due_on": DateBox}
        help_texts = {"indicator": _("One thing that can be counted or seen, and by when.")}


class DetailsForm(DraftForm):
    questions = guidance.PLAN_TALK
    copied_checked = forms.BooleanField(
        label=_("What was copied from the brother or sister is checked and fits this child"), required=False
    )

    class Meta:
        model = Plan
        fields = (
            "review_date",
            "durable_solution",
            "is_transition",
            "child_participated",
            *HEARD,
            "caregiver_agreement",
            "caregiver_words",
            "child_copy_given_on",
            "child_copy_language",
            "child_copy_format",
            "legal_ground",
            "contingency",
        )
        widgets = HEARD_WIDGETS | {
            "review_date": DateBox,
            "child_copy_given_on": DateBox,
            "caregiver_words": text(2),
            "contingency": text(3),
        }
        help_texts = {
            "child_disagrees": _("Shown to whoever approves, and printed."),
            "child_copy_format": _("For instance: read aloud and recorded, with drawings."),
            "contingency": _("Whom to call, where to go, what to do first."),
        }

    def __init__(self, *args, latest: date | None = None, ground: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["legal_ground"] = self.instance.legal_ground or ground
        self.fields["no_views_reason"] = reasons_not_heard()
        if not any(line.is_copied for line in self.instance.line_list):
            self.fields["copied_checked"].widget = forms.HiddenInput()
        if latest:
            self.initial["review_date"] = self.instance.review_date or latest
            shown = date_format(latest, "DATE_FORMAT")
            self.fields["review_date"].help_text = _("At this level of risk: %(date)s at the latest.") % {"date": shown}


class ProgressForm(RecordForm):
    status = radios(ActionProgress, "status", required=True)

    class Meta:
        model = ActionProgress
        fields = ("status", "note")
        widgets = {"note": text(3)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].widget.attrs["class"] = "govuk-radios--inline"
        self.fields["status"].choices = [choice for choice in ActionStatus.choices if choice[0] != ActionStatus.PENDING]
