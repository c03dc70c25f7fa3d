"""What is written while the plan is carried out: visits and reviews."""

from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateBox, DateTimeBox
from cases import guidance
from cases.choices import ReviewOutcome
from cases.forms.documents import HEARD_WIDGETS, radios, reasons_not_heard, text
from cases.models import FollowUpVisit, Review
from cases.models.base import HEARD
from cases.refusals import RecordForm

WHAT_FOLLOWS = {
    ReviewOutcome.CONTINUE: _("Continue the plan: the case goes back to its execution at once"),
    ReviewOutcome.REVISE_PLAN: _("Revise the plan: a new version opens at once"),
    ReviewOutcome.REASSESS: _("Evaluate again: a new evaluation opens at once"),
    ReviewOutcome.CLOSE: _("Propose closure: you write the proposal next, somebody else approves it"),
    ReviewOutcome.REFER_BID: _("Refer to a best-interests determination: your supervisor decides"),
}


class VisitForm(RecordForm):
    questions = guidance.VISIT
    risk_level = radios(FollowUpVisit, "risk_level", required=True)

    class Meta:
        model = FollowUpVisit
        fields = (
            "kind",
            "held_at",
            "place",
            "seen_child",
            "seen_alone",
            "text",
            "action_progress",
            "concerns",
            "risk_level",
            "next_on",
        )
        help_texts = {"next_on": _("Proposed by the risk; without a day it is the last one allowed.")}
        widgets = {"held_at": DateTimeBox, "text": text(6), "action_progress": text(3), "concerns": text(3), "next_on": DateBox}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["risk_level"].widget.attrs["class"] = "govuk-radios--inline"


class ReviewForm(RecordForm):
    questions = guidance.REVIEW
    outcome = radios(Review, "outcome", required=True)

    class Meta:
        model = Review
        fields = ("held_at", "participants", "child_present", *HEARD, "decisions", "outcome")
        widgets = HEARD_WIDGETS | {"held_at": DateTimeBox, "decisions": text(5)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["no_views_reason"] = reasons_not_heard()
        self.fields["outcome"].choices = list(WHAT_FOLLOWS.items())
